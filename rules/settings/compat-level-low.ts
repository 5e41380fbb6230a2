import { atLeast } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { firstLine, listed, postfixSystems } from "../../src/vocabulary.ts";
import { placeOfValue, postconf, readme, releaseAtLeast } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/compat-level-low",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.0,
  precision: "high",
  cwe: [1188],
  summary: "Postfix keeps defaults of long ago.",
  why: `Below the level of the release, defaults of old releases hold: no relay restrictions of their own, the whole local network trusted, subdomains relayed,
fingerprints in MD5.`,
  remedy: "Set what you need of these explicitly, then raise `compatibility_level`.",
  references: [readme("COMPATIBILITY_README"), postconf("compatibility_level")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const { config } = system;
      const value = config.get("compatibility_level");
      if (
        value === undefined ||
        value.unknown ||
        config.withoutMain ||
        !/^\d+(?:\.\d+)*$/.test(value.value.trim())
      )
        continue;
      const level = value.value.trim();
      const kept = gates
        .filter(
          ([gate, since, name]) =>
            atLeast(level, gate) === false &&
            releaseAtLeast(config, since) === true &&
            config.get(name)?.origin.kind === "default",
        )
        .filter(
          ([, , name]) => name !== "mynetworks_style" || config.get("mynetworks")?.origin.kind === "default",
        );
      if (kept.length === 0) continue;
      const written = placeOfValue(value);
      context.report({
        span: written ?? firstLine(system),
        message: `\`compatibility_level\` is ${value.value.trim()}: old defaults hold for ${listed(kept.map(([, , name]) => `\`${name}\``))}; set them, then raise the level`,
      });
    }
  },
  examples: [
    { title: "not set", dialect: "postfix-main", bad: "«myhostname = mail.example.org»\n" },
    { title: "level 2", dialect: "postfix-main", bad: "compatibility_level = «2»\n" },
    { title: "a later release's", dialect: "postfix-main", good: "compatibility_level = 3.11\n", trap: true },
    { title: "the release's own", dialect: "postfix-main", good: "compatibility_level = 3.6\n" },
    {
      title: "everything is set",
      dialect: "postfix-main",
      good: "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nmynetworks = 127.0.0.0/8\nrelay_domains =\nsmtpd_tls_fingerprint_digest = sha256\nsmtpd_relay_before_recipient_restrictions = yes\n",
      trap: true,
    },
  ],
});

/** Level from which the new default holds, release that brought it, parameter (COMPATIBILITY_README). */
const gates: readonly (readonly [string, string, string])[] = [
  ["1", "3.3", "smtpd_relay_restrictions"],
  ["2", "3.0", "mynetworks_style"],
  ["2", "3.0", "relay_domains"],
  ["3.6", "3.6", "smtpd_tls_fingerprint_digest"],
  ["3.6", "3.6", "smtpd_relay_before_recipient_restrictions"],
];
