// Prints the settings as `doveconf -n` and `doveconf -a` of Dovecot 2.4 do, after config_dump_human in src/config/doveconf.c.

import { bitsOf, type Network } from "../model/networks.ts";
import { setting24 } from "../settings/dovecot-24.ts";
import { addressText } from "./dovecot-23-filter.ts";
import { type Exported, elementMark, exportFilter, type Scope } from "./dovecot-24-export.ts";
import type { Condition, Filter, Store } from "./dovecot-24-store.ts";
import { unescapeLabel } from "./dovecot-24-values.ts";
import { hideSecrets, quoteValue } from "./dovecot-secrets.ts";

/** Lines without header comments; `all` = `-a`, else `-n`. */
export function showStore(store: Store, all: boolean): readonly string[] {
  const version = store.version ?? "";
  const out: string[] = [];
  if (store.version !== undefined) out.push(`dovecot_config_version = ${version}\n`);
  const state: Output = { text: out, waiting: "" };
  printFilter(state, store.root, all ? "all" : "changed", version, 0);
  printChildren(state, store.root.children, all ? "set-and-defaults" : "set", version, 0);
  for (const { group, label } of store.root.groups) out.push(`@${group} = ${label}\n`);
  return out.join("").split("\n").slice(0, -1);
}

/** What doveconf fills in from the machine's plugins. */
const computed = new Set(["managesieve_notify_capability", "managesieve_sieve_capability"]);

interface Output {
  readonly text: string[];
  /** Headers of blocks in which nothing was printed yet. */
  waiting: string;
}

const indent = (depth: number): string => "  ".repeat(depth);

function printChildren(
  out: Output,
  filters: readonly Filter[],
  scope: Scope,
  version: string,
  depth: number,
): boolean {
  let printed = false;
  for (const filter of filters) {
    const before = out.waiting;
    const { text, depth: inner } = headerOf(filter.condition, depth);
    out.waiting += text;
    let sent = printFilter(out, filter, scope, version, inner);
    if (filter.groups.length > 0) {
      if (!sent) out.text.push(out.waiting);
      for (const { group, label } of filter.groups) out.text.push(`${indent(inner)}@${group} = ${label}\n`);
      sent = true;
    }
    if (sent) out.waiting = "";
    sent = printChildren(out, filter.children, scope, version, inner) || sent;
    if (sent) {
      for (let at = inner; at > depth; at--) out.text.push(`${indent(at - 1)}}\n`);
      printed = true;
    }
    out.waiting = printed ? "" : before;
  }
  return printed;
}

/** A condition that always holds has no header. */
function headerOf(condition: Condition, depth: number): { text: string; depth: number } {
  const { local, localName, remote, protocol, name, labelled } = condition;
  const lines: string[] = [];
  if (local !== undefined && !isAny(local)) lines.push(`local ${networkText(local)}`);
  if (localName !== undefined) lines.push(`local_name ${localName}`);
  if (remote !== undefined && !isAny(remote)) lines.push(`remote ${networkText(remote)}`);
  if (protocol !== undefined) lines.push(`protocol ${protocol}`);
  if (name !== undefined) {
    const slash = labelled ? name.indexOf("/") : -1;
    const group = name.startsWith("@") ? "group " : "";
    lines.push(slash === -1 ? name : `${group}${name.slice(0, slash)} ${labelText(name.slice(slash + 1))}`);
  }
  return {
    text: lines.map((line, at) => `${indent(depth + at)}${line} {\n`).join(""),
    depth: depth + lines.length,
  };
}

const isAny = (net: Network | string): boolean => typeof net === "object" && net.prefix === 0;

function networkText(net: Network | string): string {
  if (typeof net !== "object") return net;
  const address = addressText(net);
  return net.prefix === bitsOf(net.family) ? address : `${address}/${net.prefix}`;
}

/** filter_name_escaped. */
function labelText(escaped: string): string {
  const label = unescapeLabel(escaped);
  if (label === "") return '""';
  return /[ "{=<'$]/.test(label) ? `"${escapeQuotes(label)}"` : label;
}

const escapeQuotes = (text: string): string => text.replace(/["'\\]/g, "\\$&");

function keyText(key: string): string {
  return /[ "\\#=]/.test(key) ? `"${escapeQuotes(key)}"` : key;
}

interface Naming {
  /** Prefixes that the block's own name makes superfluous. */
  readonly prefixes: readonly string[];
  /** The line that repeats the block's label. */
  readonly ownName: Exported | undefined;
}

function namingOf({ condition: { name, labelled } }: Filter): Naming {
  if (name === undefined) return { prefixes: [], ownName: undefined };
  const slash = name.indexOf("/");
  const kind = slash === -1 ? name : name.slice(0, slash);
  if (!labelled) return { prefixes: [`${kind}_`], ownName: undefined };
  const definition = setting24(kind);
  const field = definition?.type === "filters" ? definition.field : undefined;
  return {
    prefixes: [`${name.replaceAll("/", "_")}_`, `${kind}_`],
    ownName: field === undefined ? undefined : { key: field, value: name.slice(slash + 1) },
  };
}

/** try_strip_prefix: the shorter prefix stays where the rest would be another setting with the longer one. */
function stripped(key: string, { prefixes: [long, short] }: Naming): string {
  if (long !== undefined && key.startsWith(long)) return key.slice(long.length);
  if (short === undefined || !key.startsWith(short)) return key;
  const rest = key.slice(short.length);
  return setting24(long + (rest.split("=", 1)[0] ?? "")) === undefined ? rest : key;
}

/** Prints one filter's settings; were there any? */
function printFilter(out: Output, filter: Filter, scope: Scope, version: string, depth: number): boolean {
  const naming = namingOf(filter);
  const lines = exportFilter(filter, scope, version)
    .filter(({ key }) => !computed.has(key))
    .sort(byKey);
  const lists = lines.filter(({ key }) => key.startsWith("\u0001")).map(({ key }) => `${key.slice(1)}/`);
  const settings = lines.slice(lists.length);
  const open: string[] = [];
  let sent = false;
  let waiting = out.waiting;
  const send = (text: string) => {
    out.text.push(waiting, text);
    waiting = "";
    sent = true;
  };
  const closeLists = (key: string) => {
    while (open.length > 0 && !key.startsWith(open.at(-1) ?? "")) {
      open.pop();
      out.text.push(`${indent(depth + open.length)}}\n`);
    }
  };
  for (let at = 0; at < settings.length; at++) {
    const line = settings[at];
    if (line === undefined) break;
    closeLists(line.key);
    const inner = lists.find((list) => line.key.startsWith(list) && !open.includes(list));
    if (inner !== undefined) {
      waiting += `${indent(depth + open.length)}${stripped(inner.slice(0, -1), naming)} {\n`;
      open.push(inner);
    }
    if (line.key === naming.ownName?.key && line.value === naming.ownName.value) {
      // The header says it already, and so counts as printed.
      send("");
      continue;
    }
    const margin = indent(depth + open.length);
    if (open.length > 0) send(`${margin}${elementText(line, open.at(-1) ?? "")}\n`);
    else {
      const elements = line.value === "" ? elementsAfter(settings, at) : [];
      const names = elements.filter(({ value }) => value === "yes").map(({ key }) => keyText(afterMark(key)));
      const key = keyText(stripped(line.key, naming));
      send(`${margin}${key} = ${elements.length > 0 ? names.join(" ") : valueText(line.key, line.value)}\n`);
      at += elements.length;
    }
  }
  closeLists("");
  return sent;
}

/** Elements of a list that is written as a whole, on the line of its name. */
function elementsAfter(lines: readonly Exported[], at: number): readonly Exported[] {
  const start = `${lines[at]?.key}/${elementMark}`;
  let end = at + 1;
  while (lines[end]?.key.startsWith(start)) end++;
  return lines.slice(at + 1, end);
}

function afterMark(key: string): string {
  const mark = key.indexOf(`/${elementMark}`);
  return mark === -1 ? key : key.slice(mark + 11);
}

function elementText({ key, value }: Exported, list: string): string {
  if (!key.startsWith(list + elementMark)) {
    const name = key.slice(list.length);
    return `${keyText(name)} = ${valueText(name, value)}`;
  }
  // An element of a boolean list ends at the last `=` of its line (config_dump_human_output).
  const line = `${afterMark(key)}=${value}`;
  const end = line.lastIndexOf("=");
  const name = line.slice(0, end);
  return `${keyText(name)} = ${valueText(name, line.slice(end + 1))}`;
}

function valueText(key: string, value: string): string {
  return hideSecrets(key, value, "2.4") ?? quoteValue(value, "2.4");
}

/** config_string_cmp: by bytes, those above 127 first; a key before what goes on after it. */
function byKey({ key: one }: Exported, { key: other }: Exported): number {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) {
    if (one[at] === other[at]) continue;
    if (at >= one.length || one[at] === "=") return -1;
    if (at >= other.length || other[at] === "=") return 1;
    return signed(one.charCodeAt(at)) - signed(other.charCodeAt(at));
  }
  return 0;
}

const signed = (code: number): number => (code > 127 ? code - 65_536 : code);
