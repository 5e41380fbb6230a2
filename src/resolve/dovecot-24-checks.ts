// What doveconf 2.4 checks in each group of settings once all is read: the check_func of each setting_parser_info.
// A check sees one filter's settings over the daemon's defaults, nothing of the filters around it.

import { infos24, setting24 } from "../settings/dovecot-24.ts";
import type { Span } from "../source.ts";
import type { Origin } from "../system.ts";
import { checksByInfo } from "./dovecot-24-check-table.ts";
import { effectiveOf, elementsOf } from "./dovecot-24-effective.ts";
import { inDaemonOrder } from "./dovecot-24-finish.ts";
import { problem } from "./dovecot-24-problem.ts";
import { checkServices } from "./dovecot-24-services.ts";
import {
  type Cell,
  type Filter,
  findFilter,
  inGroup,
  isFogged,
  placesOf,
  type Store,
} from "./dovecot-24-store.ts";
import { checkVariables } from "./dovecot-24-unknown-variables.ts";
import { hasVariable, isUnlimited, isYes, sizeOf, timeOf } from "./dovecot-24-values.ts";
import { isTemplate } from "./dovecot-template.ts";

/** One group of settings in one filter; `undefined` = the value is unknown here. */
export interface Settings {
  readonly text: (name: string) => string | undefined;
  /** As written, %variables among it. */
  readonly written: (name: string) => string;
  readonly isOn: (name: string) => boolean | undefined;
  /** Number, bytes or milliseconds; no limit is Infinity. */
  readonly number: (name: string) => number | undefined;
  readonly list: (name: string) => readonly string[] | undefined;
  /** Those of a list that are known although a variable stands among them. */
  readonly knownOf: (name: string) => readonly string[];
}

export interface Failure {
  readonly message: string;
  /** The settings to blame, the first one that the tree sets is where the problem stands. */
  readonly of: readonly string[];
  /** Of the problem, where it is not one of the general kinds. */
  readonly kind?: string;
}

/** What doveconf lets pass, and only the process that needs it stumbles over. */
const late = new Set(["bzlib", "quota_root", "zlib", "zstd"]);

export function runChecks(store: Store): void {
  checkStorageVersion(store);
  for (const filter of inDaemonOrder(store.filters)) {
    if (filter.isDefault || (filter.condition.labelled && inGroup(filter))) continue;
    for (const [index, { name }] of infos24().entries()) {
      if (filter !== store.root && !filter.cells.has(index)) continue;
      const failure = checksByInfo[name]?.(settingsIn(store, filter, index));
      if (failure === undefined) continue;
      const span = placeOf(store, filter, index, failure.of);
      const kind = failure.kind ?? (failure.of.length > 1 ? "dovecot/settings-conflict" : "bad-value");
      problem(store, kind, span, failure.message, late.has(name) ? { fatal: false } : {});
    }
    if (filter === store.root || filter.cells.has(masterIndex)) checkServices(store, filter);
  }
  checkLanguages(store);
  checkExporters(store);
  checkVariables(store);
}

const everybody = { context: {} };

/** langs_settings_ext_check: one of the languages is the default, and `data` is none. */
function checkLanguages(store: Store): void {
  const names = elementsOf(store, { ...everybody, blocks: [] }, "language");
  if (names.length === 0) return;
  const inLanguage = (name: string, key: string) =>
    effectiveOf(store, { ...everybody, blocks: [`language/${name}`] }, key);
  const defaults = names.filter((name) => isYes(inLanguage(name, "language_default")?.value ?? ""));
  const second = defaults[1];
  const message = defaults.includes("data")
    ? "the language `data` cannot have `default = yes`"
    : second !== undefined
      ? `only one language can have \`default = yes\`: \`${defaults[0]}\` has it, and \`${second}\` too`
      : names.every((name) => name === "data")
        ? "there is no language but `data`"
        : defaults.length === 0
          ? "one of the languages needs `default = yes`"
          : undefined;
  if (message === undefined) return;
  const origin = inLanguage(defaults.at(-1) ?? names[0] ?? "", "language_name")?.cell?.origin;
  problem(store, "bad-value", (origin && spanOfOrigin(origin)) ?? firstLine(store), message);
}

/** stats_settings_ext_check: a metric's exporter must exist. */
function checkExporters(store: Store): void {
  const exporters = elementsOf(store, { ...everybody, blocks: [] }, "event_exporter");
  for (const name of elementsOf(store, { ...everybody, blocks: [] }, "metric")) {
    const exporter = effectiveOf(store, { ...everybody, blocks: [`metric/${name}`] }, "metric_exporter");
    if (exporter === undefined || exporter.unknown || exporter.value === "") continue;
    if (exporters.includes(exporter.value) || hasVariable(exporter.value)) continue;
    const span = exporter.cell && spanOfOrigin(exporter.cell.origin);
    const message = `\`metric ${name}\` names the exporter \`${exporter.value}\`, which does not exist: write \`event_exporter ${exporter.value} {\` for it`;
    problem(store, "bad-value", span ?? firstLine(store), message);
  }
}

function checkStorageVersion(store: Store): void {
  const name = "dovecot_storage_version";
  const index = infos24().findIndex((info) => info.name === "master_service");
  const cell = store.root.cells.get(index)?.get(name);
  if (cell?.kind === "value" && cell.value !== "") return;
  const span = cell === undefined ? undefined : spanOfOrigin(cell.origin);
  problem(
    store,
    "dovecot/required-setting",
    span ?? store.versionSpan ?? firstLine(store),
    `\`${name}\` must be set: write the version whose mail files all servers of this storage can read, as in \`${name} = 2.4.0\``,
  );
}

export const masterIndex = infos24().findIndex(({ name }) => name === "master");

export function settingsIn(store: Store, filter: Filter, index: number): Settings {
  const defaults = findFilter(store, filter.parent, filter.condition, true)?.cells.get(index);
  const own = filter.cells.get(index);
  const text = (name: string): string | undefined => {
    const cell = own?.get(name) ?? defaults?.get(name);
    if (cell?.kind === "value") return known(cell);
    return placesOf(name).find(({ info }) => info === index)?.setting.default;
  };
  // A list that the tree writes as a whole does not take the default elements away here (config_fill_set_parser).
  const listsOf = (name: string) =>
    [defaults?.get(name), own?.get(name)].filter((cell) => cell?.kind === "list");
  return {
    text,
    written: (name) => {
      const cell = own?.get(name) ?? defaults?.get(name);
      return cell?.kind === "value" ? cell.value : (setting24(name)?.default ?? "");
    },
    isOn: (name) => mapped(text(name), isYes),
    number: (name) => mapped(text(name), numberOf),
    list: (name) => {
      const cells = listsOf(name);
      return isFogged(store, name) || cells.some((cell) => cell.unknown) ? undefined : elementsIn(cells);
    },
    knownOf: (name) => {
      const cells = listsOf(name);
      const elements = elementsIn(cells);
      if (!cells.some((cell) => cell.unknown)) return elements;
      return isTemplate(elements.join(" ")) ? [] : elements.filter((one) => !/^\$(?:SET|ENV):/.test(one));
    },
  };
}

function elementsIn(cells: readonly (Cell & { kind: "list" })[]): readonly string[] {
  const entries = new Map(
    cells.flatMap((cell) => cell.entries.map(({ key, value }) => [key, value] as const)),
  );
  return [...entries].filter(([, value]) => !/^no$/i.test(value)).map(([key]) => key);
}

/** doveconf checks no value that holds a variable. */
function known(cell: Cell & { kind: "value" }): string | undefined {
  const { expanded } = cell;
  return expanded === undefined || expanded.includes("%{") || expanded.startsWith("<") ? undefined : expanded;
}

function mapped<T>(text: string | undefined, map: (text: string) => T | undefined): T | undefined {
  return text === undefined ? undefined : map(text);
}

function numberOf(text: string): number | undefined {
  if (isUnlimited(text)) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(text)) return Number(text);
  const value = sizeOf(text) ?? timeOf(text);
  return value === undefined ? undefined : Number(value);
}

/** The place of the first of these settings that the tree sets in this filter, else the filter's own, else the root's first line. */
export function placeOf(store: Store, filter: Filter, index: number, names: readonly string[]): Span {
  for (const name of names) {
    const cell = filter.cells.get(index)?.get(name);
    const span = cell && spanOfOrigin(cell.origin);
    if (span !== undefined) return cell?.valueSpan ?? span;
  }
  return spanOfOrigin(filter.origin) ?? firstLine(store);
}

export function spanOfOrigin(origin: Origin): Span | undefined {
  return origin.kind === "file" ? origin.span : undefined;
}

export function firstLine(store: Store): Span {
  const [file = { path: "", text: "", dialect: "dovecot" as const }] = store.files.values();
  const end = file.text.indexOf("\n");
  return { file, start: 0, end: end === -1 ? file.text.length : end };
}
