// authdaemonrc: authdaemond itself reads its modules and their number (courier-authlib, authdaemond.c, readconfig), all
// other variables come from the shell of its start script.

import type { SourceFile, Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { CourierAuthFile, CourierValue } from "./courier-config.ts";
import type { Shell } from "./courier-shell.ts";

/** What readconfig looks for; any other name it leaves to the shell. */
const own = new Set(["authmodulelist", "daemons"]);

function beforeFirst(character: string, text: string): string {
  const at = text.indexOf(character);
  return at === -1 ? text : text.slice(0, at);
}

/** The last occurrence counts; `#` ends a line, double quotes are taken off, single ones are not, `$` means nothing. */
export function readAuthdaemonrc(file: SourceFile, shell: Shell, problems: Problem[]): CourierAuthFile {
  const values = new Map<string, CourierValue>(
    [...shell.variables].filter(([name, { origin }]) => !own.has(name) && origin.kind === "file"),
  );
  let at = 0;
  for (const line of file.text.split("\n")) {
    const text = beforeFirst("#", line).trimEnd();
    const span: Span = { file, start: at, end: at + text.length };
    at += line.length + 1;
    if (text === "") continue;
    const name = text.includes("=") ? beforeFirst("=", text) : undefined;
    const raw = text.slice((name ?? "").length + 1).replace(/^[ \t]+/, "");
    const problem = name === undefined ? noAssignment(text, span) : misplaced(name, span);
    if (problem !== undefined) problems.push(problem);
    if (name === undefined || !own.has(name)) continue;
    const value = raw.startsWith('"') ? (/^"([^"]*)/.exec(raw)?.[1] ?? "") : raw;
    const before = values.get(name);
    const overridden = before === undefined ? [] : [...before.overridden, before.origin];
    values.set(name, { value, unknown: false, origin: { kind: "file", span, via: [] }, overridden });
  }
  return {
    name: "authdaemonrc",
    values,
    origin: { kind: "file", span: { file, start: 0, end: 0 }, via: [] },
  };
}

function noAssignment(text: string, span: Span): Problem {
  const message = `\`${text.trim().slice(0, 60)}\` has no \`=\`: authdaemond stops reading here and nobody can log in; write \`NAME="value"\` at the start of the line`;
  return { kind: "syntax", severity: "error", message, span, fatal: true };
}

/** `authmodulelist = "..."`: with the blank the name is another one. */
function misplaced(name: string, span: Span): Problem | undefined {
  const meant = name.trim();
  if (meant === name || !own.has(meant)) return undefined;
  const message = `\`${name}=\` has a blank beside the name, so that \`${meant}\` is not set; write \`${meant}=\` at the start of the line`;
  return { kind: "syntax", severity: "error", message, span, fatal: false };
}
