import { parseProtocols } from "../../grammars/postfix-value/parser.ts";
import { protocolParameters, tlsVersions } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/protocols-range-unsupported",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [16],
  summary: "A protocol list uses `>=`, which this release does not know.",
  why: "Before Postfix 3.6 `>=TLSv1.2` is no protocol list: STARTTLS is offered, every handshake is refused with 454, and mail goes in clear.",
  remedy: "Name what is excluded: `!SSLv2, !SSLv3, !TLSv1, !TLSv1.1`.",
  references: [postconf("smtpd_tls_mandatory_protocols")],
  check(context) {
    for (const one of written(context, ...protocolParameters)) {
      if (releaseAtLeast(one.config, "3.6") !== false) continue;
      const range = parseProtocols(one.text).find(({ kind }) => kind === "at-least" || kind === "at-most");
      if (range === undefined) continue;
      const lowest = tlsVersions.findIndex(
        (version) => version.toLowerCase() === range.version.text.toLowerCase(),
      );
      const text = tlsVersions
        .slice(0, lowest)
        .map((version) => `!${version}`)
        .join(", ");
      context.report({
        span: one.span,
        message: `\`${range.whole.text}\` in \`${one.name}\` is unknown before Postfix 3.6 and turns TLS off; write \`${text}\``,
        ...withFix(
          range.kind === "at-least" && text !== "" && parseProtocols(one.text).length === 1
            ? setFix(one, text)
            : undefined,
        ),
      });
    }
  },
  examples: [
    {
      title: "a new form on 3.5",
      dialect: "postfix-main",
      version: "3.5",
      bad: "smtpd_tls_mandatory_protocols = «>=TLSv1.2»\n",
      fixed: "smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n",
    },
    {
      title: "the old form",
      dialect: "postfix-main",
      version: "3.5",
      good: "smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n",
    },
    {
      title: "3.7 knows it",
      dialect: "postfix-main",
      good: "smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
      trap: true,
    },
  ],
});
