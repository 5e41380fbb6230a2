// Which plugin of Dovecot 2.3 reads a key of `plugin { }`: the names in its manual and in the sources below src/plugins.

/** By the plugin's name in `mail_plugins`: the keys it reads, a number at the end of some. */
const keys: readonly (readonly [plugin: string, RegExp])[] = [
  ["acl", /^acl(_|$)/],
  ["antispam", /^antispam_/],
  ["autocreate", /^auto(create|subscribe)\d*$/],
  ["expire", /^expire(_|\d*$)/],
  ["fts", /^fts(_|$)/],
  ["imap_sieve", /^imapsieve_/],
  ["last_login", /^last_login_/],
  ["lazy_expunge", /^lazy_expunge/],
  ["mail_crypt", /^mail_crypt_/],
  ["mail_log", /^mail_log_/],
  ["mailbox_alias", /^mailbox_alias_/],
  ["push_notification", /^push_notification_/],
  ["quota", /^quota(_|\d*$)/],
  ["quota_clone", /^quota_clone_/],
  ["replication", /^mail_replica$/],
  ["sieve", /^sieve(_|\d*$)/],
  ["snarf", /^snarf/],
  ["trash", /^trash$/],
  ["welcome", /^welcome_/],
  ["zlib", /^zlib_/],
];

/** The name of the plugin, of several the last; `undefined` for a key that none of Dovecot's own reads. */
export function pluginOf(key: string): string | undefined {
  return keys.findLast(([, pattern]) => pattern.test(key))?.[0];
}
