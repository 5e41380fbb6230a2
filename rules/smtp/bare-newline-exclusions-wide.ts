import { isPrivate } from "../../src/model/networks.ts";
import { readNetworks } from "../../src/model/postfix-networks.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/bare-newline-exclusions-wide",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [345],
  summary: "Strangers are excluded from the protection against smuggled mail.",
  why: `Clients in \`smtpd_forbid_bare_newline_exclusions\` may end a message with bare newlines. A network of the Internet in it takes the
protection away.`,
  remedy: "Leave the default `$mynetworks`, or list the clients that need the exception.",
  references: [
    postconf("smtpd_forbid_bare_newline_exclusions"),
    { title: "Postfix, SMTP smuggling", url: "https://www.postfix.org/smtp-smuggling.html" },
  ],
  check(context) {
    for (const one of written(context, "smtpd_forbid_bare_newline_exclusions"))
      for (const { item, network } of readNetworks(one.text)) {
        if (item.negated || network === undefined || isPrivate(network)) continue;
        if (network.prefix >= (network.family === 4 ? 24 : 48)) continue;
        context.report({
          span: placeOf(one.value, item.whole.start, item.whole.end) ?? one.span,
          message: `every client of \`${item.pattern.text}\` may smuggle mail with bare newlines; list only clients that need the exception`,
        });
      }
  },
  examples: [
    {
      title: "everybody",
      dialect: "postfix-main",
      bad: "smtpd_forbid_bare_newline = yes\nsmtpd_forbid_bare_newline_exclusions = «0.0.0.0/0»\n",
    },
    {
      title: "trusted clients",
      dialect: "postfix-main",
      good: "smtpd_forbid_bare_newline = yes\nsmtpd_forbid_bare_newline_exclusions = $mynetworks, 192.0.2.7\nmynetworks = 127.0.0.0/8\n",
    },
  ],
});
