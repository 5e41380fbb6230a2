// What is wrong with a Postfix configuration as text and as table, statement by statement.

import type { MainAst } from "../../grammars/postfix-main/ast.ts";
import type { MasterAst } from "../../grammars/postfix-master/ast.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { isTemplateLine } from "./template.ts";

/** Problems in file order, main.cf before master.cf. */
export function findProblems(
  _config: PostfixConfig,
  main: MainAst | undefined,
  master: MasterAst | undefined,
): readonly Problem[] {
  return [...(main?.statements ?? []), ...(master?.statements ?? [])].flatMap((statement): Problem[] => {
    if (statement.kind !== "junk" || isTemplateLine(statement.line.text)) return [];
    const { span, reason, fatal } = statement;
    return [{ kind: "syntax", severity: fatal ? "error" : "warning", message: reason, span, fatal }];
  });
}
