// The statements of one file folded to a tree, so that a section is converted as a whole.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";

type Leaf = Exclude<DovecotStatement, { kind: "open" | "close" }>;
export type SettingStatement = Extract<DovecotStatement, { kind: "setting" }>;

export interface Block {
  readonly kind: "block";
  readonly open: Extract<DovecotStatement, { kind: "open" }>;
  readonly children: readonly Node[];
  /** Absent where the file ends before the section does. */
  readonly close: Extract<DovecotStatement, { kind: "close" }> | undefined;
}

export type Node = { readonly kind: "leaf"; readonly statement: Leaf } | Block;

/** A `}` too many is left out: the daemon refuses the tree anyway. */
export function treeOf(statements: readonly DovecotStatement[]): readonly Node[] {
  const root: Node[] = [];
  const stack: { open: Block["open"]; children: Node[] }[] = [];
  for (const statement of statements) {
    const into = stack.at(-1)?.children ?? root;
    if (statement.kind === "open") stack.push({ open: statement, children: [] });
    else if (statement.kind === "close") {
      const done = stack.pop();
      if (done !== undefined)
        (stack.at(-1)?.children ?? root).push({ kind: "block", ...done, close: statement });
    } else into.push({ kind: "leaf", statement });
  }
  for (let left = stack.pop(); left !== undefined; left = stack.pop())
    (stack.at(-1)?.children ?? root).push({ kind: "block", ...left, close: undefined });
  return root;
}

/** The settings that stand in a block itself. */
export function settingsOf(nodes: readonly Node[]): readonly SettingStatement[] {
  return nodes.flatMap((node) =>
    node.kind === "leaf" && node.statement.kind === "setting" ? [node.statement] : [],
  );
}
