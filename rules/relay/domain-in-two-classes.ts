import { parseMatchList } from "../../grammars/postfix-value/parser.ts";
import { groupBy } from "../../src/group-by.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import { listed, postfixSystems } from "../../src/vocabulary.ts";
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
      const seen = new Map<string, Entry>();
      const twice: (Entry & { readonly domain: string; readonly first: Entry })[] = [];
      for (const name of classes) {
        const value = config.get(name);
        if (value === undefined || value.unknown || value.origin.kind !== "file") continue;
        for (const item of parseMatchList(value.value)) {
          const span = placeOf(value, item.whole.start, item.whole.end);
          if (item.kind !== "pattern" || item.negated || span === undefined) continue;
          const domain = item.pattern.text.toLowerCase();
          const first = seen.get(domain);
          if (first === undefined) seen.set(domain, { name, span });
          else if (first.name !== name && !(name === "relay_domains" && first.name === "mydestination"))
            twice.push({ domain, first, name, span });
        }
      }
      for (const [key, group] of groupBy(twice, ({ name, first }) => `${name} ${first.name}`)) {
        const [one] = group;
        if (one === undefined || key === "") continue;
        const { name, first, span } = one;
        const domains = listed(group.map(({ domain }) => `\`${domain}\``));
        context.report({
          span,
          message:
            group.length === 1
              ? `${domains} is in \`${name}\` and in \`${first.name}\`: it belongs to one address class, and mail for the other's recipients is refused; take it out of one`
              : `${domains} are in \`${name}\` and in \`${first.name}\`: each belongs to one address class, and mail for the other's recipients is refused; take them out of one`,
          related: [{ message: `also in \`${first.name}\``, span: first.span }],
        });
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
      title: "several domains of one class in another",
      dialect: "postfix-main",
      bad: "virtual_alias_domains = example.org, example.net\nvirtual_mailbox_domains = «example.org», example.net\n",
    },
    {
      title: "relay domains made of the local ones, the default of old releases",
      dialect: "postfix-main",
      good: "mydestination = localhost, example.org\nrelay_domains = $mydestination, example.net\n",
      trap: true,
    },
    {
      title: "the same domain twice in one list",
      dialect: "postfix-main",
      good: "mydestination = localhost, example.org, example.org\n",
      trap: true,
    },
  ],
});

interface Entry {
  readonly name: string;
  readonly span: Span;
}

/** In the order that resolve_addr() asks them, but for relay domains: a local one among them is local, without a warning. */
const classes = ["mydestination", "virtual_alias_domains", "virtual_mailbox_domains", "relay_domains"];
