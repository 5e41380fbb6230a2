// What a stranger can do on each port of Dovecot 2.3 before, and of Dovecot 2.4 after `mailint upgrade` rewrote the tree.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { run as mailint } from "../../src/cli/program.ts";
import { decode } from "../../src/source.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { filesBelow } from "../oracle/upgrade-proof.ts";
import { bootDovecot, type Dovecot } from "./dovecot.ts";
import { STRANGER, TRUSTED } from "./dovecot-cases.ts";
import { LISTENERS, PORTS, type Variant, written } from "./dovecot-variants.ts";
import { listens, lowestTls, probe, takesCleartext } from "./probe.ts";

type Tree = Readonly<Record<string, string>>;

/** What the wire shows of every port. */
async function seen(dovecot: Dovecot): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const [at, { name, spoken }] of LISTENERS.entries()) {
    const from = (address: string) => ({ host: "127.0.0.1", port: dovecot.ports[at] ?? 0, from: address });
    if (!(await listens(from(STRANGER)))) {
      found[name] = "closed";
      continue;
    }
    const reach = await probe(spoken, from(STRANGER), dovecot.account);
    const tls = reach.tlsFirst ? "implicit" : reach.starttls ? "starttls" : "none";
    found[name] = {
      tls,
      cleartext: reach.cleartextLogin,
      trusted: tls !== "implicit" && (await takesCleartext(spoken, from(TRUSTED), dovecot.account)),
      mechanisms: [reach.mechanisms.cleartext?.toSorted(), reach.mechanisms.tls?.toSorted()],
      minTls: tls === "none" ? undefined : await lowestTls(spoken, from(STRANGER)),
    };
  }
  return found;
}

/** Through the command line, on a disk; with the notes it leaves. */
async function upgraded(tree: Tree): Promise<{ readonly tree: Tree; readonly notes: string }> {
  const directory = mkdtempSync(join(tmpdir(), "mailint-upgrade-"));
  try {
    for (const [name, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(directory, "in", name)), { recursive: true });
      writeFileSync(join(directory, "in", name), text);
    }
    const stderr: string[] = [];
    const code = await mailint(["upgrade", "in", "--target", "dovecot=2.4", "--output", "out"], {
      directory,
      env: {},
      stdout: { write: () => undefined, isTerminal: false },
      stderr: { write: (text) => void stderr.push(text), isTerminal: false },
      stdin: async () => new Uint8Array(),
    });
    expect(code, stderr.join("")).toBeLessThan(2);
    const out = join(directory, "out");
    const files = filesBelow(out).map((name) => [name, decode(readFileSync(join(out, name)))]);
    return { tree: Object.fromEntries(files), notes: stderr.join("") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Both daemons need a passdb of their own besides: that of the tree is upgraded with it. */
const passdb = "passdb {\n  driver = passwd-file\n  args = scheme=PLAIN username_format=%Lu PATH/users\n}\n";

const open = { ssl: "yes", cleartext: true } as const;
const variants: readonly (Variant & {
  readonly more?: string;
  readonly split?: boolean;
  readonly noted?: string;
})[] = [
  { title: "TLS required", protocols: ["imap", "pop3"], ssl: "required" },
  { title: "cleartext allowed", protocols: ["imap", "pop3", "sieve"], ...open },
  { title: "TLS offered, cleartext refused", protocols: ["imap", "sieve"], ssl: "yes", cleartext: false },
  { title: "no TLS", protocols: ["imap", "pop3"], ssl: "no", cleartext: true, closed: ["imaps", "pop3s"] },
  { title: "no TLS and no cleartext", protocols: ["imap"], ssl: "no", cleartext: false, closed: ["imaps"] },
  { title: "plain ports closed", protocols: ["imap", "pop3"], ssl: "yes", closed: ["imap", "pop3"] },
  {
    title: "ports for implicit TLS closed",
    protocols: ["imap", "pop3"],
    ...open,
    closed: ["imaps", "pop3s"],
  },
  { title: "submission", protocols: ["imap", "submission"], ssl: "required" },
  { title: "trusted network", protocols: ["imap"], ssl: "yes", trusted: `${TRUSTED}/32` },
  {
    title: "trusted network though TLS is required, which only 2.3 lets in",
    protocols: ["imap"],
    ssl: "required",
    trusted: `${TRUSTED}/32`,
    noted: "login_trusted_networks",
  },
  { title: "mechanisms", protocols: ["imap"], ...open, mechanisms: ["plain", "login", "cram-md5"] },
  { title: "old TLS", protocols: ["imap"], ssl: "yes", minTls: "TLSv1" },
  { title: "new TLS only", protocols: ["imap", "pop3"], ssl: "yes", minTls: "TLSv1.3" },
  {
    title: "another policy for one protocol",
    protocols: ["imap", "pop3"],
    ssl: "yes",
    cleartext: false,
    blocks: [{ head: "protocol pop3", cleartext: true }],
  },
  {
    title: "another policy for one network",
    protocols: ["imap"],
    ssl: "yes",
    cleartext: false,
    blocks: [{ head: `remote ${TRUSTED}`, cleartext: true }],
  },
  { title: "a passwd-file of the tree's own", protocols: ["imap"], ...open, more: passdb },
  { title: "the file included", protocols: ["imap", "pop3"], ...open, more: passdb, split: true },
];

describeWithRoot("bookworm", "a stranger before", () => {
  describeWithRoot("trixie", "and after the upgrade", () => {
    test.each(variants.map((each) => [each.title, each] as const))("%s", async (_title, each) => {
      const treeAt = (path: string, ports: readonly number[]): Tree => {
        const text = written(each, "bookworm", ports) + (each.more ?? "").replaceAll("PATH", path);
        return each.split === true
          ? { "dovecot.conf": "!include conf.d/*.conf\n", "conf.d/10-all.conf": text }
          : { "dovecot.conf": text };
      };
      await using before = await bootDovecot("bookworm", PORTS, ({ path, ports }) => treeAt(path, ports));
      const was = await seen(before);
      expect(Object.values(was).some((one) => one !== "closed")).toBe(true);
      await before.stop();
      const marks = Array.from({ length: PORTS }, (_, at) => 60_001 + at);
      const { tree, notes } = await upgraded(treeAt("/PLACE", marks));
      const treeAfter = (path: string, ports: readonly number[]): Tree =>
        Object.fromEntries(
          Object.entries(tree).map(([name, text]) => [
            name,
            marks.reduce(
              (all, mark, at) => all.replaceAll(String(mark), String(ports[at])),
              text.replaceAll("/PLACE", path),
            ),
          ]),
        );
      await using after = await bootDovecot("trixie", PORTS, ({ path, ports }) => treeAfter(path, ports));
      const is = await seen(after);
      if (each.noted === undefined) expect(is).toEqual(was);
      else {
        expect(notes).toContain(`\`${each.noted}\``);
        expect(is).not.toEqual(was);
      }
    });
  });
});
