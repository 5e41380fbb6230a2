// Words of the shell: quotes taken off, escapes resolved, variables kept apart.

import type { IToken } from "chevrotain";
import type { SourceFile, Span } from "../../src/source.ts";
import type { ShellWord, WordPart } from "./ast.ts";
import { Alternative, DoubleQuoted, Escape, SingleQuoted, Substitution, Variable } from "./tokens.ts";

/** `assigned`: a value, in which an unquoted `~` at its start or behind a colon is somebody's home. */
export function wordOf(file: SourceFile, tokens: readonly IToken[], assigned = false): ShellWord {
  const [first] = tokens;
  const last = tokens.at(-1);
  const start = first?.startOffset ?? 0;
  const end = last === undefined ? start : last.startOffset + last.image.length;
  return {
    span: { file, start, end },
    parts: tokens.flatMap((token, at) => partsOf(file, token, assigned, at === 0)),
  };
}

function partsOf(file: SourceFile, token: IToken, assigned: boolean, first: boolean): readonly WordPart[] {
  const span: Span = { file, start: token.startOffset, end: token.startOffset + token.image.length };
  const { image, tokenType } = token;
  if (tokenType === SingleQuoted) return [{ kind: "text", text: image.slice(1, -1), span, quoted: true }];
  if (tokenType === DoubleQuoted) return insideDouble(file, image.slice(1, -1), token.startOffset + 1);
  if (tokenType === Variable)
    return [{ kind: "variable", name: image.replace(/[${}]/g, ""), span, quoted: false }];
  if (tokenType === Alternative) return [alternative(image, span, false)];
  if (tokenType === Substitution) return [{ kind: "unknown", span }];
  if (tokenType === Escape)
    return [{ kind: "text", text: image[1] === "\n" ? "" : image.slice(1), span, quoted: true }];
  const home = assigned && (first ? /(^|:)~/ : /:~/).test(image);
  return home ? [{ kind: "unknown", span }] : [{ kind: "text", text: image, span, quoted: false }];
}

/** `${NAME-text}` taken apart. */
function alternative(image: string, span: Span, quoted: boolean): WordPart {
  const [, name = "", colon, sign, text = ""] = /^\$\{(\w+)(:?)([-+])(.*)\}$/.exec(image) ?? [];
  const when = sign === "-" ? "unset" : "set";
  return { kind: "alternative", name, colon: colon === ":", when, text, span, quoted };
}

const inDouble =
  /\\[\s\S]|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?::?[-+][^}]*)?\})|\$[0-9@*#?!$-]|\$\([^)]*\)|`[^`]*`|[^\\$`]+|[\\$`]/g;

/** Between double quotes a backslash is one before `$`, a backtick, `"`, itself and a line end only (XCU 2.2.3). */
function insideDouble(file: SourceFile, text: string, offset: number): readonly WordPart[] {
  const parts: WordPart[] = [];
  for (const match of text.matchAll(inDouble)) {
    const [image] = match;
    const start = offset + match.index;
    const span = { file, start, end: start + image.length };
    if (/^\$([A-Za-z_]\w*)?$/.test(image) && /^\\\n\w/.test(text.slice(match.index + image.length)))
      parts.push({ kind: "unknown", span });
    else if (/^\$\{\w+[:+-]/.test(image)) parts.push(alternative(image, span, true));
    else if (/^\$[A-Za-z_{]/.test(image))
      parts.push({ kind: "variable", name: image.replace(/[${}]/g, ""), span, quoted: true });
    else if (/^(\$.|`)/s.test(image)) parts.push({ kind: "unknown", span });
    else if (image[0] === "\\" && image.length === 2)
      parts.push({ kind: "text", text: unescaped(image), span, quoted: true });
    else parts.push({ kind: "text", text: image, span, quoted: true });
  }
  if (parts.length === 0)
    parts.push({ kind: "text", text: "", span: { file, start: offset, end: offset }, quoted: true });
  return parts;
}

function unescaped(image: string): string {
  if (image[1] === "\n") return "";
  return /[$`"\\]/.test(image[1] ?? "") ? image.slice(1) : image;
}
