// `mailint merge`: SARIF logs of the shards of a run to one log.

import { resolve } from "node:path";
import type { Command } from "commander";
import { jsonText } from "../report/json-text.ts";
import { visible } from "../report/visible.ts";
import { exit, failure, type Io } from "./io.ts";
import { readOwnFile } from "./own-file.ts";

/** MiB of one log: ten times what code scanning takes, and what memory holds several of. */
const sizeLimit = 128;

export function mergeCommand(command: Command, io: Io, done: (code: number) => void): void {
  command
    .description("merge SARIF logs, such as those of the shards of a CI run, into one")
    .argument("<log...>", "SARIF 2.1.0 files")
    .option("-o, --output <file>", "write the log there, not to standard output")
    .action(async (paths: string[], { output }: { readonly output?: string }) => {
      const { isSarifLog, mergeSarif } = await import("../report/sarif-merge.ts");
      const logs = paths.map((path) => {
        const log = parsed(path, io);
        if (!isSarifLog(log)) throw failure(`${visible(path)}: is no SARIF 2.1.0 log`, exit.input);
        return log;
      });
      const text = `${jsonText(mergeSarif(logs), 2)}\n`;
      if (output === undefined) io.stdout.write(text);
      else {
        const { writeWhole } = await import("./replace-file.ts");
        writeWhole(resolve(io.directory, output), text, output);
      }
      done(exit.clean);
    });
}

/** `undefined` for what is no JSON. */
function parsed(path: string, { directory }: Io): unknown {
  const read = readOwnFile(resolve(directory, path), { limit: sizeLimit, regular: false });
  if (read.kind !== "text") {
    const reason = read.kind === "missing" ? "no such file" : read.reason;
    throw failure(`${visible(path)}: ${reason}`, exit.input);
  }
  try {
    return JSON.parse(read.text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}
