// `$name` in values of Dovecot 2.3, after config_write_keyvariable in src/config/config-parser.c.

import { isSectionField } from "../settings/dovecot-23.ts";
import type { OpenSection, Reading } from "./dovecot-23-state.ts";
import { rootsFor, stateOf } from "./dovecot-23-state.ts";
import { defaultOf, findKey } from "./dovecot-23-tree.ts";

/** A value may grow so long. */
const LONGEST = 1 << 20;

export interface Expanded {
  /** As doveconf prints it: only `name = $name …` is expanded. `undefined` = it refuses the line itself. */
  readonly text: string | undefined;
  /** As the daemon takes it. */
  readonly expanded: string;
  readonly unknown: boolean;
  /** Name of a variable that means nothing. */
  readonly failed: string | undefined;
}

interface Lookup {
  readonly text: string;
  readonly expanded: string;
  readonly unknown: boolean;
}

export function expandVariables(reading: Reading, key: string, value: string): Expanded {
  let text: string | undefined = "";
  let expanded = "";
  let unknown = false;
  let failed: string | undefined;
  const words = wordsOf(value);
  for (const [at, word] of words.entries()) {
    const space = at < words.length - 1 || value.endsWith(" ") ? " " : "";
    const own = word.startsWith("$") ? word.slice(1) === key : word === key;
    const meant = word.startsWith("$")
      ? meaning(reading, word, own)
      : { text: word, expanded: word, unknown: false };
    if (meant === undefined) {
      failed ??= word.slice(1);
      text = own ? undefined : text === undefined ? undefined : text + word + space;
      continue;
    }
    text = text === undefined ? undefined : text + (own ? meant.text : word) + space;
    expanded += meant.expanded + space;
    unknown ||= meant.unknown;
    if (expanded.length > LONGEST || (text?.length ?? 0) > LONGEST)
      return { text: value, expanded: value, unknown: true, failed };
  }
  return { text, expanded, unknown, failed };
}

/** Words end at a space; white behind it belongs to no word. */
function wordsOf(value: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < value.length) {
    const end = value.indexOf(" ", at);
    words.push(value.slice(at, end === -1 ? value.length : end));
    if (end === -1) break;
    at = end;
    while (value[at] === " " || value[at] === "\t") at++;
  }
  return words;
}

function meaning(reading: Reading, word: string, own: boolean): Lookup | undefined {
  if (word.startsWith("$ENV:")) {
    const env = reading.host.env?.(word.slice(5));
    return { text: word, expanded: env ?? "", unknown: env === undefined };
  }
  return look(reading, reading.section, word.slice(1), own);
}

/** config_get_value: the value so far in this filter, and with `own` the one around it when this filter sets none. */
function look(reading: Reading, section: OpenSection, name: string, own: boolean): Lookup | undefined {
  for (const at of rootsFor(name)) {
    const state = stateOf(section.tables, at);
    const found = state === undefined ? undefined : findKey(state, name);
    if (found?.kind !== "field") continue;
    const { field, struct } = found;
    if (isSectionField(field) || field.type === "strlist") return undefined;
    const stored = struct.values.get(field.name);
    if (stored !== undefined) return stored;
    if (own && section.outer !== undefined) return look(reading, section.outer, name, true);
    const fallback = defaultOf(struct, field)?.text ?? "";
    return { text: fallback, expanded: fallback, unknown: reading.fogs.length > 0 };
  }
  return undefined;
}
