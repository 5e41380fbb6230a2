// Texts that once made a regular expression backtrack beyond measure: each run ends, and well before the test's time is up.

import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { memoryHost } from "../../src/host.ts";
import { ignoresOf } from "../../src/ignores.ts";
import { lint } from "../../src/lint.ts";
import { isTemplate } from "../../src/resolve/template.ts";
import { createMasker } from "../../src/secrets.ts";
import { everyRule } from "../../src/selection.ts";
import { convertVariables } from "../../src/upgrade/variables.ts";

const long = 200_000;

test.each<[string, Record<string, string>]>([
  [
    "a cipher list",
    {
      "main.cf": `tls_high_cipherlist = DH${"E-GCMDHE-GCMDH".repeat(200)}!\nsmtpd_tls_security_level = may\n`,
    },
  ],
  ["a banner", { "main.cf": `smtpd_banner = ${"$(GNU}".repeat(long / 10)}\n` }],
  [
    "a name of a server",
    {
      "dovecot.conf": `local_name ${"*a".repeat(40)}.x {\n  local_name ${"a".repeat(long)} {\n    ssl = yes\n  }\n}\n`,
    },
  ],
  ["blanks in a table", { "main.cf": `relayhost = inline:{ {a${" ".repeat(long)}b=c} }\n` }],
  ["an ignore", { "main.cf": `#mailint-ignore\t${"\t".repeat(long)}e:${"\t".repeat(long)}x\v\nbiff = no\n` }],
])("%s", async (_, files) => {
  const report = await lint({
    paths: Object.keys(files),
    host: memoryHost(files),
    options: {},
    rules,
    selection: everyRule,
    ignores: {},
  });
  expect(report.systems).toHaveLength(1);
  expect(report.findings.filter(({ rule }) => rule === "internal-error")).toEqual([]);
});

test("templates, secrets and variables", () => {
  for (const piece of ["{%", "<%", "{{\t", "{{- "]) expect(isTemplate(piece.repeat(long))).toBe(false);
  const text = `p_password = x${"=::".repeat(long)}\n${"\t-o\t".repeat(long)}\n`;
  expect(createMasker([{ path: "f", text, dialect: "postfix-main" }])("p")).toBe("p");
  expect(convertVariables("%{".repeat(long)).text).toContain("%{");
});

test("a column of ignores over one statement is read once", () => {
  const text = `${"# mailint-ignore tls-min-version\n".repeat(20_000)}biff = no\n`;
  const found = ignoresOf({ path: "main.cf", text, dialect: "postfix-main" });
  expect(found).toHaveLength(20_000);
  expect(found.every(({ to }) => to === 20_001)).toBe(true);
});
