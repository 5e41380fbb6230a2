// Where reports go: standard output or files, written whole or not at all.

import { resolve } from "node:path";
import { unknownName } from "../config-file.ts";
import { formats } from "../report/index.ts";
import type { ReportInput } from "../report/report.ts";
import { failure, type Io } from "./io.ts";
import { writeWhole } from "./replace-file.ts";

export interface Target {
  readonly format: string;
  /** `undefined` = standard output. */
  readonly file: string | undefined;
}

/** `text`, `sarif=out.sarif`. */
export function targetsOf(specs: readonly string[]): Target[] {
  const targets = specs.map((spec): Target => {
    const at = spec.indexOf("=");
    const format = at === -1 ? spec : spec.slice(0, at);
    const file = at === -1 ? undefined : spec.slice(at + 1);
    if (!Object.hasOwn(formats, format))
      throw failure(
        `${unknownName("format", format, Object.keys(formats))} (${Object.keys(formats).join(", ")})`,
      );
    if (file === "") throw failure(`\`--format ${spec}\` names no file behind \`=\``);
    return { format, file: file === "-" ? undefined : file };
  });
  const [first, second] = targets.filter(({ file }) => file === undefined);
  if (first !== undefined && second !== undefined)
    throw failure(
      `\`${first.format}\` and \`${second.format}\` cannot both go to standard output; write one as \`${second.format}=FILE\``,
    );
  return targets;
}

export async function writeReports(targets: readonly Target[], input: ReportInput, io: Io): Promise<void> {
  for (const { format, file } of targets) {
    const render = await formats[format]?.();
    if (render === undefined) continue;
    if (file === undefined) io.stdout.write(render(input));
    else writeWhole(resolve(io.directory, file), render({ ...input, color: false, links: false }), file);
  }
}
