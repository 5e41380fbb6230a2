// Runs the command line in this process, on files in a directory of its own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { run } from "../../src/cli/program.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new directory with these files; removed when the test ends. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), "mailint-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return directory;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly terminal?: boolean;
}

export async function mailint(
  directory: string,
  args: readonly string[],
  { env = {}, stdin = "", terminal = false }: Surroundings = {},
): Promise<Outcome> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await run(args, {
    directory,
    env,
    stdout: { write: (text) => void stdout.push(text), isTerminal: terminal },
    stderr: { write: (text) => void stderr.push(text), isTerminal: terminal },
    stdin: async () => new TextEncoder().encode(stdin),
  });
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}
