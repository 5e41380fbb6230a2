import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Log, Result, Run } from "sarif";
import { expect, test } from "vitest";
import { isSarifLog, mergeSarif } from "../../src/report/sarif-merge.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

/** The schema of OASIS (errata 01) is of draft 4; what it uses of it means the same in draft 7. */
function schemaValidator() {
  const { id: $id, ...schema } = JSON.parse(readFileSync("test/report/sarif-schema-2.1.0.json", "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile({ ...schema, $id, $schema: "http://json-schema.org/draft-07/schema#" });
}

const validate = schemaValidator();

function expectValid(log: unknown): void {
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
}

const trees = {
  "a/dovecot/dovecot.conf": "disable_plaintext_auth = no\nssl = yes\nssl_min_protocol = TLSv1\n",
  "b/postfix/main.cf": "smtpd_helo_requird = yes\nmynetworks = 0.0.0.0/0\n",
  "b/postfix/master.cf": "smtp inet n - y - - smtpd\n",
};

async function shard(directory: string, name: string, args: readonly string[]): Promise<Log> {
  await mailint(directory, ["--no-config", "-f", `sarif=${name}`, ...args]);
  return JSON.parse(readFileSync(join(directory, name), "utf8")) as Log;
}

const only = (log: Log): Run => {
  const [run, ...others] = log.runs;
  if (run === undefined || others.length > 0) throw new Error(`${log.runs.length} runs`);
  return run;
};

const places = (run: Run) =>
  (run.results ?? []).map(({ ruleId, ruleIndex = -1, locations }) => [
    ruleId,
    run.tool.driver.rules?.[ruleIndex]?.id,
    locations?.[0]?.physicalLocation?.artifactLocation?.uri,
  ]);

test("two shards make the log of the whole, and what both found stands once", async () => {
  const directory = directoryWith(trees);
  const whole = await shard(directory, "whole.sarif", ["a", "b"]);
  await shard(directory, "a.sarif", ["a"]);
  await shard(directory, "b.sarif", ["b"]);
  await shard(directory, "ab.sarif", ["b", "a"]);
  const { code } = await mailint(directory, ["merge", "a.sarif", "b.sarif", "ab.sarif", "-o", "all.sarif"]);
  expect(code).toBe(0);
  const merged = JSON.parse(readFileSync(join(directory, "all.sarif"), "utf8")) as Log;
  expectValid(merged);
  expect(merged).toEqual(whole);
  expect(only(merged).results?.length).toBeGreaterThan(4);
});

test("rules, their places and taxa are those of both logs", async () => {
  const directory = directoryWith(trees);
  const one = await shard(directory, "a.sarif", ["a"]);
  const other = await shard(directory, "b.sarif", ["b"]);
  const used = (run: Run) => new Set(run.results?.map(({ ruleId }) => ruleId));
  // As if each shard described only the rules that found something.
  for (const run of [only(one), only(other)]) {
    const names = [...used(run)].reverse();
    run.tool.driver.rules = run.tool.driver.rules?.filter(({ id }) => names.includes(id)) ?? [];
    for (const result of run.results ?? [])
      result.ruleIndex = run.tool.driver.rules.findIndex(({ id }) => id === result.ruleId);
  }
  const [taxonomy] = only(other).taxonomies ?? [];
  if (taxonomy !== undefined) taxonomy.taxa = [{ id: "9999" }];
  const merged = mergeSarif([one, other]);
  expectValid(merged);
  const run = only(merged);
  expect(places(run)).toEqual([...places(only(one)), ...places(only(other))]);
  for (const [id, named] of places(run)) expect(named).toBe(id);
  expect(run.taxonomies?.[0]?.taxa?.at(-1)?.id).toBe("9999");
});

const log = (results: readonly object[], run: object = {}): Log =>
  ({ version: "2.1.0", runs: [{ tool: { driver: { name: "t" } }, results, ...run }] }) as unknown as Log;
const at = (uri: string, index?: number) => ({
  physicalLocation: { artifactLocation: { uri, ...(index === undefined ? {} : { index }) } },
});
const message = { text: "m" };

test("artifacts are numbered anew, in every place that names one", () => {
  const first = log([{ message, ruleId: "r", locations: [at("a", 0)] }], {
    artifacts: [{ location: { uri: "a", index: 0 } }],
  });
  const second = log(
    [
      {
        message,
        ruleId: "r",
        locations: [at("b", 0)],
        relatedLocations: [at("a", 1)],
        analysisTarget: { uri: "b", index: 0 },
        fixes: [{ artifactChanges: [{ artifactLocation: { uri: "a", index: 1 }, replacements: [] }] }],
      },
    ],
    { artifacts: [{ location: { uri: "b" } }, { location: { uri: "a" }, parentIndex: 0 }] },
  );
  const run = only(mergeSarif([first, second]));
  expect(run.artifacts).toEqual([{ location: { uri: "a" } }, { location: { uri: "b" } }]);
  expect(run.results?.[1]).toEqual({
    message,
    ruleId: "r",
    locations: [at("b", 1)],
    relatedLocations: [at("a", 0)],
    analysisTarget: { uri: "b", index: 1 },
    fixes: [{ artifactChanges: [{ artifactLocation: { uri: "a", index: 0 }, replacements: [] }] }],
  });
});

test("the same fingerprint in another file or of another rule is another result", () => {
  const result = (ruleId: string, uri: string, print: string): Partial<Result> => ({
    message,
    ruleId,
    locations: [at(uri)],
    partialFingerprints: { "p/v1": print },
  });
  const merged = mergeSarif([
    log([result("r", "a", "1"), result("r", "a", "1")]),
    log([result("r", "b", "1"), result("s", "a", "1"), result("r", "a", "2"), result("r", "a", "1")]),
    log([
      { message, ruleId: "r" },
      { message, ruleId: "r" },
    ]),
  ]);
  expect(only(merged).results).toHaveLength(5);
});

test("suppressions are stated for all results or none", () => {
  const merged = mergeSarif([
    log([{ message, ruleId: "a", suppressions: [{ kind: "inSource" }] }]),
    log([{ message, ruleId: "b" }]),
  ]);
  expect(only(merged).results?.map(({ suppressions }) => suppressions?.length)).toEqual([1, 0]);
});

test("other tools, versions and runs with lists of their own stay apart", () => {
  const graphs = log([{ message }], { graphs: [] });
  const other: Log = { version: "2.1.0", runs: [{ tool: { driver: { name: "u" } }, results: [] }] };
  const merged = mergeSarif([log([{ message }]), graphs, other, graphs, log([{ message, ruleId: "x" }])]);
  expect(merged.runs.map(({ tool, results }) => [tool.driver.name, results?.length])).toEqual([
    ["t", 2],
    ["t", 1],
    ["u", 0],
    ["t", 1],
  ]);
});

test("shards that ran in different places name no place", () => {
  const base = (uri: string) => ({ originalUriBaseIds: { "%SRCROOT%": { uri } } });
  expect(only(mergeSarif([log([], base("file:///a/")), log([], base("file:///a/"))]))).toHaveProperty(
    "originalUriBaseIds",
  );
  expect(only(mergeSarif([log([], base("file:///a/")), log([], base("file:///b/"))]))).not.toHaveProperty(
    "originalUriBaseIds",
  );
});

test.each([
  ["", false],
  ["5", false],
  ['{"version":"2.1.0"}', false],
  ['{"version":"2.0.0","runs":[]}', false],
  ['{"version":"2.1.0","runs":[{}]}', false],
  ['{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[5]}]}', false],
  ['\ufeff{"version":"2.1.0","runs":[]}', true],
  ...['"results":[{"taxa":null}]', '"taxonomies":[{"taxa":{}}]', '"taxonomies":[{"taxa":[null]}]'].map(
    (wrong): [string, boolean] => [
      `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},${wrong}}]}`,
      false,
    ],
  ),
  ['{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"artifacts":[{"location":null}]}]}', false],
  [
    '{"__proto__":[],"version":"2.1.0","runs":[{"tool":{"driver":{"name":"__proto__"}},"__proto__":1}]}',
    true,
  ],
])("%j as a log: %s", async (text, good) => {
  const directory = directoryWith({ "a.sarif": text });
  const { code, stderr, stdout } = await mailint(directory, ["merge", "a.sarif"]);
  expect(code).toBe(good ? 0 : 3);
  expect(stderr).toBe(good ? "" : "mailint: a.sarif: is no SARIF 2.1.0 log\n");
  if (good) expect(isSarifLog(JSON.parse(stdout))).toBe(true);
});

test("a log that is nested too deeply, and what is no log at all", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const run = `{"tool":{"driver":{"name":"t"}},"results":[{"message":{"text":"x"},"properties":{"x":${deep}}}]}`;
  const directory = directoryWith({
    "deep.sarif": `{"version":"2.1.0","runs":[${run}]}`,
    "list.sarif": deep,
    "bytes.sarif": Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256),
  });
  symlinkSync("/dev/zero", join(directory, "device.sarif"));
  for (const [name, said] of [
    ["deep", "is no SARIF 2.1.0 log"],
    ["list", "is no SARIF 2.1.0 log"],
    ["bytes", "is no SARIF 2.1.0 log"],
    ["device", "is larger than the limit of 128 MiB"],
  ]) {
    const { code, stderr, stdout } = await mailint(directory, ["merge", `${name}.sarif`]);
    expect([code, stderr, stdout]).toEqual([3, `mailint: ${name}.sarif: ${said}\n`, ""]);
  }
});

test("a file that is not there is said, and nothing is written", async () => {
  const directory = directoryWith({ "a.sarif": '{"version":"2.1.0","runs":[]}' });
  const { code, stderr } = await mailint(directory, ["merge", "a.sarif", "b.sarif", "-o", "c.sarif"]);
  expect([code, stderr]).toEqual([3, "mailint: b.sarif: no such file\n"]);
  expect(() => readFileSync(join(directory, "c.sarif"))).toThrow();
});
