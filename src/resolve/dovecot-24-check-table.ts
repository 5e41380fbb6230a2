// The checks of Dovecot 2.4 by group of settings, each after the `*_settings_check` function of its name in the sources.

import { hashBits } from "./dovecot-23-check-auth.ts";
import type { Failure, Settings } from "./dovecot-24-checks.ts";
import { eventFilterFault } from "./dovecot-event-filter.ts";

type Check = (settings: Settings) => Failure | undefined;

const zero =
  (name: string, instead = ""): Check =>
  ({ number }) =>
    number(name) === 0 ? { message: `\`${name}\` must not be 0${instead}`, of: [name] } : undefined;

const unlimitedInstead = "; write `unlimited` if there is to be no limit";

function between(name: string, least: number, most: number): Check {
  return ({ number }) => {
    const value = number(name);
    return value !== undefined && (value < least || value > most)
      ? { message: `\`${name}\` must be between ${least} and ${most}`, of: [name] }
      : undefined;
  };
}

/** Names in a list, in any letter case unless `exact`. */
function names(name: string, known: readonly string[], exact = false): Check {
  return ({ list }) => {
    const wrong = list(name)?.find((item) => !known.includes(exact ? item : item.toLowerCase()));
    return wrong === undefined
      ? undefined
      : {
          message: `\`${name}\` has no \`${wrong}\`${known.length === 0 ? "" : `, but ${known.map((one) => `\`${one}\``).join(", ")}`}`,
          of: [name],
        };
  };
}

function all(...checks: readonly Check[]): Check {
  return (settings) => {
    for (const check of checks) {
      const failure = check(settings);
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
}

const facilities = [
  ..."auth authpriv cron daemon ftp kern lpr mail news syslog uucp user".split(" "),
  ...Array.from({ length: 8 }, (_, at) => `local${at}`),
];

const login: Check = ({ text, isOn }) =>
  text("ssl") === "required" && isOn("auth_allow_cleartext")
    ? {
        message:
          "`auth_allow_cleartext = yes` has no effect with `ssl = required`, and the daemon does not start: take one of them out",
        of: ["auth_allow_cleartext", "ssl"],
      }
    : undefined;

const sslServer: Check = ({ text, isOn }) =>
  text("ssl") !== undefined &&
  text("ssl") !== "no" &&
  isOn("ssl_server_request_client_cert") &&
  text("ssl_server_ca_file") === ""
    ? {
        message:
          "`ssl_server_request_client_cert = yes` needs `ssl_server_ca_file`, against which certificates are checked",
        of: ["ssl_server_request_client_cert"],
      }
    : undefined;

const ssl: Check = ({ text }) => {
  const words =
    text("ssl_options")
      ?.split(/[, ]+/)
      .filter((word) => word !== "") ?? [];
  const wrong = words.find((word) => !["compression", "no_ticket"].includes(word.toLowerCase()));
  return wrong === undefined
    ? undefined
    : {
        message: `\`ssl_options\` has no \`${wrong}\`, but \`compression\`, \`no_ticket\``,
        of: ["ssl_options"],
      };
};

const auth: Check = ({ text, number }) => {
  const size = number("auth_cache_size");
  if (size !== undefined && size > 0 && size < 1024)
    return {
      message: `\`auth_cache_size\` of ${size} bytes is too small: it needs at least 1k`,
      of: ["auth_cache_size"],
    };
  const verbose = text("auth_verbose_passwords");
  if (verbose !== undefined && !/^(?:no|plain|sha1|yes)(?::0*[1-9]\d*)?$/.test(verbose))
    return {
      message: `\`${verbose}\` is no value of \`auth_verbose_passwords\`: write \`no\`, \`plain\` or \`sha1\`, perhaps with \`:\` and a length`,
      of: ["auth_verbose_passwords"],
    };
  const server = text("auth_policy_server_url");
  return server === "" || server === undefined ? undefined : authPolicy({ text, number });
};

function authPolicy({ text, number }: Pick<Settings, "text" | "number">): Failure | undefined {
  if (text("auth_policy_hash_nonce") === "")
    return {
      message: "`auth_policy_server_url` needs `auth_policy_hash_nonce`",
      of: ["auth_policy_server_url", "auth_policy_hash_nonce"],
    };
  const method = text("auth_policy_hash_mech");
  const bits = method === undefined ? undefined : hashBits[method];
  if (method !== undefined && bits === undefined)
    return { message: `there is no \`auth_policy_hash_mech\` \`${method}\``, of: ["auth_policy_hash_mech"] };
  return bits !== undefined && (number("auth_policy_hash_truncate") ?? 0) >= bits
    ? {
        message: `\`auth_policy_hash_truncate\` must be less than the ${bits} bits of \`${method}\``,
        of: ["auth_policy_hash_truncate", "auth_policy_hash_mech"],
      }
    : undefined;
}

const masterService: Check = ({ text }) => {
  const facility = text("syslog_facility");
  return facility === undefined || facilities.includes(facility)
    ? undefined
    : { message: `there is no syslog facility \`${facility}\``, of: ["syslog_facility"] };
};

const nfsIndex: Check = ({ isOn, text }) => {
  if (!isOn("mail_nfs_index")) return undefined;
  if (isOn("mmap_disable") === false)
    return {
      message: "`mail_nfs_index = yes` needs `mmap_disable = yes`",
      of: ["mail_nfs_index", "mmap_disable"],
    };
  const sync = text("mail_fsync");
  return sync === undefined || sync === "always"
    ? undefined
    : { message: "`mail_nfs_index = yes` needs `mail_fsync = always`", of: ["mail_nfs_index", "mail_fsync"] };
};

const uidlNames = ["uidvalidity", "uid", "md5", "filename", "guid"];

const cacheFields =
  (name: string): Check =>
  ({ list }) => {
    const fields = list(name) ?? [];
    const wrong = fields.find((field) => /^hdr\./i.test(field) && !/^[!-9;-~]+$/.test(field.slice(4)));
    if (wrong !== undefined)
      return { message: `\`${wrong}\` in \`${name}\` is no header's name`, of: [name] };
    return fields.includes("*") && fields.length > 1
      ? {
          message: `\`*\` in \`${name}\` stands for all fields: nothing else may stand beside it`,
          of: [name],
        }
      : undefined;
  };

const oneCharacter =
  (name: string): Check =>
  ({ text }) => {
    const value = text(name);
    return value !== undefined && new TextEncoder().encode(value).length > 1
      ? { message: `\`${name}\` must be a single character`, of: [name] }
      : undefined;
  };

const uidlFormat: Check = ({ written }) => {
  const format = written("pop3_uidl_format");
  const used = [...format.matchAll(/%\{\s*([\w:.;-]+)/g)].map(([, name]) => name ?? "");
  const wrong = used.find((name) => !uidlNames.includes(name));
  const of = ["pop3_uidl_format"];
  if (wrong !== undefined)
    return {
      message: `\`pop3_uidl_format\` has no variable \`%{${wrong}}\`, but ${uidlNames.join(", ")}`,
      of,
    };
  return used.length === 0
    ? { message: "`pop3_uidl_format` holds no `%{variable}`: all mails would be the same", of }
    : undefined;
};

const mailStorage = all(
  zero("mailbox_idle_check_interval"),
  nfsIndex,
  ({ number }) =>
    (number("mail_cache_max_size") ?? 0) > 1024 ** 3
      ? { message: "`mail_cache_max_size` may be at most 1G", of: ["mail_cache_max_size"] }
      : undefined,
  ({ number }) =>
    (number("mail_cache_purge_delete_percentage") ?? 0) > 100
      ? {
          message: "`mail_cache_purge_delete_percentage` may be at most 100",
          of: ["mail_cache_purge_delete_percentage"],
        }
      : undefined,
  uidlFormat,
  ({ text }) => {
    const hash = text("mail_ext_attachment_hash");
    return hash !== undefined && /[/-]/.test(hash)
      ? {
          message: "`mail_ext_attachment_hash` must hold neither `/` nor `-`",
          of: ["mail_ext_attachment_hash"],
        }
      : undefined;
  },
  ({ list }) => {
    const wrong = list("mail_attachment_detection_options")?.find(
      (item) =>
        !["add-flags", "add-flags-on-save", "no-flags-on-fetch", "exclude-inlined"].includes(item) &&
        !item.startsWith("content-type="),
    );
    return wrong === undefined
      ? undefined
      : {
          message: `\`mail_attachment_detection_options\` has no \`${wrong}\``,
          of: ["mail_attachment_detection_options"],
        };
  },
  cacheFields("mail_cache_fields"),
  cacheFields("mail_always_cache_fields"),
  cacheFields("mail_never_cache_fields"),
  ({ text }) => {
    const prefix = text("mailbox_list_index_prefix");
    return prefix?.includes("/") && !prefix.startsWith("/") && text("mail_index_path") === ""
      ? {
          message: "a `mailbox_list_index_prefix` with a relative directory needs `mail_index_path`",
          of: ["mailbox_list_index_prefix"],
        }
      : undefined;
  },
  ({ text }) =>
    text("mailbox_root_directory_name")?.includes("/")
      ? { message: "`mailbox_root_directory_name` must not hold a `/`", of: ["mailbox_root_directory_name"] }
      : undefined,
  oneCharacter("mailbox_list_visible_escape_char"),
  oneCharacter("mailbox_list_storage_escape_char"),
);

const imapc = all(zero("imapc_max_idle_time"), zero("imapc_max_line_length"), ({ list }) => {
  const known =
    "no-fetch-size guid-forced no-fetch-headers gmail-migration no-search zimbra-workarounds no-examine proxyauth fetch-msn-workarounds fetch-fix-broken-mails no-modseq no-delay-login no-fetch-bodystructure send-id fetch-empty-is-expunged no-msn-updates no-acl no-metadata no-qresync".split(
      " ",
    );
  const wrong = list("imapc_features")?.find(
    (item) => !known.includes(item.toLowerCase()) && !/^throttle:\d+:\d+:\d+$/i.test(item),
  );
  return wrong === undefined
    ? undefined
    : { message: `\`imapc_features\` has no \`${wrong}\``, of: ["imapc_features"] };
});

const oauth2: Check = ({ text }) => {
  const set = (name: string) => text(name) !== undefined && text(name) !== "";
  const empty = (name: string) => text(name) === "";
  const mode = text("oauth2_introspection_mode");
  const url = ["oauth2_grant_url", "oauth2_tokeninfo_url", "oauth2_introspection_url"].find(set);
  if (mode === "" && url !== undefined)
    return { message: `\`${url}\` needs \`oauth2_introspection_mode\``, of: [url] };
  if (
    /^(?:auth|get|post)$/.test(mode ?? "") &&
    empty("oauth2_tokeninfo_url") &&
    empty("oauth2_introspection_url")
  )
    return {
      message: "`oauth2_introspection_mode` needs `oauth2_tokeninfo_url` or `oauth2_introspection_url`",
      of: ["oauth2_introspection_mode"],
    };
  if (set("oauth2_grant_url") && empty("oauth2_client_id"))
    return { message: "`oauth2_grant_url` needs `oauth2_client_id`", of: ["oauth2_grant_url"] };
  for (const [one, other] of [
    ["oauth2_client_id", "oauth2_client_secret"],
    ["oauth2_client_secret", "oauth2_client_id"],
  ] as const)
    if (set(one) && empty(other)) return { message: `\`${one}\` needs \`${other}\``, of: [one] };
  return empty("oauth2_active_attribute") && set("oauth2_active_value")
    ? { message: "`oauth2_active_value` needs `oauth2_active_attribute`", of: ["oauth2_active_value"] }
    : undefined;
};

const httpClient = all(
  zero("http_client_request_max_attempts"),
  zero("http_client_max_pipelined_requests"),
  zero("http_client_max_parallel_connections"),
  zero("http_client_connect_backoff_time"),
  ({ number }) => {
    const [most, first] = [
      number("http_client_connect_backoff_max_time"),
      number("http_client_connect_backoff_time"),
    ];
    return most !== undefined && first !== undefined && most < first
      ? {
          message:
            "`http_client_connect_backoff_max_time` must not be less than `http_client_connect_backoff_time`",
          of: ["http_client_connect_backoff_max_time", "http_client_connect_backoff_time"],
        }
      : undefined;
  },
  zero("http_client_request_timeout"),
);

const quotaRoot = all(
  ({ text }) => {
    const driver = text("quota_driver");
    return driver === undefined || ["count", "fs", "imapc", "maildir"].includes(driver)
      ? undefined
      : {
          message: `there is no \`quota_driver\` \`${driver}\`, but \`count\`, \`fs\`, \`imapc\`, \`maildir\``,
          of: ["quota_driver"],
        };
  },
  zero("quota_storage_percentage"),
  zero("quota_message_percentage"),
);

const exporter: Check = ({ text }) => {
  const format = text("event_exporter_format");
  return text("event_exporter_name") === "" ||
    format === undefined ||
    ["none", "json", "tab-text"].includes(format)
    ? undefined
    : {
        message: `an \`event_exporter\` needs a \`format\` of \`none\`, \`json\` or \`tab-text\`, not \`${format}\``,
        of: ["event_exporter_format", "event_exporter_name"],
      };
};

const eventFilter =
  (name: string): Check =>
  ({ text }) => {
    const fault = eventFilterFault(text(name) ?? "");
    return fault === undefined ? undefined : { message: `\`${name}\`: ${fault}`, of: [name] };
  };

const metric: Check = ({ text }) =>
  text("metric_name") !== "" && text("metric_filter") === ""
    ? {
        message: "this `metric` has no `filter`, and would count nothing",
        of: ["metric_filter", "metric_name"],
      }
    : undefined;

const execute: Check = ({ text, number }) =>
  text("execute_driver") === "tcp" &&
  number("execute_tcp_port") === 0 &&
  (text("execute_tcp_host") !== "" || !/:0*[1-9]\d*$/.test(text("execute_name") ?? ":1"))
    ? {
        message: "`execute_driver = tcp` needs an `execute_tcp_port`",
        of: ["execute_tcp_port", "execute_driver"],
      }
    : undefined;

const vacation: Check = ({ number }) => {
  const [least, usual, most] = ["min", "default", "max"].map((name) =>
    number(`sieve_vacation_${name}_period`),
  );
  if (most === 0)
    return { message: "`sieve_vacation_max_period` must not be 0", of: ["sieve_vacation_max_period"] };
  if (least === undefined || usual === undefined || most === undefined) return undefined;
  return least > most || usual < least || usual > most
    ? {
        message:
          "`sieve_vacation_min_period`, `sieve_vacation_default_period` and `sieve_vacation_max_period` must rise in this order",
        of: ["sieve_vacation_min_period", "sieve_vacation_default_period", "sieve_vacation_max_period"],
      }
    : undefined;
};

/** sieve_spamtest and sieve_virustest: where the highest score comes from. */
const spamTest =
  (name: string): Check =>
  ({ text }) => {
    const [header, type, most, value] = [
      "status_header",
      "status_type",
      "score_max_header",
      "score_max_value",
    ].map((key) => text(`sieve_${name}_${key}`));
    if (header === "" || header === undefined || most === undefined || value === undefined) return undefined;
    const of = [`sieve_${name}_status_header`];
    if (type !== undefined && !["", "score", "strlen", "text"].includes(type))
      return {
        message: `\`sieve_${name}_status_type\` is \`score\`, \`strlen\` or \`text\`, not \`${type}\``,
        of: [`sieve_${name}_status_type`],
      };
    if (type === "text") return undefined;
    if (most !== "" && value !== "")
      return {
        message: `\`sieve_${name}_score_max_header\` and \`sieve_${name}_score_max_value\` cannot both be set`,
        of: [`sieve_${name}_score_max_value`],
      };
    return most === "" && value === ""
      ? {
          message: `\`sieve_${name}_status_header\` needs \`sieve_${name}_score_max_header\` or \`sieve_${name}_score_max_value\``,
          of,
        }
      : undefined;
  };

function atLeast(name: string, least: number): Check {
  return ({ number }) =>
    (number(name) ?? least) < least
      ? { message: `\`${name}\` must be at least ${least}`, of: [name] }
      : undefined;
}

const acl: Check = ({ text }) => {
  const id = text("acl_id");
  return id === undefined ||
    id === "" ||
    /^(?:user=|group=|group-override=|owner$|authenticated$|anyone$|anonymous$)/.test(id)
    ? undefined
    : { message: `\`${id}\` is nobody an ACL can name`, of: ["acl_id"] };
};

/** Bytes that are no UTF-8 stand as lone surrogates. */
const isUtf8 = (text: string): boolean =>
  !/[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ""));

const namespace: Check = ({ text }) => {
  if (new TextEncoder().encode(text("namespace_separator") ?? "").length > 1)
    return { message: "`separator` of a namespace must be a single character", of: ["namespace_separator"] };
  return isUtf8(text("namespace_prefix") ?? "")
    ? undefined
    : { message: "the `prefix` of a namespace must be UTF-8", of: ["namespace_prefix"] };
};

const mailbox: Check = ({ text }) =>
  isUtf8(text("mailbox_name") ?? "")
    ? undefined
    : { message: "the name of a mailbox must be UTF-8", of: ["mailbox_name"] };

const submissionWorkarounds =
  "whitespace-before-path mailbox-for-path implicit-auth-external exotic-backend".split(" ");

/** By the name of the setting_parser_info. */
export const checksByInfo: Readonly<Record<string, Check>> = {
  acl_rights: acl,
  auth,
  auth_oauth2: oauth2,
  bzlib: between("compress_bz2_block_size_100k", 1, 9),
  dict_redis: ({ text }) =>
    /[^0-9a-f.:]/i.test(text("redis_host") ?? "")
      ? { message: "`redis_host` must be an IP address", of: ["redis_host"] }
      : undefined,
  doveadm: all(
    ({ text }) => {
      const known = ["", "empty-header-workaround", "no-header-hashes"];
      const wrong = text("dsync_features")
        ?.split(/[ ,]+/)
        .find((word) => !known.includes(word.toLowerCase()));
      return wrong === undefined
        ? undefined
        : { message: `\`dsync_features\` has no \`${wrong}\``, of: ["dsync_features"] };
    },
    ({ text }) =>
      text("dsync_hashed_headers") === ""
        ? { message: "`dsync_hashed_headers` must not be empty", of: ["dsync_hashed_headers"] }
        : undefined,
    ({ text }) =>
      text("dsync_alt_char") === ""
        ? { message: "`dsync_alt_char` must not be empty", of: ["dsync_alt_char"] }
        : undefined,
  ),
  execute,
  fts: all(zero("fts_search_timeout"), ({ text }) =>
    text("fts_decoder_driver") === "script" && text("fts_decoder_script_socket_path") === ""
      ? {
          message: "`fts_decoder_driver = script` needs `fts_decoder_script_socket_path`",
          of: ["fts_decoder_driver"],
        }
      : undefined,
  ),
  http_client: httpClient,
  http_server: zero("http_server_max_pipelined_requests"),
  imap: all(names("imap_client_workarounds", ["delay-newmail", "tb-extra-mailbox-sep", "tb-lsub-flags"])),
  imapc,
  lmtp: all(
    names("lmtp_client_workarounds", ["whitespace-before-path", "mailbox-for-path"]),
    zero("lmtp_user_concurrency_limit", unlimitedInstead),
  ),
  login,
  mail_log: all(
    names("mail_log_fields", "uid box msgid size vsize flags from subject".split(" "), true),
    names(
      "mail_log_events",
      "delete undelete expunge save append copy mailbox_create mailbox_delete mailbox_rename flag_change".split(
        " ",
      ),
      true,
    ),
  ),
  mail_namespace: namespace,
  mail_storage: mailStorage,
  mailbox,
  managesieve: names("managesieve_client_workarounds", []),
  master_service: all(
    masterService,
    eventFilter("log_debug"),
    eventFilter("log_core_filter"),
    eventFilter("process_shutdown_filter"),
  ),
  pop3: all(names("pop3_client_workarounds", ["outlook-no-nuls", "oe-ns-eoh"]), ({ text }) =>
    text("pop3_delete_type") === "flag" && text("pop3_deleted_flag") === ""
      ? { message: "`pop3_delete_type = flag` needs `pop3_deleted_flag`", of: ["pop3_delete_type"] }
      : undefined,
  ),
  pop3c: names("pop3c_features", ["no-pipelining"]),
  push_notification_ox: zero("push_notification_ox_cache_ttl"),
  quota_root: quotaRoot,
  sieve_editheader: atLeast("sieve_editheader_max_header_size", 1024),
  sieve_spamtest: spamTest("spamtest"),
  sieve_vacation: vacation,
  sieve_variables: all(
    atLeast("sieve_variables_max_scope_count", 128),
    atLeast("sieve_variables_max_value_size", 4000),
  ),
  sieve_virustest: spamTest("virustest"),
  ssl,
  ssl_server: sslServer,
  stats_exporter: exporter,
  stats_metric: all(metric, eventFilter("metric_filter")),
  submission: names("submission_client_workarounds", submissionWorkarounds),
  submission_login: names("submission_client_workarounds", submissionWorkarounds),
  zlib: all(between("compress_gz_level", 0, 9), between("compress_deflate_level", 0, 9)),
  zstd: between("compress_zstd_level", 0, 22),
};
