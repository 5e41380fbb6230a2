// `npm run fuzz:coverage -- SECONDS [DIRECTORY…]`: the whole pipeline under Jazzer.js, which keeps inputs that reach new code.
//
// Jazzer.js is installed on first use, outside of the project, as nothing else needs it. Its binary wants glibc 2.38: where
// the machine's is older, Debian 13's is taken, which scripts/oracles.sh unpacks. Jazzer.js ends at a hang: the loop here starts
// it again with what it has learned, until the time is up.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { encode } from "../../src/source.ts";
import { pack } from "./input.ts";
import { seedsOf, wordsOf } from "./seeds.ts";

const jazzer = "@jazzer.js/core@4.0.0";
const [seconds = "3600", ...directories] = process.argv.slice(2);
const work = process.env.MAILINT_FUZZ_DIRECTORY ?? join(tmpdir(), "mailint-fuzz");
const failures = resolve("fuzz-failures");

function install(): string {
  const command = join(work, "node_modules/@jazzer.js/core/dist/cli.js");
  if (!existsSync(command))
    run("npm", ["install", "--prefix", work, "--no-audit", "--no-fund", "--no-save", jazzer]);
  return command;
}

/** The start of a command line that runs Node with a C library that Jazzer.js can use. */
function nodeCommand(): readonly string[] {
  const addon = join(work, "node_modules/@jazzer.js/fuzzer/dist/addon.js");
  const plain = [process.execPath];
  const other = join(
    process.env.MAILINT_ORACLES ?? "/opt/mailint-oracles",
    "trixie/usr/lib/x86_64-linux-gnu",
  );
  const newer = [join(other, "ld-linux-x86-64.so.2"), "--library-path", other, process.execPath];
  for (const [program = "", ...args] of [plain, newer])
    if (spawnSync(program, [...args, "-e", `require(${JSON.stringify(addon)})`]).status === 0)
      return [program, ...args];
  throw new Error("the binary of Jazzer.js does not run here: it needs glibc 2.38 on x86-64");
}

function run(command: string, args: readonly string[]): number {
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, MAILINT_FUZZ_FAILURES: failures },
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}

/** In the order of bytes, as libFuzzer's dictionaries are written. */
function quoted(word: string): string {
  const bytes = [...encode(word)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`);
  return `"${bytes.join("")}"`;
}

function prepare(): { readonly target: string; readonly corpus: string; readonly dictionary: string } {
  const corpus = join(work, "corpus");
  mkdirSync(corpus, { recursive: true });
  mkdirSync(failures, { recursive: true });
  const seeds = seedsOf(directories.length === 0 ? ["fixtures"] : directories);
  for (const seed of seeds) {
    const bytes = pack(seed, encode);
    writeFileSync(join(corpus, createHash("sha1").update(bytes).digest("hex")), bytes);
  }
  const dictionary = join(work, "words.dict");
  writeFileSync(dictionary, `${wordsOf(seeds).map(quoted).join("\n")}\n`);
  return { target: join(work, "target.cjs"), corpus, dictionary };
}

const command = install();
const [node = process.execPath, ...nodeArguments] = nodeCommand();
const { target, corpus, dictionary } = prepare();
await build({
  entryPoints: ["scripts/fuzz/target.ts"],
  outfile: target,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  logLevel: "warning",
});
const end = Date.now() + Number(seconds) * 1000;
for (let left = Number(seconds); left >= 1; left = Math.floor((end - Date.now()) / 1000)) {
  const own = ["-i", "target.cjs", "-e", "node_modules", "--timeout", "60000"];
  const status = run(node, [
    ...nodeArguments,
    command,
    target,
    corpus,
    ...own,
    "--",
    `-max_total_time=${left}`,
    "-max_len=10000",
    "-len_control=0",
    "-rss_limit_mb=6000",
    "-print_final_stats=1",
    `-dict=${dictionary}`,
    `-artifact_prefix=${failures}/`,
    `-seed=${process.env.MAILINT_SEED ?? "20260101"}`,
  ]);
  // 70 and 77 are libFuzzer's: a hang, a crash. Anything else is a mistake in here, and would come again at once.
  if (status !== 70 && status !== 77) break;
}
const found = readdirSync(failures).filter((name) => !name.endsWith(".txt"));
process.stdout.write(`${found.length} kinds of failure in ${failures}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
