import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "postfix/inline-comment",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.0,
  precision: "very-high",
  cwe: [16],
  summary: "A comment behind a value is part of the value.",
  why: "main.cf knows comments on lines of their own only. What stands behind `#` is read as more of the value.",
  remedy: "Put the comment on a line of its own.",
  references: [{ title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" }],
  check(context) {
    reportProblems(context, "postfix/inline-comment");
  },
  examples: [
    { title: "a remark", dialect: "postfix-main", bad: "smtpd_tls_auth_only = yes «# since 2019»\n" },
    { title: "on its own line", dialect: "postfix-main", good: "# since 2019\nsmtpd_tls_auth_only = yes\n" },
  ],
});
