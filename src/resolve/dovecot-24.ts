// Resolves a tree of Dovecot 2.4: from the root file to a system that says what the daemon would do.

import { type Host, memoryHost } from "../host.ts";
import { dovecotListeners, isMissingPart } from "../model/dovecot-listeners.ts";
import type { Listener } from "../model/listener.ts";
import { once } from "../once.ts";
import type { LintOptions } from "../options.ts";
import type { SourceFile } from "../source.ts";
import type { DovecotSystem, Setting } from "../system.ts";
import { runChecks } from "./dovecot-24-checks.ts";
import { configOf, settingsOf } from "./dovecot-24-config.ts";
import { applyDefaults, applyServiceDefaults } from "./dovecot-24-defaults.ts";
import { checkGroups } from "./dovecot-24-finish.ts";
import { sayInstead } from "./dovecot-24-names.ts";
import { readTree } from "./dovecot-24-read.ts";
import { showStore } from "./dovecot-24-show.ts";
import { copyFilters, type Filter, type Filters, isFogged, type Store } from "./dovecot-24-store.ts";
import type { DovecotConfig } from "./dovecot-config.ts";
import { namedFile } from "./dovecot-named-file.ts";
import type { Entry } from "./resolve.ts";

function emptyFilters(): Filters {
  const empty = (order: number, isDefault: boolean): Filter => ({
    parent: undefined,
    condition: {},
    key: "",
    isDefault,
    order,
    labelledDepth: 0,
    namedDepth: 0,
    children: [],
    cells: new Map(),
    groups: [],
    origin: { kind: "default" },
    requiredSeen: false,
  });
  const root = empty(0, false);
  const defaults = empty(1, true);
  return {
    root,
    defaults,
    filters: [root, defaults],
    byKey: new Map([["", root]]),
    builtIn: { filters: [], byKey: new Map() },
  };
}

/** The daemon's own defaults, alike for all trees. */
const defaultFilters = once((): Filters => {
  const store = createStore(memoryHost({}), {}, false, emptyFilters());
  applyDefaults(store);
  return store;
});

function createStore(host: Host, options: LintOptions, partial: boolean, filters: Filters): Store {
  return {
    host,
    options,
    ...filters,
    problems: [],
    files: new Map(),
    statements: [],
    inputs: [],
    seenInFilter: new Map(),
    oldSettings: [],
    section: {
      outer: undefined,
      filter: filters.root,
      key: "",
      isFilter: false,
      definition: undefined,
      lost: false,
      depth: 0,
      span: undefined,
      title: "",
    },
    version: undefined,
    versionSpan: undefined,
    versionFault: partial,
    tail: undefined,
    filesRead: 0,
    limited: false,
    fogs: [],
    readingDefaults: false,
  };
}

/** All that a tree says. `partial`: the root is a fragment, of which nothing is asked that stands elsewhere. */
function readStore(root: SourceFile, host: Host, options: LintOptions, partial: boolean): Store {
  const store = createStore(host, options, partial, copyFilters(defaultFilters()));
  readTree(store, { path: root.path, name: root.path }, root);
  applyServiceDefaults(store);
  sayInstead(store);
  if (partial) return store;
  checkGroups(store);
  if (!isFogged(store)) runChecks(store);
  return store;
}

const stores = new WeakMap<DovecotConfig, Store>();

/** `root` is the entry's root file, read. Never throws. */
export function resolveDovecot24(
  entry: Entry,
  root: SourceFile,
  host: Host,
  options: LintOptions,
  versionFrom: DovecotSystem["versionFrom"],
): DovecotSystem {
  const store = readStore(root, host, options, entry.partial);
  const config = configOf(store, entry.partial, (name, from) => namedFile(entry, host, options, name, from));
  let settings: readonly Setting[] | undefined;
  let listeners: readonly Listener[] | undefined;
  const system: DovecotSystem = {
    daemon: "dovecot",
    version: "2.4",
    versionFrom,
    root,
    files: [...store.files.values()],
    problems: store.problems,
    partial: entry.partial,
    config,
    settings: () => {
      settings ??= settingsOf(store);
      return settings;
    },
    listeners: () => {
      listeners ??= dovecotListeners({ config, partial: entry.partial || isMissingPart(store.problems) });
      return listeners;
    },
  };
  stores.set(system.config, store);
  return system;
}

/** The lines of `doveconf -n`, or with `all` of `doveconf -a`; header comments are left out. */
export function showDovecot24(system: DovecotSystem, { all }: { readonly all: boolean }): readonly string[] {
  const store = stores.get(system.config);
  return store === undefined ? [] : showStore(store, all);
}
