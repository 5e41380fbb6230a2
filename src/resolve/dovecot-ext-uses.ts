// Which settings of a Dovecot 2.3 tree name a file of its own, and of what kind that is.

import { ownEntry } from "../own-entry.ts";
import { type ExtKind, sqlDrivers } from "../settings/dovecot-ext.ts";
import type { Setting } from "../system.ts";
import type { DovecotSection, EffectiveValue } from "./dovecot-config.ts";
import type { DovecotExtUse } from "./dovecot-ext-config.ts";
import { isTemplate } from "./dovecot-template.ts";

export interface NamedExt {
  readonly kind: ExtKind;
  readonly name: string;
  readonly use: DovecotExtUse;
}

const byDriver: Readonly<Record<string, ExtKind>> = {
  sql: "sql",
  ldap: "ldap",
  dict: "dict",
  oauth2: "oauth2",
};

/** `args` of a passdb or userdb is the path as it stands (passdb_sql_preinit, userdb_ldap_preinit, ... of src/auth). */
export function extOfDatabase(section: DovecotSection): NamedExt | undefined {
  const driver = section.get("driver");
  const args = section.get("args");
  if (driver === undefined || driver.unknown || !Object.hasOwn(byDriver, driver.value)) return undefined;
  const kind = ownEntry(byDriver, driver.value);
  return kind === undefined ? undefined : named(kind, args?.value ?? "", section.kind, driver.value, args);
}

/** Plugin settings that hold a dict's URI, which may name a file instead of a `proxy`. */
const dictSettings =
  /^(?:mail_attribute_dict|acl_shared_dict|expire_dict|last_login_dict|imap_metadata_dict)$/;

/** An entry of `dict { }`, or a setting whose value is the URI of a dict (dict_init of src/lib-dict/dict.c). */
export function extOfDict({ name, scope, value, unknown, origin }: Setting): NamedExt | undefined {
  const entry = scope.at(-1) === "dict";
  if (unknown || !(entry || dictSettings.test(name))) return undefined;
  return extOfUri(value, entry ? `dict ${name}` : name, {
    value,
    unknown,
    origin,
    valueSpan: undefined,
    overridden: [],
  });
}

export function extOfUri(uri: string, by: string, at: EffectiveValue): NamedExt | undefined {
  const colon = uri.indexOf(":");
  const driver = uri.slice(0, Math.max(colon, 0));
  if (driver === "ldap") return named("dict-ldap", uri.slice(colon + 1), by, driver, at);
  return sqlDrivers.includes(driver) ? named("dict-sql", uri.slice(colon + 1), by, driver, at) : undefined;
}

function named(
  kind: ExtKind,
  name: string,
  by: string,
  driver: string,
  at: EffectiveValue | undefined,
): NamedExt | undefined {
  if (at === undefined || at.unknown || at.origin.kind === "default" || name === "" || isTemplate(name))
    return undefined;
  const { span, via } = at.origin;
  return { kind, name, use: { by, driver, span: at.valueSpan ?? span, via } };
}
