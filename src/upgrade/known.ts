// Which names the target version has, from its settings data.

import { setting24 } from "../settings/dovecot-24.ts";

/** Is this a setting of Dovecot 2.4 in any place a 2.3 setting can move to? */
export function knownIn24(name: string): boolean {
  return setting24(name) !== undefined;
}
