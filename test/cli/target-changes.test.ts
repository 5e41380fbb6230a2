// `lint --target dovecot=2.4` reports every statement that `upgrade` would change, each with what to write instead.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { lineOf } from "../../src/source.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import { statements } from "../oracle/upgrade-random.ts";
import { directoryWith, mailint } from "./harness.ts";

const path = "/t/dovecot.conf";

/** Harmless as they stand, or the whole block is reported where it opens. */
const unreported = new Set(["auth_policy_request_attributes =", "imapc_features =", "quota = file:/x"]);

async function changedLines(text: string): Promise<readonly number[]> {
  const host = memoryHost({ [path]: text });
  const { systems } = await loadSystems({ paths: [path], host, options: { dovecot: "2.3" } });
  const [system] = systems;
  if (system?.daemon !== "dovecot") throw new Error("no Dovecot system");
  const { edits } = upgradeDovecot(system, { version: "2.4.1", knows: knownIn24 });
  return edits
    .filter(({ text: written }) => written !== "" && !written.startsWith("dovecot_config_version"))
    .map(({ span }) => lineOf(span.file, span.start));
}

async function reportedLines(text: string): Promise<ReadonlySet<number>> {
  const host = memoryHost({ [path]: text });
  const { systems } = await loadSystems({ paths: [path], host, options: { dovecot: "2.4" } });
  const problems = systems.flatMap((system) => system.problems);
  return new Set(problems.map(({ span }) => lineOf(span.file, span.start)));
}

test("whatever the upgrade changes, the lint for 2.4 reports", async () => {
  const missed: string[] = [];
  let changed = 0;
  for (const statement of statements) {
    const text = `protocols = imap\n${statement}\n`;
    const reported = await reportedLines(text);
    for (const line of await changedLines(text)) {
      changed++;
      const source = text.split("\n")[line - 1]?.trim() ?? "";
      if (!reported.has(line) && !unreported.has(source)) missed.push(source);
    }
  }
  expect(missed).toEqual([]);
  expect(changed).toBeGreaterThan(150);
}, 120_000);

test("a setting that goes into the block of another says so, and is not told to be left out", async () => {
  const directory = directoryWith({
    "dovecot.conf":
      "plugin {\n  imapsieve_mailbox1_before = file:/s\n  imapsieve_mailbox1_name = Junk\n  fts_solr = url=http://x/\n  acl_defaults_from_inbox = yes\n}\nplugin {\n  fts = solr\n}\n",
  });
  const { stdout } = await mailint(directory, ["lint", "--target", "dovecot=2.4", "-f", "compact", "."]);
  expect(stdout).toContain(
    "write `mailbox Junk {`, `sieve_script imapsieve-1-before {`, `type = before`, `path = /s`",
  );
  expect(stdout).toContain(
    "no setting `imapsieve_mailbox1_name`: what it says goes into the block that `imapsieve_mailbox1_before` becomes",
  );
  expect(stdout).toContain("no setting `fts_solr`: what it says goes into the block that `fts` becomes");
  expect(stdout).toContain("no setting `fts`: write `fts solr {`, `fts_solr_url = http://x/`, `}`");
  expect(stdout).toContain("`acl_defaults_from_inbox` stands outside of `plugin { }` in Dovecot 2.4: write");
});
