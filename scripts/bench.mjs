// `npm run bench [RUNS]`: builds the command line, bundles scripts/bench.ts as it is bundled itself, and runs that.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = mkdtempSync(join(tmpdir(), "mailint-bench-"));
try {
  const built = spawnSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
  if (built.status !== 0) throw new Error("the command line cannot be built");
  const outfile = join(folder, "bench.mjs");
  await build({
    entryPoints: ["scripts/bench.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    // As if the bundle lay where its sources do.
    define: { "import.meta.url": JSON.stringify(pathToFileURL("scripts/bench.ts").href) },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const { status } = spawnSync(process.execPath, [outfile, folder, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
