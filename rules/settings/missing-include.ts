import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "missing-include",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "An include finds no file.",
  why: `Dovecot does not start when an \`!include\` finds nothing, nor does a daemon of Courier when the shell finds no file for a \`.\`
or its start script misses one of the two files that it reads.`,
  remedy: `Correct the path, or in Dovecot write \`!include_try\` where the file may be missing. There a path without a slash in front is looked up beside the file that includes it.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
    {
      title: "POSIX, the dot utility",
      url: "https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html#dot",
    },
  ],
  check: (context) => reportProblems(context, "missing-include"),
  examples: [
    { title: "nothing matches the pattern", bad: "!include «conf.d/*.conf»\n" },
    {
      title: "the file is there",
      files: { "dovecot.conf": "!include conf.d/*.conf\n", "conf.d/10-mail.conf": "mail_debug = no\n" },
    },
    {
      title: "one of the two files of a start script",
      files: { "courier/imapd": "«PORT=143»\nADDRESS=0\n" },
    },
    {
      title: "both files of the start script",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "SSLPORT=993\n" },
    },
    {
      title: "SMTP without implicit TLS needs one file only",
      files: { "courier/esmtpd": "PORT=25\n" },
      trap: true,
    },
    { title: "`!include_try` may find nothing", good: "!include_try local.conf\n", trap: true },
    {
      title: "nothing matches the pattern, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include «conf.d/*.conf»
`,
    },
    {
      title: "`!include_try` may find nothing, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include_try local.conf
`,
      trap: true,
    },
  ],
});
