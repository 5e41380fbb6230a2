// `--watch`: runs again whenever something changes where the paths lie, until it is interrupted.

import { accessSync, type FSWatcher, statSync, watch } from "node:fs";
import { dirname, resolve } from "node:path";
import { exit, failure, type Io } from "./io.ts";

/** Editors write a file in several steps; changes so close together (milliseconds) are one. */
const settle = 100;

/** Resolves to the last run's exit code when the process is interrupted. */
export async function watchRuns(
  paths: readonly string[],
  run: () => Promise<number>,
  io: Io,
): Promise<number> {
  let code = await run();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const again = () => {
    running = running.then(async () => {
      io.stdout.write("\n");
      code = await run();
    });
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(again, settle);
  };
  const watchers = directoriesOf(paths, io).map((directory) => watching(directory, changed));
  if (io.stderr.isTerminal) io.stderr.write("mailint: waiting for changes; Ctrl-C ends\n");
  await new Promise<void>((interrupted) => process.once("SIGINT", interrupted));
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
  await running;
  return code;
}

function directoriesOf(paths: readonly string[], { directory }: Io): string[] {
  const full = paths.map((path) => resolve(directory, path));
  const isDirectory = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return [...new Set(full.map((path) => (isDirectory(path) ? path : dirname(path))))];
}

function watching(directory: string, changed: () => void): FSWatcher {
  try {
    // Node 24 watches for a missing directory in silence.
    accessSync(directory);
    return watch(directory, { recursive: true }, changed);
  } catch (error) {
    throw failure(
      `\`${directory}\` cannot be watched (${(error as NodeJS.ErrnoException).code})`,
      exit.input,
    );
  }
}
