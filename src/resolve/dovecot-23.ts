// A Dovecot 2.3 tree as the daemon reads it.

import type { Host } from "../host.ts";
import { dovecotListeners, isMissingPart } from "../model/dovecot-listeners.ts";
import type { Listener } from "../model/listener.ts";
import { once } from "../once.ts";
import type { LintOptions } from "../options.ts";
import type { SourceFile } from "../source.ts";
import type { DovecotSystem, Setting } from "../system.ts";
import { checkTree } from "./dovecot-23-check.ts";
import { configOf, sectionsEverywhere, settingsOf } from "./dovecot-23-config.ts";
import { readTree } from "./dovecot-23-read.ts";
import { showTables } from "./dovecot-23-show.ts";
import { createReading, type Reading } from "./dovecot-23-state.ts";
import { reportUnclosed } from "./dovecot-23-unclosed.ts";
import type { DovecotConfig } from "./dovecot-config.ts";
import { extSettings, readExtFiles } from "./dovecot-ext.ts";
import type { DovecotExtFile } from "./dovecot-ext-config.ts";
import { namedFile } from "./dovecot-named-file.ts";
import type { Entry } from "./resolve.ts";

const readings = new WeakMap<DovecotConfig, Reading>();

/** `root` is the entry's root file, read. */
export function resolveDovecot23(
  entry: Entry,
  root: SourceFile,
  host: Host,
  options: LintOptions,
  versionFrom: DovecotSystem["versionFrom"],
): DovecotSystem {
  const reading = createReading(host, options);
  readTree(reading, { path: root.path, name: entry.root }, root);
  if (!entry.partial) checkTree(reading);
  reportUnclosed(reading);
  const own = once(() => settingsOf(reading));
  const extFiles = extFilesOf(reading, entry, own());
  const config = configOf(reading, entry.partial, extFiles, (name, from) =>
    namedFile(entry, host, options, name, from),
  );
  let listeners: readonly Listener[] | undefined;
  const system: DovecotSystem = {
    daemon: "dovecot",
    version: "2.3",
    versionFrom,
    root,
    files: [...reading.files.values()],
    problems: reading.problems,
    partial: entry.partial,
    config,
    settings: once(() => [...own(), ...extSettings(extFiles)]),
    listeners: () => {
      listeners ??= dovecotListeners({ config, partial: entry.partial || isMissingPart(reading.problems) });
      return listeners;
    },
  };
  readings.set(system.config, reading);
  return system;
}

function extFilesOf(reading: Reading, entry: Entry, settings: readonly Setting[]): readonly DovecotExtFile[] {
  const { host, options, files, problems } = reading;
  const databases = sectionsEverywhere(reading, entry.partial, ["passdb", "userdb"]);
  return readExtFiles({ entry, host, options, files, problems, databases, settings });
}

/** The lines of `doveconf -n`, or with `all` of `doveconf -a`; header comments are left out. */
export function showDovecot23(system: DovecotSystem, { all }: { readonly all: boolean }): string[] {
  const reading = readings.get(system.config);
  return reading === undefined ? [] : showTables(reading.tables, all);
}
