// What the daemons themselves say and do about the rights of files, and what the rules say of the same files.

import { chmodSync, chownSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { realMachine } from "../../src/cli/machine.ts";
import { runRules } from "../../src/engine.ts";
import { diskHost } from "../../src/host-disk.ts";
import { loadSystems } from "../../src/lint.ts";
import { expectProofs } from "../proofs.ts";
import { describeWithRoot, plant, rootDirectory, run, type Tree } from "./daemons.ts";

const proven = ["config-file-writable", "postfix/sni-map-permissions"];

/** Messages of a rule on the planted configuration, looked at as its root has it. */
async function messagesOf(rule: string, tree: Tree): Promise<readonly string[]> {
  const root = rootDirectory(tree.root);
  const paths = [tree.hostPath];
  const host = diskHost({ roots: paths, root });
  const { systems } = await loadSystems({ paths, host, options: { root } });
  const machine = realMachine({ roots: paths, root, directory: "/", now: Date.parse("2026-01-31") });
  return runRules(
    rules.filter(({ id }) => id === rule),
    systems,
    machine,
  ).map(({ message }) => message);
}

const main = (path: string): string => `queue_directory = ${path}/queue
compatibility_level = 3.6
maillog_file = ${path}/log
maillog_file_prefixes = ${path}
smtpd_tls_security_level = may
tls_server_sni_maps = hash:${path}/sni
`;

const master = "smtp inet n - y - - smtpd\npostlog unix-dgram n - n - 1 postlogd\n";

async function planted(body: (tree: Tree) => Promise<void>): Promise<void> {
  const tree = plant("bookworm", { "master.cf": master, "queue/.keep": "" });
  try {
    tree.write({ "main.cf": main(tree.path) });
    for (const name of ["main.cf", "master.cf"]) chmodSync(`${tree.hostPath}/${name}`, 0o644);
    chmodSync(tree.hostPath, 0o755);
    await body(tree);
  } finally {
    tree.remove();
  }
}

/** What `postfix check` logs about files of the configuration. */
function warnings(tree: Tree): readonly string[] {
  run("bookworm", ["/usr/sbin/postfix", "-c", tree.path, "check"]);
  const log = readFileSync(`${tree.hostPath}/log`, "utf8").split("\n");
  const found = log.flatMap(
    (line) => /warning: ([a-z ]+): \S*\/([a-z]+\.cf)$/.exec(line)?.slice(1).join(": ") ?? [],
  );
  return [...new Set(found)];
}

describeWithRoot("bookworm", "rights of Postfix's files", () => {
  test("postfix check warns of the files that the rule names", async () => {
    await planted(async (tree) => {
      expect(await messagesOf("config-file-writable", tree)).toEqual([]);
      chmodSync(`${tree.hostPath}/main.cf`, 0o666);
      chownSync(`${tree.hostPath}/master.cf`, 4711, 0);
      expect(warnings(tree)).toEqual(["not owned by root: master.cf", "group or other writable: main.cf"]);
      expect(await messagesOf("config-file-writable", tree)).toEqual([
        expect.stringMatching(/^every user of the machine can write to `\S+main\.cf`/),
        expect.stringMatching(/^the user `4711` can write to `\S+master\.cf`/),
      ]);
    });
  });

  test("postmap puts the key into the table, with the rights of the text", async () => {
    await planted(async (tree) => {
      const key = "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n";
      tree.write({ "both.pem": key, sni: `mail.example.org ${tree.path}/both.pem\n` });
      const seen: unknown[] = [];
      for (const mode of [0o644, 0o600]) {
        chmodSync(`${tree.hostPath}/sni`, mode);
        const made = run("bookworm", ["/usr/sbin/postmap", "-c", tree.path, "-F", `hash:${tree.path}/sni`]);
        expect(made.status).toBe(0);
        const table = `${tree.hostPath}/sni.db`;
        const holds = readFileSync(table, "latin1").includes(btoa(key).slice(0, 40));
        const said = await messagesOf("postfix/sni-map-permissions", tree);
        seen.push([statSync(table).mode & 0o777, holds, said.length]);
        if (mode === 0o644) run("bookworm", ["/bin/rm", `${tree.path}/sni.db`]);
      }
      expect(seen).toEqual([
        [0o644, true, 1],
        [0o600, true, 0],
      ]);
    });
  });

  test("the document of proofs says so", () => {
    expectProofs("parser", "test/oracle/permissions.test.ts", new Set(proven));
  });
});
