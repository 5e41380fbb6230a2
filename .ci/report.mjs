// Reads the test runner's JSON reports: tells the failures compactly, then "N passed, N failed" as the last line.
// node .ci/report.mjs STATUS REPORT…, where STATUS is 0 when each run of the test runner ended so.

import { readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const MESSAGE_LINES = 12;
const MOST_SHOWN = 40;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).testResults;
  } catch (error) {
    console.log(`no report of the tests: ${error.message}`);
    return [];
  }
}

/** What failed: tests, and files that could not even be loaded. */
function failuresOf(file) {
  const name = relative(process.cwd(), file.name);
  const tests = file.assertionResults
    .filter((test) => test.status === "failed")
    .map((test) => ({ name: `${name} > ${test.fullName}`, message: test.failureMessages.join("\n") }));
  return tests.length === 0 && file.status === "failed" ? [{ name, message: file.message }] : tests;
}

function shortened(message) {
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.includes("/node_modules/"));
  return lines.slice(0, MESSAGE_LINES).map((line) => `    ${line.slice(0, 300)}`);
}

const [status, ...reports] = process.argv.slice(2);
const runs = reports.map((report) => {
  const files = read(report);
  const tests = files.flatMap((file) => file.assertionResults);
  return {
    name: basename(report, ".json"),
    paths: files.map((file) => relative(process.cwd(), file.name)),
    passed: tests.filter((test) => test.status === "passed").length,
    skipped: tests.filter((test) => test.status !== "passed" && test.status !== "failed").length,
    failures: files.flatMap(failuresOf),
  };
});
for (const { name, paths, passed, skipped, failures } of runs)
  console.log(
    `${name}: ${passed} passed, ${failures.length} failed, ${skipped} skipped in ${paths.length} files`,
  );
const passed = runs.reduce((sum, run) => sum + run.passed, 0);
// A file of tests that one run has, all have: no version of Node is spared.
const everywhere = new Set(runs.flatMap(({ paths }) => paths));
const failures = runs.flatMap((run) => [
  ...run.failures.map((failure) => ({ ...failure, name: `${run.name}: ${failure.name}` })),
  ...[...everywhere]
    .filter((path) => !run.paths.includes(path))
    .map((path) => ({
      name: `${run.name}: ${path}`,
      message: "ran in another run only",
    })),
]);
const idle = runs.length === 0 || runs.some((run) => run.passed === 0);
for (const { name, message } of failures.slice(0, MOST_SHOWN)) {
  console.log([`FAILED ${name}`, ...shortened(message ?? "")].join("\n"));
}
if (failures.length > MOST_SHOWN) console.log(`and ${failures.length - MOST_SHOWN} more`);
if (failures.length === 0 && status !== "0") {
  console.log(`no test failed, yet the test runner ended with status ${status}: see above`);
}
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || idle || status !== "0" ? 1 : 0;
