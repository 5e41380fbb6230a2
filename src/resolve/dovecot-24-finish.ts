// What is checked once everything is read: that groups in use exist, after config_parse_finish_includes in config-parser.c.

import { problem } from "./dovecot-24-problem.ts";
import type { Filter, Store } from "./dovecot-24-store.ts";

/** config_parser_filter_cmp: the order in which the daemon goes through filters. */
export function inDaemonOrder(filters: readonly Filter[]): Filter[] {
  return [...filters].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      one.labelledDepth - other.labelledDepth ||
      one.namedDepth - other.namedDepth ||
      one.order - other.order,
  );
}

function rank(filter: Filter): number {
  return filter.order <= 1 ? filter.order : 2;
}

export function checkGroups(store: Store): void {
  const groups = new Map<string, Set<string>>();
  for (const { condition } of store.filters) {
    const { name, labelled } = condition;
    if (!labelled || !name?.startsWith("@")) continue;
    const slash = name.indexOf("/");
    const group = name.slice(1, slash);
    groups.set(group, (groups.get(group) ?? new Set()).add(name.slice(slash + 1)));
  }
  for (const filter of inDaemonOrder(store.filters))
    for (const { group, label, span } of filter.groups) {
      const labels = groups.get(group);
      if (labels === undefined)
        problem(
          store,
          "dovecot/unknown-group",
          span,
          `there is no group \`@${group}\`: write \`group @${group} ${label} {\` for it`,
        );
      else if (!labels.has(label))
        problem(
          store,
          "dovecot/unknown-group",
          span,
          `the group \`@${group}\` has no \`${label}\`, but ${[...labels].map((known) => `\`${known}\``).join(", ")}`,
        );
    }
}
