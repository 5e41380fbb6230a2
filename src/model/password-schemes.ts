// How Dovecot's password databases store passwords: the schemes that the configuration names, and where.

import type { EffectiveValue } from "../resolve/dovecot-config.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import { type Span, textOf } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { type Database, databasesOf, extFileOf, passwordQuery } from "./dovecot-passdb.ts";

export interface PasswordScheme {
  /** Without `{ }`, as written. */
  readonly scheme: string;
  /** What says so, for a message, in backticks: `scheme=MD5`, `default_pass_scheme = MD5`, `{MD5}` in a query. */
  readonly text: string;
  readonly span: Span;
  /** Nothing says so: it is what the daemon takes for passwords without a `{SCHEME}` of their own. */
  readonly isDefault: boolean;
}

/** Of passdbs that compare passwords themselves, each place once. */
export function passwordSchemes(system: DovecotSystem): readonly PasswordScheme[] {
  const found = databasesOf(system, "passdb").flatMap((database) =>
    database.unknown ? [] : [...ofArgs(database), ...ofQuery(system, database), ...ofFile(system, database)],
  );
  const seen = new Set<string>();
  return found.filter(({ span, scheme }) => {
    const key = `${span.file.path} ${span.start} ${scheme}`;
    return seen.size < seen.add(key).size;
  });
}

/** `args = scheme=... /path` of the passwd-file driver of 2.3. */
function ofArgs({ driver, args, place }: Database): readonly PasswordScheme[] {
  const scheme = args.get("scheme") ?? "";
  if (driver !== "passwd-file" || scheme === "" || place.kind !== "file") return [];
  const { span } = place;
  const behind = /^[^=]*=\s*/.exec(textOf(span))?.[0].length ?? 0;
  return [
    { scheme, text: `\`scheme=${scheme}\``, span: { ...span, start: span.start + behind }, isDefault: false },
  ];
}

/** `{SCHEME}` as a text of a query, which goes before each password; `{PLAIN}%w` is what the client sent. */
function ofQuery(system: DovecotSystem, database: Database): readonly PasswordScheme[] {
  const query = passwordQuery(system, database);
  return [...literals(query?.value ?? "")].flatMap((scheme) => {
    const at = query === undefined ? -1 : textOf(query.span).indexOf(`{${scheme}}`);
    if (query === undefined || at === -1) return [];
    const start = query.span.start + at;
    const span = { ...query.span, start, end: start + scheme.length + 2 };
    return [{ scheme, text: `\`{${scheme}}\` in \`${query.name}\``, span, isDefault: false }];
  });
}

function literals(query: string): ReadonlySet<string> {
  return new Set([...query.matchAll(/\{([A-Z][\w.-]*)\}(?!%w)/g)].map(([, scheme = ""]) => scheme));
}

/** With `auth_bind` the directory compares, and no scheme is asked for (passdb-ldap.c). */
function bindsAsUser(file: DovecotExtFile): boolean {
  const bind = file.get("auth_bind");
  return file.kind === "ldap" && (bind === undefined || bind.unknown || bind.value.toLowerCase() === "yes");
}

function ofFile(system: DovecotSystem, database: Database): readonly PasswordScheme[] {
  if (system.config.version === "2.4") return ofDefault(system, database);
  const file = extFileOf(system, database);
  const scheme = file?.get("default_pass_scheme");
  if (file === undefined || scheme === undefined || scheme.unknown || bindsAsUser(file)) return [];
  const text = `\`default_pass_scheme = ${scheme.value}\``;
  if (scheme.valueSpan !== undefined)
    return [{ scheme: scheme.value, text, span: scheme.valueSpan, isDefault: false }];
  const span = asked(file)?.valueSpan;
  return span === undefined ? [] : [{ scheme: scheme.value, text, span, isDefault: true }];
}

/** 2.4: the default counts for a query that names no scheme. */
function ofDefault(system: DovecotSystem, database: Database): readonly PasswordScheme[] {
  const query = passwordQuery(system, database);
  const scheme = database.section.get("passdb_default_password_scheme");
  if (query === undefined || scheme === undefined || scheme.unknown || scheme.valueSpan !== undefined)
    return [];
  if (/(?<!%)\{|\bnopassword\b|\bproxy\b/i.test(query.value)) return [];
  const text = `\`passdb_default_password_scheme = ${scheme.value}\``;
  return [{ scheme: scheme.value, text, span: query.span, isDefault: true }];
}

/** Where the passwords come from that a default counts for; a query that names schemes needs none. */
function asked(file: DovecotExtFile): EffectiveValue | undefined {
  const query = file.values.get("password_query");
  return query === undefined || query.unknown || /\{|\bnopassword\b|\bproxy\b/i.test(query.value)
    ? undefined
    : query;
}
