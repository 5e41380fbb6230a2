// What rules and models see of a resolved Postfix configuration.

import type { MainSetting } from "../../grammars/postfix-main/ast.ts";
import type { MasterOverride, MasterService } from "../../grammars/postfix-master/ast.ts";
import type { Origin } from "../system.ts";

export interface PostfixValue {
  /** As written or as the default has it, not expanded. */
  readonly raw: string;
  /** Expanded; what only the machine knows stays `$name`. */
  readonly value: string;
  /** It depends on something that cannot be known here. */
  readonly unknown: boolean;
  readonly origin: Origin;
  readonly overridden: readonly Origin[];
  /** The statement it comes from, absent for a default; `locate` maps parts of `raw` to the file. */
  readonly statement?: MainSetting | MasterOverride;
}

export interface PostfixConfig {
  /** "3.7" and the like, or undefined when neither given nor stated: defaults are then those all supported releases share. */
  readonly version: string | undefined;
  /**
   * Effective value for a service (main.cf under its `-o`), or of main.cf alone without one.
   * `undefined` = no such parameter in this version and not set. A default that differs between the releases
   * which the version leaves possible is `unknown`.
   */
  readonly get: (name: string, service?: MasterService) => PostfixValue | undefined;
  /** Effective services: the last one of each name and type. */
  readonly services: readonly MasterService[];
  /** True when no master.cf is at hand. */
  readonly withoutMaster: boolean;
  /** Parameters main.cf sets, last statement each, in file order. */
  readonly parameters: readonly MainSetting[];
}
