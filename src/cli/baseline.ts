// Reads and writes the baseline file.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Baseline, baselineOf, parseBaseline } from "../baseline.ts";
import type { LintReport } from "../lint.ts";
import { exit, failure, type Io } from "./io.ts";
import { writeWhole } from "./replace-file.ts";

export function readBaseline(path: string, { directory }: Io): Baseline {
  let text: string;
  try {
    text = readFileSync(resolve(directory, path), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      throw failure(`baseline \`${path}\` does not exist; \`--update-baseline\` writes it`, exit.input);
    throw failure(`baseline \`${path}\` cannot be read (${code})`, exit.input);
  }
  const baseline = parseBaseline(text);
  if (baseline === undefined) throw failure(`\`${path}\` is no baseline of mailint`, exit.input);
  return baseline;
}

export function updateBaseline(path: string, { findings }: LintReport, io: Io): void {
  const baseline = baselineOf(findings);
  writeWhole(resolve(io.directory, path), `${JSON.stringify(baseline, undefined, 2)}\n`, path);
  io.stderr.write(`mailint: ${path}: ${findings.length} findings recorded\n`);
}
