// `show` against /bin/sh (dash) sourcing the same files in an empty environment, in the order of the start scripts.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { showCourier } from "../../src/resolve/courier.ts";
import { decode } from "../../src/source.ts";
import { expectProofs } from "../proofs.ts";
import { difference, type Files, orders, own, randomPairs, read, shells } from "./courier-shell.ts";
import { describeWithRoot, rootDirectory } from "./daemons.ts";

const seed = Number(process.env.MAILINT_SEED ?? 4104);

const cases: readonly (readonly [string, string])[] = [
  ["quotes", 'A=b\nB=\'c d\'\nC="e $A"\nD="x\\"y\\$z\\q"\nE=\'it\'"\'"s\n'],
  ["empty", "A=\nB=''\nC=\"\"\nD=$NOTSET\n"],
  ["comment", "A=b # c\nB=b#c\n#C=d\n  D=e\nE=a\\ #b\nF=1\r#x\n"],
  ["several on a line", "A=1 B=2; C=3\n"],
  ["blank before the equals sign", "A=1\nA = 2\n"],
  ["a value with blanks and no quotes", "A=1\nA=2 3\n"],
  ["export", 'export A=b C\nexport B="x y" D=$A\n'],
  ["the old value stays in an assignment list", "A=1\nA=2 B=$A\n"],
  ["continued line", 'A=b\\\nc\nB="d\\\ne"\n'],
  ["carriage return", "A=b\r\nB=c\r\n"],
  ["braces", 'A=b\nB=${A}c\nC="${A}d"\n'],
  ["default", 'A=${B-x}\nC=1\nD=${C:-y}${C+z}\nE=\nF="${E-a}${E:-b}${NO:+c}"\n'],
  ["assigning default", "A=${B=x}\nC=1\n"],
  ["command output", "A=`echo hello`\nB=$(echo x)\nC=1\n"],
  ["if", "A=1\nif true; then\n  A=2\nfi\nB=3\n"],
  ["if with a word that looks like its end", "A=1\nif true; then echo fi; A=2; fi\nB=3\n"],
  ["for", "for A in 1 2; do B=$A; done\nC=1\n"],
  ["case", "A=1\ncase $A in 1) A=2 ;; esac\nB=3\n"],
  ["and", "A=1\ntest -f /nonexistent && A=2\nB=3\n"],
  ["and over two lines", "A=1\nfalse &&\nA=2\nB=3\n"],
  ["home", "A=~\nB=~/x\nC=a:~/b\nD=a~b\n"],
  ["open quote", "A=1\nB='x\nC=2\n"],
  ["open double quote", 'A=1\nB="x\nC=2\n'],
  ["stray fi", "A=1\nfi\nB=2\n"],
  ["stray parenthesis", "A=(1 2)\nB=2\n"],
  ["UTF-8 and bytes that are none", "A=ж\nB='\udcff'\nC=\udc81\n"],
  ["broken substitution in quotes", 'A="${"\nexport A="${A-}}"\n'],
  ["unset", "A=1\nunset A\nB=2\n"],
  ["assignment before a special built-in", "A=1 :\nB=2 export C=$B\n"],
  ["dollar at the end", "A=a$\nB=\"b$\"\nC='$A'\nD=\\$A\n"],
  ["NUL", "A=a\0b\nB=c\n"],
  ["plus", "A=1\nA+=2\n"],
  ["a line end that is taken out, and nothing to end", "\\\n;\nA=1\n"],
  ["... behind a blank", "A=1\n \\\n ; B=2\n"],
  ["return", "A=1\nreturn 0\nA=2\n"],
  ["exit", "A=1\nexit 0\nA=2\n"],
  ["set -u", "A=1\nset -u\nB=$C\nA=2\n"],
];

test("cases", async () => {
  const trees = cases.map(([, imapd]): Files => ({ imapd, "imapd-ssl": "Z=1\n" }));
  const judged = shells(trees, ["imapd", "imapd-ssl"]);
  const differences = await Promise.all(trees.map((files, at) => difference(files, "imapd", judged[at])));
  expect(differences.flatMap((one, at) => (one === undefined ? [] : [`${cases[at]?.[0]}: ${one}`]))).toEqual(
    [],
  );
});

test.each([
  ['A="${"\n', undefined],
  ["A=`id`\nB=2\n", "2"],
  ["A=1\neval x\nB=2\n", undefined],
])("beyond what is read, %j: said at its line, and unknown", async (text, b) => {
  const { system, instance } = await read({ imapd: text, "imapd-ssl": "" }, "imapd");
  expect(system.problems.map(({ kind }) => kind)).toContain("unsupported-shell");
  expect(instance?.get("A")?.unknown).toBe(true);
  expect(instance?.get("B")?.unknown === false ? instance.get("B")?.value : undefined).toBe(b);
});

test("a value that doubles with each line becomes unknown, and many assignments take no time", async () => {
  const text = `A=xy\n${"A=$A$A\n".repeat(40)}${"B=1;".repeat(20_000)}`;
  const { instance } = await read({ imapd: text, "imapd-ssl": "" }, "imapd");
  expect(instance?.get("A")?.unknown).toBe(true);
  expect(instance?.get("B")).toMatchObject({ value: "1", unknown: false });
});

test("what the start script pastes comes from its own reading, the other way round", async () => {
  const { instance } = await read({ imapd: "A=1\nADDRESS=1\n", "imapd-ssl": "A=2\nADDRESS=2\n" }, "imapd");
  expect(instance?.get("A")?.value).toBe("2");
  expect(instance?.get("ADDRESS")?.value).toBe("1");
});

test("the shell agrees on 600 random pairs of files", { timeout: 600_000 }, async () => {
  const trees = randomPairs(seed, 600);
  const judged = shells(trees, ["imapd", "imapd-ssl"]);
  const differences: unknown[] = [];
  for (const [at, files] of trees.entries()) {
    const found = await difference(files, "imapd", judged[at]);
    if (found !== undefined) differences.push({ files, found });
  }
  expect(differences).toEqual([]);
  expect(judged.filter((one) => one !== undefined).length).toBeGreaterThan(60);
});

test("the shell reads the examples of Courier's rules as they are read here", async () => {
  const found: string[] = [];
  const read = new Set<string>();
  for (const { id, examples } of rules)
    for (const { title, files, fixedFiles } of examples)
      for (const tree of [files, fixedFiles && { ...files, ...fixedFiles }]) {
        const texts = Object.entries(tree ?? {}).flatMap(([path, text]) =>
          /^courier\/[^/]+$/.test(path) ? [[path.slice(8), text.replace(/[«»]/g, "")] as const] : [],
        );
        const here: Files = Object.fromEntries(texts);
        for (const [instance, order] of Object.entries(orders)) {
          if (!order.every((name) => here[name] !== undefined)) continue;
          const wrong = await difference(here, instance, shells([here], order)[0]);
          read.add(id);
          if (wrong !== undefined) found.push(`${id}, ${title}: ${wrong}`);
        }
      }
  expect(found).toEqual([]);
  expectProofs("parser", "test/oracle/courier.test.ts", read);
});

describeWithRoot("courier", "the files as shipped", (root) => {
  const directory = join(rootDirectory(root), "etc/courier");
  const names = new Set(Object.values(orders).flat());
  const shipped = (): Files =>
    Object.fromEntries(
      readdirSync(directory)
        .filter((name) => names.has(name))
        .map((name) => [name, decode(readFileSync(join(directory, name)))]),
    );

  const complete = Object.entries(orders).filter(([name]) => name !== "courierd");
  test("courierd reads /etc/environment, of which nothing is known; the rest is what the shell has", async () => {
    const { instance } = await read(shipped(), "courierd");
    expect(instance?.get("prefix")?.unknown).toBe(true);
    expect(instance?.get("ESMTP_USE_STARTTLS")).toMatchObject({ value: "1", unknown: false });
    const here = { courierd: (shipped().courierd ?? "").replace(". /etc/environment\n", "") };
    const [judged] = shells([here], ["courierd"]);
    expect(await difference(here, "courierd", judged)).toBeUndefined();
  });

  test.each(complete)("%s: show prints what the shell has", async (name, order) => {
    const [judged] = shells([shipped()], order);
    expect(await difference(shipped(), name, judged)).toBeUndefined();
    const files = Object.fromEntries(Object.entries(shipped()).filter(([file]) => order.includes(file)));
    const lines = showCourier((await read(files, name)).system).filter(
      (line) => !own.has(line.slice(0, line.indexOf("="))),
    );
    const from = lines.indexOf(`# ${name}`) + 1;
    const next = lines.findIndex((line, at) => at >= from && line.startsWith("# "));
    expect([...lines.slice(from, next === -1 ? undefined : next)].sort()).toEqual(
      [...(judged ?? [])].map(([variable, value]) => `${variable}=${value}`).sort(),
    );
  });
});
