import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/client-concurrency-unlimited",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [770],
  summary: "One client may take all connections.",
  why: "With `smtpd_client_connection_count_limit = 0` a single client can keep every smtpd process busy.",
  remedy: "Delete the line: the default is 50.",
  references: [postconf("smtpd_client_connection_count_limit")],
  check(context) {
    for (const one of written(context, "smtpd_client_connection_count_limit"))
      if (one.text === "0" && (one.service === undefined || !isLoopbackHost(one.service.name.text)))
        context.report({
          span: one.span,
          message:
            "`smtpd_client_connection_count_limit = 0` lets one client take all connections; remove it",
          fix: removeFix(one),
        });
  },
  examples: [
    {
      title: "no limit",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_client_connection_count_limit = «0»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "a limit", dialect: "postfix-main", good: "smtpd_client_connection_count_limit = 20\n" },
    {
      title: "a content filter's way back",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_client_connection_count_limit=0\n",
      },
      trap: true,
    },
  ],
});
