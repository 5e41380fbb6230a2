import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { standardsPage, standardsPath } from "../../scripts/docs.ts";
import { profiles } from "../../src/profiles.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

test("every rule of a profile exists", () => {
  const known = new Set(rules.map(({ id }) => id));
  const named = profiles.flatMap(({ clauses }) => clauses.flatMap(({ rules }) => rules));
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

describe.each(profiles)("$id", ({ id, clauses, left, url }) => {
  test("has clauses of its own, each with rules, and says what is left out", () => {
    expect(new Set(clauses.map((clause) => clause.id)).size).toBe(clauses.length);
    expect(clauses.filter(({ rules }) => rules.length === 0)).toEqual([]);
    expect(left).toMatch(/\.$/);
    expect(url).toMatch(/^https:/);
  });

  test("is missed by the insecure samples, and said so", async () => {
    const args = ["report", "--profile", id, "insecure-dovecot", "insecure-postfix"];
    const { code, stdout } = await mailint(resolve("fixtures"), args);
    expect(stdout).toMatch(/^missed /m);
    expect(stdout).toContain(`of ${clauses.length} clauses met, as far as the configuration tells`);
    expect(stdout.trimEnd().endsWith(left)).toBe(true);
    expect(code).toBe(1);
  });
});

test.each(["rfc8314", "rfc8996", "nist-sp800-52r2", "pci-dss-4", "anssi-bp-028", "complianceascode"])(
  "the secure samples meet %s",
  async (id) => {
    const args = ["report", "--profile", id, "secure-dovecot", "secure-postfix"];
    const { code, stdout } = await mailint(resolve("fixtures"), args);
    expect(stdout).not.toMatch(/^(missed|open) /m);
    expect(code).toBe(0);
  },
);

test("TLS 1.3 only is what Mozilla's modern configuration asks for", async () => {
  const tree = (version: string) =>
    directoryWith({
      "dovecot.conf": `protocols = imap\nssl = required\nssl_cert = </a\nssl_key = </b\nssl_min_protocol = ${version}\n`,
    });
  const args = ["report", "--profile", "mozilla-modern", "--dovecot", "2.3", "."];
  expect((await mailint(tree("TLSv1.2"), args)).stdout).toMatch(
    /^missed tls_versions: TLS 1\.3 only\n {9}dovecot\.conf:5:\d+: .*\[tls12-accepted\]$/m,
  );
  expect((await mailint(tree("TLSv1.3"), args)).code).toBe(0);
});

test("a clause about one daemon is open where there is only another, and looks at its own files only", async () => {
  const { stdout } = await mailint(resolve("fixtures"), [
    "report",
    "--profile",
    "complianceascode",
    "insecure-postfix",
  ]);
  expect(stdout).toMatch(/^open {3}dovecot_disable_plaintext_auth: /m);
  expect(stdout).toMatch(/, 2 open: nothing here to judge them by$/m);
});

const clear = "protocols = imap\nssl = yes\nssl_cert = </a\nssl_key = </b\ndisable_plaintext_auth = no\n";

test("report says what is met and missed, with the places", async () => {
  const { code, stdout } = await mailint(directoryWith({ "dovecot.conf": clear }), [
    "report",
    "--profile",
    "rfc8314",
    ".",
  ]);
  expect(stdout).toMatch(
    /^missed 4\.1: no service that takes passwords in clear\n {9}dovecot\.conf:5:\d+: .*\[cleartext-auth\]$/m,
  );
  expect(stdout).toMatch(/^met {4}4\.4: /m);
  expect(stdout).toMatch(/\n\d of 4 clauses met, as far as the configuration tells\n/);
  expect(code).toBe(1);
});

test("report as json", async () => {
  const args = ["report", "--profile", "complianceascode", ".", "--format", "json"];
  const { stdout } = await mailint(directoryWith({ "dovecot.conf": clear }), args);
  const { clauses } = JSON.parse(stdout);
  expect(clauses.map(({ id, met }: { id: string; met: boolean }) => [id, met])).toEqual([
    ["dovecot_disable_plaintext_auth", false],
    ["dovecot_enable_ssl", expect.any(Boolean)],
    ["postfix_prevent_unrestricted_relay", null],
    ["postfix_network_listening_disabled", null],
    ["postfix_server_banner", null],
  ]);
});

test("lint with a profile runs its rules only", async () => {
  const { stdout } = await mailint(directoryWith({ "dovecot.conf": clear }), [
    "--profile",
    "rfc8996",
    "-f",
    "compact",
  ]);
  expect(stdout).toBe("");
});

test("an unknown profile is refused with the known ones", async () => {
  const { code, stderr } = await mailint(directoryWith({ "dovecot.conf": clear }), [
    "report",
    "--profile",
    "rfc1",
    ".",
  ]);
  expect(stderr).toMatch(/it is one of rfc8314, rfc9325/);
  expect(code).toBe(2);
});

test("docs/standards.md is the page that the profiles give: `npm run docs`", () => {
  expect(readFileSync(standardsPath, "utf8")).toBe(standardsPage());
});
