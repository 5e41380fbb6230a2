// main.cf as text: values that swallow a line, comments behind values, names set twice.

import type { LinePiece, MainSetting, MainStatement } from "../../grammars/postfix-main/ast.ts";
import { blockFrom } from "../../grammars/postfix-main/lines.ts";
import type { Fix } from "../finding.ts";
import { parameterFact } from "../settings/postfix.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { isTemplate, isTemplateLine } from "./template.ts";

export function mainProblems(config: PostfixConfig, statements: readonly MainStatement[]): Problem[] {
  const settings = statements.filter((statement) => statement.kind === "setting");
  const branched = statements.some(({ line }) => isTemplateLine(line.text));
  const known = (name: string) => parameterFact(name) !== undefined || config.names().inMain(name);
  return [
    ...(branched ? [] : duplicates(settings)),
    ...settings.flatMap((setting) => swallowed(setting, known)),
    ...settings.flatMap(inlineComment),
  ];
}

/** dict_load_fp(): "overriding earlier entry", where the values differ. */
function duplicates(settings: readonly MainSetting[]): Problem[] {
  const found: Problem[] = [];
  const before = new Map<string, MainSetting>();
  for (const setting of settings) {
    const earlier = before.get(setting.name);
    before.set(setting.name, setting);
    if (earlier === undefined || earlier.value === setting.value) continue;
    found.push({
      kind: "duplicate-setting",
      severity: "warning",
      message: `\`${setting.name}\` is set twice: postfix uses the last value, \`${clip(setting.value)}\`, and the earlier one, \`${clip(earlier.value)}\`, has no effect; delete one of them`,
      span: setting.nameSpan,
      related: [{ message: "set here before, without effect", span: earlier.span }],
      fatal: false,
    });
  }
  return found;
}

export function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** An indented `name = value` and the rest of a setting whose first line is commented out both continue the value before. */
function swallowed(setting: MainSetting, known: Known): Problem[] {
  let depth = 0;
  return setting.line.pieces.flatMap((piece, at) => {
    const outside = depth === 0;
    depth = depthAfter(piece.text, depth);
    if (at === 0) return [];
    return [
      ...(outside ? indentedSetting(setting, piece, known) : []),
      ...orphanedPiece(setting, piece, at, known),
    ];
  });
}

type Known = (name: string) => boolean;

function indentedSetting(setting: MainSetting, piece: LinePiece, known: Known): Problem[] {
  const { line } = setting;
  const [, blanks = "", name] = piece.text.match(/^([ \t\v\f\r]+)([a-z0-9_]+)[ \t]*=(?!=)/) ?? [];
  if (name === undefined || name === setting.name || !known(name)) return [];
  return [
    {
      kind: "postfix/accidental-continuation",
      severity: "error",
      message: `\`${name} = ...\` is indented, so it is no setting but continues the value of \`${setting.name}\`, and \`${name}\` keeps another value; begin it in the first column`,
      span: line.locate(piece.at + blanks.length, piece.at + blanks.length + name.length),
      related: [{ message: `the value of \`${setting.name}\` begins here`, span: setting.nameSpan }],
      fix: {
        title: `Begin \`${name}\` in the first column`,
        safety: "unsafe",
        edits: [{ span: line.locate(piece.at, piece.at + blanks.length), text: "" }],
      },
      fatal: false,
    },
  ];
}

/** The rest of a value whose first line is commented out; sure where that line ends in a comma or has no value. */
function orphanedPiece(setting: MainSetting, piece: LinePiece, at: number, known: Known): Problem[] {
  const { line } = setting;
  const comment = commentedHead(setting, piece, known);
  if (comment === undefined) return [];
  const { name, span, unfinished } = comment;
  const blanks = piece.text.match(/^\s*/)?.[0].length ?? 0;
  return [
    {
      kind: "postfix/accidental-continuation",
      severity: unfinished ? "error" : "warning",
      message: `this line ${unfinished ? "belonged" : "looks as if it belonged"} to \`${name}\`, which is commented out above: now it continues the value of \`${setting.name}\`; comment it out too`,
      span: line.locate(piece.at + blanks, piece.at + piece.text.trimEnd().length),
      related: [{ message: `\`${name}\` is commented out here`, span }],
      fix: {
        title: "Comment it out",
        safety: "unsafe",
        edits: blockFrom(line, at).map((part) => ({ span: line.locate(part.at, part.at), text: "#" })),
      },
      fatal: false,
    },
  ];
}

/** The comment before a piece, when it is a setting of another name. */
function commentedHead(setting: MainSetting, { comment: span }: LinePiece, known: Known) {
  if (span === undefined) return undefined;
  const text = span.file.text.slice(span.start, span.end).trimEnd();
  const name = text.match(/^#[ \t]?([a-z0-9_]+)[ \t]*=(?!=)/)?.[1];
  if (name === undefined || name === setting.name || !known(name)) return undefined;
  return { name, span, unfinished: /[,=]$/.test(text) };
}

/** How many braces are open behind `text` when `depth` were before it. */
function depthAfter(text: string, depth: number): number {
  let open = depth;
  for (const brace of text.match(/[{}]/g) ?? []) {
    if (brace === "{") open++;
    else if (open > 0) open--;
  }
  return open;
}

/** Values that are text for people, shell commands or characters, where `#` may mean itself. */
const freeText =
  /(?:banner|footer|reason|reply|_name|_command|_filter|_characters|_delimiter|password|_maps?|_checks)$/;

/** Postfix has no comments behind a value (postconf(1) of 3.8 and later: "#comment after other text is not allowed"). */
function inlineComment(setting: MainSetting): Problem[] {
  const type = parameterFact(setting.name)?.type;
  if (type === undefined || type === "raw" || freeText.test(setting.name)) return [];
  const at = setting.value.search(/(?:^|[ \t\r\n\v\f,])#/);
  if (at === -1 || isTemplate(setting.value.slice(at))) return [];
  const from = setting.value[at] === "#" ? at : at + 1;
  if (depthAfter(setting.value.slice(0, from), 0) > 0) return [];
  const { line } = setting;
  const span = setting.locate(from, from + 1);
  const piece = line.pieces.findLast(({ start }) => start <= span.start);
  if (piece === undefined) return [];
  const end = piece.start + piece.text.trimEnd().length;
  const comment = span.file.text.slice(span.start, end);
  return [
    {
      kind: "postfix/inline-comment",
      severity: "error",
      message: `\`${clip(comment)}\` is part of the value of \`${setting.name}\`: postfix knows no comment behind a value; put it on a line of its own`,
      span: { ...span, end },
      fix: moveComment(setting, span.start, end, comment),
      fatal: false,
    },
  ];
}

function moveComment(setting: MainSetting, start: number, end: number, comment: string): Fix {
  const { file } = setting.span;
  let from = start;
  while (from > setting.span.start && /[ \t]/.test(file.text[from - 1] ?? "")) from--;
  const head = setting.line.span.start;
  return {
    title: "Move the comment to a line of its own",
    safety: "safe",
    edits: [
      { span: { file, start: head, end: head }, text: `${comment}\n` },
      { span: { file, start: from, end }, text: "" },
    ],
  };
}
