// Text that a template engine will replace before the daemon sees it: nothing is known of the value it becomes.

const expressions = [
  // Jinja, Go, Mustache, Handlebars: {{ name }}; not Postfix's ${{a} == {b}} and inline:{{a=b}}.
  /(?<![$:]|\$\{)\{\{[^{}=]*\}\}/,
  /(?<!\$)\{\{[-~]?\s+[^{}]*\s+[-~]?\}\}/,
  // Jinja statements and comments, ERB, PHP.
  /\{%.*?%\}/s,
  /<[%?].*?[%?]>/s,
  // Placeholders of scripts: {NAME}, @@NAME@@, %%NAME%%, __NAME__, @NAME@.
  /(?<!\$)\{[A-Z][A-Z0-9_]+\}/,
  /@@\w+@@/,
  /%%\w+%%/,
  /__[A-Z][A-Z0-9_]*__/,
  /(?<!\S)@[A-Z][A-Z0-9_]*@/,
];

/** Does `text` hold a template expression? */
export function isTemplate(text: string): boolean {
  return expressions.some((expression) => expression.test(text));
}

/** Is the line an instruction to a template engine (`{% if … %}`, `{{#each}}`, `<% … %>`) and no text of the file? */
export function isTemplateLine(text: string): boolean {
  return /^\s*(?:\{[%{#]|<[%?])/.test(text);
}
