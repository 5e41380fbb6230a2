// What rules and models see of a Dovecot 2.4 tree: effective values by context, sections, blocks, and what is unknown.

import { oncePer } from "../once.ts";
import { setting24 } from "../settings/dovecot-24.ts";
import type { Origin, Setting } from "../system.ts";
import { blockKind, canAutoprefix } from "./dovecot-24-apply.ts";
import { type Effective, effectiveOf, type Target } from "./dovecot-24-effective.ts";
import { type Cell, type Condition, type Filter, isFogged, type Store } from "./dovecot-24-store.ts";
import type {
  DovecotConfig,
  DovecotContext,
  DovecotFilterBlock,
  DovecotSection,
  EffectiveValue,
  FileNamed,
} from "./dovecot-config.ts";

interface View {
  readonly store: Store;
  /** The root is a fragment: what it does not set is unknown. */
  readonly partial: boolean;
}

const defaultOrigin: Origin = { kind: "default" };

export function configOf(store: Store, partial: boolean, fileNamed: FileNamed): DovecotConfig {
  const view: View = { store, partial };
  const sections = new Map<string, readonly DovecotSection[]>();
  let filters: readonly DovecotFilterBlock[] | undefined;
  return {
    version: "2.4",
    get: (name, context = {}) =>
      valueFor(
        view,
        { context, blocks: context.service === undefined ? [] : [`service/${context.service}`] },
        name,
      ),
    sections: (kind) => {
      const known = sections.get(kind) ?? sectionsIn(view, [store.root, store.defaults], [], kind);
      sections.set(kind, known);
      return known;
    },
    get filters() {
      filters ??= store.filters.filter(isCondition).map((filter) => blockOf(view, filter));
      return filters;
    },
    plugin: new Map(),
    extFiles: [],
    fileNamed,
    statements: () => store.statements,
  };
}

function valueFor(view: View, target: Target, name: string): EffectiveValue | undefined {
  const found = effectiveOf(view.store, target, name);
  return found && toValue(view, name, found);
}

/** What stands before something that cannot be read may be overridden there. */
function toValue(
  { store, partial }: View,
  name: string,
  { value, unknown, cell }: Effective,
): EffectiveValue {
  const origin = cell?.origin ?? defaultOrigin;
  const isDefault = origin.kind === "default";
  // Elements in braces are added to what stands before.
  const isAdded = cell?.kind === "list" && !cell.stop && isOverridden(store, name);
  return {
    value,
    unknown:
      unknown ||
      isAdded ||
      // An empty default waits for somebody to set it, so that an optional file counts as well.
      (isDefault && (partial || (value === "" ? isFogged(store, name) : isOverridden(store, name)))) ||
      foggedAfter(store, name, origin),
    valueSpan: isDefault ? undefined : cell?.valueSpan,
    origin,
    overridden: cell?.overridden ?? [],
  };
}

/** Could what is certainly there, and not at hand, set the name? */
function isOverridden({ fogs }: Store, name: string): boolean {
  return fogs.some(({ only, optional }) => optional !== true && (only === undefined || only === name));
}

function foggedAfter(store: Store, name: string, origin: Origin): boolean {
  if (origin.kind === "default" || !isFogged(store, name)) return false;
  const at = rankOf(store).get(origin.span) ?? -1;
  return store.fogs.some(
    ({ statementsBefore, only, optional }) =>
      optional !== true && statementsBefore > at && (only === undefined || only === name),
  );
}

/** By the span of a statement: how many were read before it. */
const rankOf = oncePer(
  ({ statements }: Store) => new Map(statements.map(({ statement }, at) => [statement.span, at])),
);

function ownValue(view: View, name: string, cell: Cell): EffectiveValue {
  if (cell.kind === "value")
    return toValue(view, name, {
      value: cell.expanded ?? cell.value,
      unknown: cell.expanded === undefined,
      cell,
    });
  const names = cell.entries.filter(({ value }) => !/^no$/i.test(value)).map(({ key }) => key);
  return toValue(view, name, { value: names.join(" "), unknown: cell.unknown, cell });
}

/** Sections of one kind inside of these filters, which are one section in the tree and in the daemon's defaults. */
function sectionsIn(
  view: View,
  parents: readonly Filter[],
  blocks: readonly string[],
  kind: string | undefined,
): readonly DovecotSection[] {
  const found = new Map<string, Filter[]>();
  // The daemon's own first: they are in its order.
  for (const parent of parents.toReversed())
    for (const child of parent.children) {
      const { name } = child.condition;
      if (name === undefined || name.startsWith("@") || (kind !== undefined && blockKind(name) !== kind))
        continue;
      found.set(name, [child, ...(found.get(name) ?? [])]);
    }
  return [...found].map(([name, filters]) => sectionOf(view, name, filters, blocks));
}

function sectionOf(
  view: View,
  name: string,
  filters: readonly Filter[],
  outer: readonly string[],
): DovecotSection {
  const slash = name.indexOf("/");
  const kind = blockKind(name);
  const blocks = [...outer, name];
  const target: Target = { context: {}, blocks };
  const prefixes = prefixesOf(name);
  let values: ReadonlyMap<string, EffectiveValue> | undefined;
  let sections: readonly DovecotSection[] | undefined;
  return {
    kind,
    label: slash === -1 ? "" : name.slice(slash + 1),
    origin: filters.find(({ origin }) => origin.kind === "file")?.origin ?? defaultOrigin,
    get values() {
      values ??= new Map(
        filters.flatMap((filter) =>
          ownValues(view, filter).map(([key, value]) => [shortName(prefixes, key), value]),
        ),
      );
      return values;
    },
    get sections() {
      sections ??= sectionsIn(view, filters, blocks, undefined);
      return sections;
    },
    get: (key) => valueFor(view, target, fullName(prefixes, key)),
  };
}

/** What the tree sets in the filter itself, but not the label. */
function ownValues(view: View, filter: Filter): [string, EffectiveValue][] {
  const name = filter.condition.name;
  const field = name === undefined ? undefined : setting24(blockKind(name))?.field;
  const found = new Map<string, EffectiveValue>();
  for (const cells of filter.cells.values())
    for (const [key, cell] of cells)
      if (cell.explicit && key !== field && !found.has(key) && setting24(key)?.type !== "filters")
        found.set(key, ownValue(view, key, cell));
  return [...found];
}

/** What a setting's name may begin with in a block, which leaves it out. */
function prefixesOf(block: string): readonly string[] {
  return [`${block.replaceAll("/", "_")}_`, `${blockKind(block)}_`];
}

/** `port` in an `inet_listener` block is `inet_listener_port`. */
function fullName(prefixes: readonly string[], key: string): string {
  const prefix = prefixes.find((one) => canAutoprefix(one + key));
  return prefix === undefined ? key : prefix + key;
}

function shortName(prefixes: readonly string[], key: string): string {
  const prefix = prefixes.find(
    (one) => key.startsWith(one) && fullName(prefixes, key.slice(one.length)) === key,
  );
  return prefix === undefined ? key : key.slice(prefix.length);
}

/** Is it a block such as `protocol imap` or `local 10.0.0.1`, perhaps in others of them? */
function isCondition({ isDefault, condition: { protocol, local, localName, remote } }: Filter): boolean {
  return !isDefault && [protocol, local, localName, remote].some((part) => part !== undefined);
}

function blockOf(view: View, filter: Filter): DovecotFilterBlock {
  const values = new Map(ownValues(view, filter));
  for (const child of filter.children)
    if (child.condition.name !== undefined && !child.condition.labelled)
      for (const [name, value] of ownValues(view, child)) values.set(name, value);
  const { protocol } = filter.condition;
  const negated = protocol?.startsWith("!") ? protocol.slice(1) : undefined;
  return {
    context: contextOf(filter),
    ...(negated === undefined ? {} : { negatedProtocol: negated }),
    origin: filter.origin,
    values,
  };
}

/** Conditions of a filter and of all around it. */
export function contextOf(filter: Filter): DovecotContext {
  const outer = filter.parent === undefined ? {} : contextOf(filter.parent);
  const { protocol, localText, localName, remoteText } = filter.condition;
  return {
    ...outer,
    ...(protocol === undefined || protocol.startsWith("!") ? {} : { protocol }),
    ...(localText === undefined ? {} : { local: localText }),
    ...(localName === undefined ? {} : { localName }),
    ...(remoteText === undefined ? {} : { remote: remoteText }),
  };
}

/** Every setting that the tree sets, in the order of the tree. */
export function settingsOf(store: Store): readonly Setting[] {
  const view: View = { store, partial: false };
  const order = rankOf(store);
  const found: { readonly at: number; readonly setting: Setting }[] = [];
  for (const filter of store.filters) {
    const scope = scopeOf(filter);
    for (const [name, { value, unknown, origin, overridden }] of ownValues(view, filter))
      if (origin.kind === "file")
        found.push({
          at: order.get(origin.span) ?? -1,
          setting: { name, scope, value, unknown, origin, overridden },
        });
  }
  return found.sort((one, other) => one.at - other.at).map(({ setting }) => setting);
}

function scopeOf(filter: Filter): string[] {
  return [...(filter.parent === undefined ? [] : scopeOf(filter.parent)), ...titlesOf(filter.condition)];
}

function titlesOf({ protocol, localText, localName, remoteText, name }: Condition): string[] {
  const titles: string[] = [];
  if (localText !== undefined) titles.push(`local ${localText}`);
  if (localName !== undefined) titles.push(`local_name ${localName}`);
  if (remoteText !== undefined) titles.push(`remote ${remoteText}`);
  if (protocol !== undefined) titles.push(`protocol ${protocol}`);
  if (name !== undefined) titles.push(`${name.startsWith("@") ? "group " : ""}${name.replace("/", " ")}`);
  return titles;
}
