// Match lists of clients and of domains: whom `mynetworks` trusts, which domains are ours (match_list.c, match_ops.c).

import { logicalLines } from "../../grammars/postfix-main/lines.ts";
import type { MatchItem } from "../../grammars/postfix-value/ast.ts";
import { parseMatchList } from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import type { PostfixConfig } from "../resolve/postfix-config.ts";
import { isTemplateFile } from "../resolve/template.ts";
import {
  type Address,
  baseOf,
  contains,
  formatAddress,
  hasHostBits,
  type Network,
  parseNetwork,
} from "./networks.ts";
import { withFile } from "./postfix-table-files.ts";
import { cidrResult, strangers, tableKnowledge } from "./postfix-tables.ts";

type FileNamed = PostfixConfig["fileNamed"];

export interface NetworkItem {
  readonly item: MatchItem;
  readonly network: Network | undefined;
  /** Why the lookup fails here for every client that gets this far, as the daemon says it. */
  readonly problem: string | undefined;
}

const nowhere: FileNamed = () => undefined;

/**
 * Reads a list of networks, hosts and tables such as `mynetworks`; with `fileNamed` also the files that it names, whose
 * items stand where the file's name stands.
 */
export function readNetworks(text: string, fileNamed: FileNamed = nowhere): readonly NetworkItem[] {
  return itemsIn(text, fileNamed).map((item) =>
    item.kind === "pattern"
      ? { item, ...readNetwork(item.pattern.text) }
      : { item, network: undefined, problem: undefined },
  );
}

const MOST_FILES_DEEP = 8;

/** `/file/name` stands for the file's contents, `!/file/name` for their opposite (match_list_parse). */
function itemsIn(text: string, fileNamed: FileNamed, depth = 0): readonly MatchItem[] {
  return parseMatchList(text).flatMap((item) => {
    const path = item.pattern.text;
    const file = item.kind === "file" && depth < MOST_FILES_DEEP ? fileNamed(path) : undefined;
    if (file === undefined || isTemplateFile(file)) return [item];
    return logicalLines(file)
      .flatMap((line) => itemsIn(line.text, fileNamed, depth + 1))
      .map((inner) => ({ ...inner, negated: inner.negated !== item.negated, whole: item.whole }));
  });
}

/** What does not look like an address and a mask is a name, and compared as text (match_hostaddr). */
function readNetwork(pattern: string): Pick<NetworkItem, "network" | "problem"> {
  const looksLike = /^[0-9a-f:.[\]/]+$/i.test(pattern) && /[:/]/.test(pattern);
  const plain = parseNetwork(pattern.replace(/^\[([^\]]*)\]$/, "$1"));
  if (!looksLike) return { network: plain, problem: undefined };
  if (plain === undefined) return { network: undefined, problem: `bad net/mask pattern \`${pattern}\`` };
  if (!hasHostBits(plain)) return { network: plain, problem: undefined };
  const base = formatAddress({ family: plain.family, value: baseOf(plain) });
  return {
    network: plain,
    problem: `\`${pattern}\` has address bits behind the mask; the network is \`${base}/${plain.prefix}\``,
  };
}

/** `error`: the lookup fails for everybody. `some`: a part of the Internet is in it. */
export type Trust = "all" | "none" | "some" | "error";

/**
 * Whether clients from all over the Internet match the list. Tables and files list somebody's own networks: a stranger
 * is by definition not in them, unless the table says yes to every key.
 */
export function strangersIn(
  items: readonly NetworkItem[],
  families: readonly (4 | 6)[],
  fileNamed: FileNamed = nowhere,
): Trust {
  const found = families.map((family) => trustOf(items, family, fileNamed));
  // The stranger comes by the protocol that is let in.
  return (["all", "some", "error"] as const).find((trust) => found.includes(trust)) ?? "none";
}

function trustOf(items: readonly NetworkItem[], family: 4 | 6, fileNamed: FileNamed): Trust {
  const found = new Set(strangers(family).map((address) => matchOne(items, address, fileNamed)));
  if (found.has("error")) return found.size === 1 ? "error" : "some";
  if (!found.has(true)) return "none";
  return found.has(false) ? "some" : "all";
}

function matchOne(items: readonly NetworkItem[], address: Address, fileNamed: FileNamed): boolean | "error" {
  for (const { item, network, problem } of items) {
    if (problem !== undefined) {
      // Only a pattern of the client's own family is looked at closely.
      if (item.pattern.text.includes(":") === (address.family === 6)) return "error";
    } else if (
      item.kind === "table"
        ? tableMatches(item, address, fileNamed)
        : network !== undefined && contains(network, address)
    )
      return !item.negated;
  }
  return false;
}

function tableMatches(item: MatchItem, address: Address, fileNamed: FileNamed): boolean {
  const table = withFile(parseTable(item.pattern.text), { fileNamed });
  if (table.type === "cidr" && table.entries !== undefined) {
    const result = cidrResult(table, address);
    return result !== undefined && result !== "unknown";
  }
  return tableKnowledge(table).kind === "all";
}

/**
 * Whether a domain that nobody here listed matches a list of domains such as `relay_domains`. `some`: names under a
 * top-level domain do.
 */
export function foreignIn(text: string, parentsMatch: boolean, fileNamed: FileNamed = nowhere): Trust {
  let found: Trust = "none";
  for (const item of itemsIn(text, fileNamed)) {
    const table = item.kind === "table" && withFile(parseTable(item.pattern.text), { fileNamed });
    if (table && tableKnowledge(table).kind === "all")
      return item.negated ? found : found === "none" && !item.negated ? "all" : found;
    if (item.kind === "pattern" && isTopLevel(item.pattern.text, parentsMatch) && !item.negated)
      found = "some";
  }
  return found;
}

/** `com` where parents match their subdomains (`parent_domain_matches_subdomains`), `.com` anywhere. */
function isTopLevel(pattern: string, parentsMatch: boolean): boolean {
  const label = pattern.replace(/^\./, "");
  return (parentsMatch || pattern.startsWith(".")) && topLevel.has(label.toLowerCase());
}

/** Public top-level domains with many strangers in them; `local`, `lan` or `corp` are somebody's own. */
const topLevel = new Set(
  "com net org info biz edu gov int eu de fr uk nl it es pl ru cn jp br in au ca us ch at be se no dk fi cz io co me".split(
    " ",
  ),
);
