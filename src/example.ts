// Examples of rules: texts with the expected place marked «like this», as files in memory.

import type { Finding } from "./finding.ts";
import { applyEdits } from "./fix.ts";
import type { Machine } from "./machine.ts";
import { machineOf } from "./machine-facts.ts";
import type { LintOptions } from "./options.ts";
import type { Example } from "./rule.ts";
import type { Dialect } from "./source.ts";

export interface Mark {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

export interface ExampleFiles {
  /** File name to text without marks. */
  readonly files: Readonly<Record<string, string>>;
  readonly marks: readonly Mark[];
  /** The files after the rule's fix, where the example says. */
  readonly fixed: Readonly<Record<string, string>> | undefined;
  readonly options: LintOptions;
  readonly machine: Machine | undefined;
}

const names: Readonly<Record<Dialect, string>> = {
  dovecot: "dovecot.conf",
  "dovecot-ext": "dovecot-sql.conf.ext",
  "postfix-main": "main.cf",
  "postfix-master": "master.cf",
  "postfix-map": "virtual.cf",
  courier: "imapd",
  "courier-authrc": "authmysqlrc",
  "courier-access": "smtpaccess/default",
};

/** The name of the one file of a `bad` or `good` example. */
export function exampleName({ name, dialect = "dovecot" }: Example): string {
  return name ?? names[dialect];
}

export function readExample(example: Example): ExampleFiles {
  const texts = example.files ?? { [exampleName(example)]: example.bad ?? example.good ?? "" };
  const files: Record<string, string> = {};
  const marks: Mark[] = [];
  for (const [path, marked] of Object.entries(texts)) {
    const start = marked.indexOf("«");
    const end = marked.indexOf("»", start + 1);
    files[path] = marked.replace(/[«»]/g, "");
    if (start !== -1) marks.push({ path, start, end: end - 1 });
  }
  const fixed =
    example.fixedFiles ??
    (example.fixed === undefined ? undefined : { [exampleName(example)]: example.fixed });
  return {
    files,
    marks,
    fixed: fixed && { ...files, ...fixed },
    options: optionsOf(example, Object.keys(files)),
    machine: example.machine && machineOf(example.machine),
  };
}

function optionsOf({ version, before }: Example, paths: readonly string[]): LintOptions {
  const postfix = paths.some((path) => /(^|\/)(main|master)\.cf/.test(path));
  const courier = paths.every((path) => path.startsWith("courier/"));
  return {
    dovecot: postfix || courier ? "2.3" : (version ?? "2.3"),
    ...(courier && version !== undefined ? { courier: version } : {}),
    postfix: postfix ? (version ?? "3.7") : "3.7",
    ...(before === undefined ? {} : postfix ? { postfixBefore: before } : { dovecotBefore: before }),
  };
}

/** What the fixes of the findings make of the files. */
export function applyFixes(
  files: Readonly<Record<string, string>>,
  findings: readonly Finding[],
): Readonly<Record<string, string>> {
  return { ...files, ...Object.fromEntries(applyEdits(findings.flatMap(({ fix }) => fix?.edits ?? []))) };
}
