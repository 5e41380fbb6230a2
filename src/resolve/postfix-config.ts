// What rules and models see of a resolved Postfix configuration.

import type { MainSetting } from "../../grammars/postfix-main/ast.ts";
import type { MasterOverride, MasterService } from "../../grammars/postfix-master/ast.ts";
import type { Release } from "../settings/postfix-release.ts";
import type { SourceFile } from "../source.ts";
import type { Origin } from "../system.ts";
import type { Expansion } from "./postfix-expand.ts";
import type { PostfixMap } from "./postfix-maps.ts";
import type { PostfixNames } from "./postfix-names.ts";

export interface PostfixValue {
  /** As written or as the default has it, not expanded. */
  readonly raw: string;
  /** Expanded; what only the machine knows stays `$name`. */
  readonly value: string;
  /** It depends on something that cannot be known here. */
  readonly unknown: boolean;
  /** Of a default on which the possible releases differ: what it is in each of them. */
  readonly ofReleases?: readonly string[];
  readonly origin: Origin;
  readonly overridden: readonly Origin[];
  /** The statement it comes from, absent for a default; `locate` maps parts of `raw` to the file. */
  readonly statement?: MainSetting | MasterOverride;
}

export interface PostfixConfig {
  /** "3.7" and the like, or undefined when neither given nor stated: defaults are then those all supported releases share. */
  readonly version: string | undefined;
  /** The releases that the version leaves possible, oldest first. */
  readonly releases: readonly Release[];
  /** Where the version is one to come: the tree as read by the release that runs now, or by each that may. */
  readonly before: () => readonly PostfixConfig[];
  /**
   * Effective value for a service (main.cf under its `-o`), or of main.cf alone without one.
   * `undefined` = no such parameter in this version and not set. A default whose value differs between
   * the releases which the version leaves possible is `unknown`.
   */
  readonly get: (name: string, service?: MasterService) => PostfixValue | undefined;
  /** The names to which the value of main.cf refers, through others as well. */
  readonly refersTo: (name: string) => ReadonlySet<string>;
  /** Who sets a parameter: main.cf (`undefined`), then the effective services with it among their `-o`, in file order. */
  readonly setBy: (name: string) => readonly (MasterService | undefined)[];
  /** Expands `$name` in any text as the service would; `given` comes before all that is configured. */
  readonly expand: (text: string, service?: MasterService, given?: ReadonlyMap<string, string>) => Expansion;
  /** Effective services: the last one of each name and type. */
  readonly services: readonly MasterService[];
  /** All services as written, those that a later one replaces among them. */
  readonly allServices: readonly MasterService[];
  /** True when no master.cf is at hand. */
  readonly withoutMaster: boolean;
  /** True when no main.cf is at hand: what services do not set themselves is unknown. */
  readonly withoutMain: boolean;
  readonly mainFile: SourceFile | undefined;
  readonly masterFile: SourceFile | undefined;
  /** Parameters main.cf sets, last statement each, in file order. */
  readonly parameters: readonly MainSetting[];
  /** Which names count as parameters, as postconf(1) decides it. */
  readonly names: () => PostfixNames;
  /** A file that a value names by its path, when it is at hand: at that path, else beside main.cf. */
  readonly fileNamed: (path: string) => SourceFile | undefined;
  /** `missing` says only that the directory is at hand, without such a file. */
  readonly presence: (path: string) => "there" | "missing" | "unknown";
  /** The configuration files of tables that lie beside. */
  readonly maps: () => readonly PostfixMap[];
}
