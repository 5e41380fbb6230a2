// Settings of the smaller plugins, and of those that 2.4 has no more (upgrade guide, "Removed features and plugins").

import { ownEntry } from "../own-entry.ts";
import { block, type Conversion, drop, lines, linesWith, manual } from "./conversion.ts";
import { isYes, label, quote, words } from "./values.ts";
import { convertVariables } from "./variables.ts";

/** What is gone, by the beginning of its names. */
const gone: readonly (readonly [RegExp, string])[] = [
  [
    /^(old_)?stats_/,
    "the old-stats plugin was removed in 2.4: count with `metric NAME { filter = ... }` blocks instead",
  ],
  [
    /^(noreplicate|mail_replica|replication_)/,
    "replication was removed in 2.4: use shared storage or several backends with a proxy",
  ],
  [/^fts_(lucene|squat)$/, "this index was removed; use `fts flatcurve { }`"],
  [/^expire\d*(_|$)/, "the expire plugin was removed: write `autoexpunge` into the `mailbox` block"],
  [
    /^auto(create|subscribe)\d*$/,
    "the autocreate plugin was removed: write `auto = create` or `auto = subscribe` into the `mailbox` block",
  ],
  [
    /^mailbox_alias_/,
    "the mailbox-alias plugin was removed: give one mailbox the `special_use`, or move mail by Sieve",
  ],
  [/^antispam_/, "the antispam plugin was removed: use imapsieve"],
  [/^snarf/, "the snarf plugin was removed in 2.4"],
  [
    /^mail_crypt_global_private_password\d*$/,
    "write `crypt_private_key_password` into the `crypt_global_private_key NAME { }` block of its key",
  ],
  [/^mail_crypt_private_key$/, "write `crypt_user_key_encryption_key NAME { crypt_private_key_file = ... }`"],
  [/^sieve_global_path\d+$/, "write it as `sieve_script NAME { type = global }`"],
  [
    /^fts_(filters|languages)_/,
    "filters of one language stand in its `language NAME { }` block in 2.4, as `filters = ...`",
  ],
];

const hints: Readonly<Record<string, string>> = {
  trash: "write `trash_priority = N` into the `mailbox` blocks, as the file named here has them",
  acl_ignore_namespace: "write `acl_ignore = yes` into the `namespace` block",
  sieve_subaddress_sep: "the global `recipient_delimiter` takes this in 2.4",
  mail_lua_script: "write `mail_lua { lua_file = ... }`",
  notify_status_mailbox: "write `mailbox_notify_status = yes` into the `mailbox` block of each such mailbox",
  sieve_vacation_max_subject_codepoints: "2.4 cuts no long subjects of vacation messages",
  master_user: "2.4 sets the master user itself; `acl_user` may name another",
};

export function convertRare(name: string, value: string): Conversion | undefined {
  for (const [pattern, reason] of gone) if (pattern.test(name)) return manual(reason);
  const hint = ownEntry(hints, name);
  if (hint !== undefined) return manual(hint);
  if (/^apparmor_hat\d*$/.test(name)) return lines(...block("apparmor_hats", [`${quote(value)} = yes`]));
  if (/^lazy_expunge_exclude\d*$/.test(name)) return notExpunged(value);
  const key = /^mail_crypt_global_private_key(\d+)$/.exec(name)?.[1];
  if (key !== undefined) return privateKey(`key${key}`, value);
  switch (name) {
    case "fts_stopwords_workaround":
    case "imap_zlib_compression_level":
    case "imap_zlib_compress_level":
    case "imap_compress_deflate_level":
    case "imap_compress_bzlib_level":
      return drop;
    case "mail_crypt_require_encrypted_user_key":
      return lines(`crypt_user_key_require_encrypted = ${isYes(value) ? "yes" : "no"}`);
    case "mail_crypt_private_password":
      return lines(`crypt_user_key_password = ${quote(value)}`);
    case "fts_tokenizers":
      return lines(`language_tokenizers = ${words(value).join(" ")}`);
    case "fts_filters":
      return lines(`language_filters = ${words(value).join(" ")}`);
    case "fts_tokenizer_generic":
      return tokenizer("generic", value);
    case "fts_tokenizer_email_address":
      return tokenizer("address", value);
    case "fts_filter_normalizer_icu":
      return value.startsWith("id=")
        ? lines(`language_filter_normalizer_icu_id = ${quote(value.slice(3))}`)
        : manual("write `language_filter_normalizer_icu_id = ID`");
    case "charset_alias":
      return charsets(value);
    case "welcome_script": {
      const [program = "", ...args] = value.split(/\s+/);
      const converted = convertVariables(args.join(" "));
      const body = args.length === 0 ? [] : [`  args = ${quote(converted.text)}`];
      return linesWith(
        ["welcome {", `  execute ${label(program)} {`, ...body.map((line) => `  ${line}`), "  }", "}"],
        converted.unknown,
      );
    }
    case "sieve_editheader_protected":
      return headers(value, ["forbid_add = yes", "forbid_delete = yes"]);
    case "sieve_editheader_forbid_add":
      return headers(value, ["forbid_add = yes"]);
    case "sieve_editheader_forbid_delete":
      return headers(value, ["forbid_delete = yes"]);
    default:
      return undefined;
  }
}

/** A mailbox by name, or by what it is for: 2.4 knows mailboxes by name only. */
function notExpunged(mailbox: string): Conversion {
  return mailbox.startsWith("\\")
    ? manual(
        `write \`lazy_expunge_mailbox =\` into the \`mailbox\` block that has \`special_use = ${mailbox}\``,
      )
    : lines(...block(`mailbox ${label(mailbox)}`, ["lazy_expunge_mailbox ="]));
}

/** 2.3 took the key itself, most often read from a file by `<`. */
export function privateKey(name: string, value: string): Conversion {
  return value.startsWith("<")
    ? lines(
        ...block(`crypt_global_private_key ${name}`, [`crypt_private_key_file = ${quote(value.slice(1))}`]),
      )
    : manual(
        "write the key to a file and name it with `crypt_global_private_key NAME { crypt_private_key_file }`",
      );
}

/** `algorithm=simple maxlen=30` (fts-tokenizer-generic.c). */
function tokenizer(kind: "generic" | "address", value: string): Conversion {
  const body: string[] = [];
  const left: string[] = [];
  for (const part of words(value)) {
    const [key = "", text = ""] = part.split("=");
    const own = {
      maxlen: "token_maxlen",
      algorithm: "algorithm",
      explicitprefix: "explicit_prefix",
      wb5a: "wb5a",
    };
    const renamed = Object.entries(own).find(([name]) => name === key)?.[1];
    if (renamed === undefined) left.push(part);
    else body.push(`language_tokenizer_${kind}_${renamed} = ${text === "" ? "yes" : text}`);
  }
  return linesWith(body, left);
}

/** `from=to from=to` (charset-alias-plugin.c). */
function charsets(value: string): Conversion {
  const body: string[] = [];
  const left: string[] = [];
  for (const part of words(value)) {
    const [from = "", to = ""] = part.split("=");
    if (to === "") left.push(part);
    else body.push(`${from} = ${to}`);
  }
  return linesWith(block("charset_aliases", body), left);
}

function headers(value: string, body: readonly string[]): Conversion {
  return lines(...words(value).flatMap((name) => block(`sieve_editheader_header ${label(name)}`, body)));
}
