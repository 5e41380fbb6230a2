// `-o` in master.cf: what getopt(3) and split_nameval() make of a form that looks right and is not.

import type { MasterService, MasterWord } from "../../grammars/postfix-master/ast.ts";
import { parameterFact } from "../settings/postfix.ts";
import type { Problem } from "../system.ts";
import { overridesOf, programOf } from "./postfix-tree.ts";
import { isTemplate, isTemplateLine } from "./template.ts";

/** Daemons that take operands; the others stop with "unexpected command-line argument". */
const takeOperands = ["pipe", "spawn", "lmtp", "smtp", "postscreen"];

export function overrideProblems(service: MasterService): Problem[] {
  if (service.args.some(({ text }) => isTemplate(text) || isTemplateLine(text))) return [];
  const broken = brokenOptions(service);
  return [...(broken.length > 0 ? broken : strayOperands(service)), ...repeated(service)];
}

const kind = "postfix/master-override-syntax";

/** `-o name` without a value: written as `-o name = value`, the option ends at the first blank. */
function brokenOptions(service: MasterService): Problem[] {
  // Mostly each of them is a `name=value`.
  if (service.options.filter(({ letter }) => letter === "o").length === service.overrides.length) return [];
  const named = new Set(service.overrides.map(({ span }) => span.start));
  const places = new Map(service.args.map(({ span }, at) => [span.start, at]));
  return service.options.flatMap((option): Problem[] => {
    if (option.letter !== "o" || named.has(option.span.start)) return [];
    const { value } = option;
    if (value === undefined) {
      const message = `\`-o\` at the end of service \`${service.name.text}\` has no \`name=value\`: the daemon does not start`;
      return [{ kind, severity: "error", message, span: option.span, fatal: false }];
    }
    const spaced = spacedValue(service, places.get(value.span.start));
    if (spaced === undefined) {
      const message = `\`-o ${value.text}\` has no \`name=value\`: the daemon of service \`${service.name.text}\` stops with "invalid -o option value"`;
      return [{ kind, severity: "error", message, span: option.span, fatal: false }];
    }
    const { text, end } = spaced;
    const span = { ...option.span, end };
    const shown = text.includes(" ") ? `{ ${value.text} = ${text} }` : `${value.text}=${text}`;
    return [
      {
        kind,
        severity: "error",
        message: `\`-o ${value.text} = ${text}\`: the option ends at the first blank, so \`${value.text}\` is not set and the daemon of service \`${service.name.text}\` stops with "invalid -o option value"; write \`-o ${shown}\``,
        span,
        fix: {
          title: `Write \`-o ${shown}\``,
          safety: "safe",
          edits: [{ span, text: `-o ${shown}` }],
        },
        fatal: false,
      },
    ];
  });
}

/** What follows `-o name` up to the next option: `= value words`. */
function spacedValue(
  service: MasterService,
  at: number | undefined,
): { text: string; end: number } | undefined {
  if (at === undefined || !service.args[at + 1]?.text.startsWith("=")) return undefined;
  const words = wordsFrom(service, at + 1);
  const text = words
    .map((word) => word.text)
    .join(" ")
    .replace(/^=\s*/, "");
  const end = words.at(-1)?.span.end;
  return text === "" || end === undefined ? undefined : { text, end };
}

/** Arguments from `at` up to the next option. */
function wordsFrom(service: MasterService, at: number): readonly MasterWord[] {
  if (at < 0) return [];
  let end = at;
  while (end < service.args.length && !service.args[end]?.text.startsWith("-")) end++;
  return service.args.slice(at, end);
}

/** Words behind the options of a daemon that takes none: the rest of a list, or a `name=value` without its `-o`. */
function strayOperands(service: MasterService): Problem[] {
  const [operand] = service.operands;
  if (operand === undefined || takeOperands.includes(programOf(service))) return [];
  const last = service.overrides.at(-1);
  const cut =
    last !== undefined &&
    last.span.end <= operand.span.start &&
    !last.span.file.text.slice(last.span.start, last.span.end).includes("{");
  const [, name] = operand.text.match(/^([a-z0-9_]+)=/) ?? [];
  if (name !== undefined && parameterFact(name) !== undefined) return [missingOption(service, operand)];
  if (!cut || operand.text.startsWith("#")) return [unexpected(service, operand)];
  return [cutValue(service, last)];
}

function missingOption(service: MasterService, operand: MasterWord): Problem {
  return {
    kind,
    severity: "error",
    message: `\`${operand.text}\` has no \`-o\` before it: it is no parameter of service \`${service.name.text}\`, whose daemon stops with "unexpected command-line argument"`,
    span: operand.span,
    fix: {
      title: "Write `-o` before it",
      safety: "safe",
      edits: [{ span: { ...operand.span, end: operand.span.start }, text: "-o " }],
    },
    fatal: false,
  };
}

function unexpected(service: MasterService, operand: MasterWord): Problem {
  const comment = operand.text.startsWith("#") ? ": there is no comment behind a service" : "";
  return {
    kind,
    severity: "error",
    message: `\`${operand.text}\` is no option of \`${programOf(service)}\`${comment}: the daemon of service \`${service.name.text}\` stops with "unexpected command-line argument"`,
    span: operand.span,
    fatal: false,
  };
}

/** `-o name=a, b`: the value is `a,`, and `b` an operand. */
function cutValue(service: MasterService, override: MasterService["overrides"][number]): Problem {
  const words = wordsFrom(
    service,
    service.args.findIndex(({ span }) => span.start >= override.span.end),
  );
  const end = words.at(-1)?.span.end ?? override.span.end;
  const value = [override.value.text, ...words.map(({ text }) => text)].join(" ");
  const span = { ...override.span, end };
  const fixed = `-o { ${override.name.text} = ${value} }`;
  return {
    kind,
    severity: "error",
    message: `\`-o ${override.name.text}=${value}\`: the value ends at the first blank, so it is \`${override.value.text}\` and the daemon of service \`${service.name.text}\` stops with "unexpected command-line argument"; write \`${fixed}\``,
    span,
    fix: { title: `Write \`${fixed}\``, safety: "safe", edits: [{ span, text: fixed }] },
    fatal: false,
  };
}

function repeated(service: MasterService): Problem[] {
  return [...overridesOf(service)].flatMap(([name, { statement, overridden }]): Problem[] => {
    const earlier = overridden.findLast(({ value }) => value.text !== statement.value.text);
    if (earlier === undefined) return [];
    return [
      {
        kind: "duplicate-setting",
        severity: "warning",
        message: `service \`${service.name.text}\` sets \`${name}\` twice: postfix uses the last value, \`${statement.value.text}\`, and the earlier one, \`${earlier.value.text}\`, has no effect; delete one of them`,
        span: statement.name.span,
        related: [{ message: "set here before, without effect", span: earlier.span }],
        fatal: false,
      },
    ];
  });
}
