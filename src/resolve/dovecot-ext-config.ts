// What rules see of the files of their own that Dovecot 2.3's databases and dicts are configured by.

import type { ExtKind } from "../settings/dovecot-ext.ts";
import type { SourceFile, Span } from "../source.ts";
import type { DovecotSection, EffectiveValue } from "./dovecot-config.ts";

/** A setting of dovecot.conf that names such a file. */
export interface DovecotExtUse {
  /** `passdb`, `userdb`, `dict NAME`, or the name of a setting that holds the URI of a dict. */
  readonly by: string;
  /** Of the database, or the dict's: `sql`, `ldap`, `dict`, `oauth2`, `mysql`, ... */
  readonly driver: string;
  /** Where the path stands. */
  readonly span: Span;
  readonly via: readonly Span[];
}

/** `dovecot-sql.conf.ext` and its kin, as the daemon reads them (src/lib-settings/settings.c). */
export interface DovecotExtFile {
  readonly kind: ExtKind;
  /** As dovecot.conf names it. */
  readonly name: string;
  readonly file: SourceFile;
  readonly uses: readonly DovecotExtUse[];
  /** What the file sets at its top, by name. */
  readonly values: ReadonlyMap<string, EffectiveValue>;
  /** `map`, `key`, `fields` sections, in file order. */
  readonly sections: readonly DovecotSection[];
  /** Effective value, the daemon's default included; "" where there is none. `undefined` = no such setting. */
  readonly get: (name: string) => EffectiveValue | undefined;
}
