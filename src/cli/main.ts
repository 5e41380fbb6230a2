// The process: its arguments, streams and exit code.

import { workerMark } from "./fleet-mark.ts";
import type { Io } from "./io.ts";
import { run } from "./program.ts";
import { descriptor, readAll } from "./streams.ts";

const io: Io = {
  directory: process.cwd(),
  env: process.env,
  stdout: descriptor(1),
  stderr: descriptor(2),
  stdin: readAll,
};

if (process.argv[2] === workerMark) void import("./fleet-worker.ts").then(({ serve }) => serve());
else
  void run(process.argv.slice(2), io).then((code) => {
    process.exitCode = code;
  });
