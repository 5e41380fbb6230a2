// The daemon's own defaults as settings of the store, before and after the configuration: config_parser_add_services,
// config_parser_add_info_defaults, config_import and config_parse_finish_service_defaults in src/config/config-parser.c.

import { parseDovecot } from "../../grammars/dovecot/parser.ts";
import { readLabel, readValue } from "../../grammars/dovecot/value.ts";
import { imports24, infos24, services24 } from "../settings/dovecot-24.ts";
import type { SourceFile } from "../source.ts";
import { applyLine, builtIn } from "./dovecot-24-apply.ts";
import { closeSection, openSection } from "./dovecot-24-sections.ts";
import { addFilter, cellsIn, findFilter, placesOf, type Section, type Store } from "./dovecot-24-store.ts";
import { escapeLabel, unescapeLabel } from "./dovecot-24-values.ts";

function set(store: Store, key: string, value: string): void {
  applyLine(store, builtIn, key, { text: value, expanded: value });
}

function inside(store: Store, section: Section, body: () => void): void {
  const outer = store.section;
  store.section = section;
  body();
  store.section = outer;
}

export function applyDefaults(store: Store): void {
  store.readingDefaults = true;
  inside(store, { ...store.section, filter: store.defaults }, () => {
    for (const { name, settings } of services24()) addService(store, name, settings);
    for (const { defaults } of infos24()) for (const [key, value] of defaults) set(store, key, value);
    readImports(store);
  });
  store.readingDefaults = false;
}

function addService(store: Store, name: string, settings: readonly (readonly [string, string])[]): void {
  set(store, "service", escapeLabel(name));
  const condition = { name: `service/${name}`, labelled: true };
  const service = addFilter(store, store.defaults, condition, true, { kind: "default" });
  for (const [key, value] of settings) {
    // `unix_listener/auth\slogin/mode`: the path is escaped in the key, and stands as it is in the block's name.
    const path = /^([^/]*)\/([^/]*)\/(.*)$/s.exec(key);
    const block = path && { name: `${path[1]}/${unescapeLabel(path[2] ?? "")}`, labelled: true };
    const filter =
      block === null
        ? service
        : (findFilter(store, service, block, true) ??
          addFilter(store, service, block, true, { kind: "default" }));
    inside(store, { ...store.section, filter }, () => set(store, path?.[3] ?? key, value));
  }
}

/** The groups that doveconf brings are a configuration file of its own. */
function readImports(store: Store): void {
  const file: SourceFile = { path: "", text: imports24(), dialect: "dovecot" };
  for (const statement of parseDovecot(file, "2.4").statements) {
    const line = { statement, nameSpan: statement.span, valueSpan: statement.span, via: [] };
    const block = { kind: "block", line, origin: { kind: "default" } } as const;
    if (statement.kind === "open") {
      const { name, group, label } = statement;
      openSection(store, block, {
        key: group?.text ?? name.text,
        label: readLabel(label),
        quoted: false,
        isGroup: group !== undefined,
      });
    } else if (statement.kind === "close") closeSection(store);
    else if (statement.kind === "setting") {
      const { section } = store;
      const value = readValue(statement.value);
      if (value.kind !== "file")
        set(
          store,
          section.isFilter ? statement.name.text : `${section.key}/${statement.name.text}`,
          value.text,
        );
    }
  }
}

const fromGlobal = [
  ["service_process_limit", "default_process_limit"],
  ["service_client_limit", "default_client_limit"],
  ["service_idle_kill_interval", "default_idle_kill_interval"],
  ["service_vsz_limit", "default_vsz_limit"],
] as const;

/** `default_client_limit` and the like become defaults of all services, unless the tree sets the service's own globally. */
export function applyServiceDefaults(store: Store): void {
  store.readingDefaults = true;
  for (const [name, source] of fromGlobal) {
    const [own] = placesOf(name);
    const [global] = placesOf(source);
    if (own === undefined || global === undefined || cellsIn(store.root, own.info).has(name)) continue;
    const cell = cellsIn(store.root, global.info).get(source);
    const value = cell?.kind === "value" ? cell.value : global.setting.default;
    const known = cell?.kind === "value" ? cell.expanded : value;
    inside(store, { ...store.section, filter: store.defaults }, () =>
      applyLine(store, builtIn, name, { text: known ?? value, expanded: known }),
    );
  }
  store.readingDefaults = false;
}
