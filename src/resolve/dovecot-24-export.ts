// What one filter holds as lines of text, in the order and form of settings_export in src/config/config-request.c.

import { infos24, type Setting24 } from "../settings/dovecot-24.ts";
import type { Cell, Filter } from "./dovecot-24-store.ts";

export type Scope =
  /** What the tree sets to something else than the default. */
  | "changed"
  | "set"
  /** What the tree or the daemon sets in a filter. */
  | "set-and-defaults"
  | "all";

/** `name=value` lines; `\x01name=` announces a list, `\x02` and a number stand before its elements. */
export interface Exported {
  readonly key: string;
  readonly value: string;
}

const listMark = "\u0001";
export const elementMark = "\u0002";

/** Defaults that were others in earlier versions of the configuration (src/lib-settings/settings-history-core.txt). */
const history: readonly { readonly key: string; readonly value: string; readonly until: string }[] = [
  { key: "service/lmtp/service_restart_request_count", value: "unlimited", until: "2.4.1" },
  { key: "service/auth/unix_listener/auth-userdb/unix_listener_group", value: "", until: "2.4.1" },
  { key: "mail_cache_fields", value: "flags", until: "2.4.1" },
  { key: "lmtp_user_concurrency_limit", value: "0", until: "2.4.1" },
];

/** What a setting was by default for a configuration of `version`; `undefined` = it never changed since. */
function earlierDefault(version: string, path: string, name: string): string | undefined {
  if (version !== "2.4.0") return undefined;
  return history.find(({ key }) => key === name || key === path + name)?.value;
}

export function exportFilter(filter: Filter, scope: Scope, version: string): Exported[] {
  const lines: Exported[] = [];
  const seen = new Set<string>();
  const isGlobal = filter.parent === undefined;
  const path = pathOf(filter);
  for (const [index, { settings }] of infos24().entries()) {
    const cells = filter.cells.get(index);
    if (cells === undefined && !isGlobal) continue;
    for (const setting of settings) {
      const cell = cells?.get(setting.name);
      if (seen.has(setting.name) || !isWanted(setting, cell, scope)) continue;
      const found = exportSetting(setting, cell, scope, earlierDefault(version, path, setting.name));
      if (found === undefined) continue;
      seen.add(setting.name);
      for (const one of found) lines.push(one);
    }
  }
  return lines;
}

function pathOf(filter: Filter): string {
  const name = filter.condition.name === undefined ? "" : `${filter.condition.name}/`;
  return filter.parent === undefined ? name : pathOf(filter.parent) + name;
}

function isWanted(setting: Setting24, cell: Cell | undefined, scope: Scope): boolean {
  if (setting.type === "filter" || setting.type === "filters" || setting.type === "alias") return false;
  if (scope === "all" && !setting.hidden) return true;
  return cell !== undefined && (cell.explicit || scope === "set-and-defaults");
}

function exportSetting(
  setting: Setting24,
  cell: Cell | undefined,
  scope: Scope,
  earlier: string | undefined,
): Exported[] | undefined {
  if (setting.type === "strlist" || setting.type === "boollist")
    return exportList(setting, cell?.kind === "list" ? cell : undefined);
  const value = cell?.kind === "value" ? cell : undefined;
  if (value?.explicit) {
    if (scope === "changed" && value.value === setting.default) return undefined;
    return [{ key: setting.name, value: shown(setting, value.value) }];
  }
  return [{ key: setting.name, value: shown(setting, earlier ?? value?.value ?? setting.default) }];
}

/** A file is shown by its path, an inline one with its content. */
function shown(setting: Setting24, value: string): string {
  if (setting.type !== "file") return value;
  return value.startsWith("\n") ? `inline:${value.slice(1)}` : (value.split("\n", 1)[0] ?? "");
}

function exportList(setting: Setting24, list: (Cell & { kind: "list" }) | undefined): Exported[] {
  const { name } = setting;
  if (list === undefined || list.entries.length === 0) return [{ key: name, value: "" }];
  const lines: Exported[] = list.stop ? [{ key: name, value: "" }] : [];
  lines.push({ key: listMark + name, value: "" });
  for (const [index, { key, value }] of list.entries.entries()) {
    if (setting.type === "strlist") lines.push({ key: `${name}/${key}`, value });
    else if (!list.stop || value !== "no")
      lines.push({ key: `${name}/${elementMark}${index.toString(16).padStart(8, "0")}/${key}`, value });
  }
  return lines;
}
