// Lines that Postfix refuses or skips, in main.cf and master.cf alike.

import type { LogicalLine, MainStatement } from "../../grammars/postfix-main/ast.ts";
import type { MasterStatement } from "../../grammars/postfix-master/ast.ts";
import { parameterFact } from "../settings/postfix.ts";
import type { Problem } from "../system.ts";
import { isTemplateLine } from "./template.ts";

export function lineProblems(statements: readonly (MainStatement | MasterStatement)[]): Problem[] {
  return statements.flatMap((statement) => [...junkProblem(statement), ...nulProblem(statement.line)]);
}

function junkProblem(statement: MainStatement | MasterStatement): Problem[] {
  if (statement.kind !== "junk" || isTemplateLine(statement.line.text)) return [];
  const { line, reason, fatal } = statement;
  const shown = line.text.trim().slice(0, 60);
  const head = line.pieces[0];
  const span = head === undefined ? line.span : line.locate(0, head.text.length);
  return [
    { kind: "syntax", severity: fatal ? "error" : "warning", message: explain(reason, shown), span, fatal },
  ];
}

function explain(reason: string, shown: string): string {
  switch (reason) {
    case "missing '=' after attribute name":
      return shown.includes("+=")
        ? `\`${shown}\` is no \`name = value\`: there is no \`+=\`, and postfix refuses the whole file; write all of the value behind one \`=\``
        : `\`${shown}\` is no \`name = value\`: postfix stops with "${reason}" and refuses the whole file; ${insteadOf(shown)}`;
    case "missing attribute name":
      return `\`${shown}\` has no name before its \`=\`: postfix stops with "${reason}" and refuses the whole file; write one, or delete the line`;
    case "bad field count":
      return `\`${shown}\` has fewer than eight columns (service type private unpriv chroot wakeup maxproc command): postfix refuses the whole file; ${/^(?:-|flags=|user=|argv=)/.test(shown) ? "begin the line with blanks, so that it continues the service above" : "write `-` for those to leave alone"}`;
    default:
      return `\`${shown}\` begins with white space but there is no line before it that it could continue: postfix ignores it; begin it in the first column`;
  }
}

/** What a line without `=` was meant to be: a setting of a parameter that Postfix knows, the rest of a value, or a note. */
function insteadOf(shown: string): string {
  const [, name = "", colon = "", value = ""] = /^(\w+)(\s*:)?\s+(.+)/.exec(shown) ?? [];
  if (parameterFact(name) !== undefined) return `write \`${name} = ${value}\``;
  return colon === "" && /^[\w$]/.test(shown)
    ? "put `#` before a note, and blanks before what continues the value above"
    : "delete it, or put `#` before it";
}

function nulProblem(line: LogicalLine): Problem[] {
  const at = line.text.indexOf("\0");
  if (at === -1) return [];
  const message = "a NUL byte ends this line for postfix: what follows it is ignored; take it out";
  return [{ kind: "syntax", severity: "warning", message, span: line.locate(at, at + 1), fatal: false }];
}
