// The view of a Postfix configuration that rules and models ask, made from its parsed files.

import type { MainAst } from "../../grammars/postfix-main/ast.ts";
import type { MasterAst, MasterService } from "../../grammars/postfix-master/ast.ts";
import { once } from "../once.ts";
import { releasesFrom, releasesOf } from "../settings/postfix.ts";
import type { Release } from "../settings/postfix-release.ts";
import type { SourceFile } from "../source.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { readMaps } from "./postfix-maps.ts";
import { collectNames, serviceDefaults } from "./postfix-names.ts";
import { sharedOverrides } from "./postfix-show.ts";
import { effectiveServices, type MainTable, mainTable, overridesOf } from "./postfix-tree.ts";
import { createValues } from "./postfix-values.ts";

/** The files that values name, of which the host may know some. */
export interface NamedFiles {
  readonly fileNamed: PostfixConfig["fileNamed"];
  readonly presence: PostfixConfig["presence"];
}

interface PostfixFiles extends NamedFiles {
  readonly mainFile: SourceFile | undefined;
  readonly masterFile: SourceFile | undefined;
  readonly mapFiles: readonly SourceFile[];
  readonly main: MainAst | undefined;
  readonly master: MasterAst | undefined;
  /** As an option gives it. */
  readonly version: string | undefined;
  /** The version that runs now, where `version` is one to come; empty when not known. */
  readonly before?: string | undefined;
}

export function buildConfig(given: PostfixFiles): PostfixConfig {
  const { main, master, mapFiles, version, before, ...files } = given;
  const table = mainTable((main?.statements ?? []).filter((statement) => statement.kind === "setting"));
  const allServices = (master?.statements ?? []).filter((statement) => statement.kind === "service");
  const releases = possibleFor(table, releasesOf(version), version);
  const ofServices = serviceDefaults(allServices, releases);
  const withoutMain = main === undefined;
  const values = createValues({
    main: table,
    withoutMain,
    releases,
    mailVersion: version?.match(/^\d+\.\d+\.\d+/)?.[0],
    serviceDefault: (name) => ofServices.get(name),
  });
  const names = once(() => {
    const shared = sharedOverrides(allServices);
    return collectNames({
      main: table,
      services: allServices,
      releases,
      serviceDefaults: ofServices,
      overrides: (service) => shared.get(service),
      expand: (text, service) => values.expand(text, service).value,
    });
  });
  function* written(): Iterable<string> {
    for (const name of table.keys()) yield values.get(name)?.value ?? "";
    for (const service of allServices)
      for (const name of overridesOf(service).keys()) yield values.get(name, service)?.value ?? "";
  }
  const services = effectiveServices(allServices);
  const setters = once(() => settersOf(table, services));
  return {
    ...files,
    version,
    releases,
    before: once(() =>
      before === undefined
        ? []
        : releasesOf(before).map((release) => {
            const { major, minor, patch } = release;
            return buildConfig({ ...given, before: undefined, version: `${major}.${minor}.${patch}` });
          }),
    ),
    get: values.get,
    refersTo: values.refersTo,
    setBy: (name) => setters().get(name) ?? [],
    expand: values.expand,
    services,
    allServices,
    withoutMaster: master === undefined,
    withoutMain,
    parameters: [...table.values()].map(({ statement }) => statement),
    names,
    maps: once(() => readMaps(mapFiles, written(), releases)),
  };
}

/** A `compatibility_level` with a dot is no number to a release before 3.6, whose daemons stop there (get_mail_conf_int()). */
function possibleFor(
  main: MainTable,
  releases: readonly Release[],
  version: string | undefined,
): readonly Release[] {
  const level = main.get("compatibility_level")?.statement.value.trim() ?? "";
  if (version !== undefined || !/^\d+\.\d/.test(level)) return releases;
  return releasesFrom(releases, "3.6");
}

function settersOf(main: MainTable, services: readonly MasterService[]) {
  const setters = new Map<string, (MasterService | undefined)[]>();
  for (const name of main.keys()) setters.set(name, [undefined]);
  for (const service of services)
    for (const name of overridesOf(service).keys()) {
      const known = setters.get(name);
      if (known === undefined) setters.set(name, [service]);
      else known.push(service);
    }
  return setters;
}
