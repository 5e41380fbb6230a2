import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-session-tickets",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.0,
  precision: "high",
  cwe: [327],
  summary: "TLS sessions can be resumed with weak keys or for days.",
  why: "Who gets the key of a session ticket reads all sessions that used it; a cache kept for more than a day keeps keys longer than they should live.",
  remedy: "Delete the line: the defaults are `aes-256-cbc` and one hour.",
  references: [
    postconf("tls_session_ticket_cipher"),
    postconf("smtpd_tls_session_cache_timeout"),
    rfc(9325, "3.4"),
  ],
  check(context) {
    for (const one of written(context, "tls_session_ticket_cipher"))
      if (one.text !== "" && one.text.toLowerCase() !== "aes-256-cbc")
        context.report({
          span: one.span,
          message: `\`${one.name} = ${one.text}\` is weaker than the default \`aes-256-cbc\`; remove it`,
          fix: removeFix(one),
        });
    for (const one of written(context, "smtpd_tls_session_cache_timeout")) {
      const match = /^(\d+)([smhdw]?)/.exec(one.text);
      const seconds =
        Number(match?.[1] ?? 0) * ({ m: 60, h: 3600, d: 86_400, w: 604_800 }[match?.[2] ?? "s"] ?? 1);
      if (seconds > 86_400)
        context.report({
          span: one.span,
          message: `\`${one.name} = ${one.text}\` keeps session keys for more than a day; remove it`,
          fix: removeFix(one),
        });
    }
  },
  examples: [
    {
      title: "a smaller key",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ntls_session_ticket_cipher = «aes-128-cbc»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "a week",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_tls_session_cache_timeout = «7d»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "an hour",
      dialect: "postfix-main",
      good: "smtpd_tls_session_cache_timeout = 3600s\ntls_session_ticket_cipher = aes-256-cbc\n",
    },
  ],
});
