import { parseMatchList } from "../../grammars/postfix-value/parser.ts";
import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { doorsOf, type Endpoint } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import type { PostfixConfig } from "../../src/resolve/postfix-config.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/relay-recipients-unchecked",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "medium",
  cwe: [405],
  summary: "Mail for any address at a relay domain is taken.",
  why: `Without \`relay_recipient_maps\` this server takes mail for addresses that the real mail server then refuses, and bounces it
to forged senders.`,
  remedy:
    "List the recipients in `relay_recipient_maps`, or ask the real server with `reject_unverified_recipient`.",
  references: [
    postconf("relay_recipient_maps"),
    readme("STANDARD_CONFIGURATION_README"),
    readme("ADDRESS_VERIFICATION_README"),
  ],
  check(context) {
    for (const one of written(context, "relay_domains")) {
      const { config } = one;
      if (one.service !== undefined || !namesOthers(one) || !doorsOf(config).some(isSmtpd)) continue;
      const maps = textValue(config, "relay_recipient_maps");
      const lists = restrictionLists.map((name) => textValue(config, name));
      if (
        maps !== "" ||
        lists.includes(undefined) ||
        lists.some((list) =>
          /reject_unverified_recipient|check_policy_service|check_recipient_access/.test(list ?? ""),
        )
      )
        continue;
      if (textValue(config, "smtpd_restriction_classes") !== "") continue;
      context.report({
        span: one.span,
        message:
          "mail for every address at `relay_domains` is taken, and bounces when the real server refuses it; list recipients in `relay_recipient_maps` or use `reject_unverified_recipient`",
      });
    }
  },
  examples: [
    {
      title: "no list of recipients",
      dialect: "postfix-main",
      bad: "compatibility_level = 3.6\nrelay_domains = «example.net»\n",
    },
    {
      title: "with a table",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nrelay_domains = example.net\nrelay_recipient_maps = lmdb:/etc/postfix/relay_recipients\n",
    },
    {
      title: "the local domains, and one that is taken out",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nmydestination = example.org\nrelay_domains = !example.net, $mydestination\n",
      trap: true,
    },
    {
      title: "nothing takes mail from the network",
      files: {
        "main.cf": "compatibility_level = 3.6\nrelay_domains = example.net\n",
        "master.cf": "pickup unix n - n 60 1 pickup\n",
      },
      trap: true,
    },
    {
      title: "the real server is asked",
      dialect: "postfix-main",
      good: "compatibility_level = 3.6\nrelay_domains = example.net\nsmtpd_recipient_restrictions = reject_unauth_destination, reject_unverified_recipient\n",
      trap: true,
    },
    { title: "no relay domains", dialect: "postfix-main", good: "relay_domains =\n" },
  ],
});

function isSmtpd({ program }: Endpoint): boolean {
  return program === "smtpd";
}

/** Domains or tables that are neither taken out nor local: those that are both are local. */
function namesOthers({ config, text }: { readonly config: PostfixConfig; readonly text: string }): boolean {
  const own = new Set(patterns(textValue(config, "mydestination") ?? ""));
  return patterns(text).some((pattern) => !own.has(pattern));
}

function patterns(text: string): string[] {
  return parseMatchList(text)
    .filter(({ negated }) => !negated)
    .map(({ whole }) => text.slice(whole.start, whole.end).toLowerCase());
}
