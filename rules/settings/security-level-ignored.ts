import { defineRule } from "../../src/rule.ts";
import { postconf, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/security-level-ignored",
  since: "0.1.0",
  severity: "note",
  precision: "very-high",
  cwe: [],
  summary: "An old TLS parameter is ignored beside the new one.",
  why: "`smtpd_tls_security_level` and `smtp_tls_security_level` override `..._use_tls` and `..._enforce_tls`.",
  remedy: "Delete the old parameter.",
  references: [postconf("smtpd_tls_security_level"), postconf("smtpd_use_tls")],
  check(context) {
    for (const side of ["smtpd", "smtp", "lmtp"])
      for (const one of written(context, `${side}_use_tls`, `${side}_enforce_tls`)) {
        const level = one.config.get(`${side}_tls_security_level`, one.service);
        if (level?.origin.kind !== "file" || level.unknown || level.value.trim() === "") continue;
        context.report({
          span: one.statement,
          message: `\`${one.name}\` is ignored because \`${side}_tls_security_level = ${level.value}\` is set; delete it`,
          fix: removeFix(one),
        });
      }
  },
  examples: [
    {
      title: "old and new",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = may\n«smtpd_use_tls = yes»\n",
      fixed: "smtpd_tls_security_level = may\n",
    },
    { title: "new", dialect: "postfix-main", good: "smtpd_tls_security_level = may\n" },
  ],
});
