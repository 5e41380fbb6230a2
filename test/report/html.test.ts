import { expect, test } from "vitest";
import { htmlPage } from "../../src/report/html.ts";

const finding = {
  rule: "cleartext-auth",
  severity: "error",
  message: "`<script>alert(1)</script>`",
  file: 'x"y.conf',
  line: 1,
  column: 2,
  source: "a = \u001b[31m </code>",
  fix: undefined,
  help: undefined,
} as const;

test("nothing of the configuration is markup, and no control character is left", () => {
  const page = htmlPage("<b>", [{ name: "'><img>", listeners: [], findings: [finding] }]);
  expect(page).toContain("<title>&lt;b&gt;</title>");
  expect(page).toContain("&lt;script&gt;alert(1)");
  expect(page).not.toContain("<img>");
  expect(page).not.toContain("\u001b");
  expect(page).toContain("x&quot;y.conf:1:2");
});

test("one host has no heading and no choice of hosts, two have", () => {
  const host = { name: "mx1", listeners: [], findings: [] };
  expect(htmlPage("t", [host])).not.toContain("<select");
  const page = htmlPage("t", [host, { ...host, name: "mx2" }]);
  expect(page).toContain("<h2>mx2</h2>");
  expect(page).toContain("<select");
});
