// `mailint upgrade`: a Dovecot 2.3 tree rewritten for 2.4, as a diff, in another directory, or in place.

import type { Command } from "commander";
import type { Io } from "./io.ts";
import { type TreeFlags, withTreeOptions } from "./tree.ts";

export interface UpgradeFlags extends TreeFlags {
  readonly target: string;
  readonly output?: string;
  readonly diff?: boolean;
  readonly inPlace?: boolean;
}

export function upgradeCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(command.description("rewrite a Dovecot 2.3 configuration for Dovecot 2.4"))
    .argument("<path>", "dovecot.conf or the directory it lies in")
    .requiredOption("--target <daemon=version>", "what to rewrite it for: dovecot=2.4")
    .option("--output <dir>", "write the new tree there")
    .option("--diff", "print what would change (the default)")
    .option("--in-place", "change the files themselves")
    .addHelpText(
      "after",
      `
What cannot be converted stays as a comment with the reason above it, and is listed.
Exit codes: 0 nothing is left to do by hand, 1 something is, 2 wrong use, 3 no tree or unreadable input.`,
    )
    .action(async (path: string, flags: UpgradeFlags) => {
      const { upgrade } = await import("./upgrade-run.ts");
      done(await upgrade(path, flags, io));
    });
}
