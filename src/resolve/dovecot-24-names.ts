// Names that Dovecot 2.4 does not know: those of 2.3 with what to write instead, others with the nearest known one.

import { nearest } from "../nearest.ts";
import { ownEntry } from "../own-entry.ts";
import { infos24, setting24 } from "../settings/dovecot-24.ts";
import type { Span } from "../source.ts";
import { convertAuthDbSetting, goneDriver } from "../upgrade/authdb.ts";
import type { Conversion } from "../upgrade/conversion.ts";
import { type InForce, inForce } from "../upgrade/in-force.ts";
import { expandsIn24 } from "../upgrade/known.ts";
import { goneServices, pluginNames } from "../upgrade/renames.ts";
import { convertSetting } from "../upgrade/settings.ts";
import { expansionOf } from "../upgrade/settings-variables.ts";
import type { SettingStatement } from "../upgrade/tree.ts";
import { unquote, words } from "../upgrade/values.ts";
import { convertVariables } from "../upgrade/variables.ts";
import { blockKind } from "./dovecot-24-apply.ts";
import { faultSpan, harmless, problem } from "./dovecot-24-problem.ts";
import { type Filter, type Line, type Section, type Store, scopeOf } from "./dovecot-24-store.ts";
import { otherVersionThan24 } from "./dovecot-other-version.ts";
import { isTemplate } from "./dovecot-template.ts";

/** Blocks of 2.3 that 2.4 does without. */
const goneBlocks: Readonly<Record<string, string>> = {
  plugin: "write its settings outside of it, under their 2.4 names",
  dict: "write `dict_server { dict NAME { } }`",
};

/** Reports a setting that 2.4 does not know; in a block that is unknown itself, only what 2.3 knew. */
export function unknownSetting(store: Store, line: Line, key: string, filter: Filter | undefined): void {
  const { statement } = line;
  const span = faultSpan(line.statement, line.nameSpan);
  if (statement.kind === "setting") {
    const old = insteadOf(statement, store.section, nothingElse);
    if (old !== undefined) {
      store.oldSettings.push({ problem: store.problems.length, statement, section: store.section });
      problem(store, "obsolete-setting", span, old);
      return;
    }
  }
  if (filter === undefined) return;
  const homes = blocksWith(key);
  const other = otherVersionThan24(key);
  if (other !== undefined && homes.length === 0) {
    problem(store, "unknown-setting", span, `Dovecot 2.4 has no setting \`${key}\`: ${other}`);
    return;
  }
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
  return infos24()
    .flatMap(({ settings }) => settings.filter(({ type }) => type === "filters"))
    .filter(({ name, field }) => field !== `${name}_${key}` && setting24(`${name}_${key}`) !== undefined)
    .map(({ name }) => `${name} NAME {`);
}

/**
 * A service of 2.3 that 2.4 has not: the daemon takes it for one of the administrator's own. A `protocol` block of a
 * name that no protocol has never counts.
 */
export function warnOfGoneService(store: Store, line: Line, kind: string, label: string): void {
  if (kind === "protocol" && /^!?managesieve$/.test(label))
    problem(
      store,
      "obsolete-setting",
      faultSpan(line.statement, line.valueSpan),
      `\`protocol ${label}\` never counts in Dovecot 2.4: write \`protocol ${label.replace("manage", "")} {\``,
      harmless,
    );
  if (kind === "service" && label === "dns_client")
    problem(
      store,
      "obsolete-setting",
      faultSpan(line.statement, line.valueSpan),
      "`service dns_client` is another service in Dovecot 2.4: write `service dns-client {`",
      harmless,
    );
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
  const gone = ownEntry(goneBlocks, key);
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

/** The rest of the tree, as far as it says how a setting is to be written. */
interface Rest {
  readonly inForce: InForce;
  readonly driverOf: (statement: SettingStatement) => string;
}

const nothingElse: Rest = { inForce: inForce([]), driverOf: () => "" };

/** What to write instead depends on settings that may stand below: told again when all is read. */
export function sayInstead(store: Store): void {
  const blocks = blocksOf(store);
  nameDatabases(store, blocks);
  if (store.oldSettings.length === 0) return;
  const rest: Rest = { inForce: inForce(store.statements), driverOf: blocks.driverBeside };
  for (const { problem: at, statement, section } of store.oldSettings) {
    const said = store.problems[at];
    const old = insteadOf(statement, section, rest);
    if (said === undefined || old === undefined) continue;
    store.problems[at] = { ...said, message: old };
  }
}

/** A database without a name: its driver is its name in 2.4, if 2.4 has the driver. */
function nameDatabases(store: Store, blocks: Blocks): void {
  for (const [at, said] of store.problems.entries()) {
    const kind = /^a `(passdb|userdb)` block needs a name/.exec(said.message)?.[1];
    if (kind === undefined) continue;
    const driver = blocks.driverAt(said.span);
    if (driver === "" || isTemplate(driver)) continue;
    const message =
      goneDriver(driver) ??
      `this \`${kind}\` block needs a name: write \`${kind} ${driver} {\` and leave \`driver\` out`;
    store.problems[at] = { ...said, message };
  }
}

interface Blocks {
  /** `driver` of the block that opens at the span; empty where none does. */
  readonly driverAt: (span: Span) => string;
  /** `driver` of the block that opened last above the statement. */
  readonly driverBeside: (statement: SettingStatement) => string;
}

/** The first `driver` of each block, down to the next brace that closes. */
function blocksOf({ statements }: Store): Blocks {
  const atOpening = new Map<Span, { driver: string | undefined }>();
  const around = new Map<SettingStatement, { driver: string | undefined }>();
  let last: { driver: string | undefined } | undefined;
  let waiting: { driver: string | undefined }[] = [];
  for (const { statement } of statements) {
    if (statement.kind === "open") {
      last = { driver: undefined };
      waiting.push(last);
      if (!atOpening.has(statement.span)) atOpening.set(statement.span, last);
    } else if (statement.kind === "close") waiting = [];
    else if (statement.kind === "setting") {
      if (last !== undefined) around.set(statement, last);
      if (statement.name.text !== "driver") continue;
      for (const block of waiting) block.driver = unquote(statement.value.text);
      waiting = [];
    }
  }
  return {
    driverAt: (span) => atOpening.get(span)?.driver ?? "",
    driverBeside: (statement) => around.get(statement)?.driver ?? "",
  };
}

function insteadOf(statement: SettingStatement, section: Section, rest: Rest): string | undefined {
  const key = statement.name.text;
  const kind = section.key === "passdb" || section.key === "userdb" ? section.key : undefined;
  if (kind !== undefined && Object.hasOwn(authDbHints, key)) return authDbInstead(kind, statement, rest);
  const scope = scopeOf(section);
  const converted = convertSetting(statement, {
    scope,
    plugins: rest.inForce.plugins(scope.slice(0, -1)),
    target,
    atTop: rest.inForce.atTop,
  });
  if (converted.kind === "keep") return undefined;
  if (section.key === "plugin") return gone(key, converted, true);
  const isNoOldName =
    converted.kind === "manual"
      ? converted.reason.startsWith(unknownReason(key))
      : // 2.4 has it, in the block that this one was meant to be.
        isUnchanged(key, converted);
  return isNoOldName ? undefined : gone(key, converted, false);
}

/** One line that sets what the old one sets. */
function isUnchanged(key: string, conversion: Conversion): boolean {
  return (
    conversion.kind === "lines" &&
    conversion.lines.length === 1 &&
    conversion.lines[0]?.startsWith(`${key} =`) === true
  );
}

/** The settings of a driver's own file are many: only what stands in the tree itself is written out. */
function authDbInstead(
  kind: "passdb" | "userdb",
  statement: SettingStatement,
  rest: Rest,
): string | undefined {
  const { name, value } = statement;
  const driver = rest.driverOf(statement);
  const isFile = name.text === "args" && /^(|sql|ldap|oauth2|dict)$/.test(driver);
  const hint = `Dovecot 2.4 has no setting \`${name.text}\`: ${authDbHints[name.text]}`;
  if (isFile || goneDriver(driver) !== undefined) return hint;
  const converted = convertAuthDbSetting(kind, driver, name.text, value.text, []);
  return converted.kind === "keep" ? hint : gone(name.text, converted, false);
}

const target = { version: "2.4.1", knows: (name: string) => setting24(name) !== undefined };
const unknownReason = (key: string): string => `2.4 has no setting \`${key}\``;

/** Settings of passdb and userdb whose new form depends on the driver and on files. */
const authDbHints: Readonly<Record<string, string>> = {
  args: "the settings of the driver's file stand in the block, as in `sql_driver = mysql` or `ldap_uris = ldap://…`; `mailint upgrade` writes them",
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
  const type = setting?.type === "raw" ? "string" : setting?.type;
  const { text, span } = statement.value;
  if (type === undefined || isTemplate(text)) return;
  const variable = /^['"]/.test(text)
    ? undefined
    : text.split(/\s+/).find((word) => /^\$[a-z_]+$/.test(word) && setting24(word.slice(1)));
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
  if (key === "mail_plugins") warnOfGonePlugins(store, statement);
  if (type === "string") warnOfOldLetters(store, statement, blockKind(key));
  if (key === "imap_capability" && text.startsWith("+")) warnOfOldList(store, statement);
}

/** `%u` and its kin; the letters of log formats are more, but there none but a format stands after `%`. */
function warnOfOldLetters(store: Store, statement: SettingStatement, name: string): void {
  const { text, span } = statement.value;
  if (!expandsIn24(name)) return;
  const expansion = expansionOf(name);
  const converted = convertVariables(text, expansion);
  const outside = text.replace(/%\{[^{}]*\}/g, "");
  const isFormat = Object.keys(expansion.letters ?? {}).length > 0 || name.startsWith("login_log_");
  const letters = isFormat ? /%(?:0?\d*X)?[a-z$]/ : /%[\d.]*[A-Z]*[undhlrs](?![a-z])/;
  if (converted.text === text || !letters.test(outside)) return;
  problem(
    store,
    "obsolete-setting",
    faultSpan(statement, span),
    `\`${text}\` is plain text in Dovecot 2.4: write \`${converted.text}\``,
    harmless,
  );
}

function warnOfGonePlugins(store: Store, statement: SettingStatement): void {
  for (const word of words(unquote(statement.value.text))) {
    const renamed = ownEntry(pluginNames, word);
    if (renamed === undefined || renamed === word) continue;
    problem(
      store,
      "obsolete-setting",
      faultSpan(statement, statement.value.span),
      `Dovecot 2.4 has no plugin \`${word}\`: ${renamed === "" ? "leave it out" : `write \`${renamed}\``}`,
      harmless,
    );
  }
}

function warnOfOldList(store: Store, statement: SettingStatement): void {
  const converted = convertSetting(statement, {
    scope: [],
    plugins: new Map(),
    target,
    atTop: () => undefined,
  });
  if (converted.kind !== "lines") return;
  problem(
    store,
    "obsolete-setting",
    faultSpan(statement, statement.value.span),
    `\`+\` is a part of the name in Dovecot 2.4: ${wordsOf(converted)}`,
    harmless,
  );
}

function gone(key: string, conversion: Conversion, inPlugin: boolean): string {
  if (inPlugin && isUnchanged(key, conversion))
    return `\`${key}\` stands outside of \`plugin { }\` in Dovecot 2.4: ${wordsOf(conversion)} there`;
  const unknown = `${unknownReason(key)}: `;
  const words = wordsOf(conversion);
  return `Dovecot 2.4 has no setting \`${key}\`: ${words.startsWith(unknown) ? words.slice(unknown.length) : words}`;
}

function wordsOf(conversion: Conversion): string {
  if (conversion.kind === "keep") return "leave it out";
  if (conversion.kind === "manual") return conversion.reason;
  if (conversion.into !== undefined)
    return `what it says goes into the block that \`${conversion.into}\` becomes`;
  if (conversion.lines.length === 0) return "leave it out";
  return `write ${conversion.lines.map((line) => `\`${line.trim()}\``).join(", ")}`;
}

function blockNames(): string[] {
  const named = infos24().flatMap(({ settings }) =>
    settings.filter(({ type }) => type === "filter" || type === "filters").map(({ name }) => name),
  );
  return [...named, "protocol", "local", "local_name", "remote", "group"];
}

/** Names as they may be written in `filter`. */
function* candidates(filter: Filter): Iterable<string> {
  const name = filter.condition.name;
  const prefix = name === undefined ? undefined : `${blockKind(name)}_`;
  for (const { settings } of infos24())
    for (const setting of settings) {
      if (prefix !== undefined && setting.name.startsWith(prefix)) yield setting.name.slice(prefix.length);
      yield setting.name;
    }
}
