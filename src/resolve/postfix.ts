// Postfix's configuration as the daemons see it: main.cf, the services of master.cf, defaults of the release.

import type { MainAst, MainSetting } from "../../grammars/postfix-main/ast.ts";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import type { MasterAst, MasterService } from "../../grammars/postfix-master/ast.ts";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import { basename, type Host } from "../host.ts";
import type { Listener } from "../model/listener.ts";
import { postfixListeners } from "../model/postfix-listeners.ts";
import type { LintOptions } from "../options.ts";
import { releasesOf } from "../settings/postfix.ts";
import type { SourceFile } from "../source.ts";
import type { PostfixSystem, Setting } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { collectNames, type PostfixNames, serviceDefaults } from "./postfix-names.ts";
import { findProblems } from "./postfix-problems.ts";
import { sharedOverrides } from "./postfix-show.ts";
import { effectiveServices, mainTable, overridesOf } from "./postfix-tree.ts";
import { createValues } from "./postfix-values.ts";
import type { Entry, Resolve } from "./resolve.ts";

/** Resolves main.cf with the master.cf beside it, or one of them alone. Never throws. */
export const resolvePostfix: Resolve = (entry, host, options): PostfixSystem => {
  const mainFile = readFile(entry, host, options, "postfix-main");
  const masterFile = readFile(entry, host, options, "postfix-master");
  const main = mainFile === undefined ? undefined : parseMain(mainFile);
  const master = masterFile === undefined ? undefined : parseMaster(masterFile);
  const config = configOf({ mainFile, masterFile, main, master, version: options.postfix });
  const files = [mainFile, masterFile].filter((file) => file !== undefined);
  const root = files[0] ?? { path: entry.root, text: "", dialect: dialectOf(entry.root, options) };
  let problems: PostfixSystem["problems"] | undefined;
  let settings: readonly Setting[] | undefined;
  let listeners: readonly Listener[] | undefined;
  return {
    daemon: "postfix",
    version: options.postfix ?? "3.11",
    versionFrom: options.postfix === undefined ? "assumed" : "given",
    root,
    files,
    get problems() {
      problems ??= findProblems(config, main, master);
      return problems;
    },
    partial: entry.partial || mainFile === undefined,
    config,
    settings: () => {
      settings ??= settingsOf(config);
      return settings;
    },
    listeners: () => {
      listeners ??= postfixListeners(config);
      return listeners;
    },
  };
};

type PostfixDialect = "postfix-main" | "postfix-master";

function dialectOf(path: string, options: LintOptions): PostfixDialect {
  if (options.dialect === "postfix-main" || options.dialect === "postfix-master") return options.dialect;
  return basename(path).includes("master") ? "postfix-master" : "postfix-main";
}

/** The first file of the entry that is of this dialect and can be read. */
function readFile(
  entry: Entry,
  host: Host,
  options: LintOptions,
  dialect: PostfixDialect,
): SourceFile | undefined {
  const own = entry.files.length === 0 ? options : {};
  for (const path of [entry.root, ...entry.files]) {
    if (dialectOf(path, own) !== dialect) continue;
    const found = host.read(path);
    if (found.kind === "text") return { path, text: found.text, dialect };
  }
  return undefined;
}

interface Parts {
  readonly mainFile: SourceFile | undefined;
  readonly masterFile: SourceFile | undefined;
  readonly main: MainAst | undefined;
  readonly master: MasterAst | undefined;
  readonly version: string | undefined;
}

function configOf({ mainFile, masterFile, main, master, version }: Parts): PostfixConfig {
  const statements = (main?.statements ?? []).filter(
    (statement): statement is MainSetting => statement.kind === "setting",
  );
  const table = mainTable(statements);
  const allServices = (master?.statements ?? []).filter(
    (statement): statement is MasterService => statement.kind === "service",
  );
  const releases = releasesOf(version);
  const ofServices = serviceDefaults(allServices, releases);
  let names: PostfixNames | undefined;
  const values = createValues({
    main: table,
    withoutMain: main === undefined,
    releases,
    mailVersion: version?.match(/^\d+\.\d+\.\d+/)?.[0],
    serviceDefault: (name) => ofServices.get(name),
  });
  const shared = sharedOverrides(allServices);
  const namesOf = () => {
    names ??= collectNames({
      main: table,
      services: allServices,
      releases,
      serviceDefaults: ofServices,
      overrides: (service) => shared.get(service),
      expand: (text, service) => values.expand(text, service).value,
    });
    return names;
  };
  return {
    version,
    releases,
    get: values.get,
    expand: values.expand,
    services: effectiveServices(allServices),
    allServices,
    withoutMaster: master === undefined,
    withoutMain: main === undefined,
    mainFile,
    masterFile,
    parameters: [...table.values()].map(({ statement }) => statement),
    names: namesOf,
  };
}

/** What the files set, effective: main.cf first, then each service's own, in file order. */
function settingsOf(config: PostfixConfig): Setting[] {
  const found: Setting[] = [];
  const add = (name: string, scope: readonly string[], service?: MasterService) => {
    const value = config.get(name, service);
    if (value === undefined) return;
    const { unknown, origin, overridden } = value;
    found.push({ name, scope, value: value.value, unknown, origin, overridden });
  };
  for (const { name } of config.parameters) add(name, []);
  for (const service of config.services)
    for (const name of overridesOf(service).keys())
      add(name, [`${service.name.text}/${service.type.text}`], service);
  return found;
}
