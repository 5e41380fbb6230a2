// The recipes of docs/fleet.md with the real GNU parallel, word for word; ssh is a script that runs the command here.

import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeHosts } from "../../scripts/fleet-hosts.ts";
import { directoryWith } from "../cli/harness.ts";

const parallel = "/usr/bin/parallel";
const present = existsSync(parallel);
const judged = present || process.env.CI === "true" ? describe : describe.skip;

const ssh = `#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in -l | -p | -o | -i) shift 2 ;; -*) shift ;; *) break ;; esac; done
echo "$1" >>"$SSH_LOG"
shift
[ "$1" = -- ] && shift
# As login(1) does; what parallel runs there needs it.
export SHELL=/bin/sh
exec sh -c "$*"
`;

/** The commands of the section, a block each. */
function recipes(): string[] {
  const [, section = ""] = readFileSync("docs/fleet.md", "utf8").split("## With GNU parallel\n");
  const [own = ""] = section.split(/^## /m);
  return [...own.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

judged(present ? "GNU parallel" : `GNU parallel (${parallel} is missing)`, () => {
  const folder = mkdtempSync(join(tmpdir(), "mailint-parallel-"));
  const hosts = 120;

  beforeAll(() => {
    execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
    writeFileSync(
      join(folder, "mailint"),
      `#!/bin/sh\nexec '${process.execPath}' '${join(folder, "dist", "mailint.js")}' "$@"\n`,
    );
    writeFileSync(join(folder, "ssh"), ssh);
    for (const name of ["mailint", "ssh"]) chmodSync(join(folder, name), 0o755);
    writeHosts(join(folder, "hosts"), hosts);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(script: string, files: Readonly<Record<string, string>>) {
    const directory = directoryWith(files);
    cpSync(join(folder, "hosts"), join(directory, "hosts"), { recursive: true });
    const { status, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
      cwd: directory,
      encoding: "utf8",
      env: {
        PATH: `${folder}:/usr/bin:/bin`,
        HOME: directory,
        PARALLEL_SSH: join(folder, "ssh"),
        SSH_LOG: join(directory, "ssh.log"),
      },
    });
    const lines = readFileSync(join(directory, "fleet.jsonl"), "utf8").trimEnd().split("\n");
    const names = lines.map((line) => (JSON.parse(line) as { host: string }).host);
    return { directory, status, stderr, names: names.sort() };
  }

  const expected = () => readdirSync(join(folder, "hosts")).sort();

  test("there are two recipes", () => {
    expect(recipes()).toHaveLength(2);
  });

  test("on this machine", () => {
    const { directory, status, stderr, names } = run(recipes()[0] ?? "", {});
    expect(names).toEqual(expected());
    expect(stderr).toContain(`${hosts} hosts: ${hosts} linted\n`);
    expect(status).toBe(1);
    expect(readFileSync(join(directory, "fleet.html"), "utf8")).toContain("</html>");
  }, 240_000);

  test("over several machines by ssh", () => {
    const machines = "2/lint1.example.org\n2/lint2.example.org\n";
    const { directory, stderr, names } = run(recipes()[1] ?? "", { machines });
    expect(names).toEqual(expected());
    expect(stderr).toContain(`${hosts} hosts: ${hosts} linted\n`);
    const asked = new Set(readFileSync(join(directory, "ssh.log"), "utf8").trimEnd().split("\n"));
    expect(asked).toEqual(new Set(["lint1.example.org", "lint2.example.org"]));
  }, 240_000);
});
