import { sendsPassword } from "../../src/model/dovecot-login.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems, firstLine, listed } from "../../src/vocabulary.ts";
import { byPlace, loginListeners, namesOf, settingAt, valuePart } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "tls-not-required",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "A client may log in and read mail without TLS, by a mechanism that does not send the password.",
  why: `Passwords are refused before TLS, but a mechanism such as CRAM-MD5 is not: whoever logs in by it reads and sends
mail in clear, and an attacker on the way can take over the session or keep clients from ever using TLS.`,
  remedy: "Write `ssl = required`: then nobody logs in before TLS, by whatever mechanism.",
  references: [
    rfc(8314, "4.1"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = loginListeners(system).filter(
        ({ tls, tlsRequired, cleartextLogin, mechanisms }) =>
          tls === "starttls" &&
          tlsRequired === false &&
          (cleartextLogin === "nobody" || cleartextLogin === "trusted") &&
          mechanisms.cleartext?.some((name) => !sendsPassword(name)),
      );
      const places = byPlace(open, (one) => one.because.tls);
      for (const { origin, listeners } of places.values()) {
        const mechanisms = [...new Set(listeners.flatMap((one) => one.mechanisms.cleartext ?? []))];
        const own = origin?.kind === "file" ? valuePart(origin.span) : undefined;
        const cause = system.config.get("auth_mechanisms")?.valueSpan;
        const setting = settingAt(system, origin);
        context.report({
          span: own ?? cause ?? firstLine(system),
          message: `\`ssl\` ${setting === undefined ? "defaults to" : "is"} \`yes\`, so clients can log in to ${namesOf(listeners)} by ${listed(mechanisms)} without TLS; write \`ssl = required\``,
          related:
            own === undefined || cause === undefined
              ? []
              : [{ span: cause, message: "offers the mechanism" }],
        });
      }
    }
  },
  examples: [
    {
      title: "CRAM-MD5 without TLS",
      bad: "ssl = «yes»\nauth_mechanisms = plain cram-md5\n",
    },
    {
      title: "`ssl` is left at its default",
      bad: "auth_mechanisms = «plain scram-sha-256»\n",
    },
    { title: "TLS is required", good: "ssl = required\nauth_mechanisms = plain cram-md5\n" },
    {
      title: "with PLAIN alone, refusing passwords in clear requires TLS",
      good: "ssl = yes\nauth_mechanisms = plain login\n",
      trap: true,
    },
    {
      title: "CRAM-MD5 without TLS, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = «yes»
auth_mechanisms = plain cram-md5
`,
    },
    {
      title: "TLS is required, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = required
auth_mechanisms = plain cram-md5
`,
    },
  ],
});
