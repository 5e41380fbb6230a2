import { defineRule } from "../../src/rule.ts";
import { deprecation } from "../../src/settings/postfix.ts";
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
        // From 3.9 on, `obsolete-setting` tells of it.
        if (deprecation(one.name, one.config.releases) !== undefined) continue;
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
      version: "3.7",
      bad: "smtpd_tls_security_level = may\n«smtpd_use_tls = yes»\n",
      fixed: "smtpd_tls_security_level = may\n",
    },
    {
      title: "a release that warns of the old one: `obsolete-setting` tells of it",
      dialect: "postfix-main",
      version: "3.10",
      good: "smtpd_tls_security_level = may\nsmtpd_use_tls = yes\n",
      trap: true,
    },
    { title: "new", dialect: "postfix-main", good: "smtpd_tls_security_level = may\n" },
  ],
});
