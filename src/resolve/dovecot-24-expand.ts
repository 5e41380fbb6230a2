// `$SET:name` and `$ENV:name` in values, after config_write_keyvariable in src/config/config-parser.c.

import type { Fault, Value } from "./dovecot-24-apply.ts";
import { type Cell, placesOf, type Section, type Store } from "./dovecot-24-store.ts";
import { isTemplate } from "./dovecot-template.ts";

/** A value with a fault is one that doveconf still shows and the daemon refuses; without a value both refuse it. */
export interface Expansion {
  readonly value: Value | undefined;
  readonly fault: Fault | undefined;
}

/**
 * doveconf leaves variables as written, but for the setting's own earlier value (`$SET:mail_path` in `mail_path`); the
 * daemon puts all of them in.
 */
export function expandVariables(store: Store, key: string, text: string): Expansion {
  let shown = "";
  let expanded: string | undefined = "";
  let fault: Fault | undefined;
  for (const piece of piecesOf(text)) {
    const set = /^\$SET:(.*)$/s.exec(piece)?.[1];
    const env = /^\$ENV:(.*)$/s.exec(piece)?.[1];
    const own = set === key;
    if (set === undefined && env === undefined) {
      shown += piece;
      expanded = expanded === undefined ? undefined : expanded + piece;
      continue;
    }
    const found: Found =
      env === undefined ? settingValue(store, set ?? "", own) : { value: store.host.env?.(env) };
    if ("fault" in found) {
      if (own) return { value: undefined, fault: found.fault };
      fault ??= found.fault;
      shown += piece;
      expanded = undefined;
      continue;
    }
    shown += own ? (found.shown ?? "") : piece;
    expanded = expanded === undefined || found.value === undefined ? undefined : expanded + found.value;
  }
  return { value: { text: shown, expanded: isTemplate(text) ? undefined : expanded }, fault };
}

/** Words, which end at a space, and the spaces between them; of the white characters after a word one space remains. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf(" ", at);
    if (end === -1) {
      pieces.push(text.slice(at));
      return pieces;
    }
    pieces.push(text.slice(at, end), " ");
    at = end;
    while (at < text.length && /[ \t\v\f\r]/.test(text[at] ?? "")) at++;
  }
}

type Found = { readonly value: string | undefined; readonly shown?: string } | { readonly fault: Fault };

function settingValue(store: Store, name: string, own: boolean): Found {
  // doveconf itself puts in only the setting's own earlier value.
  const kind = own ? "bad-value" : "dovecot/unknown-variable";
  const [place] = placesOf(name);
  if (place === undefined)
    return { fault: { kind, message: `\`$SET:${name}\` names a setting that does not exist` } };
  const { info, setting } = place;
  if (["strlist", "boollist", "filter", "filters"].includes(setting.type))
    return {
      fault: {
        kind,
        message: `\`$SET:${name}\` is a list or a block, which cannot be put into a value`,
      },
    };
  for (let at: Section | undefined = store.section; at !== undefined; at = at.outer) {
    const cell: Cell | undefined = at.filter.cells.get(info)?.get(name);
    if (cell?.kind === "value") return { value: cell.expanded, shown: cell.value };
    if (!own) break;
  }
  const fallback = setting.type === "enum" ? setting.values.join(":") : setting.default;
  return { value: fallback, shown: fallback };
}
