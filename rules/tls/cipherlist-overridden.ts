import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, removeFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/cipherlist-overridden",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "The ciphers of a grade are set by hand.",
  why: "The list stays as it is while OpenSSL and Postfix learn better. The manual strongly advises against changing it.",
  remedy: "Delete the line; choose by grade, and exclude with `smtpd_tls_mandatory_exclude_ciphers`.",
  references: [postconf("tls_high_cipherlist"), postconf("tls_medium_cipherlist")],
  check(context) {
    for (const one of written(
      context,
      "tls_high_cipherlist",
      "tls_medium_cipherlist",
      "tls_low_cipherlist",
      "tls_export_cipherlist",
    )) {
      if (isMozillas(one.text)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` is set by hand and will not learn of better ciphers; remove it`,
        ...withFix(releaseAtLeast(one.config, "3.8") === true ? removeFix(one) : undefined),
      });
    }
  },
  examples: [
    {
      title: "a list of one's own",
      dialect: "postfix-main",
      version: "3.8",
      bad: "myhostname = mail.example.org\ntls_high_cipherlist = «HIGH:!aNULL»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "a grade", dialect: "postfix-main", good: "smtpd_tls_mandatory_ciphers = high\n" },
    {
      title: "the list of Mozilla's generator",
      dialect: "postfix-main",
      good: "tls_medium_cipherlist = ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305\n",
      trap: true,
    },
  ],
});

/** What Mozilla's generator writes: suites with forward secrecy and AEAD only. */
function isMozillas(list: string): boolean {
  return list
    .split(":")
    .every((suite) => /^(?:EC)?DHE-[A-Z0-9-]+$/.test(suite) && /GCM|CHACHA20/.test(suite));
}
