// What is wrong with a Postfix configuration as text and as tables, before any rule looks at what it means.

import type { MainAst } from "../../grammars/postfix-main/ast.ts";
import type { MasterAst } from "../../grammars/postfix-master/ast.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { mapProblems } from "./postfix-maps.ts";
import { patchProblems } from "./postfix-patch.ts";
import { lineProblems } from "./postfix-problems-lines.ts";
import { mainProblems } from "./postfix-problems-main.ts";
import { masterProblems } from "./postfix-problems-master.ts";
import { nameProblems } from "./postfix-problems-names.ts";
import { valueProblems } from "./postfix-problems-values.ts";

/** Problems in file order, main.cf before master.cf. */
export function findProblems(
  config: PostfixConfig,
  main: MainAst | undefined,
  master: MasterAst | undefined,
): readonly Problem[] {
  const maps = config.maps();
  const found = [
    ...patchProblems(config.mainFile),
    ...patchProblems(config.masterFile),
    ...lineProblems(main?.statements ?? []),
    ...lineProblems(master?.statements ?? []),
    ...mainProblems(config, main?.statements ?? []),
    ...masterProblems(config, master?.statements ?? []),
    ...nameProblems(config),
    ...valueProblems(config),
    ...lineProblems(maps.flatMap(({ statements }) => statements)),
    ...mapProblems(maps, config.releases),
  ];
  const files = [config.mainFile, config.masterFile, ...maps.map(({ file }) => file)];
  const place = ({ span }: Problem) => files.indexOf(span.file);
  return found.sort((one, other) => place(one) - place(other) || one.span.start - other.span.start);
}
