// A statement of main.cf or master.cf as text: its name, what stands in its place, whether it can go.

import type { MasterService } from "../grammars/postfix-master/ast.ts";
import type { Edit } from "./finding.ts";
import type { PostfixConfig } from "./resolve/postfix-config.ts";
import type { Span } from "./source.ts";
import type { Written } from "./vocabulary-postfix.ts";

/** Puts `text` in the place of `name = value`. */
export function statementEdit(one: Written, text: string): Edit {
  const { file, start } = nameSpan(one);
  return { span: { file, start, end: Math.max(one.span.end, nameSpan(one).end) }, text };
}

export function nameSpan({ value: { statement }, statement: whole }: Written): Span {
  if (statement === undefined) return whole;
  return "nameSpan" in statement ? statement.nameSpan : statement.name.span;
}

/** It is set once where it stands, and no other value names it: taking it out has no other effect. */
export function isSole({ config, name, service, value }: Written): boolean {
  const before =
    service === undefined
      ? value.overridden.length
      : service.overrides.filter((override) => override.name.text === name).length - 1;
  return before === 0 && !isNamed(config, name);
}

/** Some value has `$name` in it. */
export function isNamed(config: PostfixConfig, name: string): boolean {
  const use = new RegExp(`\\$[{(]*${name}(?!\\w)`);
  const ofServices = config.allServices.flatMap(({ overrides }: MasterService) =>
    overrides.map(({ value }) => value.text),
  );
  return [...config.parameters.map(({ value }) => value), ...ofServices].some((text) => use.test(text));
}
