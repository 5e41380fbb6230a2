// Microsoft's SARIF Multitool, with the rules of GitHub's code scanning, on what `-f sarif` writes.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { directoryWith, mailint } from "../cli/harness.ts";

const root = `${process.env.MAILINT_ORACLES ?? "/opt/mailint-oracles"}/sarif-multitool`;
const installed = existsSync(`${root}/.stamp`);

/** Without the tool the tests skip and say why; under CI=true they fail. */
const judged = installed || process.env.CI === "true" ? describe : describe.skip;
const title = installed
  ? "the SARIF Multitool"
  : `the SARIF Multitool (${root} is missing: run scripts/sarif-multitool.sh)`;

/** Its exit code is 0 whatever it finds, so its output counts. */
function complaints(path: string): string[] {
  // It asks json.schemastore.org for the schema that it has itself: a proxy that is not there keeps it from waiting.
  const proxy = "http://127.0.0.1:9";
  const { stdout, stderr, error } = spawnSync(
    `${root}/Sarif.Multitool`,
    ["validate", "--rule-kind", "Sarif;Ghas", path],
    {
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: "1",
        HTTP_PROXY: proxy,
        HTTPS_PROXY: proxy,
      },
      timeout: 240_000,
    },
  );
  if (error !== undefined) throw error;
  expect(stdout + stderr).toContain("Done. 1 files scanned.\nAnalysis completed successfully.");
  return (stdout + stderr).split("\n").filter((line) => /\b(error|warning)\b/i.test(line));
}

async function report(
  directory: string,
  args: readonly string[] = [],
): Promise<{ readonly path: string; readonly log: Log }> {
  const path = join(directoryWith({}), "out.sarif");
  const { code } = await mailint(directory, [...args, "-f", `sarif=${path}`, "--fail-on=never"]);
  expect(code).toBe(0);
  return { path, log: JSON.parse(readFileSync(path, "utf8")) };
}

judged(title, { timeout: 240_000 }, () => {
  test("has nothing against findings of three daemons with related places and fixes", async () => {
    const { path, log } = await report(resolve("fixtures"));
    const results = log.runs[0]?.results ?? [];
    expect(results.length).toBeGreaterThan(30);
    expect(results.some(({ fixes }) => fixes !== undefined)).toBe(true);
    expect(results.some(({ relatedLocations }) => relatedLocations !== undefined)).toBe(true);
    expect(complaints(path)).toEqual([]);
  });

  test("has nothing against a clean run", async () => {
    const { path, log } = await report(directoryWith({ "main.cf": "" }), ["--only", "syntax"]);
    expect(log.runs[0]?.results).toEqual([]);
    expect(complaints(path)).toEqual([]);
  });

  test("has nothing against what an ignore and a baseline hide", async () => {
    const main =
      "# mailint-ignore unknown-setting: a patch\nsmtpd_helo_requird = yes\nmynetworks = 0.0.0.0/0\n";
    const directory = directoryWith({ "main.cf": main });
    await mailint(directory, ["--baseline", "known.json", "--update-baseline"]);
    const { path, log } = await report(directory, ["--baseline", "known.json"]);
    const kinds = log.runs[0]?.results?.flatMap(({ suppressions = [] }) =>
      suppressions.map(({ kind }) => kind),
    );
    expect(new Set(kinds)).toEqual(new Set(["inSource", "external"]));
    expect(complaints(path)).toEqual([]);
  });

  test("has nothing against names and values beyond ASCII, nor against what a URI must escape", async () => {
    const { path, log } = await report(
      directoryWith({
        "etc größe/☃ 100%/a#b?c/main.cf": "smtpd_bänner = 🙂\nmynetworks = 0.0.0.0/0 # ☃\n",
        "x\\y:z/main.cf": "smtpd_helo_requird = yes\n",
      }),
    );
    expect(log.runs[0]?.results?.length).toBeGreaterThan(2);
    expect(complaints(path)).toEqual([]);
  });

  test("is heard: a result whose rule is not there is told", async () => {
    const { path, log } = await report(directoryWith({ "main.cf": "smtpd_helo_requird = yes\n" }));
    const result = log.runs[0]?.results?.[0];
    writeFileSync(
      path,
      JSON.stringify({ ...log, runs: [{ ...log.runs[0], results: [{ ...result, ruleIndex: 7777 }] }] }),
    );
    expect(complaints(path)).not.toEqual([]);
  });
});
