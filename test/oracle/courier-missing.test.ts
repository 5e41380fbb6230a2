// Files that Courier's shell does not find: /bin/sh and the real start scripts stop where `missing-include` says so.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { diskHost } from "../../src/host-disk.ts";
import { loadSystems } from "../../src/lint.ts";
import { expectProofs } from "../proofs.ts";
import { describeWithRoot, run, withTree } from "./daemons.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "mailint-courier-missing-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes `FOLDER/` as the folder's path; returns the directory. */
function tree(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text.replaceAll("FOLDER/", `${directory}/`));
  }
  return directory;
}

async function missing(paths: readonly string[], options: { readonly root?: string } = {}) {
  const host = diskHost({ roots: paths, root: options.root });
  const { systems } = await loadSystems({ paths, host, options });
  return systems.flatMap(({ problems }) => problems.filter(({ kind }) => kind === "missing-include"));
}

/** Whether a shell gets through the files of imapd. */
function passes(directory: string): boolean {
  const script = `. ${directory}/imapd; . ${directory}/imapd-ssl; echo passed`;
  return spawnSync("/bin/sh", ["-c", script], { encoding: "utf8" }).stdout === "passed\n";
}

const pair = (imapd: string) => ({ imapd, "imapd-ssl": "SSLPORT=993\n" });

describe("a file named by `.`", () => {
  test("that is not there stops the shell", async () => {
    const directory = tree("absent", pair("PORT=143\n. FOLDER/local\nADDRESS=0\n"));
    expect(passes(directory)).toBe(false);
    const [found, ...more] = await missing([directory]);
    expect(found).toMatchObject({ severity: "error", fatal: true, span: { start: 9 } });
    expect(more).toEqual([]);
  });

  test("that is there does not", async () => {
    const directory = tree("present", { ...pair(". FOLDER/local\n"), local: "ADDRESS=0\n" });
    expect(passes(directory)).toBe(true);
    expect(await missing([directory])).toEqual([]);
  });

  test("is not looked for outside of what was given", async () => {
    const directory = tree("outside", pair(`. ${folder}/elsewhere\n`));
    expect(await missing([directory])).toEqual([]);
  });

  test("below a directory that stands for `/` may be left out of it", async () => {
    const root = tree("copy", {
      "etc/courier/imapd": ". /etc/environment\n",
      "etc/courier/imapd-ssl": ". /etc/courier/local\n",
    });
    const found = await missing([join(root, "etc/courier")], { root });
    expect(found.map(({ span }) => span.file.path.replace(root, ""))).toEqual(["/etc/courier/imapd-ssl"]);
  });
});

describeWithRoot("courier", "the second file of a start script", () => {
  test.each(["imapd", "pop3d"])("%s does not start without it", (name) => {
    withTree("courier", { [`${name}`]: "PORT=143\n" }, (planted) => {
      const script = `sed 's#/etc/courier#${planted.path}#g' /usr/sbin/${name} >${planted.path}/start && sh ${planted.path}/start start`;
      const done = run("courier", ["/bin/sh", "-c", script]);
      expect(done.status).not.toBe(0);
      expect(String(done.stdout)).toContain(`${name}-ssl does not exist`);
    });
  });

  test("is missed", async () => {
    const found = await missing([tree("courier/single", { pop3d: "PORT=110\n", esmtpd: "PORT=25\n" })]);
    expect(found.map(({ severity, message }) => [severity, message.slice(0, 11)])).toEqual([
      ["note", "`pop3d-ssl`"],
    ]);
  });

  test("the document of proofs says so", () => {
    expectProofs("parser", "test/oracle/courier-missing.test.ts", new Set(["missing-include"]));
  });
});
