import { relayPasswordInClear } from "../../src/checks-postfix.ts";
import { isThisMachine } from "../../src/model/networks.ts";
import { flag, textValue } from "../../src/model/postfix-values.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { firstLine, postfixSystems } from "../../src/vocabulary.ts";
import { mainFix, placeOfValue, postconf, readme, setFix, withFix } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "outbound-tls-none",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "Mail leaves this server without TLS.",
  why: `Nearly all mail servers take TLS; without \`smtp_tls_security_level = may\` Postfix does not even ask for it, and every message can be
read on the way.`,
  remedy: "Set `smtp_tls_security_level = may`, or `dane` where the resolver checks DNSSEC.",
  references: [postconf("smtp_tls_security_level"), readme("TLS_README"), rfc(7435)],
  check(context) {
    for (const system of postfixSystems(context)) {
      const { config } = system;
      const value = config.get("smtp_tls_security_level");
      if (value === undefined || value.unknown || config.withoutMain) continue;
      const level = value.value.trim().toLowerCase();
      if (
        level !== "none" &&
        (level !== "" || flag(config, "smtp_use_tls") !== "no" || flag(config, "smtp_enforce_tls") !== "no")
      )
        continue;
      if (
        /^(?:error|discard|retry|lmtp|local|virtual):?/.test(
          textValue(config, "default_transport") ?? "error",
        )
      )
        continue;
      // A server on this host takes all mail; what happens to it then is that server's affair.
      if (isThisMachine((textValue(config, "relayhost") ?? "").replace(/^\[?([^\]]*?)\]?(?::\w+)?$/, "$1")))
        continue;
      const span = placeOfValue(value) ?? firstLine(system);
      const written = value.origin.kind === "file";
      context.report({
        span,
        message: `${written ? `\`smtp_tls_security_level = ${value.value}\`` : "without `smtp_tls_security_level` Postfix"} sends all mail in clear; write \`smtp_tls_security_level = may\``,
        ...withFix(
          written && level !== ""
            ? setFix({ name: "smtp_tls_security_level", span }, "may")
            : written || relayPasswordInClear(config) !== undefined
              ? undefined
              : mainFix(system, span, "smtp_tls_security_level", "may"),
        ),
      });
    }
  },
  examples: [
    {
      title: "switched off",
      dialect: "postfix-main",
      bad: "smtp_tls_security_level = «none»\n",
      fixed: "smtp_tls_security_level = may\n",
    },
    {
      title: "not set, which was the default before 3.11",
      dialect: "postfix-main",
      bad: "«myhostname = mail.example.org»\n",
      fixed: "smtp_tls_security_level = may\nmyhostname = mail.example.org\n",
    },
    { title: "opportunistic TLS", dialect: "postfix-main", good: "smtp_tls_security_level = may\n" },
    { title: "the old name for it", dialect: "postfix-main", good: "smtp_use_tls = yes\n", trap: true },
    {
      title: "a release whose default is not known here",
      dialect: "postfix-main",
      version: "3.11",
      good: "compatibility_level = 3.11\n",
    },
  ],
});
