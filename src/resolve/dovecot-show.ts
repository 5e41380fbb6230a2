// Prints a Dovecot system of either version.

import type { DovecotSystem } from "../system.ts";
import { showDovecot23 } from "./dovecot-23.ts";
import { showDovecot24 } from "./dovecot-24.ts";

/** The lines of `doveconf -n`, or with `all` of `doveconf -a`, of the system's version; header comments are left out. */
export function showDovecot(system: DovecotSystem, options: { readonly all: boolean }): readonly string[] {
  return system.version === "2.4" ? showDovecot24(system, options) : showDovecot23(system, options);
}
