// Section headers: which are gone, and what the others are called in 2.4.

import { goneServices } from "./renames.ts";
import { type Block, settingsOf } from "./tree.ts";
import { isYes, label, unquote } from "./values.ts";

/** Why a section cannot go on, `undefined` when it can. */
export function goneSection(kind: string, name: string): string | undefined {
  if (kind === "service" && goneServices.has(name)) return `2.4 has no service \`${name}\``;
  if (kind === "local_name" && /\s/.test(name))
    return "2.4 takes one name a `local_name` block: write the block once for each name";
  if (kind === "auth") return "the `auth { }` block is gone since 2.0";
  return undefined;
}

/** The new header without its brace, `undefined` when the old one does. */
export function convertOpen(
  kind: string,
  name: string,
  block: Block,
  number: () => number,
): string | undefined {
  if (kind === "protocol" && name === "managesieve") return "protocol sieve";
  if (kind === "service" && name === "dns_client") return "service dns-client";
  if (name !== "") return undefined;
  if (kind === "namespace") {
    const inbox = settingsOf(block.children).find((one) => one.name.text === "inbox");
    return inbox !== undefined && isYes(unquote(inbox.value.text))
      ? "namespace inbox"
      : `namespace namespace${number()}`;
  }
  if (/^(inet|unix|fifo)_listener$/.test(kind)) {
    const port = settingsOf(block.children).find((one) => one.name.text === "port");
    return `${kind} ${label(port === undefined ? `listener${number()}` : `port-${unquote(port.value.text)}`)}`;
  }
  return undefined;
}
