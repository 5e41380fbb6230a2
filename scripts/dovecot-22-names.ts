// Writes src/settings/data/dovecot-2.2.json: the names of the settings of Dovecot 2.2 and 2.3, by the release that had them.
//
// `tsx scripts/dovecot-22-names.ts CORE`: CORE is a git repository of github.com/dovecot/core with its tags. Read are the
// tables of `struct setting_define` in src/ and the macros around them. Names only: types and defaults of 2.2 are not kept.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const [repository = ""] = process.argv.slice(2);
if (repository === "") throw new Error("usage: tsx scripts/dovecot-22-names.ts CORE");

function git(...args: readonly string[]): string {
  return execFileSync("git", ["-C", repository, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}

/** `DEF(SET_STR, name)`, `DEFLIST(name, "key", …)`, `{ SET_…, "key", …`. */
const definitions = [
  /^\s*(DEF[A-Z_]*)\s*\(\s*(?:SET_)?[A-Z_]+\s*,\s*([a-z_0-9]+)\s*\)/gm,
  /^\s*(DEFLIST[A-Z_]*)\s*\(\s*[a-z_0-9]+\s*,\s*"([a-z_0-9]+)"/gm,
  /(\{)\s*(?:\.type\s*=\s*)?SET_[A-Z_]+\s*,\s*(?:\.key\s*=\s*)?"([a-z_0-9]+)"/gm,
];

/** `#define DEF(type, name) { type, "auth_"#name, …` puts something before each name, until the macro is defined anew. */
const macros = /#define (DEF[A-Z_]*)\([^)]*\)((?:.*\\\n)*.*)/g;

function namesIn(text: string): readonly string[] {
  const prefixes = [...text.matchAll(macros)].map((match) => ({
    at: match.index,
    macro: match[1],
    prefix: /"([a-z_]+)"\s*#name/.exec(match[2] ?? "")?.[1] ?? "",
  }));
  return definitions.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, 1: macro, 2: name }) => {
      const last = prefixes.findLast((one) => one.at < index && one.macro === macro);
      return `${last?.prefix ?? ""}${name}`;
    }),
  );
}

function namesAt(tag: string): ReadonlySet<string> {
  const files = git("grep", "-l", "struct setting_define", tag, "--", "src/*.c")
    .split("\n")
    .filter((path) => path !== "" && !/\/test-|lib-settings\//.test(path));
  return new Set(files.flatMap((file) => namesIn(git("show", file))));
}

const releases = git("tag")
  .split("\n")
  .filter((tag) => /^2\.(2\.\d+|3\.\d+)$/.test(tag))
  .map((tag) => ({ tag, at: tag.split(".").map(Number) }))
  .sort((a, b) => (a.at[1] ?? 0) - (b.at[1] ?? 0) || (a.at[2] ?? 0) - (b.at[2] ?? 0));

const first = new Map<string, string>();
const last = new Map<string, string>();
for (const { tag } of releases)
  for (const name of namesAt(tag)) {
    if (!first.has(name)) first.set(name, tag);
    last.set(name, tag);
  }

const [oldest, newest] = [releases[0]?.tag ?? "", releases.at(-1)?.tag ?? ""];
const names = [...first.keys()].sort().map((name) => [name, first.get(name), last.get(name)]);
const source = `names of struct setting_define in src/ of github.com/dovecot/core, tags ${oldest} to ${newest}`;
writeFileSync(
  "src/settings/data/dovecot-2.2.json",
  `${JSON.stringify({ source, oldest, newest, names }).replaceAll("],[", "],\n[")}\n`,
);
