// Values of Dovecot 2.3's external files by their types, after parse_setting_from_defs in src/lib-settings/settings.c.

import type { ExtFact } from "../settings/dovecot-ext.ts";

/** What is wrong with a value, in the words of a message; `undefined` = the daemon takes it. */
export function badValue(name: string, value: string, { type, values }: ExtFact): string | undefined {
  switch (type) {
    case "string":
      return undefined;
    case "bool":
      return /^(?:yes|no)$/i.test(value) ? undefined : `\`${name} = ${value}\` is neither \`yes\` nor \`no\``;
    case "uint":
      return isUint(value) ? undefined : `\`${name} = ${value}\` is no number`;
    case "json":
      return value === "json" ? undefined : `\`${name} = ${value}\` is not \`json\`, the only format left`;
    case "decimal":
      return /^\d+$/.test(value) ? undefined : `\`${name} = ${value}\` is no number`;
    case "enum":
      return values.includes(value.toLowerCase())
        ? undefined
        : `\`${name} = ${value}\` is none of ${values.map((one) => `\`${one}\``).join(", ")}`;
  }
}

/** sscanf("%i"): leading white, a sign, `0x` or an octal `0`; what follows the digits does not matter. */
function isUint(value: string): boolean {
  return /^\s*(?:\+?\d|-0+(?![1-9]))/.test(value);
}
