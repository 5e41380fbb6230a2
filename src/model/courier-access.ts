// Which clients an entry of smtpaccess is for: couriertcpd asks for the whole address, then for ever shorter beginnings
// of it, at last for `*` (tcpd.c, doallowaccess); makedat turns networks and ranges into beginnings.

import { bitsOf, type Network, parseAddress, parseNetwork } from "./networks.ts";

/** `undefined` = no address has this key. Of a range, the smallest network that holds it all. */
export function networkOf(key: string): Network | undefined {
  if (key === "*") return { family: 4, value: 0n, prefix: 0 };
  if (key.includes("/")) return parseNetwork(key);
  if (key.includes("-")) return rangeOf(key);
  return key.startsWith(":") ? groupsOf(key) : octetsOf(key);
}

/** `10`, `192.168`, `127.0.0.1`. */
function octetsOf(key: string): Network | undefined {
  const parts = key.split(".");
  if (parts.length > 4) return undefined;
  const missing = 4 - parts.length;
  const address = parseAddress([...parts, ...Array.from({ length: missing }, () => "0")].join("."));
  return address?.family === 4 ? { ...address, prefix: 8 * parts.length } : undefined;
}

/** `:2001:0db8`: groups of four digits, each with its colon. */
function groupsOf(key: string): Network | undefined {
  const parts = key.slice(1).split(":");
  if (parts.length > 8 || !parts.every((part) => /^[0-9a-f]{4}$/.test(part))) return undefined;
  const missing = 8 - parts.length;
  const all = [...parts, ...Array.from({ length: missing }, () => "0000")].join(":");
  const address = parseAddress(all);
  return address && { ...address, prefix: 16 * parts.length };
}

function rangeOf(key: string): Network | undefined {
  const [first, last] = key.split("-").map(parseAddress);
  if (first === undefined || last === undefined || first.family !== last.family) return undefined;
  const differing = (first.value ^ last.value).toString(2);
  const prefix = bitsOf(first.family) - (differing === "0" ? 0 : differing.length);
  return { ...first, prefix };
}
