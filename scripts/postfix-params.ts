// Reads Postfix's own sources, release by release, and writes what each release knows: src/settings/data/postfix-params.json.
//
//   tsx scripts/postfix-params.ts POSTFIX_GIT_DIR      (a clone of https://github.com/vdukhovni/postfix with its tags)
//
// It does what Postfix's build does for postconf(1): postconf/extract.awk collects the CONFIG_*_TABLE rows of all
// programs, postconf/extract_cfg.sh the names that table drivers read. C macros are evaluated here, with the build
// options of Debian's package where the sources leave it to the build (see `build`).

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type Defines, evaluate, parseDefines } from "./postfix-macros.ts";

const oldest = "2.10";
const minors = [oldest, "2.11", ...Array.from({ length: 12 }, (_, minor) => `3.${minor}`)];
const target = new URL("../src/settings/data/postfix-params.json", import.meta.url);

/** OpenSSL's names of a curve or group. */
function openssl(name: string): [string, string][] {
  return [
    [`SN_${name}`, `"${name.replace("X9_62_", "")}"`],
    [`NID_${name}`, "1"],
  ];
}

/** Macros that sys_defs.h, the compiler's command line or a library define. */
const build: Readonly<Record<string, string>> = {
  HAS_NIS: "1",
  USE_TLS: "1",
  DEF_DB_TYPE: '"hash"',
  ALIAS_DB_MAP: 'DEF_DB_TYPE ":/etc/aliases"',
  DEF_MAILBOX_LOCK: '"fcntl, dotlock"',
  ROOT_PATH: '"/bin:/usr/bin:/sbin:/usr/sbin"',
  PREFERRED_RAND_SOURCE: '"dev:/dev/urandom"',
  DEF_CONFIG_DIR: '"/etc/postfix"',
  DEF_DAEMON_DIR: '"/usr/lib/postfix/sbin"',
  DEF_COMMAND_DIR: '"/usr/sbin"',
  DEF_QUEUE_DIR: '"/var/spool/postfix"',
  DEF_DATA_DIR: '"/var/lib/postfix"',
  DEF_MANPAGE_DIR: '"/usr/share/man"',
  DEF_README_DIR: '"/usr/share/doc/postfix"',
  DEF_HTML_DIR: '"/usr/share/doc/postfix/html"',
  DEF_SENDMAIL_PATH: '"/usr/sbin/sendmail"',
  DEF_MAILQ_PATH: '"/usr/bin/mailq"',
  DEF_NEWALIAS_PATH: '"/usr/bin/newaliases"',
  DEF_MAIL_SPOOL_DIR: '"/var/mail"',
  DEF_META_DIR: '"/etc/postfix"',
  DEF_SHLIB_DIR: '"/usr/lib/postfix"',
  DEF_CACHE_DB_TYPE: '"btree"',
  DEF_INET_PROTOCOLS: '"all"',
  HAS_IPV6: "1",
  ...Object.fromEntries(
    ["X25519", "X448", "X9_62_prime256v1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072"].flatMap(
      openssl,
    ),
  ),
  INT_MAX: "2147483647",
  _PATH_MAILDIR: '"/var/mail"',
  _PATH_DEFPATH: '"/usr/bin:/bin"',
  _PATH_STDPATH: '"/usr/bin:/bin:/usr/sbin:/sbin"',
};

/** Parameters whose default the build decides: another distribution may have another. */
const decidedByBuild = [
  "alias_database",
  "alias_maps",
  "command_directory",
  "daemon_directory",
  "default_cache_db_type",
  "default_database_type",
  "html_directory",
  "mail_spool_directory",
  "mailbox_delivery_lock",
  "mailq_path",
  "manpage_directory",
  "meta_directory",
  "newaliases_path",
  "readme_directory",
  "sample_directory",
  "sendmail_path",
  "shlib_directory",
  "virtual_mailbox_lock",
];

/** Parameters whose default a function computes from the machine it runs on (CONFIG_STR_FN_TABLE, postconf_builtin.c). */
const computed = ["myhostname", "mydomain", "mynetworks", "process_id", "process_name", "service_name"];

interface Row {
  readonly type: string;
  readonly fallback: string;
  readonly min: number;
  readonly max: number;
}
interface Release {
  readonly rows: ReadonlyMap<string, Row>;
  readonly suffixes: ReadonlyMap<string, string>;
  readonly legacy: readonly string[];
  readonly deprecated: ReadonlyMap<string, string>;
}

function git(dir: string, args: readonly string[], input?: string): Buffer {
  const done = spawnSync("git", ["--git-dir", dir, ...args], { input, maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** The newest patch level of each minor release. */
function patchLevels(dir: string): Record<string, number> {
  const tags = git(dir, ["tag"]).toString().split("\n");
  return Object.fromEntries(
    minors.map((minor) => {
      const levels = tags.filter((tag) => tag.match(/^v(\d+\.\d+)\.\d+$/)?.[1] === minor);
      return [minor, Math.max(...levels.map((tag) => Number(tag.split(".")[2])))];
    }),
  );
}

const blobs = new Map<string, string>();

/** C sources and headers of a tag by path below postfix/src. */
function sources(dir: string, tag: string): Map<string, string> {
  const listed = git(dir, ["ls-tree", "-r", tag, "postfix/src"]).toString().trim().split("\n");
  const files = new Map<string, string>();
  for (const line of listed) {
    const [, hash, path] = line.match(/^\d+ blob (\w+)\tpostfix\/src\/([\w-]+\/[\w-]+\.[ch])$/) ?? [];
    if (hash !== undefined && path !== undefined) files.set(path, hash);
  }
  const missing = [...new Set(files.values())].filter((hash) => !blobs.has(hash));
  const batch = git(dir, ["cat-file", "--batch"], missing.map((hash) => `${hash}\n`).join(""));
  for (let at = 0; at < batch.length; ) {
    const end = batch.indexOf(10, at);
    const [hash = "", , size] = batch.subarray(at, end).toString().split(" ");
    blobs.set(hash, batch.subarray(end + 1, end + 1 + Number(size)).toString("latin1"));
    at = end + 2 + Number(size);
  }
  return new Map([...files].map(([path, hash]) => [path, blobs.get(hash) ?? ""]));
}

function definesOf(files: ReadonlyMap<string, string>): Defines {
  const defines: Defines = new Map(Object.entries(build));
  const headers = [...files].filter(([path]) => path.endsWith(".h") && path !== "util/sys_defs.h");
  for (const [, text] of headers) parseDefines(text, defines, build);
  return defines;
}

const tables: Readonly<Record<string, string>> = {
  BOOL: "bool",
  INT: "int",
  LONG: "long",
  NBOOL: "nbool",
  NINT: "nint",
  RAW: "raw",
  STR: "str",
  STR_FN: "str",
  TIME: "time",
};

/** Rows as extract.awk takes them: one a line, `VAR_X, DEF_X, &var_x, min, max,`. */
function rowsOf(path: string, text: string, shared: Defines, into: Map<string, Row>): void {
  if (!/CONFIG_\w+_TABLE/.test(text)) return;
  const defines = parseDefines(text, new Map(shared), build);
  for (const table of text.matchAll(/^[\w ]*CONFIG_(\w+)_TABLE [^;\n]*\{\n([\s\S]*?)^\s*\};/gm)) {
    const type = tables[table[1] ?? ""];
    if (type === undefined) continue;
    for (const line of (table[2] ?? "").split("\n")) {
      const row = line.match(/^\s*(VAR_\w+|"\w+"),\s*(.*?),\s*&\w+(?:\.\w+)?(?:,\s*(.*?))?,?\s*(?:\/\*.*)?$/);
      if (row === null || !line.trim().startsWith("VAR_")) continue;
      const name = String(evaluate(row[1] ?? "", defines, path));
      const bounds = (row[3] ?? "").split(",").map((bound) => bound.trim());
      const number = (bound: string | undefined) =>
        bound === undefined || bound === "" ? 0 : Number(evaluate(bound, defines, path));
      const fallback = table[1] === "STR_FN" ? `$${name}` : String(evaluate(row[2] ?? "", defines, path));
      const [min, max] =
        type === "bool" || type === "nbool" ? [0, 0] : [number(bounds[0]), number(bounds[1])];
      if (!into.has(name))
        into.set(name, {
          type,
          fallback: type === "bool" ? (fallback === "0" ? "no" : "yes") : fallback,
          min,
          max,
        });
    }
  }
}

/** Names that a table driver reads (extract_cfg.sh), by driver. */
function suffixesOf(files: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const driver of ["ldap", "memcache", "mongodb", "mysql", "pgsql", "sqlite"]) {
    const text = files.get(`global/dict_${driver}.c`);
    if (text === undefined) continue;
    const defines = parseDefines(text, new Map(), {});
    const names = new Set(["domain"]);
    if (driver.includes("sql"))
      for (const name of ["table", "select_field", "where_field", "additional_conditions"]) names.add(name);
    for (const call of text.matchAll(/cfg_get_(?:str|int|bool)\s*\([^,]*,\s*("\w+"|\w+)\s*,/g)) {
      const name = call[1] ?? "";
      if (name.startsWith('"') || defines.has(name)) names.add(String(evaluate(name, defines, driver)));
    }
    found.set(driver, [...names].sort().join(" "));
  }
  return found;
}

function stringTable(text: string, start: string): string {
  const from = text.indexOf(start);
  return from === -1 ? "" : text.slice(from, text.indexOf("\n    0,", from));
}

function release(dir: string, tag: string): Release {
  const files = sources(dir, tag);
  const shared = definesOf(files);
  const rows = new Map<string, Row>();
  for (const [path, text] of [...files].sort())
    if (path.endsWith(".c") && !path.startsWith("postconf/")) rowsOf(path, text, shared, rows);
  rows.set("config_directory", { type: "str", fallback: "/etc/postfix", min: 1, max: 0 });
  rows.set("debugger_command", { type: "str", fallback: "", min: 1, max: 0 });
  const builtin = files.get("postconf/postconf_builtin.c") ?? "";
  const serviceName = rows.has("service_name") || builtin.includes("VAR_SERVNAME");
  for (const name of computed.filter((name) => name !== "service_name" || serviceName))
    rows.set(name, {
      type: name === "process_id" ? "int" : "str",
      fallback: `$${name}`,
      // global/mail_params.c, function_str_defaults
      min: name === "myhostname" || name === "mydomain" ? 1 : 0,
      max: 0,
    });
  rows.delete("mail_version");
  rows.set("mail_version", { type: "str", fallback: "$mail_version", min: 1, max: 0 });
  const old = stringTable(builtin, "legacy_str_table[]");
  const unused = stringTable(files.get("postconf/postconf_unused.c") ?? "", "pcf_depr_param_info[]");
  const deprecated = [
    ...unused.replace(/#if 0[\s\S]*?#endif/g, "").matchAll(/"(\w+)",\s*"((?:[^"\\]|\\.)*)",/g),
  ];
  return {
    rows,
    suffixes: suffixesOf(files),
    legacy: [...old.matchAll(/\{"(\w+)"/g)].map((match) => match[1] ?? ""),
    deprecated: new Map(deprecated.map((match) => [match[1] ?? "", (match[2] ?? "").replaceAll('\\"', '"')])),
  };
}

/**
 * History of one fact: a plain value when it never changed, else its value by the release that brought it
 * ("3.7" = 3.7.0). A patch release counts within its minor release only, as changes are ported back.
 */
function history<T>(releases: ReadonlyMap<string, Release>, of: (release: Release) => T | undefined) {
  const steps: Record<string, T | null> = {};
  let base: T | null = null;
  let before: T | null = null;
  for (const [version, found] of releases) {
    const now = of(found) ?? null;
    const first = version.split(".")[2] === "0";
    if (first) before = base;
    if (now !== before) steps[first ? version.replace(/\.0$/, "") : version] = now;
    if (first) base = now;
    before = now;
  }
  const only = Object.keys(steps);
  return only.length === 1 && only[0] === oldest ? (steps[oldest] as T) : steps;
}

function main(): void {
  const dir = process.argv[2];
  if (dir === undefined) throw new Error("usage: tsx scripts/postfix-params.ts POSTFIX_GIT_DIR");
  const levels = patchLevels(dir);
  const releases = new Map<string, Release>();
  for (const minor of minors)
    for (let patch = 0; patch <= (levels[minor] ?? 0); patch++)
      releases.set(`${minor}.${patch}`, release(dir, `v${minor}.${patch}`));
  const all = [...releases.values()];
  const names = new Set(all.flatMap((found) => [...found.rows.keys()]));
  const parameters = Object.fromEntries(
    [...names].sort().map((name) => {
      const row = all.findLast((found) => found.rows.has(name))?.rows.get(name);
      const fact = [row?.type, history(releases, (found) => found.rows.get(name)?.fallback)];
      return [name, row?.min || row?.max ? [...fact, row.min, row.max] : fact];
    }),
  );
  const union = (of: (release: Release) => Iterable<string>) =>
    [...new Set(all.flatMap((found) => [...of(found)]))].sort();
  const byName = <T>(keys: readonly string[], of: (release: Release, name: string) => T | undefined) =>
    Object.fromEntries(keys.map((key) => [key, history(releases, (found) => of(found, key))]));
  const data = {
    source: "Postfix, src/*/*.c of every release from 2.10.0; written by scripts/postfix-params.ts",
    newest: levels,
    computed,
    decidedByBuild,
    parameters,
    legacy: byName(
      union((found) => found.legacy),
      (found, name) => (found.legacy.includes(name) ? 1 : undefined),
    ),
    deprecated: byName(
      union((found) => found.deprecated.keys()),
      (found, name) => found.deprecated.get(name),
    ),
    suffixes: byName(
      union((found) => found.suffixes.keys()),
      (found, name) => found.suffixes.get(name),
    ),
  };
  const lines = JSON.stringify(data).replaceAll(/(\],|\{)"(?=\w+":\[)/g, '$1\n"');
  writeFileSync(target, `${lines}\n`);
  process.stdout.write(`${names.size} parameters of ${releases.size} releases\n`);
}

main();
