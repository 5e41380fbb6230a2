import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { assigned, assignFix, esmtp, isOne, mailboxes } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "protocol-logging",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "high",
  cwe: [532],
  summary: "Whole sessions are recorded in files or in the log.",
  why: "The records hold all mail that passes, and of sessions to other servers the passwords too. They are as readable as their directory.",
  remedy: "Delete the setting when you have found what you were looking for.",
  references: [
    {
      title: "Dovecot, rawlog_dir",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#rawlog_dir",
    },
    { title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" },
    { title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" },
  ],
  check(context) {
    for (const one of assigned(context, mailboxes, "IMAPDEBUGFILE"))
      if (one.value !== "")
        context.report({
          span: one.span,
          message: `\`IMAPDEBUGFILE=${one.value}\` records whole sessions of every user who has such a file; delete the line once the fault is found`,
          fix: deleteLinesFix("record nothing", one.statement),
          about: { setting: one.name, scope: [one.instance.name] },
        });
    for (const one of assigned(context, esmtp, "ESMTP_LOG_DIALOG"))
      if (isOne(one.value))
        context.report({
          span: one.span,
          message: `\`ESMTP_LOG_DIALOG=${one.value}\` logs every command of a client, \`AUTH PLAIN\` with the password among them; write \`ESMTP_LOG_DIALOG=0\` once the fault is found`,
          fix: assignFix(one, "0"),
          about: { setting: one.name, scope: [one.instance.name] },
        });
    for (const { name, value, span, statement, where, about } of written(
      context,
      "rawlog_dir",
      "imapc_rawlog_dir",
      "pop3c_rawlog_dir",
      "submission_relay_rawlog_dir",
      "login_proxy_rawlog_dir",
      "lmtp_rawlog_dir",
      "lmtp_proxy_rawlog_dir",
      "dsync_rawlog_dir",
      "http_client_rawlog_dir",
      "doveadm_proxy_rawlog_dir",
    )) {
      if (value === "") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} records whole sessions there; delete the line once the fault is found`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "sessions to another server",
      bad: "imapc_host = imap.example.org\nimapc_rawlog_dir = «/tmp/rawlog»\n",
      fixed: "imapc_host = imap.example.org\n",
    },
    {
      title: "what Courier's users say to imapd",
      files: {
        "courier/imapd": "PORT=143\nIMAPDEBUGFILE=«imaplog.dat»\n",
        "courier/imapd-ssl": "",
      },
      fixedFiles: { "courier/imapd": "PORT=143\n" },
    },
    {
      title: "what is said to Courier's port 587",
      files: {
        "courier/esmtpd": "ESMTP_LOG_DIALOG=0\n",
        "courier/esmtpd-msa": "ESMTP_LOG_DIALOG=«1»\n",
      },
      fixedFiles: { "courier/esmtpd-msa": "ESMTP_LOG_DIALOG=0\n" },
    },
    {
      title: "Courier as shipped",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "",
        "courier/esmtpd": "ESMTP_LOG_DIALOG=0\n",
      },
    },
    {
      title: "Courier takes no word but `1`",
      files: { "courier/esmtpd": "ESMTP_LOG_DIALOG=YES\n" },
      trap: true,
    },
    { title: "none", good: "imapc_host = imap.example.org\n" },
    { title: "set to nothing", good: "imapc_rawlog_dir =\n", trap: true },
    {
      title: "sessions to another server, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
imapc_rawlog_dir = «/tmp/rawlog»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
`,
    },
    {
      title: "none, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
`,
    },
  ],
});
