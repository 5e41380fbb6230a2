// What the target version has, from its settings data.

import { setting24 } from "../settings/dovecot-24.ts";

/** Is this a setting of Dovecot 2.4 in any place a 2.3 setting can move to? */
export function knownIn24(name: string): boolean {
  return setting24(name) !== undefined;
}

/** Strings of these names are no templates, whatever percent signs stand in them. */
const literal = new Set([
  "login_greeting",
  "ssl_cipher_list",
  "ssl_cipher_suites",
  "ssl_curve_list",
  "auth_username_chars",
  "auth_username_translation",
  "log_timestamp",
]);

/** Does 2.4 put variables into the value, doveconf itself or, as with log formats, the process that uses it? */
export function expandsIn24(name: string): boolean {
  return !literal.has(name);
}
