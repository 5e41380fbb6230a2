// What linear.test.ts counts the steps of: the grammars, and the pipeline with two reports.

import { parseCourier } from "../../grammars/courier/parser.ts";
import { parseAuthrc } from "../../grammars/courier-authrc/parser.ts";
import { parseDovecot } from "../../grammars/dovecot/parser.ts";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import { parseMacro } from "../../grammars/postfix-macro/parser.ts";
import { parseMain } from "../../grammars/postfix-main/parser.ts";
import { parseMaster } from "../../grammars/postfix-master/parser.ts";
import {
  parseCiphers,
  parseMatchList,
  parseProtocols,
  parseRestrictions,
} from "../../grammars/postfix-value/parser.ts";
import { parseTable } from "../../grammars/postfix-value/table.ts";
import { rules } from "../../rules/index.ts";
import { memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import { jsonReport } from "../../src/report/json.ts";
import { textReport } from "../../src/report/text.ts";
import { runRules } from "../../src/run-rules.ts";
import { everyRule } from "../../src/selection.ts";
import type { Dialect, SourceFile } from "../../src/source.ts";

export const grammars: readonly (readonly [string, Dialect, (file: SourceFile) => unknown])[] = [
  ["dovecot 2.3", "dovecot", (file) => parseDovecot(file, "2.3")],
  ["dovecot 2.4", "dovecot", (file) => parseDovecot(file, "2.4")],
  ["dovecot-ext", "dovecot-ext", parseDovecotExt],
  ["postfix-main", "postfix-main", parseMain],
  ["postfix-master", "postfix-master", parseMaster],
  ["courier", "courier", parseCourier],
  ["courier-authrc", "courier-authrc", parseAuthrc],
  ["macros", "postfix-main", ({ text }) => parseMacro(text)],
  ["restrictions", "postfix-main", ({ text }) => parseRestrictions(text)],
  ["match list", "postfix-main", ({ text }) => parseMatchList(text)],
  ["protocols", "postfix-main", ({ text }) => parseProtocols(text)],
  ["ciphers", "postfix-main", ({ text }) => parseCiphers(text)],
  ["table", "postfix-main", ({ text }) => parseTable(text)],
];

export async function runOn(name: string, text: string): Promise<void> {
  const report = await lint({
    paths: [name],
    host: memoryHost({ [name]: text }),
    options: {},
    rules,
    selection: everyRule,
    ignores: {},
  });
  const shown = { version: "0", directory: "/", color: false, links: false };
  for (const format of [textReport, jsonReport])
    format({ ...report, ...shown, rules: [...rules, ...runRules] });
}
