// Reads the files that Courier's releases ship, and its sources, and writes src/settings/data/courier.json: which
// variables there are, in which files, with which values, since when.
//
//   tsx scripts/courier-variables.ts COURIER_GIT_DIR COURIER_LIBS_GIT_DIR
//
// Clones of https://github.com/svarshavchik/courier and https://github.com/svarshavchik/courier-libs with their tags;
// of each minor release from 0.72 on the last one counts. `@prefix@` and the like stay as they are: packages differ.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const target = new URL("../src/settings/data/courier.json", import.meta.url);
const [courier = "", libs = ""] = process.argv.slice(2);

/** Files to look for in either repository, and what the installed file is called. */
const shipped: Readonly<Record<string, RegExp>> = {
  imapd: /^imap\/imapd\.dist/,
  "imapd-ssl": /^imap\/imapd-ssl\.dist/,
  pop3d: /^imap\/pop3d\.dist/,
  "pop3d-ssl": /^imap\/pop3d-ssl\.dist/,
  esmtpd: /module\.esmtp\/esmtpd\.dist/,
  "esmtpd-msa": /module\.esmtp\/esmtpd-msa\.dist/,
  "esmtpd-ssl": /module\.esmtp\/esmtpd-ssl\.dist/,
  courierd: /^courier\/courier\/courierd\.dist/,
  authdaemonrc: /^courier-authlib\/authdaemonrc\b/,
  authmysqlrc: /^courier-authlib\/authmysqlrc\b/,
  authpgsqlrc: /^courier-authlib\/authpgsqlrc\b/,
  authsqliterc: /^courier-authlib\/authsqliterc\b/,
  authldaprc: /^courier-authlib\/authldaprc\b/,
};

/** Sources of what runs with these variables; tests, other products and generated files are left out. */
const sources =
  /^(?:courier\/courier\/|courier-imap\/|courier-authlib\/|imap\/|tcpd\/|maildir\/|liblog\/|rfc2045\/).*\.(?:c|C|cpp|h|rc\.in|in)$/;
const readers =
  /\b(?:safe_getenv\s*\((?:\s*\w+\s*,)?|getenv\s*\(|bofh\s*\(|config\s*\(|authgetconfig\w*\s*\([^,]*,|read_env\s*\()\s*"([A-Z][A-Z0-9_]+)"/g;

function git(directory: string, ...args: readonly string[]): string {
  const done = spawnSync("git", [`--git-dir=${directory}`, ...args], {
    encoding: "latin1",
    maxBuffer: 1 << 30,
  });
  if (done.status !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** "1.0" → its last tag `courier/1.0.16/20210301074007`. */
function releases(directory: string): ReadonlyMap<string, string> {
  const last = new Map<string, { patch: number; tag: string }>();
  for (const tag of git(directory, "tag").split("\n")) {
    const match = /^courier\/(\d+)\.(\d+)(?:\.(\d+))?\/(\d+)$/.exec(tag);
    if (match === null) continue;
    const [, major, minor, patch = "0"] = match;
    const release = `${major}.${minor}`;
    const before = last.get(release);
    if (before === undefined || Number(patch) >= before.patch)
      last.set(release, { patch: Number(patch), tag });
  }
  const order = ([one]: [string, unknown], [other]: [string, unknown]): number => {
    const [a = 0, b = 0] = one.split(".").map(Number);
    const [c = 0, d = 0] = other.split(".").map(Number);
    return a - c || b - d;
  };
  return new Map([...last].sort(order).map(([release, { tag }]) => [release, tag]));
}

/** Name → value of a release's files (`undefined` = described only), and names its programs ask for. */
interface Release {
  readonly files: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
  readonly asked: ReadonlySet<string>;
  /** How the programs read a value: by atoi(3), or by its first character. */
  readonly types: ReadonlyMap<string, string>;
  /** `##NAME: NAME:0` by file. */
  readonly headings: ReadonlyMap<string, readonly string[]>;
}

function readRelease(tags: readonly (readonly [string, string])[]): Release {
  const files = new Map<string, Map<string, string | undefined>>();
  const asked = new Set<string>();
  const headings = new Map<string, readonly string[]>();
  const types = new Map<string, string>();
  for (const [directory, tag] of tags) {
    for (const path of git(directory, "ls-tree", "-r", "--name-only", tag).split("\n")) {
      const name = Object.keys(shipped).find((one) => shipped[one]?.test(path));
      if (name !== undefined && !/\.(?:c|h|sgml)$/.test(path)) {
        const text = git(directory, "show", `${tag}:${path}`);
        files.set(name, variablesOf(text, name));
        headings.set(name, headingsOf(text));
      } else if (sources.test(path) && !/test/i.test(path))
        readSource(git(directory, "show", `${tag}:${path}`), asked, types);
    }
  }
  return { files, asked, headings, types };
}

/** `p && atoi(p)` in the same statement, or in the `if` behind it. */
const readsNumber =
  /^[^;{]*\batoi\s*\(|^\)*;\s*if\s*\([^;{]*\batoi\s*\(|^\)*;\s*if\s*\(p\)\s*\w+\s*=\s*atoi\b/;

/** What follows the question for a variable tells how its value is read. */
function readSource(text: string, asked: Set<string>, types: Map<string, string>): void {
  for (const match of text.matchAll(readers)) {
    const [question, name = ""] = match;
    asked.add(name);
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    const after =
      text.slice(match.index + question.length, match.index + question.length + 90).split("getenv")[0] ?? "";
    const type =
      /^bofh/.test(question) || /^\)*[^;{]*&&[^;{]*\*\w+\s*==\s*'1'/.test(after)
        ? "flag"
        : /\batoi\s*\($/.test(before.trim()) || readsNumber.test(after)
          ? "number"
          : /^[^;{]*\*\w+\s*(?:==|!=)\s*'[yY]'/.test(after)
            ? "yesno"
            : undefined;
    if (type !== undefined && !types.has(name)) types.set(name, type);
  }
}

function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^##?NAME: ([A-Z][A-Z0-9_]+):\d+$/gm)].map(([, name = ""]) => name);
}

/** `NAME=value`, in rc files of authlib `NAME value`; commented out, or only a heading, is described without a value. */
function variablesOf(text: string, file: string): Map<string, string | undefined> {
  const rc = /^auth.*rc$/.test(file) && file !== "authdaemonrc";
  const form = rc
    ? /^(#?)[ \t]*((?:MYSQL|PGSQL|SQLITE|LDAP)_[A-Z0-9_]+|DEFAULT_DOMAIN)(?:[ \t]+(.*))?$/
    : /^(#?)[ \t]*([A-Za-z][A-Za-z0-9_]*)=(.*)$/;
  const found = new Map<string, string | undefined>();
  const headings = headingsOf(text);
  for (const line of text.split("\n")) {
    const match = form.exec(line);
    if (match === null) continue;
    const [, comment, name = "", value = ""] = match;
    const isName = /^[A-Z][A-Z0-9_]+$/.test(name) || comment === "";
    if (!isName || (comment === "#" && found.has(name))) continue;
    if (comment === "#" && !rc && !headings.includes(name) && !/^#[A-Z]/.test(line)) continue;
    found.set(name, comment === "#" ? undefined : value.trim().replace(/^(["'])(.*)\1$/, "$2"));
  }
  return found;
}

const inCourier = releases(courier);
const inLibs = releases(libs);
const all = new Map<string, Release>();
for (const [release, tag] of inCourier) {
  const lib = inLibs.get(release);
  if (lib === undefined) continue;
  all.set(
    release,
    readRelease([
      [courier, tag],
      [libs, lib],
    ]),
  );
}

const order = [...all.keys()];
const asked = new Set([...all.values()].flatMap((release) => [...release.asked]));
const stillAsked = [...all.values()].at(-1)?.asked ?? new Set<string>();
const variables = new Map<
  string,
  { files: Map<string, [string, string | null][]>; since: string; until: string }
>();
for (const [release, { files, headings }] of all)
  for (const [file, names] of files) {
    const described = (headings.get(file) ?? []).filter((name) => asked.has(name) && !names.has(name));
    for (const [name, value] of [...names, ...described.map((one) => [one, undefined] as const)]) {
      const entry = variables.get(name) ?? { files: new Map(), since: release, until: release };
      const history = entry.files.get(file) ?? [];
      if (history.length === 0 || history.at(-1)?.[1] !== (value ?? null))
        history.push([release, value ?? null]);
      entry.files.set(file, history);
      variables.set(name, { ...entry, until: release });
    }
  }

const newest = order.at(-1) ?? "";
const types = [...all.values()].at(-1)?.types ?? new Map<string, string>();

/** Start scripts look whether `YES` begins with a y, couriertcpd reads the numbers it is given (tcpd.c). */
function typeOf(name: string, values: readonly string[]): string | undefined {
  if (/^MAX(?:DAEMONS|PERIP|PERC)$/.test(name)) return "number";
  if (values.some((value) => /^(?:YES|NO)$/.test(value))) return "yesno";
  return types.get(name);
}
const rows = [...variables]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, entry]) => {
    const values = [...entry.files].map(([file, history]) => [file, Object.fromEntries(history)]);
    const shippedValues = [...entry.files.values()].flatMap((history) =>
      history.map(([, value]) => value ?? ""),
    );
    const type = typeOf(name, shippedValues);
    const ends = entry.until === newest || stillAsked.has(name) ? {} : { until: entry.until };
    return `${JSON.stringify(name)}:${JSON.stringify({ ...(type === undefined ? {} : { type }), since: entry.since, ...ends, files: Object.fromEntries(values) })}`;
  });
const documented = new Set(variables.keys());
const undocumented = [...asked].filter((name) => !documented.has(name)).sort();
/** Of authlib's rc files the sources tell what is read: these names stand in comments only. */
const unread = [...variables]
  .filter(
    ([name, { files }]) =>
      !asked.has(name) && [...files.keys()].every((file) => /^auth(?!daemon)/.test(file)),
  )
  .map(([name]) => name)
  .sort();
const source = `Courier ${order[0]} to ${newest}, *.dist and *rc files and getenv() of its sources; written by scripts/courier-variables.ts`;
writeFileSync(
  target,
  `{"source":${JSON.stringify(source)},\n"releases":${JSON.stringify(order)},\n"undocumented":${JSON.stringify(undocumented)},\n"unread":${JSON.stringify(unread)},\n"variables":{\n${rows.join(",\n")}\n}}\n`,
);
process.stdout.write(
  `${order.join(" ")}: ${rows.length} variables, ${undocumented.length} that no file describes\n`,
);
