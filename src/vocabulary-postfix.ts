// The words of rules about Postfix: where a parameter is set, each smtpd as it runs, fixes in main.cf and master.cf.

import type { MasterOverride, MasterService } from "../grammars/postfix-master/ast.ts";
import type { Fix } from "./finding.ts";
import { groupBy } from "./group-by.ts";
import { doorsOf, type Endpoint, programOf } from "./model/postfix-services.ts";
import { type ServerTls, serverTls } from "./model/postfix-tls.ts";
import { type Flag, flagOf } from "./model/postfix-values.ts";
import { oncePer, oncePerKey } from "./once.ts";
import type { PostfixConfig, PostfixValue } from "./resolve/postfix-config.ts";
import type { Reference, RuleContext } from "./rule.ts";
import { isAtLeast } from "./settings/postfix-release.ts";
import { lineOf, linesOf, type Span } from "./source.ts";
import type { PostfixSystem } from "./system.ts";
import { deleteLinesFix, firstLine, insertLineFix, postfixSystems, replaceFix } from "./vocabulary.ts";

/** The entry of a parameter in postconf(5). */
export function postconf(name: string): Reference {
  return { title: `postconf(5), ${name}`, url: `https://www.postfix.org/postconf.5.html#${name}` };
}

/** A page of Postfix's documentation: `SASL_README`, `master.5`. */
export function readme(page: string): Reference {
  return { title: page, url: `https://www.postfix.org/${page}.html` };
}

/** A place that sets a parameter, with the value it has there. */
export interface Written {
  readonly system: PostfixSystem;
  readonly config: PostfixConfig;
  readonly name: string;
  readonly value: PostfixValue;
  /** The value as the daemon sees it, without blanks at its ends. */
  readonly text: string;
  /** The service whose `-o` it is; absent in main.cf. */
  readonly service: MasterService | undefined;
  /** The value in the file. */
  readonly span: Span;
  /** Name and value in the file. */
  readonly statement: Span;
}

/** Each place that sets one of these parameters: main.cf, and the `-o` of each service. Values not known here are left out. */
export function written(context: RuleContext, ...names: readonly string[]): readonly Written[] {
  return spelled(context, ...names).filter(({ value }) => !value.unknown);
}

/** As `written`, with values that are not wholly known here among them: look at `value.raw`. */
export function spelled(context: RuleContext, ...names: readonly string[]): readonly Written[] {
  const found: Written[] = [];
  for (const system of postfixSystems(context)) {
    const places = placesOf(system);
    for (const name of names) found.push(...places(name));
  }
  return found;
}

const placesOf = oncePer((system: PostfixSystem) =>
  oncePerKey((name: string) =>
    system.config.setBy(name).flatMap((service) => writtenAt(system, name, service)),
  ),
);

function writtenAt(
  system: PostfixSystem,
  name: string,
  service: MasterService | undefined,
): readonly Written[] {
  const { config } = system;
  const value = config.get(name, service);
  if (value?.origin.kind !== "file" || value.statement === undefined) return [];
  const span = "valueSpan" in value.statement ? value.statement.valueSpan : value.statement.value.span;
  const text = value.value.trim();
  return [{ system, config, name, value, text, service, span, statement: value.origin.span }];
}

/** Those whose value is `yes` (or `no`), as get_mail_conf_bool compares it. */
export function writtenFlag(
  context: RuleContext,
  wanted: "yes" | "no",
  ...names: readonly string[]
): readonly Written[] {
  return written(context, ...names).filter(({ text }) => text.toLowerCase() === wanted);
}

/** An smtpd that a client can reach, with its own view of the parameters. */
export interface Smtpd {
  readonly system: PostfixSystem;
  readonly config: PostfixConfig;
  readonly endpoint: Endpoint;
  readonly service: MasterService;
  /** `serviceLabel` */
  readonly label: string;
  readonly port: number | undefined;
  readonly tls: ServerTls;
  readonly get: (name: string) => PostfixValue | undefined;
  readonly flag: (name: string) => Flag;
  /** `undefined` = not known here. */
  readonly text: (name: string) => string | undefined;
  /** The value where a file sets it; else the service that has the default, or main.cf's first line. */
  readonly place: (name: string) => Span;
  readonly isWritten: (name: string) => boolean;
}

/** Each smtpd of each system; where no master.cf is at hand, the stock `smtp` service with main.cf's values. */
export function smtpds(context: RuleContext): readonly Smtpd[] {
  return postfixSystems(context).flatMap(smtpdsOf);
}

const smtpdsOf = oncePer((system: PostfixSystem) =>
  doorsOf(system.config)
    .filter(({ program }) => program === "smtpd")
    .map((endpoint) => smtpd(system, endpoint)),
);

export function smtpd(system: PostfixSystem, endpoint: Endpoint): Smtpd {
  const { config } = system;
  const { service } = endpoint;
  const get = (name: string): PostfixValue | undefined => config.get(name, service);
  return {
    system,
    config,
    endpoint,
    service,
    label: serviceLabel(config, endpoint),
    port: endpoint.port,
    tls: serverTls(config, service),
    get,
    flag: (name) => flagOf(get(name)),
    text: (name) => {
      const value = get(name);
      if (value === undefined) return "";
      return value.unknown ? undefined : value.value.trim();
    },
    place: (name) => placeOfValue(get(name)) ?? serviceSpan(system, endpoint),
    isWritten: (name) => get(name)?.origin.kind === "file",
  };
}

/** The name of a service in backticks, for messages, which say so where the service is assumed. */
export function serviceLabel({ withoutMaster }: PostfixConfig, { door }: Endpoint): string {
  const name = `\`${door.name.text}\``;
  return withoutMaster ? `${name} (assumed: no master.cf is at hand)` : name;
}

/** The value of a setting in its file. */
export function placeOfValue(value: PostfixValue | undefined): Span | undefined {
  if (value?.origin.kind !== "file") return undefined;
  if (value.statement === undefined) return value.origin.span;
  return "valueSpan" in value.statement ? value.statement.valueSpan : value.statement.value.span;
}

/** Name and type of the service; main.cf's first line for the service that is assumed. */
export function serviceSpan(system: PostfixSystem, { service }: Endpoint): Span {
  if (system.config.withoutMaster) return firstLine(system);
  return { ...service.name.span, end: service.type.span.end };
}

/** The release is at least this one (`3.9`, `3.7.9`), for all or none of the releases that are possible; else `undefined`. */
export function releaseAtLeast(config: PostfixConfig, least: string): boolean | undefined {
  const [wantedMajor = 0, wanted = 0, patchWanted = 0] = least.split(".").map(Number);
  const answers = new Set(
    config.releases.map(({ major, minor, patch }) =>
      major === wantedMajor && minor === wanted
        ? patch >= patchWanted
        : isAtLeast({ major, minor, patch }, wantedMajor, wanted),
    ),
  );
  const [only] = answers;
  return answers.size === 1 ? only : undefined;
}

export function setFix(
  one: Pick<Written, "name" | "span">,
  text: string,
  safety: Fix["safety"] = "safe",
): Fix {
  return replaceFix(`set \`${one.name}\` to \`${text}\``, one.span, text, safety);
}

/** Takes the setting out: the default, or main.cf's value, then holds. */
export function removeFix(
  { name, statement, service }: Pick<Written, "name" | "statement" | "service">,
  safety: Fix["safety"] = "safe",
): Fix {
  const title = `remove \`${name}\``;
  if (service === undefined) return deleteLinesFix(title, statement, safety);
  const { file } = statement;
  const starts = linesOf(file);
  const line = lineOf(file, statement.start);
  const start = starts[line - 1] ?? 0;
  const next = starts[lineOf(file, statement.end)] ?? file.text.length;
  let from = statement.start;
  while (from > start && /[ \t]/.test(file.text[from - 1] ?? "")) from--;
  if (from === start && /^\s*$/.test(file.text.slice(statement.end, next)))
    return deleteLinesFix(title, statement, safety);
  return { title, safety, edits: [{ span: { file, start: from, end: statement.end }, text: "" }] };
}

/** Puts `name = value` into main.cf, above the line of `near` when that is a setting there, else at its end. */
export function mainFix(
  system: PostfixSystem,
  near: Span,
  name: string,
  value: string,
  safety: Fix["safety"] = "safe",
): Fix | undefined {
  const { mainFile } = system.config;
  if (mainFile === undefined) return undefined;
  const title = `add \`${name} = ${value}\``;
  const { text } = mainFile;
  if (near.file === mainFile && /^[^\s#]/.test(text.slice(near.start)))
    return insertLineFix(title, near, `${name} = ${value}`, safety);
  const end = { file: mainFile, start: text.length, end: text.length };
  const before = text === "" || text.endsWith("\n") ? "" : "\n";
  return replaceFix(title, end, `${before}${name} = ${value}\n`, safety);
}

/** Gives a service of master.cf an override of its own. */
export function overrideFix(
  service: MasterService,
  name: string,
  value: string,
  safety: Fix["safety"] = "safe",
): Fix {
  const { file, end } = service.span;
  const written = service.overrides.findLast((override: MasterOverride) => override.name.text === name);
  if (written !== undefined) return setFix({ name, span: written.value.span }, value, safety);
  const indent = /\n([ \t]+)-o[^\n]*$/.exec(file.text.slice(0, end))?.[1] ?? "  ";
  return {
    title: `add \`-o ${name}=${value}\``,
    safety,
    edits: [{ span: { file, start: end, end }, text: `\n${indent}-o ${name}=${value}` }],
  };
}

/** Spreads a fix over a report: nothing when there is none. */
export function withFix(fix: Fix | undefined): { fix?: Fix } {
  return fix === undefined ? {} : { fix };
}

/** Words of a list that blanks and commas separate, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
}

/** Services of a program, as written in the command column. */
export function servicesOf({ services }: PostfixConfig, program: string): readonly MasterService[] {
  return servicesByProgram(services).get(program) ?? [];
}

const servicesByProgram = oncePer((services: readonly MasterService[]) => groupBy(services, programOf));

/** Groups what is found by its place: one setting of main.cf counts for many services and is reported once. */
export function byPlace<T>(
  items: Iterable<T>,
  place: (item: T) => Span,
): readonly (readonly [Span, readonly T[]])[] {
  const groups = new Map<string, [Span, T[]]>();
  for (const item of items) {
    const span = place(item);
    const key = `${span.file.path}\n${span.start}\n${span.end}`;
    const group = groups.get(key) ?? [span, []];
    group[1].push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The host before the port of a service's name is this machine. */
export function isLoopbackHost(service: string): boolean {
  return /^(?:\[?(?:127\.|localhost\]?:|::1\])|::1:)/i.test(service);
}
