import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { home } from "../../src/home.ts";
import { formats } from "../../src/report/index.ts";
import type { ReportInput } from "../../src/report/report.ts";
import { emptyInput, sampleInput } from "./sample.ts";

async function render(format: string, input?: ReportInput): Promise<string> {
  const write = await formats[format]?.();
  if (write === undefined) throw new Error(`no format ${format}`);
  return write(input ?? (await sampleInput()));
}

test("text, for people", async () => {
  expect(await render("text")).toMatchInlineSnapshot(`
    "etc/main.cf
      2:33 note it says \`\\x1b[31mhello\\x1b[0m\`,\\n100%: why? [sample/banner]
        2 | smtpd_banner = $myhostname says \\x1b[31mhello\\x1b[0m
          |                                 ^^^^^^^^^^^^^^^^^^^^
        help: write it otherwise
      3:36 warning the password \`********\` stands in the file [sample-secret]
        3 | smtp_sasl_password_maps = inline:{********}
          |                                    ^^^^^^^
        help: move ******** away (\`--fix=unsafe\` does it)
      4:14 error \`0.0.0.0/0\` trusts everybody [sample-network]
        4 | mynetworks = 0.0.0.0/0
          |              ^^^^^^^^^
        at etc/main.cf:1:14: this host is meant
        help: write \`127.0.0.0/8\` (\`--fix\` does it)

    1 error, 1 warning, 1 note in 1 file of 1 system, 1 hidden
    1 can be fixed with \`--fix\`, 1 more with \`--fix=unsafe\`, which may change what works
    "
  `);
});

test("text on a terminal has colours and links, and nothing else that acts", async () => {
  const text = await render("text", await sampleInput({ color: true, links: true }));
  expect(text).toContain("\u001b[31merror\u001b[0m");
  expect(text).toContain(`\u001b]8;;${home}/blob/main/docs/rules/sample-network.md\u001b\\`);
  expect(text).not.toContain("\u001b[31mhello");
});

test("compact, for editors", async () => {
  expect(await render("compact")).toMatchInlineSnapshot(`
    "etc/main.cf:2:33: note: it says \`\\x1b[31mhello\\x1b[0m\`,\\n100%: why? [sample/banner]
    etc/main.cf:3:36: warning: the password \`********\` stands in the file [sample-secret]
    etc/main.cf:4:14: error: \`0.0.0.0/0\` trusts everybody [sample-network]
    "
  `);
});

test("github, for annotations", async () => {
  expect(await render("github")).toMatchInlineSnapshot(`
    "::notice file=etc/main.cf,line=2,col=33,endColumn=47,endLine=2,title=sample/banner::it says \`\\x1b[31mhello\\x1b[0m\`,\\n100%25: why?
    ::warning file=etc/main.cf,line=3,col=36,endColumn=52,endLine=3,title=sample-secret::the password \`********\` stands in the file
    ::error file=etc/main.cf,line=4,col=14,endColumn=23,endLine=4,title=sample-network::\`0.0.0.0/0\` trusts everybody
    "
  `);
});

test("checkstyle", async () => {
  expect(await render("checkstyle")).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <checkstyle version="4.3">
      <file name="etc/main.cf">
        <error line="2" column="33" severity="info" message="it says \`\\x1b[31mhello\\x1b[0m\`,\\n100%: why?" source="mailint.sample/banner"/>
        <error line="3" column="36" severity="warning" message="the password \`********\` stands in the file" source="mailint.sample-secret"/>
        <error line="4" column="14" severity="error" message="\`0.0.0.0/0\` trusts everybody" source="mailint.sample-network"/>
      </file>
    </checkstyle>
    "
  `);
});

test("junit", async () => {
  expect(await render("junit")).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="mailint" tests="3" failures="2">
      <testsuite name="etc/main.cf" tests="3" failures="2">
        <testcase classname="etc/main.cf" name="sample/banner 2:33">
          <system-out>it says \`\\x1b[31mhello\\x1b[0m\`,\\n100%: why?</system-out>
        </testcase>
        <testcase classname="etc/main.cf" name="sample-secret 3:36">
          <failure type="warning" message="the password \`********\` stands in the file">etc/main.cf:3:36: the password \`********\` stands in the file</failure>
        </testcase>
        <testcase classname="etc/main.cf" name="sample-network 4:14">
          <failure type="error" message="\`0.0.0.0/0\` trusts everybody">etc/main.cf:4:14: \`0.0.0.0/0\` trusts everybody</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test("gitlab: fingerprints are stable and differ", async () => {
  const issues = JSON.parse(await render("gitlab")) as {
    fingerprint: string;
    location: object;
    severity: string;
  }[];
  expect(issues.map(({ severity }) => severity)).toEqual(["info", "major", "critical"]);
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  expect(issues[2]?.location).toEqual({
    path: "etc/main.cf",
    positions: { begin: { line: 4, column: 14 }, end: { line: 4, column: 23 } },
  });
});

describe("json", () => {
  const schema = JSON.parse(readFileSync("docs/schema/report.schema.json", "utf8"));
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  test.each([
    ["with findings", sampleInput],
    ["clean", async () => emptyInput()],
    [
      "with failures and stale entries",
      async () =>
        sampleInput({
          failures: [{ path: "x", reason: "no" }],
          stale: [{ entry: { rule: "r", file: "f", about: "a", count: 2 }, missing: 1 }],
        }),
    ],
  ])("fits its schema: %s", async (_, input) => {
    const report = JSON.parse(await render("json", await input()));
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  });

  test("gives a finding as documented", async () => {
    const { findings, suppressed, summary } = JSON.parse(await render("json"));
    expect(findings[2]).toEqual({
      rule: "sample-network",
      severity: "error",
      securitySeverity: 9.8,
      message: "`0.0.0.0/0` trusts everybody",
      file: "etc/main.cf",
      line: 4,
      column: 14,
      endLine: 4,
      endColumn: 23,
      about: { setting: "mynetworks", scope: ["smtp/inet"] },
      related: [{ message: "this host is meant", file: "etc/main.cf", line: 1, column: 14 }],
      fix: {
        title: "write `127.0.0.0/8`",
        safety: "safe",
        edits: [{ file: "etc/main.cf", line: 4, column: 14, endLine: 4, endColumn: 23, text: "127.0.0.0/8" }],
      },
    });
    expect(suppressed).toHaveLength(1);
    expect(suppressed[0].suppression).toEqual({ kind: "in-source", reason: "a test net, trusted" });
    expect(summary).toEqual({ error: 1, warning: 1, note: 1, suppressed: 1 });
  });
});

describe("sarif", () => {
  const parse = async (input?: ReportInput) => {
    const run = (JSON.parse(await render("sarif", input)) as Log).runs[0];
    if (run === undefined) throw new Error("no run");
    return run;
  };

  test("a clean run has no results, and says so", async () => {
    expect((await parse(emptyInput())).results).toEqual([]);
  });

  test("a result has region, related places, fix, fingerprint", async () => {
    const { results = [] } = await parse();
    const result = results.find(({ level }) => level === "error");
    expect(result).toMatchObject({
      ruleId: "sample-network",
      message: { text: "`0.0.0.0/0` trusts everybody." },
      suppressions: [],
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "etc/main.cf", uriBaseId: "%SRCROOT%" },
            region: {
              startLine: 4,
              startColumn: 14,
              endLine: 4,
              endColumn: 23,
              snippet: { text: "0.0.0.0/0" },
            },
          },
        },
      ],
      relatedLocations: [{ id: 1, message: { text: "This host is meant." } }],
      fixes: [
        {
          description: { text: "Write `127.0.0.0/8`." },
          artifactChanges: [{ replacements: [{ insertedContent: { text: "127.0.0.0/8" } }] }],
        },
      ],
    });
    expect(result?.partialFingerprints?.["mailint/v1"]).toMatch(/^[0-9a-f]{16}$/);
    expect(result?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.deletedRegion).toEqual({
      startLine: 4,
      startColumn: 14,
      endLine: 4,
      endColumn: 23,
    });
  });

  test("what an ignore hides is a suppressed result with its reason", async () => {
    const { results = [] } = await parse();
    expect(
      results
        .filter(({ suppressions = [] }) => suppressions.length > 0)
        .map(({ suppressions }) => suppressions),
    ).toEqual([[{ kind: "inSource", status: "accepted", justification: "a test net, trusted" }]]);
  });

  test("rules have a name in Pascal case, help, security severity as a string, CWE as tags and taxonomy", async () => {
    const { tool, taxonomies = [] } = await parse();
    const rule = tool.driver.rules?.find(({ id }) => id === "sample-network");
    expect(rule).toMatchObject({
      name: "SampleNetwork",
      help: { text: "It is bad. Write it otherwise. Then restart." },
      defaultConfiguration: { level: "error" },
      properties: {
        "security-severity": "9.8",
        precision: "high",
        tags: ["security", "external/cwe/cwe-269", "external/cwe/cwe-1188"],
      },
    });
    expect(taxonomies[0]?.taxa?.map(({ id }) => id)).toEqual(["269", "1188"]);
    const names = tool.driver.rules?.map(({ name = "" }) => name) ?? [];
    expect(names.filter((name) => !/^([A-Z][a-z0-9]*)+$/.test(name))).toEqual([]);
    expect(tool.driver.rules?.filter(({ id, name }) => id.toLowerCase() === name?.toLowerCase())).toEqual([]);
  });

  test("each result's index points at its rule", async () => {
    const { tool, results = [] } = await parse();
    for (const { ruleId, ruleIndex = -1 } of results) expect(tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
  });
});

test.each(Object.keys(formats))("%s shows no secret and nothing that acts", async (format) => {
  const text = await render(format);
  expect(text).not.toContain("hunter22");
  expect(text).not.toContain("\u001b");
  expect(text.endsWith("\n")).toBe(true);
});

test.each(Object.keys(formats))("%s of a clean run is whole", async (format) => {
  expect(await render(format, emptyInput())).not.toMatch(/undefined|NaN/);
});
