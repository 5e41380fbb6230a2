// What stands behind the tab: `allow,NAME="text",NAME` or `deny` (couriertcpd, tcpd.c, doallowaccess).

import type { Span } from "../../src/source.ts";
import type { AccessVariable } from "./ast.ts";

interface AccessValue {
  readonly allow: boolean;
  readonly variables: readonly AccessVariable[];
}

/** Quotes may begin and end anywhere and keep commas; a name without `=` is set to nothing. */
export function readAccessValue(span: Span): AccessValue {
  const text = span.file.text.slice(span.start, span.end);
  if (text.startsWith("deny")) return { allow: false, variables: [] };
  const start = /^(?:allow,?)?/.exec(text)?.[0].length ?? 0;
  const variables: AccessVariable[] = [];
  let part = { text: "", start };
  let quote = "";
  for (let at = start; at <= text.length; at++) {
    const character = text[at];
    if (character === undefined || (character === "," && quote === "")) {
      const from = span.start + part.start;
      for (const one of variableOf(part.text, { ...span, start: from, end: span.start + at }))
        variables.push(one);
      part = { text: "", start: at + 1 };
    } else if (quote === "" && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = "";
    else part.text += character;
  }
  return { allow: true, variables };
}

function variableOf(text: string, span: Span): AccessVariable[] {
  const trimmed = text.trim();
  if (trimmed === "") return [];
  const at = trimmed.indexOf("=");
  const name = at === -1 ? trimmed : trimmed.slice(0, at);
  return [{ name, value: at === -1 ? "" : trimmed.slice(at + 1), span }];
}
