import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/stray-cr-lf-kept",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [93],
  summary: "Stray carriage returns and newlines in mail are passed on.",
  why: `With \`cleanup_replace_stray_cr_lf = no\` Postfix forwards lone CR and LF as they are, and a server behind it may take them for the
end of the message: mail is smuggled through this host into others.`,
  remedy: "Delete the line: the default is `yes`.",
  references: [
    postconf("cleanup_replace_stray_cr_lf"),
    { title: "Postfix, SMTP smuggling", url: "https://www.postfix.org/smtp-smuggling.html" },
  ],
  check(context) {
    for (const one of writtenFlag(context, "no", "cleanup_replace_stray_cr_lf"))
      context.report({
        span: one.span,
        message:
          "`cleanup_replace_stray_cr_lf = no` passes stray CR and LF on, so that mail can be smuggled into the next server; remove it",
        fix: removeFix(one),
      });
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ncleanup_replace_stray_cr_lf = «no»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "the default", dialect: "postfix-main", good: "cleanup_replace_stray_cr_lf = yes\n" },
  ],
});
