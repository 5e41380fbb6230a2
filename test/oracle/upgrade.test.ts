// Trees that doveconf 2.3 accepts are accepted by doveconf 2.4 after the conversion, and mean the same.

import { join } from "node:path";
import { expect, test } from "vitest";
import { applyEdits } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { decode } from "../../src/source.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import { describeWithRoot, doveconf, type Files, messages, plant } from "./daemons.ts";
import { upgradeTrees } from "./upgrade-trees.ts";

function placed(files: Files, directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, String(text).replaceAll("@/", `${directory}/`)]),
  );
}

/** `name = value` lines outside of all sections. */
function globals(output: Uint8Array): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of decode(output).split("\n")) {
    const match = /^([a-z_0-9]+) = (.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) found.set(match[1], match[2].trim());
  }
  return found;
}

/** The tree below `/t`, converted; names as given. */
async function upgraded(files: Files) {
  const given = Object.entries(placed(files, "/t"));
  const host = memoryHost(Object.fromEntries(given.map(([name, text]) => [`/t/${name}`, text])));
  const { systems } = await loadSystems({ paths: ["/t/dovecot.conf"], host, options: { dovecot: "2.3" } });
  const [system] = systems;
  if (system?.daemon !== "dovecot") throw new Error("no Dovecot system");
  expect(system.problems.filter((problem) => problem.fatal)).toEqual([]);
  const { edits, notes } = upgradeDovecot(system, host, { version: "2.4.1", knows: knownIn24 });
  const changed = applyEdits(edits);
  const written = Object.fromEntries(given.map(([name, text]) => [name, changed.get(`/t/${name}`) ?? text]));
  return { written, notes };
}

/** Named alike and meaning the same in both versions, whatever the tree. */
const sameName = [
  "listen",
  "ssl",
  "ssl_min_protocol",
  "ssl_cipher_list",
  "auth_mechanisms",
  "mail_privileged_group",
  "first_valid_uid",
  "login_trusted_networks",
  "protocols",
];

describeWithRoot("bookworm", "upgrade from 2.3", (old) => {
  describeWithRoot("trixie", "to 2.4", (root) => {
    test.each(Object.entries(upgradeTrees))("%s", async (_, files) => {
      const before = plant(old);
      before.write(placed(files, before.path));
      const was = doveconf(old, ["-n"], `${before.path}/dovecot.conf`);
      expect(messages(was).filter((line) => /Fatal|Error in/.test(line))).toEqual([]);

      const after = plant(root);
      const { written, notes } = await upgraded(files);
      after.write(
        placed(
          Object.fromEntries(
            Object.entries(written).map(([name, text]) => [name, text.replaceAll("/t/", "@/")]),
          ),
          after.path,
        ),
      );
      const is = doveconf(root, ["-n"], `${after.path}/dovecot.conf`);
      expect(messages(is).filter((line) => /Fatal|Error in/.test(line))).toEqual([]);
      const [one, other] = [globals(was.stdout), globals(is.stdout)];
      for (const name of sameName)
        if (one.has(name) && other.has(name))
          expect(`${name} = ${other.get(name)}`).toBe(`${name} = ${one.get(name)}`);
      expect(notes.map(({ message }) => message)).toMatchSnapshot();
    });
  });
});

test("the conversion, as text", async () => {
  for (const [title, files] of Object.entries(upgradeTrees)) {
    const { written } = await upgraded(files);
    for (const [name, text] of Object.entries(written))
      if (name.endsWith(".conf"))
        await expect(text).toMatchFileSnapshot(
          join("upgraded", title.replaceAll(/\W+/g, "-"), `${name.replaceAll("/", "-")}.txt`),
        );
  }
});

test("comments stay", async () => {
  const files = upgradeTrees["virtual users in SQL"] ?? {};
  const { written } = await upgraded(files);
  for (const [name, text] of Object.entries(files))
    for (const comment of String(text).match(/^\s*# .*$/gm) ?? []) expect(written[name]).toContain(comment);
});
