import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import { everyRule } from "../../src/selection.ts";

const run = (files: Readonly<Record<string, string>>) =>
  lint({ paths: [""], host: memoryHost(files), options: {}, rules: [], selection: everyRule, ignores: {} });

test.each<[string, string]>([
  ["ssl = required\nssl_server_cert_file = /a\n", "2.4"],
  ["ssl = required\nssl_cert = </a\n", "2.3"],
  ["ssl = required\nssl_min_protocol = TLSv1.2\n", "2.3"],
  ["passdb {\n  driver = ldap\n  mechanism = plain\n  args = /etc/ldap.ext\n}\n", "2.3"],
])(
  "a piece of a Dovecot configuration is of the version that knows its settings: %j",
  async (text, version) => {
    const { systems } = await run({ "conf.d/10-ssl.conf": text });
    expect(systems.map((system) => system.version)).toEqual([version]);
  },
);

test("a template is a note", async () => {
  const { findings, systems } = await run({ "main.cf.j2": "" });
  expect(systems).toEqual([]);
  expect(findings).toMatchObject([
    { rule: "template", severity: "note", span: { file: { path: "main.cf.j2" } } },
  ]);
});

test("what resolvers find and no rule reports is reported under its kind", async () => {
  const { findings } = await run({ "main.cf": "smtpd_helo_requird = yes\n" });
  expect(findings.map(({ rule }) => rule)).toEqual(["unknown-setting"]);
});
