import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "connection-rate-limit-missing",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "low",
  cwe: [770],
  summary: "Clients may connect as often as they like.",
  why: "With `smtpd_client_connection_rate_limit = 0` one client may open connections without limit.",
  remedy: "Set it well above what legitimate clients need, such as 60.",
  references: [postconf("smtpd_client_connection_rate_limit")],
  optIn: true,
  check(context) {
    for (const one of written(context, "smtpd_client_connection_rate_limit"))
      if (one.text === "0")
        context.report({
          span: one.span,
          message:
            "`smtpd_client_connection_rate_limit = 0` lets a client connect without limit; set a number well above what clients need",
        });
  },
  examples: [
    { title: "no limit", dialect: "postfix-main", bad: "smtpd_client_connection_rate_limit = «0»\n" },
    { title: "a limit", dialect: "postfix-main", good: "smtpd_client_connection_rate_limit = 60\n" },
  ],
});
