// Names for the sections that 2.3 takes without one: two of them must not become one section.

import { goneDriver } from "./authdb.ts";
import { type Placed, placeKey } from "./in-force.ts";
import { isYes, unquote } from "./values.ts";

interface Opened {
  readonly kind: string;
  readonly key: string;
  /** Where a name is taken. */
  readonly place: string;
  readonly depth: number;
  readonly settings: Map<string, string>;
}

/**
 * By `placeKey` of the opening: databases are called after their driver, namespaces after the inbox, listeners after
 * their port, with a number behind it from the second on, in the order in which the daemon meets them.
 */
export function sectionNames(placed: readonly Placed[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  for (const { statement, scope } of placed)
    if (statement.kind === "open" && statement.label !== undefined)
      taken.add([...scope, statement.name.text, unquote(statement.label.text)].join("\0"));
  const names = new Map<string, string>();
  const numbers = new Map<string, number>();
  const stack: Opened[] = [];
  for (const { statement, scope } of placed) {
    const inner = stack.at(-1);
    if (statement.kind === "open" && isNameless(statement.name.text)) {
      const kind = statement.name.text;
      // A database of a `protocol` section must not be taken for one of the whole tree.
      const place = isDatabase(kind) ? kind : [...scope, kind].join("\0");
      const key = placeKey(statement.span);
      if (isDatabase(kind) || statement.label === undefined)
        stack.push({ kind, key, place, depth: scope.length, settings: new Map() });
    } else if (inner === undefined) continue;
    else if (statement.kind === "setting" && scope.length === inner.depth + 1)
      inner.settings.set(statement.name.text, unquote(statement.value.text));
    else if (statement.kind === "close" && scope.length <= inner.depth + 1) {
      stack.pop();
      const name = freeName(inner, taken, numbers);
      if (name !== undefined) names.set(inner.key, name);
    }
  }
  return names;
}

function isNameless(kind: string): boolean {
  return isDatabase(kind) || /^(namespace|[a-z]+_listener)$/.test(kind);
}

function isDatabase(kind: string): boolean {
  return kind === "passdb" || kind === "userdb";
}

/** `numbers`: the first that may be free behind a name, by its place. */
function freeName(
  { kind, place, settings }: Opened,
  taken: Set<string>,
  numbers: Map<string, number>,
): string | undefined {
  const base = baseOf(kind, settings);
  if (base === undefined) return undefined;
  const counted = base === "namespace" || base === "listener";
  let name = counted ? `${base}1` : base;
  let number = numbers.get(`${place}\0${base}`) ?? 2;
  while (taken.has(`${place}\0${name}`)) name = `${base}${number++}`;
  numbers.set(`${place}\0${base}`, number);
  taken.add(`${place}\0${name}`);
  return name;
}

function baseOf(kind: string, settings: ReadonlyMap<string, string>): string | undefined {
  if (isDatabase(kind)) {
    const driver = settings.get("driver") ?? "unnamed";
    return goneDriver(driver) === undefined ? driver : undefined;
  }
  if (kind === "namespace") return isYes(settings.get("inbox") ?? "no") ? "inbox" : "namespace";
  const port = settings.get("port");
  return port === undefined ? "listener" : `port-${port}`;
}
