// Names: parameters nobody reads, parameters on their way out, `$name` that stands for nothing, `$` that cannot be read.

import type { MainSetting } from "../../grammars/postfix-main/ast.ts";
import type { MasterOverride, MasterService } from "../../grammars/postfix-master/ast.ts";
import { groupBy } from "../group-by.ts";
import { editDistance, nearest } from "../nearest.ts";
import { oncePer } from "../once.ts";
import {
  builtinNames,
  isLegacy,
  isReadOnly,
  parameterFact,
  parameterSince,
  releasesOf,
} from "../settings/postfix.ts";
import { goneParameter } from "../settings/postfix-gone.ts";
import { type Span, textOf } from "../source.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { limitOfExpansion, type NameUse, namesUsed } from "./postfix-expand.ts";
import { overridesOf } from "./postfix-tree.ts";
import { isScriptName, isTemplate } from "./template.ts";

/** One name=value with what the checks need of it. */
interface Pair {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly locate: (start: number, end: number) => Span;
  readonly service: MasterService | undefined;
}

export function nameProblems(config: PostfixConfig): Problem[] {
  return placeholdersOnce(
    pairsOf(config).flatMap((pair) => [...nameProblem(config, pair), ...valueProblem(config, pair)]),
  );
}

/** As many names that only a script knows make a file one that a script fills in: one finding a file. */
const mostPlaceholders = 3;

function placeholdersOnce(found: readonly Problem[]): Problem[] {
  const files = groupBy(
    found.filter(
      ({ kind, span }) => kind === "undefined-variable" && isScriptName(textOf(span).replace(/[${}]/g, "")),
    ),
    ({ span }) => span.file,
  );
  const many = [...files.values()].filter(({ length }) => length > mostPlaceholders);
  const grouped = new Set(many.flat());
  return [...found.filter((one) => !grouped.has(one)), ...many.map(asOne)];
}

function asOne(found: readonly Problem[]): Problem {
  const [first, ...more] = found as [Problem, ...Problem[]];
  const name = textOf(first.span);
  const others = new Set(found.map(({ span }) => textOf(span))).size - 1;
  const also = others === 0 ? "" : ` and ${others} more such name${others === 1 ? "" : "s"}`;
  return {
    ...first,
    message: `\`${name}\`${also}, in ${found.length} places of this file, ${others === 0 ? "is" : "are"} defined nowhere, and postfix knows no environment variables: they expand to nothing; lint what the script writes that puts values in their place, or define them`,
    related: more.map(({ span }) => ({ message: "and here", span })),
  };
}

function pairsOf(config: PostfixConfig): Pair[] {
  const ofMain = config.parameters.map((setting: MainSetting): Pair => ({ ...setting, service: undefined }));
  const ofServices = config.services.flatMap((service) =>
    [...overridesOf(service).values()].map(({ statement }): Pair => pairOf(statement, service)),
  );
  return [...ofMain, ...ofServices];
}

function pairOf({ name, value, locate }: MasterOverride, service: MasterService): Pair {
  return { name: name.text, nameSpan: name.span, value: value.text, locate, service };
}

function where({ service }: Pair): string {
  return service === undefined ? "main.cf" : `service \`${service.name.text}\``;
}

function nameProblem(config: PostfixConfig, pair: Pair): Problem[] {
  const { name, nameSpan: span, service } = pair;
  if (isTemplate(name)) return [];
  if (isReadOnly(name, config.releases)) {
    const message = `\`${name}\` cannot be set: postfix fills it in itself and ignores this line`;
    return [{ kind: "postfix/read-only-parameter", severity: "warning", message, span, fatal: false }];
  }
  const names = config.names();
  const known = service === undefined ? names.inMain(name) : names.inService(name, service);
  return known ? [] : unknownName(config, pair);
}

function unknownName(config: PostfixConfig, pair: Pair): Problem[] {
  const { name, nameSpan: span } = pair;
  // `obsolete-setting` tells what became of it.
  if (goneParameter(name) !== undefined) return [];
  const problem = (message: string, guess?: string): Problem => ({
    kind: "unknown-setting",
    severity: "warning",
    message,
    span,
    ...(guess === undefined
      ? {}
      : { fix: { title: `Write \`${guess}\``, safety: "unsafe" as const, edits: [{ span, text: guess }] } }),
    fatal: false,
  });
  if (parameterFact(name) !== undefined || isLegacy(name, releasesOf(undefined)))
    return [problem(otherRelease(config, name))];
  const guess = guesses(config).near(name);
  // The file that is not at hand may use the name, or be the service that brings it.
  if ((config.withoutMaster || config.withoutMain) && guess === undefined) return [];
  if (config.withoutMaster && isServiceName(name)) return [];
  const advice =
    guess === undefined
      ? "; if it is a name of your own, nothing uses it as `$name`"
      : `; did you mean \`${guess}\`?`;
  return [
    problem(`\`${name}\` in ${where(pair)} is no parameter of postfix, which ignores it${advice}`, guess),
  ];
}

/** Guesses cost time: a file of nothing but wrong names does not get one for each. */
const mostGuesses = 200;

interface Guesses {
  /** The nearest name, when it is so near that a slip is likelier than a name of one's own. */
  readonly near: (name: string) => string | undefined;
  /** Names that services set. */
  readonly ofServices: ReadonlySet<string>;
}

const guesses = oncePer((config: PostfixConfig): Guesses => {
  const builtin = builtinNames(config.releases);
  const found = new Map<string, string | undefined>();
  return {
    ofServices: new Set(config.services.flatMap((service) => [...overridesOf(service).keys()])),
    near(name) {
      if (!found.has(name) && found.size < mostGuesses) found.set(name, likely(name, builtin));
      return found.get(name);
    },
  };
});

function likely(name: string, known: readonly string[]): string | undefined {
  const guess = nearest(name, known);
  const most = Math.max(1, Math.min(2, Math.floor(name.length / 6)));
  return guess !== undefined && editDistance(name.toLowerCase(), guess) <= most ? guess : undefined;
}

function otherRelease(config: PostfixConfig, name: string): string {
  const since = parameterSince(name);
  const version = config.version ?? "this version";
  return since === undefined
    ? `\`${name}\` is no longer a parameter of postfix ${version}, which ignores it`
    : `\`${name}\` came with postfix ${since}: postfix ${version} ignores it`;
}

function isServiceName(name: string): boolean {
  return /_(?:time_limit|limit|cost|loan|discount|slots|concurrency|feedback|delay)$/.test(name);
}

function valueProblem(config: PostfixConfig, pair: Pair): Problem[] {
  const { name, value } = pair;
  if (!value.includes("$") || parameterFact(name)?.type === "raw" || isTemplate(value)) return [];
  if (isReadOnly(name, config.releases)) return [];
  const { uses, error } = namesUsed(value);
  const found = uses.flatMap((use) => undefinedName(config, pair, use));
  if (error?.kind === "error")
    return [
      ...found,
      {
        kind: "syntax",
        severity: "error",
        message: `\`${pair.value.slice(error.start, error.end).slice(0, 60)}\` in \`${name}\` cannot be expanded (${error.reason}): postfix stops with "macro processing error"; a dollar sign that stands for itself is written \`$$\``,
        span: pair.locate(error.start, error.end),
        fatal: true,
      },
    ];
  return [...found, ...expansionProblem(config, pair, uses)];
}

/** A cycle, or values that grow beyond measure, seen where the value names something that leads there. */
function expansionProblem(config: PostfixConfig, pair: Pair, uses: readonly NameUse[]): Problem[] {
  const { error, limit } = config.expand(pair.value, pair.service);
  const [first] = uses;
  if (error === undefined) return [];
  const endless = error === "unreasonable macro call nesting";
  if (!limit && !endless && !error.startsWith("malformed")) return [];
  const span = pair.locate(first?.start ?? 0, first?.end ?? pair.value.length);
  const message = limit
    ? `\`${pair.name}\` expands beyond the limit of ${limitOfExpansion}: its value counts as unknown`
    : endless
      ? `\`${pair.name}\` expands without end, as \`$name\` leads back to where it began (or over 100 names): postfix stops with "${error}"; name no parameter here that leads back`
      : `\`${pair.name}\` cannot be expanded (${error}): postfix stops with "macro processing error"; close each \`{\` of \`\${name}\`, and write \`$$\` for a dollar sign`;
  return [
    {
      kind: limit ? "limit" : "syntax",
      severity: limit ? "note" : "error",
      message,
      span,
      fatal: !limit,
    },
  ];
}

function undefinedName(config: PostfixConfig, pair: Pair, use: NameUse): Problem[] {
  if (use.tested || config.withoutMain || isDefined(config, use.name, pair.service)) return [];
  const near = guesses(config).near(use.name);
  const guess = near === pair.name ? undefined : near;
  const shell = isScriptName(use.name) ? " (postfix knows no environment variables here)" : "";
  const what = `\`$${use.name}\` in \`${pair.name}\` of ${where(pair)} is defined nowhere${shell}: it expands to nothing`;
  const span = pair.locate(use.start, use.end);
  if (/_restrictions$/.test(pair.name))
    return [undefinedRestrictions(config, use.name, span, `${what}, and these checks are gone`, guess)];
  const advice = guess === undefined ? "; define it, or delete it here" : `; did you mean \`$${guess}\`?`;
  return [
    { kind: "undefined-variable", severity: "warning", message: `${what}${advice}`, span, fatal: false },
  ];
}

/** The stock master.cf takes the lists of its submission services from names that main.cf is to define. */
function undefinedRestrictions(
  config: PostfixConfig,
  name: string,
  span: Span,
  what: string,
  guess: string | undefined,
): Problem {
  const file = name === "mua_client_restrictions" ? config.mainFile : undefined;
  const line = `${name} = permit_sasl_authenticated, reject`;
  const advice = guess === undefined ? `; define \`${name}\` in main.cf` : `; did you mean \`$${guess}\`?`;
  return {
    kind: "postfix/undefined-restriction-variable",
    severity: "error",
    message: `${what}${advice}`,
    span,
    ...(file === undefined
      ? {}
      : {
          fix: {
            title: `Add \`${line}\``,
            safety: "safe" as const,
            edits: [{ span: { file, start: 0, end: 0 }, text: `${line}\n` }],
          },
        }),
    fatal: false,
  };
}

/** pcf_flag_user_parameter(): set by the service, by main.cf or with a default; a name in main.cf also by any service. */
export function isDefined(config: PostfixConfig, name: string, service: MasterService | undefined): boolean {
  if (config.names().inMain(name) || config.get(name, service) !== undefined) return true;
  return service === undefined && guesses(config).ofServices.has(name);
}
