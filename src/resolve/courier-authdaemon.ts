// authdaemonrc as authdaemond itself reads it: no shell, `NAME=VALUE` at the first column (courier-authlib, authdaemond.c).

import type { SourceFile, Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { CourierAuthFile, CourierValue } from "./courier-config.ts";

/** The last occurrence counts; double quotes are taken off, single ones are not, `$` means nothing. */
export function parseAuthdaemonrc(file: SourceFile, problems: Problem[]): CourierAuthFile {
  const values = new Map<string, CourierValue>();
  let at = 0;
  for (const line of file.text.split("\n")) {
    const span: Span = { file, start: at, end: at + line.replace(/\r$/, "").length };
    at += line.length + 1;
    const text = line.replace(/\r$/, "");
    if (text === "" || text.startsWith("#")) continue;
    const [, name, raw = ""] = /^([^=]*)=(.*)$/.exec(text) ?? [];
    if (name === undefined) {
      const message = `\`${text.trim().slice(0, 60)}\` has no \`=\`: authdaemond logs a bad line and ignores it; write \`NAME="value"\` at the start of the line`;
      problems.push({ kind: "syntax", severity: "error", message, span, fatal: false });
      continue;
    }
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
