// What a line of a Dovecot 2.3 tree does, after config_parser_apply_line in src/config/config-parser.c.

import { nearest } from "../nearest.ts";
import { fieldOf, isSectionField, roots, sectionsWith, topLevelNames } from "../settings/dovecot-23.ts";
import type { Span } from "../source.ts";
import { expandVariables } from "./dovecot-23-expand.ts";
import { filterKey, isFilterKey, nestFilter } from "./dovecot-23-filter.ts";
import {
  type AppliedLine,
  applyPath,
  type FilterTables,
  faultSpan,
  type Line,
  type OpenSection,
  problem,
  type Reading,
  rootsFor,
  scopeIn,
  stateOf,
} from "./dovecot-23-state.ts";
import { escapeSection, type Mark } from "./dovecot-23-tree.ts";
import { otherVersionThan23 } from "./dovecot-other-version.ts";
import { isPlaceholder, isTemplate, opensByTemplate } from "./dovecot-template.ts";

export interface Assignment {
  readonly kind: "set";
  /** `file`: the value is the content of the file `value`. */
  readonly how: "text" | "file" | "variable";
  readonly key: string;
  readonly value: string;
}

export interface Opening {
  readonly kind: "open";
  readonly key: string;
  readonly label: string;
}

export type Action = Assignment | Opening | { readonly kind: "close" };

export function applySetting(reading: Reading, assignment: Assignment, line: Line): void {
  const { section } = reading;
  if (section.broken) return;
  const { key } = assignment;
  const path = reading.path + key;
  warnOfOrder(reading, path, key, line);
  if (path.startsWith("=") || path === "") {
    problem(
      reading,
      "syntax",
      faultSpan(line, line.statement.span),
      "a name is missing before `=`; write `name = value`, or delete the line",
    );
    return;
  }
  const mark = markOf(reading, assignment, line);
  if (mark === undefined) return;
  const applied = applyPath(section.tables, section.filter, path, mark.text, mark.mark);
  if (applied.kind === "error" && isPlaceholder(mark.text)) {
    const unknown = { ...mark.mark, unknown: true, template: true };
    applyPath(section.tables, section.filter, path, mark.text, unknown);
    return;
  }
  report(reading, applied, key, line);
  // A value of the wrong type is refused as such, variable or not.
  if (mark.failed !== undefined && applied.kind !== "error") reportVariable(reading, mark.failed, line);
}

function reportVariable(reading: Reading, failed: string, line: Line): void {
  const known = nearest(failed, topLevelNames());
  const hint = known === undefined ? "" : `; did you mean \`$${known}\`?`;
  problem(
    reading,
    "dovecot/unknown-variable",
    faultSpan(line, line.valueSpan),
    `\`$${failed}\` names no setting that could stand here, and the daemon does not start${hint}`,
  );
}

/** Text for the tables, and what is known of the line; `undefined` when a variable in it is refused. */
function markOf(
  reading: Reading,
  { how, key, value }: Assignment,
  line: Line,
): { text: string; mark: Mark; failed?: string | undefined } | undefined {
  const origin = { kind: "file", span: line.statement.span, via: line.via } as const;
  const base = { origin, sequence: reading.sequence, valueSpan: line.valueSpan };
  if (how === "file")
    return { text: `<${value}`, mark: { ...base, unknown: isTemplate(value), template: isTemplate(value) } };
  if (isTemplate(value)) return { text: value, mark: { ...base, unknown: true, template: true } };
  if (how === "text") return { text: value, mark: { ...base, unknown: false, template: false } };
  const { text, expanded, unknown, failed } = expandVariables(reading, key, value);
  if (text === undefined) {
    problem(reading, "unknown-setting", faultSpan(line, line.nameSpan), unknownSetting(reading, key));
    return undefined;
  }
  return {
    text,
    mark: { ...base, expanded, unknown: unknown || failed !== undefined, template: false },
    failed,
  };
}

export function report(reading: Reading, applied: AppliedLine, key: string, line: Line): void {
  if (applied.kind === "done") return;
  if (applied.kind === "unknown") {
    problem(reading, "unknown-setting", faultSpan(line, line.nameSpan), unknownSetting(reading, key));
  } else if (applied.kind === "error") {
    problem(
      reading,
      "bad-value",
      faultSpan(line, line.valueSpan),
      `\`${key}\`${placeOf(reading)}: ${applied.reason}`,
    );
  } else
    problem(
      reading,
      "dovecot/auth-in-network-block",
      faultSpan(line, line.nameSpan),
      `\`${key}\` is an authentication setting: it cannot differ by \`local\`, \`remote\` or \`local_name\`; move it out of the block`,
    );
}

/** Words for the section a line stands in: " in `service imap`". */
export function placeOf(reading: Reading): string {
  const names: string[] = [];
  for (let one: OpenSection | undefined = reading.section; one?.outer !== undefined; one = one.outer)
    if (!one.isFilter) names.unshift(one.label === "" ? one.key : `${one.key} ${one.label}`);
  return names.length === 0 ? "" : ` in \`${names.join(" { ")}\``;
}

function unknownSetting(reading: Reading, key: string): string {
  const place = placeOf(reading);
  const names = knownNames(reading);
  const near = nearest(key, names);
  const what = `\`${key}\`${place} is no setting of Dovecot 2.3`;
  const homes = sectionsWith(key);
  if (homes.length > 0)
    return `\`${key}\`${place} has no meaning here: write it into ${homes.map((one) => `\`${one}\``).join(" or ")}`;
  const other = place === "" || near === undefined ? otherVersionThan23(key) : undefined;
  if (other !== undefined) return `${what}: ${other}`;
  if (near !== undefined && near !== key) return `${what}; did you mean \`${near}\`?`;
  const elsewhere = place !== "" && [...topLevelNames()].includes(key);
  return elsewhere ? `\`${key}\` is no setting of this section${place}, but one of the top level` : what;
}

/** Names that a line here may have. */
function knownNames(reading: Reading): readonly string[] {
  if (reading.path === "") return [...topLevelNames(), "protocol", "local", "remote", "local_name"];
  const names: string[] = [];
  const path = reading.path.slice(0, -1);
  for (const at of rootsFor(path)) {
    const link = stateOf(reading.section.tables, at)?.links.get(path.toLowerCase());
    if (link?.kind === "struct") names.push(...link.struct.fields.map((field) => field.name));
  }
  return names;
}

/** config_parser_check_warnings: a global setting after the same one in a block does not reach into the block. */
function warnOfOrder(reading: Reading, path: string, key: string, line: Line): void {
  const first = reading.seen.get(path);
  if (reading.section.outer !== undefined) {
    if (first === undefined) reading.seen.set(path, line.statement.span);
    return;
  }
  if (first === undefined) return;
  problem(
    reading,
    "dovecot/global-after-block",
    faultSpan(line, line.statement.span),
    `the global \`${key}\` comes after the same setting in a block and does not change it there; put it before the block`,
    { severity: "note", fatal: false, related: [{ message: "set in a block here", span: first }] },
  );
}

export function applyOpen(reading: Reading, opening: Opening, line: Line): void {
  const outer = reading.section;
  const base = {
    outer,
    key: opening.key,
    label: opening.label,
    outerPath: reading.path,
    span: line.statement.span,
    scope: scopeIn(outer, opening.key, opening.label),
  };
  if (outer.broken) {
    reading.section = { ...base, tables: outer.tables, filter: outer.filter, isFilter: false, broken: true };
    return;
  }
  if (isFilterKey(opening.key)) {
    openFilter(reading, opening, base, line);
    return;
  }
  const { key, label } = opening;
  const path = reading.path + key;
  const name = label === "" ? String(reading.counter++) : escapeSection(label);
  const section = { ...base, tables: outer.tables, filter: outer.filter, isFilter: false, broken: false };
  const origin = { kind: "file", span: line.statement.span, via: line.via } as const;
  const mark: Mark = {
    origin,
    sequence: reading.sequence,
    valueSpan: line.valueSpan,
    unknown: false,
    template: false,
  };
  const applied = applyPath(outer.tables, outer.filter, path, name, mark, label);
  if (applied.kind === "done") {
    reading.section = section;
    reading.path = `${path}/${name}/`;
    return;
  }
  reportSection(reading, applied, opening, line);
  reading.section = { ...section, broken: true };
}

function reportSection(reading: Reading, applied: AppliedLine, { key, label }: Opening, line: Line): void {
  if (applied.kind !== "unknown") {
    const isName = roots().some((root) => {
      const field = fieldOf(root.fields, key);
      return field !== undefined && !isSectionField(field) && field.type !== "strlist";
    });
    if (applied.kind === "error" && isName)
      problem(
        reading,
        "unknown-setting",
        faultSpan(line, line.nameSpan),
        `\`${key}\` is a setting and no section; write \`${key} = value\``,
      );
    else report(reading, applied, label === "" ? key : `${key} ${label}`, line);
    return;
  }
  const sections = ["service", "passdb", "userdb", "namespace", "plugin", "dict", "metric", "event_exporter"];
  const known =
    reading.path === "" ? [...sections, "protocol", "local", "remote", "local_name"] : knownNames(reading);
  const near = nearest(key, known);
  const hint = near === undefined || near === key ? "" : `; did you mean \`${near}\`?`;
  problem(
    reading,
    "unknown-setting",
    faultSpan(line, line.nameSpan),
    `\`${key}\`${placeOf(reading)} is no section of Dovecot 2.3${hint}`,
  );
}

type SectionBase = Pick<OpenSection, "outer" | "key" | "label" | "outerPath" | "span" | "scope">;

function openFilter(reading: Reading, { key, label }: Opening, base: SectionBase, line: Line): void {
  const outer = reading.section;
  const nested = nestFilter(outer.filter, key, label);
  if (nested.kind === "error") {
    problem(reading, "dovecot/wrong-nesting", faultSpan(line, line.statement.span), nested.reason);
    reading.section = { ...base, tables: outer.tables, filter: outer.filter, isFilter: true, broken: true };
    return;
  }
  const { filter } = nested;
  const same = filterKey(filter);
  let tables = reading.byFilter.get(same);
  if (tables === undefined) {
    tables = newTables(filter, line.statement.span, line);
    reading.tables.push(tables);
    reading.byFilter.set(same, tables);
  }
  reading.section = { ...base, tables, filter, isFilter: true, broken: false };
}

function newTables(filter: FilterTables["filter"], span: Span, line: Line): FilterTables {
  return { filter, origin: { kind: "file", span, via: line.via }, states: [] };
}

export function applyClose(reading: Reading, line: Line): void {
  const { section } = reading;
  if (section.outer === undefined) {
    if (opensByTemplate(line.statement.span.file)) return;
    problem(
      reading,
      "syntax",
      faultSpan(line, line.statement.span),
      "this `}` closes nothing: no section is open; delete it, or write the line again that opened its section",
    );
    return;
  }
  reading.path = section.outerPath;
  reading.section = section.outer;
}
