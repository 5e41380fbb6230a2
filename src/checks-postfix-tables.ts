// Lookup tables as main.cf and master.cf name them: types that the release does not have, files that are not there.

import { basename, dirname } from "./host.ts";
import { placeOf } from "./model/postfix-values.ts";
import { nearest } from "./nearest.ts";
import { oncePer } from "./once.ts";
import { ownEntry } from "./own-entry.ts";
import { tableReferences } from "./resolve/postfix-dbms.ts";
import type { PostfixMap } from "./resolve/postfix-maps.ts";
import type { RuleContext } from "./rule.ts";
import { parameterFact, tableDrivers } from "./settings/postfix.ts";
import { factIn } from "./settings/postfix-release.ts";
import type { Span } from "./source.ts";
import type { PostfixSystem } from "./system.ts";
import { firstLine, postfixSystems, replaceFix } from "./vocabulary.ts";
import { spelled, type Written } from "./vocabulary-postfix.ts";

/** A table that a value names: `hash:/etc/postfix/virtual`. */
export interface TableUse {
  readonly one: Written;
  readonly type: string;
  readonly name: string;
  /** `type:name` where it stands. */
  readonly span: Span;
}

/** Tables by the order of the files; those in values that are not known here are left out. */
export const tablesOf = oncePer((system: PostfixSystem): readonly TableUse[] => [...findTables(system)]);

function* findTables(system: PostfixSystem): Generator<TableUse> {
  const names = new Set<string>(system.config.parameters.map(({ name }) => name));
  for (const { overrides } of system.config.services) for (const { name } of overrides) names.add(name.text);
  for (const one of spelled({ systems: [system], report: () => undefined }, ...names)) {
    if (one.value.unknown) continue;
    const blanks = one.value.value.length - one.value.value.trimStart().length;
    // A table that is named twice stands where it is named first.
    const places = new Map<string, number>();
    for (const { type, name, at } of tableReferences(one.text)) {
      if (!/^[a-z][a-z0-9]*$/.test(type)) continue;
      const table = `${type}:${name}`;
      const first = places.get(table) ?? blanks + at;
      places.set(table, first);
      const span = placeOf(one.value, first, first + table.length) ?? one.span;
      yield { one, type, name, span };
    }
  }
}

/** Types that DATABASE_README lists, and the release that brought the younger ones. */
const since: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    "btree cdb cidr dbm environ fail hash internal ldap memcache mysql netinfo nis nisplus pcre pgsql proxy regexp sdbm sqlite static tcp texthash unix"
      .split(" ")
      .map((type) => [type, undefined]),
  ),
  debug: "3.6",
  inline: "3.0",
  lmdb: "2.11",
  mongodb: "3.9",
  pipemap: "3.0",
  randmap: "3.0",
  socketmap: "2.10",
  unionmap: "3.0",
};

/** Parameters whose values are tables and nothing else. */
const tablesOnly = /(?:_maps|_checks|_map)$|^alias_database$/;

/** `postfix/map-type-unsupported`. */
export function unsupportedTypes(context: RuleContext): void {
  for (const system of postfixSystems(context)) {
    const berkeley: TableUse[] = [];
    for (const use of tablesOf(system)) {
      const { one, type, name, span } = use;
      const known = Object.hasOwn(since, type);
      if (known && /^(?:hash|btree)$/.test(type)) berkeley.push(use);
      if (!tablesOnly.test(one.name) || !/^[/{$]/.test(name)) continue;
      const first = known ? since[type] : undefined;
      if (known && (first === undefined || !olderThan(system, first))) continue;
      const guess = known ? undefined : nearest(type, Object.keys(since));
      context.report({
        span,
        severity: "error",
        message: known
          ? `tables of type \`${type}\` came with postfix ${first}: this release defers all mail that \`${one.name}\` is asked about`
          : `postfix has no tables of type \`${type}\`, and defers all mail that \`${one.name}\` is asked about${guess === undefined ? "" : `; did you mean \`${guess}\`?`}`,
        ...(guess === undefined
          ? {}
          : {
              fix: replaceFix(
                `write \`${guess}\``,
                { ...span, end: Math.min(span.end, span.start + type.length) },
                guess,
                "unsafe",
              ),
            }),
      });
    }
    untyped(context, system);
    reportBerkeley(context, system, berkeley);
  }
}

/** maps_create(): a word without a type stops the daemon ("expecting type:name form"). */
function untyped(context: RuleContext, system: PostfixSystem): void {
  const names = system.config.parameters
    .map(({ name }) => name)
    .filter((name) => /_maps$/.test(name) && !/^proxy_/.test(name));
  for (const one of spelled({ systems: [system], report: context.report }, ...names)) {
    if (one.value.unknown || parameterFact(one.name) === undefined || /[{$]/.test(one.value.raw)) continue;
    const word = one.text.split(/[\s,]+/).find((part) => part !== "" && !part.includes(":"));
    if (word === undefined) continue;
    const at = one.value.value.indexOf(word);
    context.report({
      span: placeOf(one.value, at, at + word.length) ?? one.span,
      severity: "error",
      message: `\`${word}\` in \`${one.name}\` is no table: a daemon that reads it stops, as there is no type; write such as \`hash:${word.startsWith("/") ? word : "/etc/postfix/…"}\``,
    });
  }
}

function olderThan({ config }: PostfixSystem, first: string): boolean {
  return config.releases.every((release) => factIn({ [first]: 1 }, release) === undefined);
}

/** NON_BERKELEYDB_README: Postfix 3.11 runs without Berkeley DB, which distributions drop. */
function reportBerkeley(context: RuleContext, system: PostfixSystem, uses: readonly TableUse[]): void {
  const [first, ...others] = uses;
  if (first === undefined || olderThan(system, "3.11") || olderReleases(system)) return;
  const level = system.config.get("non_bdb_migration_level");
  if (level?.origin.kind === "file") return;
  context.report({
    span: first.span,
    message: `tables of type \`${first.type}\` need Berkeley DB, which builds of postfix 3.11 may lack; ask \`postconf -m\`, and write \`lmdb:\` (then run postmap) or set \`non_bdb_migration_level\` where it is gone`,
    related: others.slice(0, 20).map(({ span }) => ({ span, message: "here too" })),
  });
}

function olderReleases({ config }: PostfixSystem): boolean {
  return config.releases.some((release) => factIn({ "3.11": 1 }, release) === undefined);
}

/** Tables that are read from a file of the name that main.cf gives. */
const plain = new Set(["cidr", "pcre", "regexp", "texthash"]);
/** Tables that postmap(1) makes from a file of that name, with what it adds to the name. */
const compiled: Readonly<Record<string, string>> = { btree: "db", cdb: "cdb", hash: "db", lmdb: "lmdb" };
/** Tables whose file is kept away from others on purpose. */
const secret = /_sasl_password_maps$|_sni_maps$|^alias_database$/;

/** `postfix/map-missing`: where other tables of the same directory are at hand. */
export function missingTables(context: RuleContext): void {
  for (const system of postfixSystems(context)) {
    const { config } = system;
    const uses = tablesOf(system).filter(
      ({ type, name, one }) =>
        name.startsWith("/") && (plain.has(type) || type in compiled) && !secret.test(one.name),
    );
    const there = (name: string, type: string) =>
      config.presence(name) === "there" ||
      config.presence(`${name}.${ownEntry(compiled, type) ?? ""}`) === "there";
    const places = new Map<string, string>();
    for (const { name, type } of uses) if (there(name, type)) places.set(dirname(name), name);
    const told = new Set<string>();
    for (const { one, type, name, span } of uses) {
      const beside = places.get(dirname(name));
      if (beside === undefined || told.has(name) || there(name, type) || config.presence(name) !== "missing")
        continue;
      told.add(name);
      context.report({
        span,
        message: `\`${name}\` of \`${one.name}\` is not among the files here, while \`${beside}\` is: without it postfix defers all mail that it looks up there`,
      });
    }
  }
}

/** `postfix/unused-table`: files beside main.cf that define a table which nothing asks. */
export function unusedTables(context: RuleContext): void {
  for (const system of postfixSystems(context)) {
    const { config } = system;
    if (config.withoutMain || config.withoutMaster) continue;
    const maps = config
      .maps()
      .filter(({ driver }) => driver !== undefined && tableDrivers().includes(driver));
    const text = mentioned(system);
    if (text === undefined) continue;
    const named = maps.filter(({ file }) => text.includes(basename(file.path)));
    // Where nothing names any of them, a script does it that puts the configuration together.
    if (named.length === 0) continue;
    for (const map of maps) {
      if (named.includes(map)) continue;
      const base = basename(map.file.path);
      context.report({
        span: firstSetting(map, system),
        message: `nothing in main.cf and master.cf names \`${base}\`: this table is never asked; name it as \`${map.driver}:/…/${base}\`, or delete the file`,
      });
    }
  }
}

function firstSetting({ file, statements }: PostfixMap, system: PostfixSystem): Span {
  const [first] = statements;
  return first?.span.file === file ? first.span : firstLine({ ...system, root: file });
}

/** All text of main.cf and master.cf; `undefined` when some of it is not known here. */
function mentioned({ config }: PostfixSystem): string | undefined {
  const texts = [config.mainFile?.text ?? "", config.masterFile?.text ?? ""].join("\n");
  return /\{\{|\{%|<%/.test(texts.replace(/\$\{\{/g, "")) ? undefined : withoutComments(texts);
}

function withoutComments(text: string): string {
  return text.replace(/^#.*$/gm, "");
}
