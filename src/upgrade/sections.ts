// Section headers: which are gone, and what the others are called in 2.4.

import { goneServices } from "./renames.ts";
import { ofVersion1 } from "./settings.ts";
import { label } from "./values.ts";

/** Why a section cannot go on, `undefined` when it can. */
export function goneSection(kind: string, name: string): string | undefined {
  if (kind === "service" && goneServices.has(name)) return `2.4 has no service \`${name}\``;
  if (kind === "local_name" && /\s/.test(name))
    return "2.4 takes one name a `local_name` block: write the block once for each name";
  if (kind === "auth") return `the \`auth { }\` block is gone since 2.0: ${ofVersion1}`;
  return undefined;
}

/** The new header without its brace, `undefined` when the old one does. `found` is the name for a section without one. */
export function convertOpen(kind: string, name: string, found: string | undefined): string | undefined {
  if (kind === "protocol" && name === "managesieve") return "protocol sieve";
  if (kind === "service" && name === "dns_client") return "service dns-client";
  return name === "" && found !== undefined ? `${kind} ${label(found)}` : undefined;
}
