// Settings of 2.3 that have another name or form in 2.4 (upgrade guide 2.3 to 2.4, "Converted settings").

import { block, type Conversion, drop, keep, lines, manual } from "./conversion.ts";
import { isYes, quote, unquote, words, zeroIsUnlimited } from "./values.ts";
import { convertVariables } from "./variables.ts";
import { imapcFeatures, imapIdSend, importEnvironment, policyAttributes, sslOptions } from "./word-lists.ts";

type Convert = (value: string) => Conversion;

const rename =
  (name: string): Convert =>
  (value) =>
    lines(`${name} = ${value}`);

const file =
  (name: string): Convert =>
  (value) => {
    const text = unquote(value);
    if (text === "") return lines(`${name} =`);
    return text.startsWith("<")
      ? lines(`${name} = ${quote(text.slice(1).trim())}`)
      : manual(
          `\`${name}\` takes the path of a file; here stands its content: write it to a file and name that`,
        );
  };

const seconds = (text: string): string => (/^\d+$/.test(text) ? `${text}s` : text);

const noMore =
  (why: string): Convert =>
  () =>
    manual(why);

export const globalRenames: Readonly<Record<string, Convert>> = {
  disable_plaintext_auth: (value) => lines(`auth_allow_cleartext = ${isYes(unquote(value)) ? "no" : "yes"}`),
  ssl_cert: file("ssl_server_cert_file"),
  ssl_key: file("ssl_server_key_file"),
  ssl_alt_cert: file("ssl_server_alt_cert_file"),
  ssl_alt_key: file("ssl_server_alt_key_file"),
  ssl_ca: file("ssl_server_ca_file"),
  ssl_dh: file("ssl_server_dh_file"),
  ssl_client_cert: file("ssl_client_cert_file"),
  ssl_client_key: file("ssl_client_key_file"),
  ssl_key_password: rename("ssl_server_key_password"),
  ssl_cert_username_field: rename("ssl_server_cert_username_field"),
  ssl_require_crl: rename("ssl_server_require_crl"),
  ssl_verify_client_cert: rename("ssl_server_request_client_cert"),
  ssl_prefer_server_ciphers: (value) =>
    lines(`ssl_server_prefer_ciphers = ${isYes(unquote(value)) ? "server" : "client"}`),
  ssl_protocols: (value) => {
    const off = words(unquote(value)).map((word) => word.toUpperCase());
    const isList = off.some((word) => word.startsWith("!"));
    const isOld = isList
      ? !off.includes("!TLSV1.1")
      : off.some((word) => /^(SSLV\d|TLSV1(\.1)?)$/.test(word));
    const lowest = isOld ? undefined : "TLSv1.2";
    return lowest === undefined
      ? {
          kind: "lines",
          lines: ["ssl_min_protocol = TLSv1.2"],
          reason:
            "`ssl_protocols` allowed TLS 1.0 or 1.1, which nothing current needs: `ssl_min_protocol` is now `TLSv1.2`",
        }
      : lines(`ssl_min_protocol = ${lowest}`);
  },
  // Names of 1.x that 2.3 still takes (old-set-parser.c).
  ssl_cert_file: rename("ssl_server_cert_file"),
  ssl_key_file: rename("ssl_server_key_file"),
  ssl_ca_file: rename("ssl_server_ca_file"),
  ssl_disable: (value) => lines(`ssl = ${isYes(unquote(value)) ? "no" : "yes"}`),
  fsync_disable: (value) => lines(`mail_fsync = ${isYes(unquote(value)) ? "never" : "optimized"}`),
  dbox_rotate_size: rename("mdbox_rotate_size"),
  dbox_rotate_min_size: () => drop,
  dbox_rotate_days: () => drop,
  login_dir: () => drop,
  director_consistent_hashing: () => drop,
  mail_log_max_lines_per_sec: () => drop,
  maildir_copy_preserve_filename: () => drop,
  mail_cache_compress_min_size: rename("mail_cache_purge_min_size"),
  mail_cache_compress_delete_percentage: rename("mail_cache_purge_delete_percentage"),
  mail_cache_compress_continued_percentage: rename("mail_cache_purge_continued_percentage"),
  mail_cache_compress_header_continue_count: rename("mail_cache_purge_header_continue_count"),
  ssl_parameters_regenerate: () => drop,
  ssl_dh_parameters_length: () => drop,
  verbose_ssl: (value) => (isYes(unquote(value)) ? lines("log_debug = category=ssl") : drop),
  default_vsz_limit: (value) =>
    zeroIsUnlimited(unquote(value)) === unquote(value) ? keep : lines("default_vsz_limit = unlimited"),
  imapc_max_line_length: (value) =>
    zeroIsUnlimited(unquote(value)) === unquote(value) ? keep : lines("imapc_max_line_length = unlimited"),
  lmtp_user_concurrency_limit: (value) =>
    zeroIsUnlimited(unquote(value)) === unquote(value)
      ? keep
      : lines("lmtp_user_concurrency_limit = unlimited"),
  // A number below 1024 was megabytes in 1.x, and still is (old-set-parser.c).
  auth_cache_size: (value) => {
    const text = unquote(value);
    return /^\d{1,4}$/.test(text) && Number(text) > 0 && Number(text) < 1024
      ? lines(`auth_cache_size = ${text}M`)
      : keep;
  },
  auth_default_realm: rename("auth_default_domain"),
  auth_worker_max_count: (value) =>
    lines(...block("service auth-worker", [`process_limit = ${zeroIsUnlimited(unquote(value))}`])),
  auth_policy_server_timeout_msecs: (value) =>
    unquote(value) === "0"
      ? manual(
          "2.4 takes no `http_client_request_timeout = 0`: write a time such as `2s` in `auth_policy { }`",
        )
      : lines(...block("auth_policy", [`http_client_request_timeout = ${unquote(value)}ms`])),
  doveadm_http_rawlog_dir: (value) => rawlog("doveadm_server", unquote(value)),
  stats_http_rawlog_dir: (value) => rawlog("stats_server", unquote(value)),
  mail_attachment_fs: (value) =>
    manual(
      `write \`mail_ext_attachment { fs DRIVER { } }\`, a block in another for each driver of \`${unquote(value)}\``,
    ),
  auth_stats: () => drop,
  default_idle_kill: (value) =>
    lines(`default_idle_kill_interval = ${seconds(zeroIsUnlimited(unquote(value)))}`),
  mail_attachment_dir: rename("mail_ext_attachment_path"),
  mail_attachment_min_size: rename("mail_ext_attachment_min_size"),
  mail_attachment_hash: rename("mail_ext_attachment_hash"),
  imapc_ssl_verify: rename("ssl_client_require_valid_cert"),
  config_cache_size: () => drop,
  imap_id_log: noMore("2.4 logs the client's ID as the event imap_id_received"),
  login_access_sockets: noMore(
    "removed in 2.4, which does not start with it; use an auth_lua passdb instead",
  ),
  dict_db_config: noMore("Berkeley DB is not supported by 2.4"),
  mail_attribute_dict: (value) => dict("mail_attribute", unquote(value)),
  last_login_dict: (value) => dict("last_login", unquote(value)),
  notify_status_dict: (value) => dict("notify_status", unquote(value)),
  quota_clone_dict: (value) => dict("quota_clone", unquote(value)),
  acl_shared_dict: (value) => dict("acl_sharing_map", unquote(value)),
  imap_capability: (value) => {
    const text = unquote(value);
    if (!text.startsWith("+")) return { kind: "keep" };
    return lines(
      ...block(
        "imap_capability",
        words(text.slice(1)).map((word) => `${word} = yes`),
      ),
    );
  },
  imap_id_send: (value) => imapIdSend(unquote(value)),
  import_environment: (value) => importEnvironment(unquote(value)),
  auth_policy_request_attributes: (value) => policyAttributes(unquote(value)),
  imapc_features: (value) => imapcFeatures(unquote(value)),
  ssl_options: (value) => sslOptions(unquote(value)),
  mail_replica: noMore("replication was removed in 2.4: use shared storage or several backends with a proxy"),
  lmtp_address_translate: noMore("removed in 2.4; translate the address in the MTA"),
};

function rawlog(filter: string, path: string): Conversion {
  return path === "" ? drop : lines(...block(filter, [`http_client_rawlog_dir = ${quote(path)}`]));
}

function dict(filter: string, value: string): Conversion {
  const [driver = "", ...rest] = value.split(":");
  const path = rest.join(":");
  if (driver === "file")
    return lines(...block(filter, block("dict file", [`path = ${quote(convertVariables(path).text)}`])));
  if (driver === "proxy") {
    const name = path.replace(/^.*:/, "");
    return lines(...block(filter, block("dict proxy", [`name = ${name}`])));
  }
  return manual(`a \`${driver}\` dict is written as a \`${filter} { dict ${driver} { ... } }\` block in 2.4`);
}

/** Settings inside of `service` and its listeners. */
export const serviceRenames: Readonly<Record<string, Convert>> = {
  service_count: (value) => lines(`restart_request_count = ${zeroIsUnlimited(unquote(value))}`),
  idle_kill: (value) => lines(`idle_kill_interval = ${seconds(unquote(value))}`),
  address: (value) => lines(`listen = ${unquote(value)}`),
  vsz_limit: (value) => lines(`vsz_limit = ${zeroIsUnlimited(unquote(value))}`),
};

export const goneServices: ReadonlySet<string> = new Set([
  "director",
  "ipc",
  "old-stats",
  "replicator",
  "aggregator",
  "ssl-params",
  "tcpwrap",
]);

/** Plugins of 2.3 that 2.4 does not have: the new name, or "" where nothing is needed any more. */
export const pluginNames: Readonly<Record<string, string>> = {
  zlib: "mail_compress",
  imap_zlib: "",
  listescape: "",
  mailbox_alias: "",
  old_stats: "",
  imap_old_stats: "",
  stats: "",
  imap_stats: "",
  replication: "",
  autocreate: "",
  expire: "",
  antispam: "",
  fts_lucene: "",
  fts_squat: "",
  snarf: "",
  trash: "trash",
};
