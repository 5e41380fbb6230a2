import { defineRule } from "../../src/rule.ts";
import { mainFix, postconf, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/relay-domains-default-mydestination",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [1188],
  summary: "`relay_domains` defaults to `$mydestination` and its subdomains.",
  why: `Below compatibility level 2 an unset \`relay_domains\` is \`$mydestination\`, and with \`parent_domain_matches_subdomains\` every
subdomain of yours is relayed for strangers too.`,
  remedy:
    "Write `relay_domains =` (empty) unless this server relays for other hosts, or raise `compatibility_level`.",
  references: [
    {
      title: "COMPATIBILITY_README, relay_domains",
      url: "https://www.postfix.org/COMPATIBILITY_README.html#relay_domains",
    },
    postconf("relay_domains"),
  ],
  check(context) {
    for (const one of written(context, "compatibility_level")) {
      const value = one.config.get("relay_domains");
      if (
        one.service !== undefined ||
        value === undefined ||
        value.unknown ||
        value.origin.kind !== "default" ||
        value.raw === "" ||
        value.value.trim() === ""
      )
        continue;
      context.report({
        span: one.span,
        message: `below compatibility level 2 \`relay_domains\` defaults to \`$mydestination\`: mail for all subdomains of yours is relayed for strangers; write \`relay_domains =\``,
        ...withFix(mainFix(one.system, one.statement, "relay_domains", "")),
      });
    }
  },
  examples: [
    {
      title: "level 1",
      dialect: "postfix-main",
      bad: "mydestination = example.org\ncompatibility_level = «1»\n",
      fixed: "mydestination = example.org\nrelay_domains = \ncompatibility_level = 1\n",
    },
    {
      title: "level 2",
      dialect: "postfix-main",
      good: "mydestination = example.org\ncompatibility_level = 2\n",
    },
    {
      title: "an explicit list",
      dialect: "postfix-main",
      good: "compatibility_level = 1\nrelay_domains = example.net\n",
      trap: true,
    },
  ],
});
