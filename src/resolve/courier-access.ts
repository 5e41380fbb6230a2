// Access files as makesmtpaccess(8) reads them: all files of a directory, or one file, one after the other.

import type { AccessEntry } from "../../grammars/courier-access/ast.ts";
import { parseAccess } from "../../grammars/courier-access/parser.ts";
import { type Host, joinPath } from "../host.ts";
import { type SourceFile, sourceFile } from "../source.ts";
import type { Problem } from "../system.ts";

export interface CourierAccess {
  readonly files: readonly SourceFile[];
  /** In the order read; of several with one key makedat takes none. */
  readonly entries: readonly AccessEntry[];
}

/** The files of `smtpaccess` (makedat: no backups, no leftovers of packages, no directories below). */
export function readAccess(path: string, host: Host): readonly SourceFile[] {
  const names = host.list(path)?.filter((name) => !/~$|\.dpkg-[a-z]*$/.test(name));
  const paths = names?.map((name) => joinPath(path, name)) ?? [path];
  return paths.flatMap((one) => {
    if (host.kind(one) !== "file") return [];
    const read = host.read(one);
    return read.kind === "text" ? [sourceFile(one, read.text, "courier-access")] : [];
  });
}

export function accessOf(files: readonly SourceFile[], problems: Problem[]): CourierAccess {
  const entries: AccessEntry[] = [];
  const seen = new Map<string, AccessEntry>();
  for (const file of files)
    for (const statement of parseAccess(file).statements) {
      if (statement.kind === "end") return { files, entries };
      const problem = problemOf(statement, seen.get(statement.key));
      if (problem !== undefined) problems.push(problem);
      seen.set(statement.key, statement);
      entries.push(statement);
    }
  return { files, entries };
}

function problemOf(entry: AccessEntry, before: AccessEntry | undefined): Problem | undefined {
  const { key, span, keySpan } = entry;
  if (before !== undefined)
    return {
      kind: "duplicate-setting",
      severity: "error",
      message: `\`${key}\` has an entry already: makesmtpaccess stops here, and the old access list stays in use; keep one of them`,
      span: keySpan,
      related: [{ span: before.keySpan, message: "the first one" }],
      fatal: false,
    };
  const gap = /^([^ ]+)( +)(?:allow|deny)/.exec(entry.hasValue ? "" : key);
  if (gap === null) return undefined;
  const [, address = "", blanks = ""] = gap;
  const at = span.start + address.length;
  const place = { ...span, start: at, end: at + blanks.length };
  return {
    kind: "syntax",
    severity: "error",
    message: `\`${key}\` has no tab behind the address: makesmtpaccess takes the whole line for one, and no client has it; put a tab there`,
    span,
    fix: { title: "put a tab there", safety: "unsafe", edits: [{ span: place, text: "\t" }] },
    fatal: false,
  };
}
