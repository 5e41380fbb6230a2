// Table configuration files: cfg_parser.c reads them with dict_load_file_xt(), the reader of main.cf.

import type { SourceFile } from "../../src/source.ts";
import { parseMain } from "../postfix-main/parser.ts";
import type { MapAst } from "./ast.ts";

/** Never throws: what Postfix refuses or skips becomes a `junk` statement. */
export function parseMap(file: SourceFile): MapAst {
  return parseMain(file);
}
