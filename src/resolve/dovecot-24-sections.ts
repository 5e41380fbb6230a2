// Opens and closes the blocks of Dovecot 2.4: config_filter_parse and config_filter_add_new_filter in config-parser.c.

import { covers, type Network } from "../model/networks.ts";
import type { Setting24 } from "../settings/dovecot-24.ts";
import { parseFilterNetwork } from "./dovecot-23-filter.ts";
import { applyLine, blockKind, canAutoprefix, type Fault, type Source } from "./dovecot-24-apply.ts";
import {
  addFilter,
  type Condition,
  type Filter,
  findFilter,
  isEmptyFilter,
  isNarrowed,
  placesOf,
  type Section,
  type Store,
} from "./dovecot-24-store.ts";
import { escapeLabel } from "./dovecot-24-values.ts";

export interface Opening {
  /** `@name` for a group. */
  readonly key: string;
  readonly label: string;
  /** `""` is a label, and none is none. */
  readonly quoted: boolean;
  /** Written `group KEY LABEL {`: a key without `@` opens what it names, if anything. */
  readonly isGroup?: boolean;
}

/** Opens the section in any case, so that its `}` finds it; one that the daemon refuses is lost. */
export function openSection(
  store: Store,
  source: Source & { kind: "block" },
  opening: Opening,
): Fault | undefined {
  const key = opening.isGroup ? opening.key : prefixedKey(store, opening.key);
  const outer = store.section;
  const title = opening.label === "" ? opening.key : `${opening.key} ${opening.label}`;
  const section: Section = {
    outer,
    filter: outer.filter,
    key: opening.isGroup ? "group" : key,
    isFilter: false,
    definition: undefined,
    lost: outer.lost,
    depth: outer.depth + 1,
    span: source.line.statement.span,
    title,
  };
  store.section = section;
  if (outer.lost) return undefined;
  const outcome = openFilter(store, source, section, { ...opening, key });
  if (outcome === "opened") return undefined;
  if (outcome === "no-filter" && (opening.isGroup || placesOf(key).length > 0)) return undefined;
  store.section = { ...section, lost: true };
  return outcome === "no-filter"
    ? { kind: "unknown-setting", message: `there is no block named \`${opening.key}\`` }
    : outcome;
}

/** `mailbox` inside of `namespace inbox` is `namespace_mailbox`, if there is one. */
function prefixedKey({ section }: Store, key: string): string {
  const name = section.filter.condition.name;
  if (name === undefined) return key;
  const full = `${name.replaceAll("/", "_")}_${key}`;
  if (canAutoprefix(full)) return full;
  const byKind = `${blockKind(name)}_${key}`;
  return canAutoprefix(byKind) ? byKind : key;
}

function openFilter(
  store: Store,
  source: Source & { kind: "block" },
  section: Section,
  opening: Opening,
): Fault | "opened" | "no-filter" {
  const parent = section.filter;
  let definition: Setting24 | undefined;
  let condition = conditionOf(parent, opening);
  if (condition === undefined) {
    definition = placesOf(opening.key)[0]?.setting;
    if (definition?.type !== "filter" && definition?.type !== "filters") return "no-filter";
    condition = namedCondition(parent, definition, opening);
  }
  if ("message" in condition) return condition;
  let filter = findFilter(store, parent, condition, false);
  if (filter === undefined) {
    if (definition?.type === "filters") {
      const applied = applyLine(store, source, definition.name, plainValue(escapeLabel(opening.label)));
      if (applied.kind === "fault") return applied.fault;
    }
    filter = addFilter(store, parent, condition, false, source.origin);
  }
  filter.origin = source.origin;
  store.section = { ...section, filter, isFilter: true, definition };
  if (definition?.type === "filters") {
    if (definition.field !== undefined)
      applyLine(store, source, definition.field, plainValue(opening.label), false);
    const outer = section.outer;
    if (outer?.definition?.required === opening.key) outer.filter.requiredSeen = true;
  }
  return "opened";
}

function plainValue(text: string) {
  return { text, expanded: text };
}

function namedCondition(
  parent: Filter,
  definition: Setting24,
  { key, label, quoted }: Opening,
): Condition | Fault {
  const syntax = (message: string): Fault => ({ kind: "syntax", message });
  if (definition.type === "filter")
    return label !== "" || quoted
      ? syntax(`this \`${key}\` block has no name: write \`${key} {\``)
      : { name: key };
  const { name = "", labelled } = parent.condition;
  const inside = labelled ? blockKind(name) : "";
  const forbidden =
    (key === "namespace" && (inside === "namespace" || inside === "mailbox")) ||
    (key === "mailbox" && inside === "mailbox") ||
    (key === "service" && labelled === true && !name.startsWith("@"));
  if (forbidden)
    return {
      kind: "dovecot/wrong-nesting",
      message: `a \`${key}\` block cannot stand inside of a \`${inside}\` block`,
    };
  if (label === "" && !quoted)
    return syntax(
      key === "dict"
        ? "2.3's `dict { }` is written `dict_server { dict NAME { ... } }` in Dovecot 2.4"
        : `this \`${key}\` block needs a name: write \`${key} NAME {\`${key === "passdb" || key === "userdb" ? ", best with the driver as its name" : ""}`,
    );
  return { name: `${key}/${label}`, labelled: true };
}

/** Condition of `protocol`, `local`, `local_name`, `remote` and groups; `undefined` = some other block. */
function conditionOf(parent: Filter, { key, label }: Opening): Condition | Fault | undefined {
  const wrong = misplaced(parent, key);
  if (wrong !== undefined) return wrong;
  if (key.startsWith("@")) return { name: `${key}/${label}`, labelled: true };
  switch (key) {
    case "protocol":
      return { protocol: label };
    case "local_name":
      return label.includes(" ")
        ? { kind: "bad-value", message: `\`local_name\` takes one name: \`${label}\` are several` }
        : { localName: label.toLowerCase() };
    case "local":
    case "remote": {
      const network = networkOf(key, label);
      if (typeof network === "object" && "message" in network) return network;
      const outer = parent.condition[key];
      if (isNarrowed(outer) && !isInside(network, outer))
        return {
          kind: "dovecot/wrong-nesting",
          message: `\`${key} ${label}\` must lie inside of the network of the \`${key}\` block around it`,
        };
      return key === "local" ? { local: network, localText: label } : { remote: network, remoteText: label };
    }
    default:
      return undefined;
  }
}

/** Of a host name nobody knows here where it lies. */
function isInside(network: Network | string, outer: Network | string | undefined): boolean {
  return typeof network !== "object" || typeof outer !== "object" || covers(outer, network);
}

function networkOf(key: string, label: string): Network | string | Fault {
  const found = parseFilterNetwork(label);
  if (found !== undefined) return found.network ?? label;
  const mask = label.split("/")[1];
  const message =
    mask === undefined
      ? `\`${key} ${label}\`: neither an address nor a network nor the name of a host`
      : `\`${mask}\` is no network mask of \`${label.split("/")[0]}\``;
  return { kind: "bad-value", message };
}

/** Blocks nest in one order only: local, local_name, remote, protocol, then named ones. */
function misplaced(parent: Filter, key: string): Fault | undefined {
  const { protocol, localName, remote, name } = parent.condition;
  const swap = (outer: string): Fault => ({
    kind: "dovecot/wrong-nesting",
    message: `a \`${key}\` block cannot stand inside of \`${outer}\`: put the \`${outer}\` block into the \`${key}\` block instead`,
  });
  if (key.startsWith("@"))
    return isEmptyFilter(parent)
      ? undefined
      : { kind: "dovecot/wrong-nesting", message: "a group must stand outside of all blocks" };
  if (!["protocol", "local", "local_name", "remote"].includes(key)) return undefined;
  if (key === "protocol") {
    if (protocol !== undefined)
      return { kind: "dovecot/wrong-nesting", message: "a `protocol` block cannot stand inside of another" };
    return name === undefined ? undefined : swap(blockKind(name));
  }
  if (key !== "remote" && isNarrowed(remote)) return swap("remote");
  if (protocol !== undefined) return swap("protocol");
  if (key === "local" && localName !== undefined) return swap("local_name");
  return name === undefined ? undefined : swap(blockKind(name));
}

export function closeSection(store: Store): Fault | undefined {
  const { section } = store;
  if (section.outer === undefined)
    return {
      kind: "syntax",
      message:
        "this `}` closes nothing: no section is open here; delete it, or write the line again that opened its section",
    };
  store.section = section.outer;
  const { definition, filter, lost } = section;
  if (lost || definition?.required === undefined || filter.requiredSeen) return undefined;
  return {
    kind: "dovecot/required-setting",
    message: `this \`${definition.name}\` block needs a \`${definition.required}\` setting, and has none`,
  };
}
