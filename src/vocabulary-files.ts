// Files besides the certificates that the daemons read, for rules about what a machine has there.

import { type TableUse, tablesOf } from "./checks-postfix-tables.ts";
import { dirname, joinPath } from "./host.ts";
import { ownEntry } from "./own-entry.ts";
import type { DovecotSection } from "./resolve/dovecot-config.ts";
import type { RuleContext } from "./rule.ts";
import type { Span } from "./source.ts";
import type { DovecotSystem, System } from "./system.ts";
import { courierSystems, dovecotSystems, firstLine, postfixSystems } from "./vocabulary.ts";
import { sendsPasswords } from "./vocabulary-courier.ts";
import { written } from "./vocabulary-dovecot.ts";

/** A file that the configuration names or implies. */
export interface NamedFile {
  readonly system: System;
  /** For the machine. */
  readonly path: string;
  /** What it is, for a message: `smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd`. */
  readonly words: string;
  readonly span: Span;
  /** A group that has to read it, where the daemon is no longer root when it does. */
  readonly readers?: string;
}

/** What postmap(1) makes of a table's text, by the table's type (DATABASE_README). */
const indexes: Readonly<Record<string, readonly string[]>> = {
  hash: [".db"],
  btree: [".db"],
  lmdb: [".lmdb"],
  cdb: [".cdb"],
  dbm: [".dir", ".pag"],
  sdbm: [".dir", ".pag"],
};

const textTypes = new Set([
  "texthash",
  "regexp",
  "pcre",
  "cidr",
  "mysql",
  "pgsql",
  "ldap",
  "sqlite",
  "mongodb",
  "memcache",
]);

export interface TableFile extends NamedFile {
  readonly parameter: string;
  /** It is what postmap(1) made, not the text. */
  readonly isIndex: boolean;
}

/** Files of tables, each once for each value that names them; whether they are there, the machine knows. */
export function* tableFiles(context: RuleContext): Generator<TableFile> {
  for (const system of postfixSystems(context))
    for (const use of tablesOf(system)) {
      const text = textOf(use);
      if (text === undefined) continue;
      const { type, name, one, span } = use;
      const words = `\`${one.name} = ${type}:${name}\``;
      const file = { system, words, span, parameter: one.name };
      yield { ...file, path: text, isIndex: false };
      for (const suffix of ownEntry(indexes, type) ?? [])
        yield { ...file, path: text + suffix, isIndex: true };
    }
}

function textOf({ type, name }: TableUse): string | undefined {
  const known = Object.hasOwn(indexes, type) || textTypes.has(type);
  return known && /^\/[^${}]*$/.test(name) ? name : undefined;
}

/** Files with the passwords of users or of the server: those that the configuration names as such. */
export function* passwordFiles(context: RuleContext): Generator<NamedFile> {
  for (const file of tableFiles(context))
    if (/^(?:smtp|lmtp)_sasl_password_maps$/.test(file.parameter)) yield file;
  for (const system of dovecotSystems(context))
    for (const section of system.config.sections("passdb")) {
      const found = passwdFile(section);
      if (found === undefined) continue;
      yield {
        system,
        path: found.path,
        words: `the passwords of users in \`${found.path}\``,
        span: found.span,
        // The auth process reads it when it has become `default_internal_user` (auth/main.c, main_init).
        readers: internalGroup(system),
      };
    }
  for (const { system, name, value, span, where } of written(context, "ssl_key_password")) {
    const path = /^<\s*(\/\S+)$/.exec(value)?.[1];
    if (path !== undefined) yield { system, path, words: `\`${name} = ${value}\`${where}`, span };
  }
  for (const system of courierSystems(context)) {
    const directory = dirname(system.root.path);
    const beside = (name: string, words: string, span = firstLine(system)): NamedFile => {
      const path = joinPath(directory, name);
      return { system, path, words: `${words}, \`${path}\``, span };
    };
    const modules = system.config.authFiles.flatMap(
      ({ values }) => values.get("authmodulelist")?.origin ?? [],
    );
    const [place = firstLine(system)] = modules.flatMap((one) => (one.kind === "file" ? [one.span] : []));
    // makeuserdb(8): the passwords of userdb go to userdbshadow.dat, all else to userdb.dat.
    yield beside("userdb", "the passwords of users", place);
    yield beside("userdbshadow.dat", "the passwords of users", place);
    if (sendsPasswords(system)) yield beside("esmtpauthclient", "passwords for other servers");
  }
}

/** The group that has to read a file of a dict server: the dict process is never root (service dict in doveconf). */
export function dictReaders(context: RuleContext, path: string): string | undefined {
  const system = dovecotSystems(context).find(({ config }) =>
    config.extFiles.some(({ kind, file }) => kind.startsWith("dict") && file.path === path),
  );
  return system === undefined ? undefined : internalGroup(system);
}

function internalGroup({ config }: DovecotSystem): string {
  const group = config.get("default_internal_group");
  return group === undefined || group.unknown || group.value === "" ? "dovecot" : group.value;
}

/** The file of a passwd-file passdb; `/etc/passwd` holds no passwords. */
function passwdFile(section: DovecotSection): { readonly path: string; readonly span: Span } | undefined {
  const named = section.get("passwd_file_path") ?? section.get("args");
  const driver = section.get("driver")?.value || section.label;
  if (named === undefined || named.unknown || named.valueSpan === undefined || driver !== "passwd-file")
    return undefined;
  const path = named.value
    .split(/\s+/)
    .filter((word) => !/^[a-z_]+=/.test(word))
    .join(" ");
  return /^\/[^%]+$/.test(path) && path !== "/etc/passwd" ? { path, span: named.valueSpan } : undefined;
}
