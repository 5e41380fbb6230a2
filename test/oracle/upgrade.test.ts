// Trees that doveconf 2.3 accepts are accepted by doveconf 2.4 after the conversion, and mean the same.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyEdits } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { knownIn24 } from "../../src/upgrade/known.ts";
import { upgradeDovecot } from "../../src/upgrade/upgrade.ts";
import { describeWithRoot, type Files } from "./daemons.ts";
import { filesBelow, HOME, type Proof, prove } from "./upgrade-proof.ts";
import { randomTrees } from "./upgrade-random.ts";
import { upgradeTrees } from "./upgrade-trees.ts";

function placed(files: Files, directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, String(text).replaceAll("@/", `${directory}/`)]),
  );
}

/** The tree below `/t`, converted; names as given. */
async function upgraded(files: Files) {
  const given = Object.entries(placed(files, "/t"));
  const host = memoryHost(Object.fromEntries(given.map(([name, text]) => [`/t/${name}`, text])));
  const { systems } = await loadSystems({ paths: ["/t/dovecot.conf"], host, options: { dovecot: "2.3" } });
  const [system] = systems;
  if (system?.daemon !== "dovecot") throw new Error("no Dovecot system");
  expect(system.problems.filter((problem) => problem.fatal)).toEqual([]);
  const { edits, notes } = upgradeDovecot(system, { version: "2.4.1", knows: knownIn24 });
  const changed = applyEdits(edits);
  const written = Object.fromEntries(given.map(([name, text]) => [name, changed.get(`/t/${name}`) ?? text]));
  return { written, notes };
}

/** Trees of the repository that 2.3 accepts, as they lie on disk. */
function fixtures(): readonly Files[] {
  return ["secure-dovecot"].map((name) => {
    const directory = join(import.meta.dirname, "../../fixtures", name);
    return Object.fromEntries(
      filesBelow(directory).map((file) => [file, readFileSync(join(directory, file), "utf8")]),
    );
  });
}

function home(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, String(text).replaceAll("@/", `${HOME}/`)]),
  );
}

const SEED = Number(process.env.MAILINT_SEED ?? 20261);
const RANDOM = 210;
const FEWEST_ACCEPTED = 150;

/** Nothing that 2.4 refuses, and no value that changed, but where mailint says so. */
function kept(proof: Proof): boolean {
  return proof.refusedAfter.length === 0 && proof.changed.length === 0;
}

describeWithRoot("bookworm", "upgrade from 2.3", () => {
  describeWithRoot("trixie", "to 2.4", () => {
    test("trees as people have them are accepted and mean the same", async () => {
      const proofs = await prove([...Object.values(upgradeTrees).map(home), ...fixtures()]);
      for (const { refused, refusedAfter, changed, compared } of proofs) {
        expect({ refused, refusedAfter, changed }).toEqual({ refused: [], refusedAfter: [], changed: [] });
        expect(compared).toBeGreaterThan(3);
      }
    });

    test(`random trees are accepted and mean the same, seed ${SEED}`, async () => {
      const trees = randomTrees(SEED, RANDOM);
      const accepted = (await prove(trees)).filter(({ refused }) => refused.length === 0);
      expect(accepted.length).toBeGreaterThanOrEqual(FEWEST_ACCEPTED);
      const broken = accepted.filter((proof) => !kept(proof));
      expect(broken.map(({ refusedAfter, changed }) => [...refusedAfter, ...changed])).toEqual([]);
      // The proof sees something: values are compared, and some trees hold what no machine can convert.
      expect(accepted.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(5 * accepted.length);
      expect(accepted.some(({ notes }) => notes.length > 0)).toBe(true);
    }, 280_000);
  });
});

test.each(Object.entries(upgradeTrees))("what is left to people of %s", async (_, files) => {
  const { notes } = await upgraded(files);
  expect(notes.map(({ message }) => message)).toMatchSnapshot();
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
    for (const comment of String(text).match(/# .*$/gm) ?? []) expect(written[name]).toContain(comment);
});
