import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "include-outside",
  since: "0.1.0",
  severity: "note",
  precision: "very-high",
  cwe: [],
  summary: "An include, or a file that a database names, leads out of what was given to lint.",
  why: `What the file sets is unknown here, so everything that it could change is unknown too: rules keep silent about it. A file that\n\`!include_try\` names may not exist at all: what the tree writes is judged as if that file left it alone, and so are defaults, but for\nempty ones, which wait for somebody to set them.`,
  remedy: `Give the directory that holds the file as well, say which directory stands for \`/\` with \`--root DIR\`, or allow it with \`--follow\`.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "include-outside"),
  examples: [
    { title: "an absolute path", bad: "!include «/etc/dovecot/conf.d/*.conf»\n" },
    {
      title: "optional ones, told of once: settings that are written are judged all the same",
      bad: "!include_try «/overrides/dovecot.conf»\n!include_try /overrides/more.conf\n",
    },
    {
      title: "the file of an SQL passdb",
      bad: "passdb {\n  driver = sql\n  args = «/etc/dovecot/dovecot-sql.conf.ext»\n}\n",
    },
    {
      title: "beside the including file",
      files: { "dovecot.conf": "!include local.conf\n", "local.conf": "mail_debug = no\n" },
    },
    { title: "a path in a value is no include", good: "mail_location = maildir:/srv/mail/%u\n", trap: true },
    {
      title: "an absolute path, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include «/etc/dovecot/conf.d/*.conf»
`,
    },
  ],
});
