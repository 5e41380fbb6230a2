import { protocolRange, tlsVersions } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import {
  mainFix,
  placeOfValue,
  postconf,
  readme,
  setFix,
  withFix,
  written,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-config-mismatch-mandatory",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "TLS is held to less where it is required than where it is optional.",
  why: `\`smtpd_tls_protocols\` counts with level \`may\` only; where TLS is required, \`smtpd_tls_mandatory_protocols\` does. Whoever set the one
most likely meant both.`,
  remedy: "Give `smtpd_tls_mandatory_protocols` the same or a stricter value.",
  references: [postconf("smtpd_tls_mandatory_protocols"), readme("TLS_README")],
  check(context) {
    for (const side of ["smtpd", "smtp", "lmtp"])
      for (const one of written(context, `${side}_tls_protocols`)) {
        const name = `${side}_tls_mandatory_protocols`;
        const mandatory = one.config.get(name, one.service);
        if (mandatory === undefined || mandatory.unknown) continue;
        const own = protocolRange(one.text, one.config.version)?.lowest;
        const other = protocolRange(mandatory.value, one.config.version)?.lowest;
        if (
          own === undefined ||
          other === undefined ||
          tlsVersions.indexOf(other) >= tlsVersions.indexOf(own)
        )
          continue;
        if (!["TLSv1.2", "TLSv1.3"].includes(own)) continue;
        const place = placeOfValue(mandatory);
        context.report({
          span: one.span,
          message: `\`${one.name}\` asks for ${own}, but where TLS is required \`${name}\` accepts ${other}; give it the same value`,
          related: place === undefined ? [] : [{ message: `\`${name}\``, span: place }],
          ...withFix(
            place !== undefined
              ? setFix({ name, span: place }, one.value.raw)
              : one.service === undefined
                ? mainFix(one.system, one.statement, name, one.value.raw)
                : undefined,
          ),
        });
      }
  },
  examples: [
    {
      title: "only the optional one is set",
      dialect: "postfix-main",
      bad: "smtpd_tls_protocols = «>=TLSv1.2»\n",
      fixed: "smtpd_tls_mandatory_protocols = >=TLSv1.2\nsmtpd_tls_protocols = >=TLSv1.2\n",
    },
    {
      title: "both",
      dialect: "postfix-main",
      good: "smtpd_tls_protocols = >=TLSv1.2\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n",
    },
    {
      title: "a stricter mandatory list",
      dialect: "postfix-main",
      good: "smtpd_tls_protocols = >=TLSv1\nsmtpd_tls_mandatory_protocols = >=TLSv1.2\n",
      trap: true,
    },
  ],
});
