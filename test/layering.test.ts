import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

interface Import {
  readonly file: string;
  readonly target: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith(".ts") ? [path] : [];
  });
}

/** Static, dynamic and type imports; paths from the repository's top, packages by name. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:^(?:import|export)\b[^"';]*?\bfrom |^import |\bimport\()"([^"\n]+)"/gm)].map(
    ([, target = ""]) => ({
      file,
      target: target.startsWith(".") ? normalize(join(dirname(file), target)) : target,
    }),
  );
}

const imports = ["grammars", "src", "rules"].flatMap(filesBelow).flatMap(importsOf);
const offending = (test: (one: Import) => boolean) =>
  imports.filter(test).map(({ file, target }) => `${file}: ${target}`);
const inCli = (file: string) => file.startsWith("src/cli/");

test("there are imports to judge", () => {
  expect(imports.length).toBeGreaterThan(100);
});

test("only the command line and the real host know Node", () => {
  expect(
    offending(
      ({ file, target }) => target.startsWith("node:") && !inCli(file) && file !== "src/host-disk.ts",
    ),
  ).toEqual([]);
});

test("nothing but the command line imports the command line or the real host", () => {
  expect(offending(({ file, target }) => /^src\/(?:cli\/|host-disk)/.test(target) && !inCli(file))).toEqual(
    [],
  );
});

test("grammars know chevrotain, source files, their own folder's kind, and how work is done once", () => {
  const allowed = (target: string) =>
    /^(?:chevrotain|src\/source\.ts|src\/once\.ts)$/.test(target) || target.startsWith("grammars/");
  expect(offending(({ file, target }) => file.startsWith("grammars/") && !allowed(target))).toEqual([]);
});

test("rules build on the core only", () => {
  const allowed = ({ file, target }: Import) =>
    target.startsWith("src/") ||
    target.startsWith("grammars/") ||
    dirname(target) === dirname(file) ||
    file === "rules/index.ts";
  expect(offending((one) => one.file.startsWith("rules/") && !allowed(one))).toEqual([]);
});

test("the core imports no rule and no report", () => {
  const core = (file: string) => file.startsWith("src/") && !inCli(file) && !file.startsWith("src/report/");
  expect(offending(({ file, target }) => core(file) && /^(?:rules|src\/report)\//.test(target))).toEqual([]);
});

test("packages that the core needs at run time are bundled ones", () => {
  const known = ["chevrotain", "commander", "modern-tar", "smol-toml", "sarif"];
  const isPackage = (target: string) =>
    !/^(?:src|rules|grammars|node:)/.test(target) && target !== "package.json";
  expect(offending(({ target }) => isPackage(target) && !known.includes(target))).toEqual([]);
});
