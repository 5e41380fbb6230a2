// Lines that a template engine completes: their shape once its expressions are put in.

import type { DovecotStatement, Word } from "../../grammars/dovecot/ast.ts";
import { oncePer } from "../once.ts";
import { lineOf, lineText, type SourceFile, type Span, textOf } from "../source.ts";
import { isTemplate as isAnyTemplate, isTemplateLine } from "./template.ts";

/**
 * Does `text` hold a template expression? `${NAME}` is one of envsubst and of shell scripts: no variable of Dovecot has
 * braces behind its dollar sign.
 */
export function isTemplate(text: string): boolean {
  return isAnyTemplate(text) || /\$\{[A-Z][A-Z0-9_]*\}/.test(text);
}

/** Has the file a line such as `{{ section }} {`? What it opens is unknown, and so is which `}` closes it. */
export const opensByTemplate = oncePer(({ text }: SourceFile): boolean =>
  text.split("\n").some((line) => isTemplateLine(line) && line.trimEnd().endsWith("{")),
);

/** The name of a variable where a number or the like belongs: a script puts the value in its place. */
export function isPlaceholder(text: string): boolean {
  return /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text);
}

/** `opaque`: what the engine leaves of the line is unknown. */
type Templated = (DovecotStatement & { kind: "open" | "close" }) | "opaque";

/** A line that is none of Dovecot's, but one of a template; `undefined` = it is a mistake. */
export function templatedLine({ span }: DovecotStatement & { kind: "junk" }): Templated | undefined {
  const text = textOf(span);
  if (isTemplateLine(text)) return "opaque";
  if (isTemplate(text)) return shapeOf(span, text);
  // A value may go on below an instruction: `mail_plugins = quota`, `{% if fts %}`, `fts`.
  const line = lineOf(span.file, span.start);
  return line > 1 && isTemplateLine(lineText(span.file, line - 1)) ? "opaque" : undefined;
}

/** `local_name {{ domain }} {` opens a section, and `}{% endif %}` closes one. */
function shapeOf(span: Span, text: string): Templated {
  const bare = text
    .replace(/\{%[^%]*%\}/g, (instruction) => " ".repeat(instruction.length))
    .replace(/\{\{[^{}]*\}\}/g, (expression) => "x".repeat(expression.length));
  if (bare.trim() === "}") return { kind: "close", span };
  const head = /^\s*([\w/-]+)[ \t]+([^\s{}]+)[ \t]*\{\s*$/d.exec(bare)?.indices;
  const [name, label] = [head?.[1], head?.[2]];
  if (name === undefined || label === undefined) return "opaque";
  return { kind: "open", span, name: wordAt(span, text, name), label: wordAt(span, text, label) };
}

function wordAt({ file, start }: Span, text: string, [from, to]: readonly [number, number]): Word {
  return { text: text.slice(from, to), span: { file, start: start + from, end: start + to } };
}
