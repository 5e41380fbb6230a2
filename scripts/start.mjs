// `npm start -- PATH…`: builds, then lints the paths; without any, a sample tree with everything wrong in it.

import { spawnSync } from "node:child_process";

const run = (args) => spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
const built = run(["scripts/build.mjs"]);
if (built !== 0) process.exit(built);
const paths = process.argv.slice(2);
if (paths.length > 0) process.exit(run(["dist/mailint.js", ...paths]));
// Its findings are what the sample is for: they are no failure of `npm start`.
const sample = ["fixtures/insecure-dovecot", "fixtures/insecure-postfix", "fixtures/insecure-courier"];
process.stdout.write(`mailint ${sample.join(" ")}\n\n`);
process.exit(run(["dist/mailint.js", "--fail-on", "never", ...sample]));
