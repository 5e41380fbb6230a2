import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { profiles } from "../../src/profiles.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

test("every rule of a profile exists", () => {
  const known = new Set(rules.map(({ id }) => id));
  const named = profiles.flatMap(({ clauses }) => clauses.flatMap(({ rules }) => rules));
  expect(named.filter((id) => !known.has(id))).toEqual([]);
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
  expect(stdout).toMatch(/\n\d of 4 clauses met, as far as the configuration tells\n$/);
  expect(code).toBe(1);
});

test("report as json", async () => {
  const args = ["report", "--profile", "complianceascode", ".", "--format", "json"];
  const { stdout } = await mailint(directoryWith({ "dovecot.conf": clear }), args);
  const { clauses } = JSON.parse(stdout);
  expect(clauses.map(({ id, met }: { id: string; met: boolean }) => [id, met])).toEqual([
    ["dovecot_disable_plaintext_auth", false],
    ["dovecot_enable_ssl", expect.any(Boolean)],
    ["postfix_prevent_unrestricted_relay", true],
    ["postfix_network_listening_disabled", true],
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
  expect(stderr).toMatch(/Allowed choices are rfc8314, rfc9325/);
  expect(code).toBe(2);
});
