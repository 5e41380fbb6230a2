// Makes Chevrotain small: an esbuild plugin that leaves out what only the analysis of grammars and lexers runs. The product
// has the results of the one (grammars/decisions.json) and goes without the other (grammars/base-lexer.ts).

import { readFileSync } from "node:fs";

/** Modules of which nothing runs, but for what `harmless` names. */
const analysis =
  /\/(?:@chevrotain\/(?:cst-dts-gen|gast|regexp-to-ast)\/lib\/src\/api|chevrotain\/lib\/src\/(?:diagrams\/render_public|parse\/cst\/cst_visitor|parse\/grammar\/(?:checks|first|follow|interpreter|llk_lookahead|lookahead|resolver|rest|gast\/gast_resolver_public)|scan\/reg_exp(?:_parser)?))\.js$/;

const harmless = new Set(["GAstVisitor", "LLkLookaheadStrategy", "clearRegExpParserCache"]);

/** It tabulates 65,536 characters for lexers that know their first characters, which ours do not. */
const lexer = /\/chevrotain\/lib\/src\/scan\/lexer\.js$/;

/** Chevrotain puts a parser together from parts. */
const mixins = /\/chevrotain\/lib\/src\/parse\/parser\/utils\/apply_mixins\.js$/;

/**
 * Chevrotain adds member after member to the prototype of parsers, for each of which V8 copies the table of those before. Here
 * they go into an object that is a table itself, and that the prototype inherits from.
 */
const mixinsAtOnce = `export function applyMixins({ prototype }, parts) {
  const members = Object.create(null);
  for (const part of parts)
    for (const name of Object.getOwnPropertyNames(part.prototype))
      if (name !== "constructor")
        Object.defineProperty(members, name, Object.getOwnPropertyDescriptor(part.prototype, name));
  Object.setPrototypeOf(members, Object.getPrototypeOf(prototype));
  Object.setPrototypeOf(prototype, members);
}`;

export const smallChevrotain = {
  name: "small-chevrotain",
  setup({ onLoad }) {
    onLoad({ filter: analysis }, ({ path }) => ({
      contents: hollow(readFileSync(path, "utf8")),
      loader: "js",
    }));
    onLoad({ filter: mixins }, () => ({ contents: mixinsAtOnce, loader: "js" }));
    onLoad({ filter: lexer }, ({ path }) => ({
      contents: withoutTable(readFileSync(path, "utf8"), path),
      loader: "js",
    }));
  },
};

/** A module that exports the same names, each for something that must not be called. */
function hollow(text) {
  const listed = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(","));
  const declared = [...text.matchAll(/^export (?:function|class|const|let|var) (\w+)/gm)].map(
    ([, name]) => name,
  );
  return [...listed, ...declared]
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => `export function ${name}() {${harmless.has(name) ? "" : refusal(name)}}`)
    .join("\n");
}

const refusal = (name) => ` throw new Error("${name} is not bundled"); `;

function withoutTable(text, path) {
  const filling = /(function initCharCodeToOptimizedIndexMap\(\) )\{[\s\S]*?\n\}/;
  if (!filling.test(text)) throw new Error(`${path} has no table of characters any more`);
  return text.replace(filling, "$1{}");
}
