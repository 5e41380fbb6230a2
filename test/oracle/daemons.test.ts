// The judges themselves: each root holds the daemon it is there for, and answers on what a test planted.

import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import {
  describeWithRoot,
  doveconf,
  doveconfJob,
  messages,
  plant,
  postconf,
  postconfJob,
  type Root,
  run,
  runMany,
  unavailable,
  withTree,
} from "./daemons.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
const version: Record<string, string> = {
  bookworm: "",
  trixie: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n",
};

function mailRoot(root: Root, dovecot: string, postfix: string): void {
  describeWithRoot(root, `the daemons of ${root}`, () => {
    test("are the versions they should be", () => {
      expect(text(run(root, ["/usr/sbin/dovecot", "--version"]).stdout)).toMatch(dovecot);
      withTree(root, { "main.cf": "", "master.cf": "" }, (tree) => {
        expect(text(postconf(root, ["-d", "-h", "mail_version"], tree.path).stdout)).toMatch(postfix);
      });
    });

    test("doveconf reads a planted tree and names what it cannot read", () => {
      const files = {
        "dovecot.conf": `${version[root]}!include conf.d/*.conf\n`,
        "conf.d/a.conf": "protocols = imap sieve\n",
      };
      withTree(root, { ...files, "bad.conf": `${version[root]}no_such_setting = 1\n` }, (tree) => {
        const good = doveconf(root, ["-n"], `${tree.path}/dovecot.conf`);
        expect(good).toMatchObject({ status: 0, stderr: "" });
        expect(text(good.stdout)).toMatch(/^protocols = imap sieve$/m);
        const bad = doveconf(root, ["-n"], `${tree.path}/bad.conf`);
        expect(bad.status).not.toBe(0);
        expect(messages(bad)).toHaveLength(1);
        expect(bad.stderr).toContain("Unknown setting: no_such_setting");
      });
    });

    test("postconf knows the loadable map types and the pinned host name", () => {
      withTree(
        root,
        { "main.cf": "alias_maps = ldap:team\nteam_server_host = h\n", "master.cf": "" },
        (tree) => {
          const listed = postconf(root, ["-n"], tree.path);
          expect(listed).toMatchObject({ status: 0, stderr: "" });
          expect(text(listed.stdout)).toBe(
            `alias_maps = ldap:team\nconfig_directory = ${tree.path}\nteam_server_host = h\n`,
          );
          expect(text(postconf(root, ["-d", "-h", "myhostname"], tree.path).stdout)).toBe(
            "mail.example.test\n",
          );
        },
      );
    });

    test("a batch gives bytes, messages and status of each job, in order", () => {
      const files: Record<string, string> = {};
      for (let at = 0; at < 20; at++) {
        files[`${at}/main.cf`] = at === 7 ? "oops\n" : `mail_name = it's \xe9 ${at}\n`;
        files[`${at}/master.cf`] = "";
      }
      withTree(root, files, (tree) => {
        const jobs = Array.from({ length: 20 }, (_, at) =>
          postconfJob(["-n", "-h", "mail_name"], `${tree.path}/${at}`),
        );
        const runs = runMany(root, jobs);
        expect(runs.map((run) => text(run.stdout))).toEqual(
          jobs.map((_, at) => (at === 7 ? "" : `it's \xe9 ${at}\n`)),
        );
        expect(runs.map((run) => run.status)).toEqual(jobs.map((_, at) => (at === 7 ? 1 : 0)));
        expect(runs[7]?.stderr).toContain("missing '=' after attribute name");
      });
    });

    test("a job gets its own environment and nothing of the test's", () => {
      const env = { NAME: "it's", OTHER: "a b" };
      const [given, empty] = runMany(root, [{ argv: ["/usr/bin/env"], env }, { argv: ["/usr/bin/env"] }]);
      expect(text(given?.stdout ?? new Uint8Array())).toMatch(/^NAME=it's\nOTHER=a b$/m);
      expect(text(empty?.stdout ?? new Uint8Array())).not.toMatch(/NAME|VITEST|NODE/);
    });

    test("trees are apart from each other and leave nothing behind", () => {
      const [one, other] = [plant(root, { "a/b": "1" }), plant(root)];
      expect(one.path).not.toBe(other.path);
      one.remove();
      other.remove();
      expect(existsSync(one.hostPath) || existsSync(other.hostPath)).toBe(false);
    });

    test("two judges agree with one batch", () => {
      withTree(root, { "dovecot.conf": `${version[root]}protocols = pop3\n` }, (tree) => {
        const path = `${tree.path}/dovecot.conf`;
        const alone = doveconf(root, ["-n", "-h", "protocols"], path);
        expect(runMany(root, [doveconfJob(["-n", "-h", "protocols"], path)])).toEqual([alone]);
        expect(text(alone.stdout)).toBe("pop3\n");
      });
    });
  });
}

mailRoot("bookworm", "2.3.", "3.7.");
mailRoot("trixie", "2.4.", "3.10.");

describeWithRoot("courier", "the daemons of courier", (root) => {
  test("a shell of the root sources the shipped files", () => {
    const sourced = run(root, ["/bin/sh", "-c", ". /etc/courier/imapd; echo $MAILDIRPATH; uname -n"]);
    expect(text(sourced.stdout)).toBe("Maildir\nmail.example.test\n");
  });
});

test("a root that is not there is told by name", () => {
  const before = process.env.MAILINT_ORACLES;
  process.env.MAILINT_ORACLES = "/nonexistent";
  try {
    expect(unavailable("courier")).toMatch(
      process.getuid?.() === 0 ? "/nonexistent/courier is missing" : "root",
    );
  } finally {
    if (before === undefined) delete process.env.MAILINT_ORACLES;
    else process.env.MAILINT_ORACLES = before;
  }
});
