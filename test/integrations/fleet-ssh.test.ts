// The recipe of docs/fleet.md for several machines, word for word: the real GNU parallel logs in to real sshds.

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  describeWith,
  goingOn,
  hostCount,
  parallel,
  paste,
  recipes,
  sshd,
  type Workplace,
  workplace,
  writeProgram,
} from "./fleet-recipes.ts";
import { bootMachines, type Machines } from "./machines.ts";

const names = ["lint1.example.org", "lint2.example.org"];
const minutes = 240_000;

describeWith([parallel, sshd, "/usr/bin/ssh"], "GNU parallel over sshd", () => {
  let place: Workplace;
  let machines: Machines;
  const programs = (name: string) => join(place.folder, "machines", name);
  const log = () => join(place.folder, "log");

  beforeAll(async () => {
    place = workplace();
    machines = await bootMachines(
      place.folder,
      names.map((name) => ({ name, programs: programs(name) })),
    );
  });
  afterAll(async () => {
    await machines?.stop();
    place.remove();
  });
  beforeEach(() => {
    for (const name of names) writeProgram(programs(name), logged(name, place.mailint));
    writeFileSync(log(), "");
    writeFileSync(join(place.folder, "work", "mailint.toml"), '[rules]\ncleartext-auth = "off"\n');
  });

  /** A mailint that tells on which machine and in which directory it runs. */
  function logged(name: string, script: string): string {
    return script.replace("\n", `\necho "${name} $PWD" >>'${log()}'\n`);
  }

  function overMachines(list: readonly string[], recipe = recipes()[1] ?? "") {
    writeFileSync(join(place.folder, "work", "machines"), list.map((name) => `1/${name}\n`).join(""));
    return paste(place, recipe, { PARALLEL_SSH: machines.ssh });
  }

  /** A recipe without or with an option; it has to be there. */
  function altered(from: string, to: string): string {
    const recipe = recipes()[1] ?? "";
    expect(recipe).toContain(from);
    return recipe.replace(from, to);
  }

  test(
    "each machine lints blocks in the directory that all share; their lines come together",
    () => {
      const done = overMachines(names);
      expect(done.names.sort()).toEqual(place.hosts);
      expect(done.stderr).toContain(`${hostCount} hosts: ${hostCount} linted\n`);
      expect(done.status).toBe(1);
      const runs = readFileSync(log(), "utf8").trimEnd().split("\n").sort();
      expect(new Set(runs)).toEqual(new Set(names.map((name) => `${name} ${done.directory}`)));
      expect(done.record).toContain('"rule":"implicit-tls-missing"');
      expect(done.record).not.toContain('"rule":"cleartext-auth"');
      expect(readFileSync(join(done.directory, "fleet.html"), "utf8")).toContain("</html>");
    },
    minutes,
  );

  test(
    "what a machine that is down was given goes to another one",
    () => {
      const done = overMachines([...names, "down.example.org"]);
      expect(done.names.sort()).toEqual(place.hosts);
      expect(done.stderr).toContain(`${hostCount} hosts: ${hostCount} linted\n`);
    },
    minutes,
  );

  test(
    "a machine that goes away in the middle of a line spoils nothing",
    () => {
      const torn = `#!/bin/sh\ncat >'${join(place.folder, "given")}'\nprintf '{"version":1,"mailint":"0'\nkill -9 $PPID\n`;
      writeProgram(programs(names[0] ?? ""), torn);
      const done = overMachines(names);
      expect(existsSync(join(place.folder, "given"))).toBe(true);
      expect(done.names.sort()).toEqual(place.hosts);
      expect(done.stderr).toContain(`${hostCount} hosts: ${hostCount} linted\n`);
    },
    minutes,
  );

  test(
    "without another machine to go to, the command in the text lints what is left",
    () => {
      const counted = `${altered("--retries 3 ", "").replace("> fleet.jsonl\n", '> fleet.jsonl\necho "failed: $?" >&2\n')}`;
      const list = [names[0] ?? "", "down.example.org"];
      const done = overMachines(list, `${counted}\nwc -l <fleet.jsonl >&2\n${goingOn()}`);
      expect(done.stderr).toContain("Connection refused");
      const [, failed = "0"] = /failed: (\d+)\n/.exec(done.stderr) ?? [];
      const [, linted = "0"] = /\n(\d+)\n/.exec(done.stderr) ?? [];
      expect(Number(failed)).toBeGreaterThan(0);
      expect(Number(linted)).toBeLessThan(hostCount);
      expect(done.names.sort()).toEqual(place.hosts);
      expect(done.stderr).toContain(`${hostCount} hosts: ${hostCount} linted\n`);
    },
    minutes,
  );

  test(
    "a host that cannot be linted is told of in a line, in the summary, and by the exit codes",
    () => {
      const wrong = join(place.folder, "work", "hosts", "mx-gone");
      writeFileSync(wrong, "neither a directory nor an archive\n");
      try {
        const done = overMachines(
          names,
          altered("> fleet.jsonl\n", '> fleet.jsonl\necho "failed: $?" >&2\n'),
        );
        expect(done.lines.filter(({ status }) => status === "failed").map(({ host }) => host)).toEqual([
          "mx-gone",
        ]);
        expect(done.names.sort()).toEqual([...place.hosts, "mx-gone"].sort());
        expect(done.stderr).toContain("failed: 1\n");
        expect(done.stderr).toContain(`${hostCount + 1} hosts: ${hostCount} linted, 1 failed\n`);
        expect(done.status).toBe(3);
      } finally {
        rmSync(wrong);
      }
    },
    minutes,
  );

  test(
    "`--keep-order` and `--ordered` write the lines in the order of the list",
    () => {
      const ordered = altered("maxdepth 1 |", "maxdepth 1 | sort |")
        .replace("--pipe", "--pipe --keep-order")
        .replace("fleet -", "fleet - --ordered");
      expect(overMachines(names, ordered).names).toEqual(place.hosts);
    },
    minutes,
  );
});
