import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "protocol-logging",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "high",
  cwe: [532],
  summary: "Whole sessions are recorded in files.",
  why: "The records hold all mail that passes, and of sessions to other servers the passwords too. They are as readable as their directory.",
  remedy: "Delete the setting when you have found what you were looking for.",
  references: [
    {
      title: "Dovecot, rawlog_dir",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#rawlog_dir",
    },
  ],
  check(context) {
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
    { title: "none", good: "imapc_host = imap.example.org\n" },
    { title: "set to nothing", good: "imapc_rawlog_dir =\n", trap: true },
  ],
});
