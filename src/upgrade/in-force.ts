// Which of the settings of a 2.3 tree count: of all files and all blocks of one head, the last of a name.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import { oncePerKey } from "../once.ts";
import type { Span } from "../source.ts";
import type { PluginSettings } from "./plugin.ts";
import { unquote } from "./values.ts";

export interface Placed {
  readonly statement: DovecotStatement;
  /** Kinds of the enclosing sections with their labels, outermost first. */
  readonly scope: readonly string[];
}

export interface InForce {
  /** What a `plugin { }` block in the sections `scope` sees: that of the whole tree, on top the blocks in the same sections. */
  readonly plugins: (scope: readonly string[]) => PluginSettings;
  /** Does a later statement take the place of this one, whatever it says? */
  readonly overridden: (span: Span) => boolean;
  /** The last value of a setting at the top of the tree. */
  readonly atTop: (name: string) => string | undefined;
  /** What `$mail_plugins` is in this statement, where the tree sets the whole list anew further down. */
  readonly listSoFar: (span: Span) => string | undefined;
}

export function placeKey({ file, start }: Span): string {
  return `${file.path}\0${start}`;
}

export function inForce(statements: readonly Placed[]): InForce {
  const plugins = new Map<string, Map<string, string>>();
  const overridden = new Set<string>();
  const earlier = new Map<string, Span[]>();
  const top = new Map<string, string>();
  const lists = new Map<string, string>();
  let list = "";
  for (const { statement, scope } of statements) {
    const { span } = statement;
    if (statement.kind !== "setting") continue;
    const name = statement.name.text;
    const text = unquote(statement.value.text);
    if (scope.length === 0) top.set(name, text);
    if (name === "mail_plugins" && scope.length === 0) list = text.replaceAll("$mail_plugins", list).trim();
    else if (name === "mail_plugins") lists.set(placeKey(span), list);
    if (scope.at(-1) === "plugin") {
      const key = scope.slice(0, -1).join("\0");
      const settings = plugins.get(key) ?? new Map<string, string>();
      plugins.set(key, settings.set(name, text));
    }
    if (!joins(scope)) continue;
    const place = [...scope, name].join("\0");
    const before = earlier.get(place) ?? [];
    if (!text.includes(`$${name}`)) for (const one of before.splice(0)) overridden.add(placeKey(one));
    before.push(span);
    earlier.set(place, before);
  }
  const seenIn = oncePerKey((scope: string): PluginSettings => {
    const own = plugins.get(scope) ?? new Map<string, string>();
    const outer = scope === "" ? undefined : plugins.get("");
    return outer === undefined ? own : new Map([...outer, ...own]);
  });
  return {
    plugins: (scope) => seenIn(scope.join("\0")),
    overridden: (span) => overridden.has(placeKey(span)),
    atTop: (name) => top.get(name),
    listSoFar: (span) => {
      const found = lists.get(placeKey(span));
      return found === list ? undefined : found;
    },
  };
}

/** Blocks of one head are one section, but for those that 2.3 counts anew each time. */
function joins(scope: readonly string[]): boolean {
  return scope.every((head) => !/^(passdb|userdb)\b|^(namespace|[a-z]+_listener)$/.test(head));
}
