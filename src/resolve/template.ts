// Text that a template engine will replace before the daemon sees it: nothing is known of the value it becomes.

import { oncePer } from "../once.ts";
import type { SourceFile } from "../source.ts";

/** Each with a text that all it matches hold, which is found faster. */
const expressions = [
  // Jinja, Go, Mustache, Handlebars: {{ name }}; not Postfix's ${{a} == {b}} and inline:{{a=b}}.
  ["{{", /(?<![$:]|\$\{)\{\{[^{}=]*\}\}/],
  ["{{", /(?<!\$)\{\{[-~]?\s[^{}]*\s[-~]?\}\}/],
  // Placeholders of scripts: {NAME}, ##NAME##, @@NAME@@, %%NAME%%, __NAME__, @NAME@, PH_NAME (iRedMail).
  ["{", /(?<!\$)\{[A-Z][A-Z0-9_]+\}/],
  ["##", /##[A-Z][A-Z0-9_]*##/],
  ["@@", /@@\w+@@/],
  ["%%", /%%\w+%%/],
  ["__", /__[A-Z][A-Z0-9_]*__/],
  ["@", /(?<!\S)@[A-Z][A-Z0-9_]*@/],
  ["PH_", /(?<![A-Za-z0-9_])PH_[A-Z][A-Z0-9_]*(?![a-z])/],
  // NethServer's, for Python's string.Template.
  ["${tmpl_", /\$\{tmpl_\w+\}/],
] as const;

/** Jinja statements, ERB and PHP: where they open and close. */
const brackets = [
  [/\{%/, /%\}/],
  [/<[%?]/, /[%?]>/],
] as const;

/** Does `text` hold a template expression? */
export function isTemplate(text: string): boolean {
  if (expressions.some(([held, expression]) => text.includes(held) && expression.test(text))) return true;
  return brackets.some(([open, close]) => {
    const at = text.search(open);
    return at !== -1 && close.test(text.slice(at + 2));
  });
}

/** A name as scripts and envsubst have them, in `$NAME` or `${NAME}`: all parameters of Postfix are in small letters. */
export function isScriptName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name);
}

/** Is the line an instruction to a template engine (`{% if … %}`, `{{#each}}`, `<% … %>`) and no text of the file? */
export function isTemplateLine(text: string): boolean {
  return /^\s*(?:\{[%{#]|<[%?]|\$\{tmpl_\w+\})/.test(text);
}

/** Does a template engine decide which lines of the file there are? */
export const isTemplateFile = oncePer(
  ({ text }: SourceFile): boolean => /(?:^|\n)[^\S\n]*(?:\{[%{#]|<[%?])/.test(text) || isTemplate(text),
);
