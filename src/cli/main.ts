// The process: its arguments, streams and exit code.

import type { Io, Output } from "./io.ts";
import { run } from "./program.ts";

function output(stream: NodeJS.WriteStream): Output {
  // A reader that has seen enough (`| head`) ends the program, and is no error.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? process.exitCode : 1);
  });
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true };
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const io: Io = {
  directory: process.cwd(),
  env: process.env,
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  stdin: readAll,
};

process.exitCode = await run(process.argv.slice(2), io);
