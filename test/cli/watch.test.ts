import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { watchRuns } from "../../src/cli/watch.ts";
import { directoryWith } from "./harness.ts";

const io = (directory: string) => ({
  directory,
  env: {},
  stdout: { write: () => {}, isTerminal: false },
  stderr: { write: () => {}, isTerminal: false },
  stdin: async () => new Uint8Array(),
});

test("a change runs again, an interrupt ends with the last exit code", async () => {
  const directory = directoryWith({ "etc/main.cf": "" });
  const codes = [1, 0];
  let again = () => {};
  const rerun = new Promise<void>((resolve) => {
    again = resolve;
  });
  let runs = 0;
  let written = 0;
  const ended = watchRuns(
    ["etc/main.cf"],
    async () => {
      runs++;
      if (runs > 1) again();
      return codes[Math.min(runs, codes.length) - 1] ?? 0;
    },
    io(directory),
  );
  // The watcher begins some time after the first run: change the file until it has been seen.
  const timer = setInterval(() => writeFileSync(join(directory, "etc/main.cf"), `# ${++written}\n`), 300);
  await rerun;
  clearInterval(timer);
  process.emit("SIGINT");
  expect(await ended).toBe(0);
});

test("a directory that is not there cannot be watched, and is said", async () => {
  const once = vi.fn(async () => 0);
  await expect(watchRuns(["missing/main.cf"], once, io(directoryWith({})))).rejects.toThrow(
    /cannot be watched \(ENOENT\)/,
  );
  expect(once).toHaveBeenCalledTimes(1);
});
