// Postfix's configuration as the daemons see it: main.cf, the services of master.cf, defaults of the release.

import { parseMain } from "../../grammars/postfix-main/parser.ts";
import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import { basename, dirname, type Host, joinPath } from "../host.ts";
import { postfixListeners } from "../model/postfix-listeners.ts";
import { once, oncePerKey } from "../once.ts";
import type { LintOptions } from "../options.ts";
import { type SourceFile, sourceFile } from "../source.ts";
import type { PostfixSystem, Setting } from "../system.ts";
import { buildConfig, type NamedFiles } from "./postfix-build.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { isPatch } from "./postfix-patch.ts";
import { findProblems } from "./postfix-problems.ts";
import { overridesOf } from "./postfix-tree.ts";
import type { Entry, Resolve } from "./resolve.ts";

/** Resolves main.cf with the master.cf and the tables beside it, or one of them alone. Never throws. */
export const resolvePostfix: Resolve = (entry, host, options): PostfixSystem => {
  const found = readFiles(entry, host, options);
  const [mainFile] = found.filter(({ dialect }) => dialect === "postfix-main");
  const [masterFile] = found.filter(({ dialect }) => dialect === "postfix-master");
  const mapFiles = found.filter(({ dialect }) => dialect === "postfix-map");
  const main = mainFile === undefined || isPatch(mainFile) ? undefined : parseMain(mainFile);
  const master = masterFile === undefined || isPatch(masterFile) ? undefined : parseMaster(masterFile);
  const config = buildConfig({
    mainFile,
    masterFile,
    mapFiles,
    main,
    master,
    version: options.postfix,
    before: options.postfixBefore,
    ...namedFiles(mainFile ?? masterFile, host, options),
  });
  const root = found[0] ?? { path: entry.root, text: "", dialect: dialectOfRoot(entry, options) };
  const problems = once(() => findProblems(config, main, master));
  return {
    daemon: "postfix",
    version: options.postfix ?? "3.11",
    versionFrom: options.postfix === undefined ? "assumed" : "given",
    root,
    files: found,
    get problems() {
      return problems();
    },
    partial: entry.partial || mainFile === undefined,
    config,
    settings: once(() => settingsOf(config)),
    listeners: once(() => postfixListeners(config)),
  };
};

/** Where the file of a path may lie: there, below the directory that stands for `/`, or in the directory of main.cf. */
function namedFiles(beside: SourceFile | undefined, host: Host, { root }: LintOptions): NamedFiles {
  const placesOf = (path: string): readonly string[] => [
    path,
    ...(root === undefined ? [] : [joinPath(root, path.slice(1))]),
    ...(beside !== undefined && path.startsWith("/etc/postfix/")
      ? [joinPath(dirname(beside.path), path.slice("/etc/postfix/".length))]
      : []),
  ];
  return {
    fileNamed: oncePerKey((path): SourceFile | undefined => {
      for (const place of placesOf(path)) {
        const read = host.read(place);
        if (read.kind === "text") return sourceFile(place, read.text, "postfix-map");
      }
      return undefined;
    }),
    presence(path) {
      const places = placesOf(path);
      if (places.some((place) => host.kind(place) !== "missing")) return "there";
      return places.some((place) => host.list(dirname(place)) !== undefined) ? "missing" : "unknown";
    },
  };
}

type PostfixDialect = "postfix-main" | "postfix-master" | "postfix-map";

function dialectOfRoot(entry: Entry, options: LintOptions): PostfixDialect {
  for (const dialect of [entry.dialect, options.dialect])
    if (dialect === "postfix-main" || dialect === "postfix-master" || dialect === "postfix-map")
      return dialect;
  return isMaster(entry.root) ? "postfix-master" : "postfix-main";
}

function isMaster(path: string): boolean {
  return /master\.cf/.test(basename(path));
}

/** The root first; beside it lie a master.cf and tables. */
function readFiles(entry: Entry, host: Host, options: LintOptions): SourceFile[] {
  const paths: [string, PostfixDialect][] = [
    [entry.root, dialectOfRoot(entry, options)],
    ...entry.files.map((path): [string, PostfixDialect] => [
      path,
      isMaster(path) ? "postfix-master" : "postfix-map",
    ]),
  ];
  return paths.flatMap(([path, dialect]) => {
    const found = host.read(path);
    return found.kind === "text" ? [sourceFile(path, found.text, dialect)] : [];
  });
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
