import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "include-cycle",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A file includes itself.",
  why: `Dovecot refuses a file that is included while it is still being read.`,
  remedy: `Take the include out.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "include-cycle"),
  examples: [
    {
      title: "two files that include each other",
      files: { "dovecot.conf": "!include other.conf\n", "other.conf": "!include «dovecot.conf»\n" },
    },
    {
      title: "one after the other",
      files: {
        "dovecot.conf": "!include a.conf\n!include b.conf\n",
        "a.conf": "mail_debug = no\n",
        "b.conf": "auth_debug = no\n",
      },
    },
    {
      title: "the same file twice, but not within itself",
      files: { "dovecot.conf": "!include a.conf\n!include a.conf\n", "a.conf": "mail_debug = no\n" },
      trap: true,
    },
  ],
});
