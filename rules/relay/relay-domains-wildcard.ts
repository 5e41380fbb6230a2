import { foreignIn } from "../../src/model/postfix-networks.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/relay-domains-wildcard",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "high",
  cwe: [441],
  summary: "`relay_domains` matches every domain, or all of a top-level domain.",
  why: "Mail for a domain in `relay_domains` is relayed for everybody: `reject_unauth_destination` lets it pass.",
  remedy: "List only the domains this server is a mail exchanger for.",
  references: [postconf("relay_domains"), readme("ADDRESS_CLASS_README")],
  check(context) {
    for (const one of written(context, "relay_domains")) {
      if (one.service !== undefined) continue;
      const parents = textValue(one.config, "parent_domain_matches_subdomains");
      const parentsMatch = parents === undefined || /\brelay_domains\b/.test(parents);
      const trust = foreignIn(one.text, parentsMatch, one.config.fileNamed);
      if (trust === "none") continue;
      const which = trust === "all" ? "every domain" : "all of a top-level domain";
      context.report({
        span: one.span,
        message: `\`relay_domains = ${one.text}\` matches ${which}: strangers can relay there; list the domains this server relays for`,
      });
    }
  },
  examples: [
    {
      title: "a table that knows every domain",
      dialect: "postfix-main",
      bad: "relay_domains = «static:yes»\n",
    },
    { title: "a top-level domain", dialect: "postfix-main", bad: "relay_domains = «example.org, com»\n" },
    { title: "two domains", dialect: "postfix-main", good: "relay_domains = example.org, example.net\n" },
    {
      title: "a lone asterisk is no wildcard to Postfix",
      dialect: "postfix-main",
      good: "relay_domains = *\n",
      trap: true,
    },
  ],
});
