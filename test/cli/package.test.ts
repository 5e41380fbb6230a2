// What `npm pack` makes of a build: nothing but what is needed, nothing to install beside it, all licences, its size.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mailint-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;

test("the package holds the program, its page and its licences, in the size the README tells", () => {
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
  mkdirSync(join(folder, "docs"));
  for (const path of ["package.json", "README.md", "LICENSE", "docs/mailint.1"])
    cpSync(path, join(folder, path));
  const answer = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(answer) as Packed[];
  const paths = packed?.files.map(({ path }) => path).sort() ?? [];
  expect(paths.filter((path) => !/^dist\/(?:data|compiled)\//.test(path))).toEqual([
    "LICENSE",
    "README.md",
    "dist/LICENSES.txt",
    "dist/bundle.js",
    "dist/mailint.js",
    "dist/package.json",
    "docs/mailint.1",
    "package.json",
  ]);
  const [, told] = /The package is ([\d.]+) MB/.exec(readFileSync("README.md", "utf8")) ?? [];
  expect(Math.abs((packed?.size ?? 0) / 1e6 - Number(told))).toBeLessThan(0.3);
});

test("nothing is installed beside it, and nothing runs when it is installed", () => {
  for (const kind of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"])
    expect(manifest[kind], kind).toBeUndefined();
  const scripts = Object.keys(manifest.scripts as object);
  for (const script of ["preinstall", "install", "postinstall"]) expect(scripts).not.toContain(script);
});

test("every package in the bundle has its licence there", () => {
  const licences = readFileSync(join(folder, "dist", "LICENSES.txt"), "utf8");
  const bundle = readFileSync(join(folder, "dist", "bundle.js"), "latin1");
  expect(bundle).not.toMatch(
    /require\("(?!node:|fs|path|url|util|os|events|stream|process|child_process|buffer)/,
  );
  for (const name of ["chevrotain", "commander", "globby", "lodash-es", "modern-tar", "smol-toml"])
    expect(licences).toMatch(new RegExp(`^${name} \\d`, "m"));
});
