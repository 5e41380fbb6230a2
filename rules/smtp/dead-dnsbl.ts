import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { postconf, type Written, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/dead-dnsbl",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [477],
  summary: "A block list is asked that has shut down.",
  why: `Each client waits for an answer that does not come. When somebody else gets the domain, or its last owner wants the questions to stop,
every address is listed, and all mail is refused: several lists have ended so.`,
  remedy: "Delete it; of the lists that are there, ask few, and look once a year whether they still are.",
  references: [rfc(6471, "3.4"), postconf("reject_rbl_client"), postconf("postscreen_dnsbl_sites")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const { parameters, services } = system.config;
      const names = new Set(parameters.filter(({ value }) => asks.test(value)).map(({ name }) => name));
      for (const { overrides } of services)
        for (const { name, value } of overrides) if (asks.test(value.text)) names.add(name.text);
      for (const one of written({ systems: [system], report: context.report }, ...names, ...lists))
        reportDead(context, one);
    }
  },
  examples: [
    {
      title: "a restriction",
      dialect: "postfix-main",
      bad: "smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination,\n  reject_rbl_client «dnsbl.sorbs.net»,\n  reject_rbl_client bl.example.net\n",
    },
    {
      title: "postscreen's list, with a filter and a weight",
      dialect: "postfix-main",
      bad: "postscreen_dnsbl_sites = bl.example.net*2, «ix.dnsbl.manitu.net»=127.0.0.[2..10]*1\n",
    },
    {
      title: "one list, once for each of its answers",
      dialect: "postfix-main",
      bad: "postscreen_dnsbl_sites = «dnsbl.sorbs.net»=127.0.0.10*8\n  dnsbl.sorbs.net=127.0.0.5*6\n",
    },
    {
      title: "a class",
      dialect: "postfix-main",
      bad: "smtpd_restriction_classes = lists\nlists = reject_rhsbl_sender «dsn.rfc-ignorant.org»\n",
    },
    {
      title: "one that is there",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = reject_unauth_destination, reject_rbl_client bl.example.net\n",
    },
    {
      title: "a name that only ends alike",
      dialect: "postfix-main",
      good: "smtpd_recipient_restrictions = reject_unauth_destination, reject_rbl_client notsorbs.net\n",
      trap: true,
    },
  ],
});

const lists = ["postscreen_dnsbl_sites", "maps_rbl_domains"];
const asks = /_(?:rbl|rhsbl|dnswl|rhswl)_/i;

/** One finding a domain: postscreen's list often names one for each of its answers. */
function reportDead(context: RuleContext, one: Written): void {
  const byDomain = new Map<string, { readonly ended: string; readonly spans: Span[] }>();
  for (const { domain, at, year } of deadIn(one.text, lists.includes(one.name))) {
    const span = placeOf(one.value, at, at + domain.length) ?? one.span;
    const ended = year === undefined ? "has shut down" : `shut down in ${year}`;
    const known = byDomain.get(domain) ?? { ended, spans: [] };
    known.spans.push(span);
    byDomain.set(domain, known);
  }
  for (const [domain, { ended, spans }] of byDomain) {
    const [span = one.span, ...others] = spans;
    context.report({
      span,
      message: `the block list \`${domain}\` ${ended}: lookups are in vain, or one day list everybody, and all mail is refused; delete it`,
      related: others.map((other) => ({ span: other, message: "here too" })),
    });
  }
}

/** Domains of lists that have ended, as their operators announced, and the year; where no announcement is at hand, none. */
const dead: Readonly<Record<string, number | undefined>> = {
  "ahbl.org": 2015,
  "dsbl.org": 2008,
  "ix.dnsbl.manitu.net": 2025,
  "inps.de": 2020,
  "megarbl.net": 2019,
  "njabl.org": 2013,
  "opm.blitzed.org": undefined,
  "ordb.org": 2006,
  "relays.osirusoft.com": undefined,
  "rfc-clueless.org": 2023,
  "rfc-ignorant.org": 2012,
  "sorbs.net": 2024,
  "spamcannibal.org": 2018,
};

interface Dead {
  readonly domain: string;
  readonly at: number;
  readonly year: number | undefined;
}

/** The dead domains that a list asks, with the place of each. */
function* deadIn(text: string, plain: boolean): Generator<Dead> {
  const argument = plain
    ? /(?<=^|[\s,])()([a-z0-9.-]+\.[a-z]+)/gi
    : /(?:rbl|rhsbl|dnswl|rhswl)_\w{1,40}([\s,]+)([a-z0-9.-]+)/gi;
  for (const { index, 0: whole, 2: domain = "" } of text.matchAll(argument)) {
    const name = domain.toLowerCase();
    const found = Object.entries(dead).find(([end]) => name === end || name.endsWith(`.${end}`));
    if (found !== undefined) yield { domain, at: index + whole.length - domain.length, year: found[1] };
  }
}
