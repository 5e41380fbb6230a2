// Reads the test runner's JSON reports, one a version of Node: tells the failures compactly, then "N passed, N failed" as
// the last line, summed over all versions.
// node .ci/report.mjs DIRECTORY, which holds for each version V the report V.json and V.status, the runner's exit status.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
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

/** Prints what failed on one version of Node. */
function outcomeOf(version) {
  const files = read(join(directory, `${version}.json`));
  const status = Number(readFileSync(join(directory, `${version}.status`), "utf8"));
  const passed = files
    .flatMap((file) => file.assertionResults)
    .filter((test) => test.status === "passed").length;
  const failures = files.flatMap(failuresOf);
  for (const { name, message } of failures.slice(0, MOST_SHOWN))
    console.log([`FAILED on Node ${version}: ${name}`, ...shortened(message ?? "")].join("\n"));
  if (failures.length > MOST_SHOWN) console.log(`and ${failures.length - MOST_SHOWN} more`);
  if (failures.length === 0 && status !== 0)
    console.log(`no test failed, yet the test runner ended with status ${status}: see above`);
  console.log(`on Node ${version}, ${passed} tests passed and ${failures.length} did not`);
  return { passed, failed: failures.length, sound: failures.length === 0 && passed > 0 && status === 0 };
}

const directory = process.argv[2];
const outcomes = readdirSync(directory)
  .filter((name) => name.endsWith(".status"))
  .sort()
  .map((name) => outcomeOf(name.slice(0, -".status".length)));
const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = outcomes.length > 0 && outcomes.every(({ sound }) => sound) ? 0 : 1;
