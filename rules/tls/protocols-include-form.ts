import { parseProtocols } from "../../grammars/postfix-value/parser.ts";
import { protocolParameters, protocolRange } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/protocols-include-form",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "A protocol list names the versions to use instead of a lowest one.",
  why: "A list of names excludes every other version, those that come after it among them: TLS 1.3 had to be added by hand everywhere.",
  remedy: "Write `>=` and the lowest version.",
  references: [postconf("smtpd_tls_mandatory_protocols")],
  check(context) {
    for (const one of written(context, ...protocolParameters)) {
      const items = parseProtocols(one.text);
      if (items.length === 0 || !items.every(({ kind }) => kind === "include")) continue;
      const range = protocolRange(one.text, one.config.version);
      if (range?.lowest === undefined || !range.allowed.includes("TLSv1.3")) continue;
      const modern = releaseAtLeast(one.config, "3.6") === true;
      context.report({
        span: one.span,
        message: `\`${one.name} = ${one.text}\` excludes all versions that it does not name, future ones too; write \`>=${range.lowest}\``,
        ...withFix(modern ? setFix(one, `>=${range.lowest}`) : undefined),
      });
    }
  },
  examples: [
    {
      title: "two names",
      dialect: "postfix-main",
      bad: "smtpd_tls_mandatory_protocols = «TLSv1.2, TLSv1.3»\n",
      fixed: "smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
    },
    {
      title: "a lowest version",
      dialect: "postfix-main",
      good: "smtpd_tls_mandatory_protocols = >=TLSv1.2\n",
    },
  ],
});
