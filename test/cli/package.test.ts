// What `npm pack` makes of a build: nothing but what is needed, nothing to install beside it, all licences, its size; and that it
// runs where it is installed.

import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "mailint-package-"));
beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", join(folder, "dist")]);
  mkdirSync(join(folder, "docs"));
  for (const path of ["package.json", "README.md", "LICENSE", "docs/mailint.1"])
    cpSync(path, join(folder, path));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, unknown>;

test("the package holds the program, its page and its licences, in the size the README tells", () => {
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

/** What esbuild takes from packages, by name and version. */
async function bundled(): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: ["src/cli/main.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    metafile: true,
    write: false,
    outdir: folder,
    logLevel: "silent",
  });
  const outputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const taken = outputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const found = taken.flatMap(([path]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(found)].map((path) => {
    const { name, version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    return `${name} ${version}`;
  });
}

test("every package in the bundle has its licence there, with the words of its owner", async () => {
  const licences = readFileSync(join(folder, "dist", "LICENSES.txt"), "utf8").split(
    `\n${"-".repeat(80)}\n\n`,
  );
  const told = new Map(licences.map((text) => [text.slice(0, text.indexOf("\n")), text]));
  const names = await bundled();
  expect(names.length).toBeGreaterThan(5);
  for (const name of names)
    expect(told.get(name), name).toMatch(
      /Permission (?:is hereby granted|to use, copy)|Redistribution|TERMS AND/,
    );
});

test("the bundle asks for nothing but Node's own modules", () => {
  const bundle = readFileSync(join(folder, "dist", "bundle.js"), "latin1");
  expect(bundle).not.toMatch(
    /require\("(?!node:|fs|path|url|util|os|events|stream|process|child_process|buffer)/,
  );
});

describe("installed from its tarball into an empty directory", () => {
  const place = join(folder, "empty");
  const programs = join(place, "programs");

  beforeAll(() => {
    mkdirSync(programs, { recursive: true });
    symlinkSync(process.execPath, join(programs, "node"));
    writeFileSync(join(place, "main.cf"), "smtpd_helo_requird = yes\n");
    const npm = (cwd: string, ...args: readonly string[]) =>
      execFileSync("npm", [...args, "--cache", join(folder, "cache")], { cwd, stdio: "pipe" });
    npm(folder, "pack", "--ignore-scripts", "--pack-destination", place);
    writeFileSync(join(place, "package.json"), "{}\n");
    npm(place, "install", "--offline", "--no-audit", "--no-fund", `./mailint-${manifest.version}.tgz`);
  });

  /** In the directory, with nothing in the environment but what is given and a PATH to Node: no git, no shell. */
  function lint(env: Readonly<Record<string, string>>, ...before: readonly string[]) {
    const [command = "", ...args] = [
      ...before,
      join(place, "node_modules/.bin/mailint"),
      "-f",
      "compact",
      "main.cf",
    ];
    const found = spawnSync(command, args, { cwd: place, env: { PATH: programs, ...env }, encoding: "utf8" });
    expect(found.stderr).toBe("");
    expect(found.stdout).toContain("main.cf:1:1: warning: `smtpd_helo_requird` in main.cf is no parameter");
    expect(found.status).toBe(1);
  }

  test("nothing but it is there", () => {
    const names = readdirSync(join(place, "node_modules")).filter((name) => !name.startsWith("."));
    expect(names).toEqual(["mailint"]);
  });

  test("it runs without a HOME", () => lint({}));

  test("it runs with a HOME that is not there", () => lint({ HOME: join(place, "none") }));

  test.skipIf(process.getuid?.() !== 0)("it runs where nothing can be written (root may mount)", () => {
    const readOnly = `mount -o remount,bind,ro / && ! touch /root/written 2>/dev/null && exec "$@"`;
    lint(
      { HOME: "/root" },
      "/usr/bin/unshare",
      "--mount",
      "/bin/sh",
      "-c",
      `PATH=/usr/bin:/bin; ${readOnly}`,
      "sh",
    );
  });
});
