// Names that Dovecot 2.4 does not know: those of 2.3 with what to write instead, others with the nearest known one.

import { nearest } from "../nearest.ts";
import { infos24, setting24 } from "../settings/dovecot-24.ts";
import type { Conversion } from "../upgrade/conversion.ts";
import { goneServices } from "../upgrade/renames.ts";
import { convertSetting } from "../upgrade/settings.ts";
import type { SettingStatement } from "../upgrade/tree.ts";
import { convertVariables } from "../upgrade/variables.ts";
import { blockKind } from "./dovecot-24-apply.ts";
import { faultSpan, harmless, problem } from "./dovecot-24-problem.ts";
import { type Filter, type Line, type Section, type Store, scopeOf } from "./dovecot-24-store.ts";
import { isTemplate } from "./template.ts";

/** Blocks of 2.3 that 2.4 does without. */
const goneBlocks: Readonly<Record<string, string>> = {
  plugin: "write its settings outside of it, under their 2.4 names",
  dict: "write `dict_server { dict NAME { } }`",
};

/** Reports a setting that 2.4 does not know; in a block that is unknown itself, only what 2.3 knew. */
export function unknownSetting(store: Store, line: Line, key: string, filter: Filter | undefined): void {
  const { statement } = line;
  const old = statement.kind === "setting" ? insteadOf(store, statement) : undefined;
  const span = faultSpan(line.statement, line.nameSpan);
  if (old !== undefined) {
    problem(store, "obsolete-setting", span, `Dovecot 2.4 has no setting \`${key}\`: ${old}`);
    return;
  }
  if (filter === undefined) return;
  const homes = blocksWith(key);
  const near = homes.length > 0 ? undefined : nearest(key, candidates(filter));
  const advice =
    homes.length > 0
      ? `; write it into ${homes.length > 5 ? `the block that it is for, such as \`${homes[1]}\`` : homes.map((one) => `\`${one}\``).join(" or ")}`
      : near === undefined
        ? ""
        : `; did you mean \`${near}\`?`;
  const name = filter.condition.name;
  const where = name === undefined ? "" : `, neither by itself nor as \`${blockKind(name)}_${key}\``;
  problem(store, "unknown-setting", span, `Dovecot 2.4 has no setting \`${key}\`${where}${advice}`);
}

/** Headers of the blocks with a label that have a setting of this name: `inet_listener NAME {`. */
function blocksWith(key: string): readonly string[] {
  return infos24
    .flatMap(({ settings }) => settings.filter(({ type }) => type === "filters"))
    .filter(({ name, field }) => field !== `${name}_${key}` && setting24(`${name}_${key}`) !== undefined)
    .map(({ name }) => `${name} NAME {`);
}

/** A service of 2.3 that 2.4 has not: the daemon takes it for one of the administrator's own. */
export function warnOfGoneService(store: Store, line: Line, kind: string, label: string): void {
  if (kind !== "service" || !goneServices.has(label)) return;
  const span = faultSpan(line.statement, line.valueSpan);
  problem(
    store,
    "obsolete-setting",
    span,
    `Dovecot 2.4 has no service \`${label}\`: leave the block out`,
    harmless,
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

function insteadOf(store: Store, statement: SettingStatement): string | undefined {
  const kind = authDbOf(store.section);
  const key = statement.name.text;
  if (kind !== undefined && Object.hasOwn(authDbHints, key)) return authDbHints[key];
  const converted = convertSetting(statement, {
    scope: scopeOf(store.section),
    plugins: new Map(),
    target,
    atTop: () => undefined,
  });
  if (
    converted.kind === "keep" ||
    (converted.kind === "manual" && converted.reason.startsWith(unknownReason(key)))
  )
    return undefined;
  return wordsOf(converted);
}

const target = { version: "2.4.1", knows: (name: string) => setting24(name) !== undefined };
const unknownReason = (key: string): string => `2.4 has no setting \`${key}\``;

function authDbOf(section: Section): "passdb" | "userdb" | undefined {
  return section.key === "passdb" || section.key === "userdb" ? section.key : undefined;
}

/** Settings of passdb and userdb whose new form depends on the driver and on files. */
const authDbHints: Readonly<Record<string, string>> = {
  args: "the driver's own settings stand in the block, as in `sql_driver = mysql` or `passwd_file_path = /etc/users`",
  default_fields: "write a `fields { }` block with `key:default = value` lines",
  override_fields: "write a `fields { }` block with `key = value` lines",
  pass: "write `result_success = continue`",
};

/**
 * Values that 2.4 takes, but not for what they meant in 2.3: `$name` and `%u` are plain text now. Strings in which
 * doveconf expands nothing have letters of their own after `%`.
 */
export function warnOfOldVariables(store: Store, statement: SettingStatement, key: string): void {
  const setting = setting24(blockKind(key));
  const type = setting?.type === "raw" && setting.default.includes("%{") ? "string" : setting?.type;
  const { text, span } = statement.value;
  if (type === undefined || /^['"]/.test(text) || isTemplate(text)) return;
  const variable = text.split(/\s+/).find((word) => /^\$[a-z_]+$/.test(word) && setting24(word.slice(1)));
  const isList = type === "boollist" || type === "strlist";
  if (variable !== undefined)
    problem(
      store,
      "obsolete-setting",
      faultSpan(statement, span),
      isList
        ? `\`${variable}\` is the name of a list element in Dovecot 2.4: to add to \`${key}\`, write \`${key} {\` and \`NAME = yes\``
        : `\`${variable}\` is plain text in Dovecot 2.4: write \`$SET:${variable.slice(1)}\``,
      harmless,
    );
  if (type !== "string" || text.includes("%{")) return;
  const converted = convertVariables(text);
  if (converted.text !== text && converted.unknown.length === 0 && /%[A-Z]*[undhlrs](?![a-z])/.test(text))
    problem(
      store,
      "obsolete-setting",
      faultSpan(statement, span),
      `\`${text}\` is plain text in Dovecot 2.4: write \`${converted.text}\``,
      harmless,
    );
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
