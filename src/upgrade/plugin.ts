// `plugin { }` of 2.3: its settings are global ones in 2.4, many of them under another name or as blocks.

import { block, type Conversion, drop, goesInto, lines, linesWith, manual } from "./conversion.ts";
import { convertQuota } from "./plugin-quota.ts";
import { convertRare, privateKey } from "./plugin-rare.ts";
import { convertSieve } from "./plugin-sieve.ts";
import { isYes, label, quote, words, zeroIsUnlimited } from "./values.ts";
import { convertVariables } from "./variables.ts";

export type PluginSettings = ReadonlyMap<string, string>;

const renamed: Readonly<Record<string, string>> = {
  lazy_expunge: "lazy_expunge_mailbox",
  fts_language_config: "textcat_config_path",
  mail_crypt_curve: "crypt_user_key_curve",
  mail_crypt_acl_require_secure_key_sharing: "crypt_acl_require_secure_key_sharing",
  push_notification_backend: "push_notification_driver",
  listescape_char: "mailbox_list_storage_escape_char",
};

/** `undefined`: nothing special about it, its name decides. `value` is unquoted. */
export function convertPlugin(name: string, value: string, all: PluginSettings): Conversion | undefined {
  const rare = convertRare(name, value);
  if (rare !== undefined) return rare;
  if (name.startsWith("quota") && name !== "quota_clone_dict") return convertQuota(name, value, all);
  if (name.startsWith("sieve") || name.startsWith("imapsieve")) return convertSieve(name, value, all);
  if (Object.hasOwn(renamed, name)) return lines(`${renamed[name]} = ${quote(value)}`);
  if (/^fts_autoindex_exclude\d*$/.test(name)) return notIndexed(value);
  switch (name) {
    case "acl": {
      const [driver = "", global = "", ...options] = value.split(":");
      const ttl = options.find((option) => option.startsWith("cache_secs="))?.slice("cache_secs=".length);
      const left = options.filter((option) => option !== "" && !option.startsWith("cache_secs="));
      const body = [`acl_driver = ${driver}`];
      if (global !== "") body.push(`acl_global_path = ${quote(global)}`);
      if (ttl !== undefined) body.push(`acl_cache_ttl = ${ttl}s`);
      return linesWith(body, left);
    }
    case "acl_anyone":
      return lines(`imap_acl_allow_anyone = ${value === "allow" ? "yes" : "no"}`);
    case "fts":
      return fts(value, all);
    case "fts_solr":
      return all.get("fts") === "solr" ? goesInto("fts") : fts("solr", new Map([[name, value]]));
    case "fts_flatcurve":
      return drop;
    case "fts_index_timeout":
      return lines(`fts_search_timeout = ${zeroIsUnlimited(value)}`);
    case "fts_decoder":
      return lines("fts_decoder_driver = script", `fts_decoder_script_socket_path = ${value}`);
    case "fts_tika":
      return all.has("fts_decoder")
        ? manual(
            "2.4 has one `fts_decoder_driver`, and the script takes it: with tika, write `fts_decoder_driver = tika` and `fts_decoder_tika_url`",
          )
        : lines("fts_decoder_driver = tika", `fts_decoder_tika_url = ${quote(value)}`);
    case "fts_enforced":
      return lines(
        `fts_search_add_missing = ${isYes(value) ? "yes" : "body-search-only"}`,
        `fts_search_read_fallback = ${isYes(value) || value === "body" ? "no" : "yes"}`,
      );
    case "fts_languages":
      return languages(words(value));
    case "mail_crypt_global_public_key":
      return value.startsWith("<")
        ? lines(`crypt_global_public_key_file = ${quote(value.slice(1))}`)
        : manual("write the key to a file and name it with `crypt_global_public_key_file`");
    case "mail_crypt_global_private_key":
      return privateKey("main", value);
    case "mail_crypt_save_version":
      return value === "0" ? lines("crypt_write_algorithm =") : drop;
    case "zlib_save":
      return value === "xz"
        ? manual("xz is not supported by 2.4; choose `mail_compress_write_method = zstd`")
        : lines(`mail_compress_write_method = ${value}`);
    case "zlib_save_level": {
      const method = all.get("zlib_save") ?? "gz";
      if (method === "lz4" || method === "xz") return drop;
      return lines(`compress_${method}_${method === "bz2" ? "block_size_100k" : "level"} = ${value}`);
    }
    default:
      return undefined;
  }
}

/** A mailbox by name, or by what it is for: 2.4 knows mailboxes by name only. */
function notIndexed(mailbox: string): Conversion {
  return mailbox.startsWith("\\")
    ? manual(`write \`fts_autoindex = no\` into the \`mailbox\` block that has \`special_use = ${mailbox}\``)
    : lines(...block(`mailbox ${label(mailbox)}`, ["fts_autoindex = no"]));
}

function fts(driver: string, all: PluginSettings): Conversion {
  if (driver === "lucene" || driver === "squat")
    return manual(`the ${driver} index was removed; use \`fts flatcurve\``);
  const body: string[] = [];
  const left: string[] = [];
  for (const part of words(all.get("fts_solr") ?? "")) {
    const [name, ...rest] = part.split("=");
    if (driver !== "solr") continue;
    if (name === "url") body.push(`fts_solr_url = ${rest.join("=")}`);
    else if (name === "batch_size") body.push(`fts_solr_batch_size = ${rest.join("=")}`);
    else if (name === "soft_commit") body.push(`fts_solr_soft_commit = ${rest.join("=")}`);
    else left.push(part);
  }
  return linesWith([`fts ${driver} {`, ...body.map((line) => `  ${line}`), "}"], left);
}

function languages(names: readonly string[]): Conversion {
  return lines(
    ...names.flatMap((name, index) => [
      `language ${name} {`,
      ...(index === 0 ? ["  default = yes"] : []),
      "}",
    ]),
  );
}

/** A value that goes on as it is but for its variables. */
export function kept(name: string, value: string): Conversion {
  const converted = convertVariables(value);
  return linesWith([`${name} = ${quote(converted.text)}`], converted.unknown);
}
