// What the command line needs of the process, so that tests can run it without one.

import { shortened } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { maskText } from "../secrets.ts";

export interface Io {
  /** Absolute working directory. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** All of standard input. */
  readonly stdin: () => Promise<Uint8Array>;
}

export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
}

/** Exit codes, as the README documents them. */
export const exit = { clean: 0, findings: 1, usage: 2, input: 3, internal: 70 } as const;

/** An error that the user can mend: one line, and the exit code. */
export interface Failure extends Error {
  readonly exitCode: number;
}

export function failure(message: string, exitCode: number = exit.usage): Failure {
  return Object.assign(new Error(message), { exitCode });
}

export function isFailure(error: unknown): error is Failure {
  return error instanceof Error && typeof (error as Partial<Failure>).exitCode === "number";
}

/** What files and the environment have put into a message neither acts, nor shows a password, nor fills the screen. */
export function plain(message: string): string {
  return visible(shortened(maskText(message)));
}

/** Says what could not be read, a line each; whether there was any. */
export function tellFailures(
  failures: readonly { readonly path: string; readonly reason: string }[],
  { stderr }: Io,
): boolean {
  for (const { path, reason } of failures) stderr.write(`mailint: ${plain(path)}: ${plain(reason)}\n`);
  return failures.length > 0;
}

/** NO_COLOR (no-color.org) and FORCE_COLOR come before what the terminal is. */
export function wantsColor({ env, stdout }: Io): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stdout.isTerminal && env.TERM !== "dumb";
}
