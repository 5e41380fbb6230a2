// The blocks that hold for somebody are found by their conditions: the same as by asking each block.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Filter,
  filterOfContext,
  matches,
  moreSpecial,
  nestFilter,
} from "../../src/resolve/dovecot-23-filter.ts";
import { holdingFor } from "../../src/resolve/dovecot-23-holding.ts";
import type { DovecotContext } from "../../src/resolve/dovecot-config.ts";

const networks = fc.constantFrom(
  ...["10.0.0.1", "10.0.0.0/8", "10.0.0.0/31", "10.1", "0.0.0.0/0", "mx.example.org", "10.0.0.1/31"],
  ...["fd00::1", "fd00::/8", "::ffff:10.0.0.1", "::ffff:10.0.0.0/104", "::/0", "[fd00::1]", "no address!"],
);
const names = fc.constantFrom(
  "a.example.org",
  "A.example.org",
  "*.example.org",
  "a.example.org b.example.org",
  "?",
);
const protocols = fc.constantFrom("imap", "lmtp", "!imap");

const context = fc.record(
  { local: networks, localName: names, remote: networks, protocol: protocols },
  { requiredKeys: [] },
);

/** As blocks nest: `local`, `local_name`, `remote`, `protocol`. */
function filterOf({ local, localName, remote, protocol }: DovecotContext): Filter {
  const labels = [
    ["local", local],
    ["local_name", localName],
    ["remote", remote],
    ["protocol", protocol],
  ] as const;
  return labels.reduce<Filter>((filter, [key, label]) => {
    const nested = label === undefined ? undefined : nestFilter(filter, key, label);
    return nested?.kind === "filter" ? nested.filter : filter;
  }, {});
}

test("what holds for whom is what each block says", () => {
  fc.assert(
    fc.property(
      fc.array(context, { maxLength: 12 }),
      fc.array(context, { maxLength: 6 }),
      (blocks, asked) => {
        const all = [{}, ...blocks].map((block) => ({
          filter: filterOf(block),
          origin: { kind: "default" } as const,
          states: [],
        }));
        for (const one of [{}, ...asked, ...blocks]) {
          const wanted = filterOfContext(one);
          const each = all
            .filter(({ filter }) => matches(filter, wanted))
            .sort((a, b) => moreSpecial(a.filter, b.filter));
          expect(holdingFor(all, one).blocks).toEqual(each);
        }
      },
    ),
    { numRuns: 1000, seed: Number(process.env.MAILINT_SEED ?? 7) },
  );
});
