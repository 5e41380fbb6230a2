// Names that Dovecot 2.4 does not know: those of 2.3 with what to write instead, others with the nearest known one.

import { nearest } from "../nearest.ts";
import { infos24 } from "../settings/dovecot-24.ts";
import type { Conversion } from "../upgrade/conversion.ts";
import { convertPlugin } from "../upgrade/plugin.ts";
import { globalRenames, serviceRenames } from "../upgrade/renames.ts";
import { blockKind } from "./dovecot-24-apply.ts";
import { faultSpan, problem } from "./dovecot-24-problem.ts";
import type { Filter, Line, Section, Store } from "./dovecot-24-store.ts";

/** Blocks of 2.3 that 2.4 does without. */
const goneBlocks: Readonly<Record<string, string>> = {
  plugin: "write its settings outside of it, under their 2.4 names",
  dict: "write `dict_server { dict NAME { } }`",
};

/** Reports a setting that 2.4 does not know; in a block that is unknown itself, only what 2.3 knew. */
export function unknownSetting(store: Store, line: Line, key: string, filter: Filter | undefined): void {
  const { statement } = line;
  const value = statement.kind === "setting" ? statement.value.text : "";
  const old = insteadOf(store.section, key, value);
  const span = faultSpan(line.statement, line.nameSpan);
  if (old !== undefined) {
    problem(store, "obsolete-setting", span, `Dovecot 2.4 has no setting \`${key}\`: ${old}`);
    return;
  }
  if (filter === undefined) return;
  const near = nearest(key, candidates(filter));
  const name = filter.condition.name;
  const where = name === undefined ? "" : `, neither by itself nor as \`${blockKind(name)}_${key}\``;
  problem(
    store,
    "unknown-setting",
    span,
    `Dovecot 2.4 has no setting \`${key}\`${where}${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
  );
}

/** Reports a block that 2.4 does not know. */
export function unknownBlock(store: Store, line: Line, key: string, label: string): void {
  const gone = goneBlocks[key];
  const outer = store.section.outer;
  if (gone !== undefined)
    problem(
      store,
      "obsolete-setting",
      faultSpan(line.statement, line.nameSpan),
      `Dovecot 2.4 has no \`${key}\` block: ${gone}`,
    );
  else if (outer !== undefined && !outer.lost) {
    const near = nearest(key, blockNames());
    const title = label === "" ? key : `${key} ${label}`;
    problem(
      store,
      "unknown-setting",
      faultSpan(line.statement, line.nameSpan),
      `Dovecot 2.4 has no block \`${title}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
    );
  }
}

function insteadOf(section: Section, key: string, value: string): string | undefined {
  if (isIn(section, "plugin")) {
    const converted = convertPlugin(key, value, new Map());
    return converted === undefined ? undefined : wordsOf(converted);
  }
  const service = isIn(section, "service") ? serviceRenames[key]?.(value) : undefined;
  const converted = service ?? (Object.hasOwn(globalRenames, key) ? globalRenames[key]?.(value) : undefined);
  return converted === undefined ? undefined : wordsOf(converted);
}

function isIn(section: Section, kind: string): boolean {
  for (let at: Section | undefined = section; at !== undefined; at = at.outer)
    if (at.key === kind) return true;
  return false;
}

function wordsOf(conversion: Conversion): string {
  if (conversion.kind === "keep") return "leave it out";
  if (conversion.kind === "manual") return conversion.reason;
  if (conversion.lines.length === 0) return "leave it out";
  return `write ${conversion.lines.map((line) => `\`${line.trim()}\``).join(", ")}`;
}

function blockNames(): string[] {
  const named = infos24.flatMap(({ settings }) =>
    settings.filter(({ type }) => type === "filter" || type === "filters").map(({ name }) => name),
  );
  return [...named, "protocol", "local", "local_name", "remote", "group"];
}

/** Names as they may be written in `filter`. */
function* candidates(filter: Filter): Iterable<string> {
  const name = filter.condition.name;
  const prefix = name === undefined ? undefined : `${blockKind(name)}_`;
  for (const { settings } of infos24)
    for (const setting of settings) {
      if (prefix !== undefined && setting.name.startsWith(prefix)) yield setting.name.slice(prefix.length);
      yield setting.name;
    }
}
