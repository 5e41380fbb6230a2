// Settings of the smaller plugins, and of those that 2.4 has no more (upgrade guide, "Removed features and plugins").

import { block, type Conversion, lines, linesWith, manual } from "./conversion.ts";
import { label, quote, words } from "./values.ts";

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
  master_user: "2.4 sets the master user itself; `acl_user` may name another",
};

export function convertRare(name: string, value: string): Conversion | undefined {
  for (const [pattern, reason] of gone) if (pattern.test(name)) return manual(reason);
  const hint = Object.hasOwn(hints, name) ? hints[name] : undefined;
  if (hint !== undefined) return manual(hint);
  switch (name) {
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
      const body = args.length === 0 ? [] : [`  args = ${quote(args.join(" "))}`];
      return lines(
        "welcome {",
        `  execute ${label(program)} {`,
        ...body.map((line) => `  ${line}`),
        "  }",
        "}",
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
