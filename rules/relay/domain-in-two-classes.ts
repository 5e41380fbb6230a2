import { parseMatchList } from "../../grammars/postfix-value/parser.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { postconf, readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/domain-in-two-classes",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "A domain is in more than one address class.",
  why: `Each domain is local, a virtual alias domain, a virtual mailbox domain or a relay domain. In two classes, the first of
these wins, trivial-rewrite warns at every message, and recipients of the other class are unknown.`,
  remedy: "Take the domain out of all but one of the parameters.",
  references: [readme("ADDRESS_CLASS_README"), postconf("virtual_mailbox_domains")],
  check(context) {
    for (const { config } of postfixSystems(context)) {
      const seen = new Map<string, { name: string; span: Span }>();
      for (const name of classes) {
        const value = config.get(name);
        if (value === undefined || value.unknown || value.origin.kind !== "file") continue;
        for (const item of parseMatchList(value.value)) {
          const span = placeOf(value, item.whole.start, item.whole.end);
          if (item.kind !== "pattern" || item.negated || span === undefined) continue;
          const domain = item.pattern.text.toLowerCase();
          const first = seen.get(domain);
          if (first === undefined) seen.set(domain, { name, span });
          else if (first.name !== name)
            context.report({
              span,
              message: `\`${domain}\` is in \`${name}\` and in \`${first.name}\`: it belongs to one address class, and mail for the other's recipients is refused; take it out of one`,
              related: [{ message: `also in \`${first.name}\``, span: first.span }],
            });
        }
      }
    }
  },
  examples: [
    {
      title: "local and virtual",
      dialect: "postfix-main",
      bad: "mydestination = localhost, example.org\nvirtual_mailbox_domains = «example.org», example.net\n",
    },
    {
      title: "one class each",
      dialect: "postfix-main",
      good: "mydestination = localhost\nvirtual_mailbox_domains = example.org, example.net\n",
    },
    {
      title: "the same domain twice in one list",
      dialect: "postfix-main",
      good: "mydestination = localhost, example.org, example.org\n",
      trap: true,
    },
  ],
});

const classes = ["mydestination", "virtual_alias_domains", "virtual_mailbox_domains", "relay_domains"];
