// The checks of Dovecot 2.4 by group of settings, each after the `*_settings_check` function of its name in the sources.

import { auth, login, masterService, oauth2, ssl, sslServer } from "./dovecot-24-check-auth.ts";
import { imapc, mailbox, mailStorage, namespace } from "./dovecot-24-check-mail.ts";
import {
  eventFilter,
  execute,
  exporter,
  httpClient,
  metric,
  quotaRoot,
  spamTest,
  vacation,
} from "./dovecot-24-check-plugins.ts";
import {
  all,
  atLeast,
  between,
  type Check,
  names,
  unlimitedInstead,
  zero,
} from "./dovecot-24-check-words.ts";

const acl: Check = ({ text }) => {
  const id = text("acl_id");
  return id === undefined ||
    id === "" ||
    /^(?:user=|group=|group-override=|owner$|authenticated$|anyone$|anonymous$)/.test(id)
    ? undefined
    : { message: `\`${id}\` is nobody an ACL can name`, of: ["acl_id"] };
};

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
