// Blocks of Dovecot 2.3 that hold for one client and set one setting: config_filter_parsers_get in src/config/config-filter.c
// refuses the login process that asks for it, while doveconf, which asks for each block alone, says nothing.

import { rootsWith } from "../settings/dovecot-23.ts";
import type { Span } from "../source.ts";
import { type Checking, failAt, known, words } from "./dovecot-23-checking.ts";
import { commonFilter, filterKey, headersOf } from "./dovecot-23-filter.ts";
import { mergeTables } from "./dovecot-23-merge.ts";
import { type FilterTables, stateOf } from "./dovecot-23-state.ts";

/** Protocols whose processes ask for the settings of one client: by address, and by name where TLS tells it. */
const asking = ["imap", "pop3", "submission", "sieve", "lmtp"];

/** With more blocks than these pairs are not looked at: it would take too long. */
const MOST_BLOCKS = 100;

/** Checks each two blocks that can meet; `renamed` as mergeTables wants it. */
export function checkFilterPairs(checking: Checking, renamed: number): void {
  const [global, ...blocks] = checking.reading.tables;
  if (global === undefined || blocks.length > MOST_BLOCKS) return;
  const protocols = protocolsIn(checking, global);
  for (const [at, one] of blocks.entries())
    for (const other of blocks.slice(at + 1))
      if (shareSetting(one, other)) checkPair(checking, [one, other], protocols, renamed);
}

function protocolsIn(checking: Checking, global: FilterTables): readonly string[] {
  const [at = 0] = rootsWith("protocols");
  const top = stateOf(global, at)?.top;
  const value = top === undefined ? undefined : known({ checking, struct: top, top }, "protocols");
  const on = value === undefined || value === "" ? asking : words(value);
  return asking.filter((protocol) => on.includes(protocol));
}

function shareSetting(one: FilterTables, other: FilterTables): boolean {
  return one.states.some((state, at) => {
    const values = other.states[at]?.top.values;
    return (
      state !== undefined &&
      values !== undefined &&
      [...state.top.values.keys()].some((name) => values.has(name))
    );
  });
}

function checkPair(
  checking: Checking,
  pair: readonly [FilterTables, FilterTables],
  protocols: readonly string[],
  renamed: number,
): void {
  const filter = commonFilter(pair[0].filter, pair[1].filter, protocols);
  if (filter === undefined || pair.some((tables) => filterKey(tables.filter) === filterKey(filter))) return;
  const { tables } = checking.reading;
  const { conflicts } = mergeTables(tables, { filter, origin: { kind: "default" }, states: [] }, renamed);
  for (const { name, special, general, tables: loser } of conflicts) {
    const winner = pair.find((one) => one !== loser);
    if (winner === undefined || !pair.includes(loser)) continue;
    const [first, second] = general.sequence < special.sequence ? [general, special] : [special, general];
    if (isTold(checking, first.valueSpan) || isTold(checking, second.valueSpan)) continue;
    const [header, otherHeader] = [loser, winner].map((one) => `\`${headersOf(one.filter).join(" { ")}\``);
    failAt(
      checking,
      second.valueSpan,
      "dovecot/filter-conflict",
      `\`${name}\` is set in ${header} and in ${otherHeader}, and neither is the more special one: where both hold, the process that serves the client dies with "Conflict in setting ${name}", even if the values are equal; set it in blocks of one kind only, and the value for all others at the top level`,
      { fatal: false, related: [{ message: "also set here", span: first.valueSpan }] },
    );
  }
}

/** doveconf itself refuses it, as a block with both conditions stands in the tree. */
function isTold({ reading }: Checking, span: Span): boolean {
  return reading.problems.some((one) => one.kind === "dovecot/settings-conflict" && one.span === span);
}
