// The process: its arguments, streams and exit code.

import { workerMark } from "./fleet-mark.ts";
import { exit, type Io } from "./io.ts";
import { run } from "./program.ts";
import { descriptor, readAll } from "./streams.ts";

/** Exits where somebody has removed it. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    descriptor(2).write("mailint: the working directory is gone; change to another\n");
    process.exit(exit.input);
  }
}

function ioOfProcess(): Io {
  return {
    directory: workingDirectory(),
    env: process.env,
    stdout: descriptor(1),
    stderr: descriptor(2),
    stdin: readAll,
  };
}

if (process.argv[2] === workerMark) void import("./fleet-worker.ts").then(({ serve }) => serve());
else
  void run(process.argv.slice(2), ioOfProcess()).then((code) => {
    process.exitCode = code;
  });
