// Settings of Dovecot 2.3 that are lists of words of which only some mean something, and other simple bounds.

import { nearest } from "../nearest.ts";
import { fail, known, knownNumber, type Subject, words } from "./dovecot-23-checking.ts";
import { eventFilterFault } from "./dovecot-event-filter.ts";

interface WordList {
  readonly info: string;
  readonly name: string;
  readonly words: readonly string[];
  /** With three numbers behind it, joined by `:`. */
  readonly prefixes?: readonly string[];
}

/** Each from its `…_list` in the file named after the module, compared without letter case. */
const lists: readonly WordList[] = [
  {
    info: "imap",
    name: "imap_client_workarounds",
    words: ["delay-newmail", "tb-extra-mailbox-sep", "tb-lsub-flags"],
  },
  { info: "pop3", name: "pop3_client_workarounds", words: ["outlook-no-nuls", "oe-ns-eoh"] },
  { info: "lmtp", name: "lmtp_client_workarounds", words: ["whitespace-before-path", "mailbox-for-path"] },
  ...["submission_login", "submission"].map((info) => ({
    info,
    name: "submission_client_workarounds",
    words: ["whitespace-before-path", "mailbox-for-path", "implicit-auth-external", "exotic-backend"],
  })),
  { info: "managesieve", name: "managesieve_client_workarounds", words: [] },
  { info: "pop3c", name: "pop3c_features", words: ["no-pipelining"] },
  { info: "doveadm", name: "dsync_features", words: ["empty-header-workaround"] },
  {
    info: "imapc",
    name: "imapc_features",
    words: [
      ...["rfc822.size", "guid-forced", "fetch-headers", "gmail-migration", "search", "zimbra-workarounds"],
      ...[
        "no-examine",
        "proxyauth",
        "fetch-msn-workarounds",
        "fetch-fix-broken-mails",
        "modseq",
        "delay-login",
      ],
      ...["fetch-bodystructure", "send-id", "fetch-empty-is-expunged", "no-msn-updates", "acl"],
    ],
    prefixes: ["throttle:"],
  },
];

const facilities = [
  ...["auth", "authpriv", "cron", "daemon", "ftp", "kern", "lpr", "mail", "news", "syslog", "uucp", "user"],
  ...["local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
];

/** `info` names the table. */
export function checkWords(info: string, subject: Subject): void {
  for (const list of lists) if (list.info === info) checkList(subject, list);
  if (info === "master_service") checkLogging(subject);
  else if (info === "master_service_ssl") checkTls(subject);
  else if (info === "pop3") checkPop3(subject);
  else if (info === "imapc" && knownNumber(subject, "imapc_max_idle_time") === 0n)
    fail(subject, ["imapc_max_idle_time"], "bad-value", "`imapc_max_idle_time` must not be 0");
  else if (info === "director") {
    const expire = knownNumber(subject, "director_user_expire");
    if (expire !== undefined && expire < 10n)
      fail(
        subject,
        ["director_user_expire"],
        "bad-value",
        "`director_user_expire` is too low, the least is `10 s`",
      );
  } else if (info === "doveadm") {
    for (const name of ["dsync_hashed_headers", "dsync_alt_char"])
      if (known(subject, name) === "") fail(subject, [name], "bad-value", `\`${name}\` must not be empty`);
  }
}

function checkList(subject: Subject, { name, words: allowed, prefixes = [] }: WordList): void {
  for (const word of words(known(subject, name) ?? "")) {
    const lower = word.toLowerCase();
    if (allowed.includes(lower)) continue;
    const prefix = prefixes.find((one) => lower.startsWith(one));
    if (prefix !== undefined) {
      const numbers = word.slice(prefix.length).split(":");
      if (numbers.length === 3 && numbers.every((number) => /^\d+$/.test(number))) continue;
    }
    const near = nearest(word, allowed);
    const offer = allowed.length === 0 ? "; there are none" : `; there are ${allowed.join(", ")}`;
    fail(
      subject,
      [name],
      "bad-value",
      `\`${name}\`: \`${word}\` is no such word${near === undefined ? offer : `; did you mean \`${near}\`?`}`,
    );
  }
}

function checkLogging(subject: Subject): void {
  const facility = known(subject, "syslog_facility");
  if (facility !== undefined && !facilities.includes(facility))
    fail(
      subject,
      ["syslog_facility"],
      "bad-value",
      `\`syslog_facility = ${facility}\`: there is no such facility; usual ones are \`mail\` and \`local0\` to \`local7\``,
    );
  for (const name of ["log_debug", "log_core_filter", "process_shutdown_filter"]) {
    const fault = eventFilterFault(known(subject, name) ?? "");
    if (fault !== undefined) fail(subject, [name], "bad-value", `\`${name}\` is no event filter: ${fault}`);
  }
}

function checkTls(subject: Subject): void {
  if (known(subject, "ssl") === "no") return;
  if (
    known(subject, "ssl") !== undefined &&
    known(subject, "ssl_verify_client_cert") === "yes" &&
    known(subject, "ssl_ca") === ""
  )
    fail(
      subject,
      ["ssl_verify_client_cert"],
      "dovecot/settings-conflict",
      "`ssl_verify_client_cert = yes` needs `ssl_ca`, which is not set: the daemon does not start",
    );
  if (known(subject, "ssl") === undefined) return;
  for (const option of words(known(subject, "ssl_options") ?? ""))
    if (!["compression", "no_compression", "no_ticket"].includes(option.toLowerCase()))
      fail(
        subject,
        ["ssl_options"],
        "bad-value",
        `\`ssl_options\`: there is no option \`${option}\`; there are \`no_ticket\` and \`compression\``,
      );
}

function checkPop3(subject: Subject): void {
  if (known(subject, "pop3_delete_type") === "flag" && known(subject, "pop3_deleted_flag") === "")
    fail(
      subject,
      ["pop3_delete_type"],
      "dovecot/settings-conflict",
      "`pop3_delete_type = flag` needs `pop3_deleted_flag`, which is not set",
    );
}
