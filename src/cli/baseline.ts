// Reads and writes the baseline file.

import { resolve } from "node:path";
import { type Baseline, baselineOf, parseBaseline } from "../baseline.ts";
import type { LintReport } from "../lint.ts";
import { visible } from "../report/visible.ts";
import { exit, failure, type Io } from "./io.ts";
import { readOwnFile } from "./own-file.ts";
import { writeWhole } from "./replace-file.ts";

/** In MiB: some hundred thousand entries. */
const sizeLimit = 64;

export function readBaseline(path: string, { directory }: Io): Baseline {
  const read = readOwnFile(resolve(directory, path), { limit: sizeLimit, regular: false });
  if (read.kind === "missing")
    throw failure(`baseline \`${path}\` does not exist; \`--update-baseline\` writes it`, exit.input);
  if (read.kind === "unreadable") throw failure(`baseline \`${path}\` ${read.reason}`, exit.input);
  const baseline = parseBaseline(read.text);
  if (baseline === undefined) throw failure(`\`${path}\` is no baseline of mailint`, exit.input);
  return baseline;
}

export function updateBaseline(path: string, { findings }: LintReport, io: Io): void {
  const baseline = baselineOf(findings);
  writeWhole(resolve(io.directory, path), `${JSON.stringify(baseline, undefined, 2)}\n`, path);
  io.stderr.write(
    `mailint: ${visible(path)}: ${findings.length} finding${findings.length === 1 ? "" : "s"} recorded\n`,
  );
}
