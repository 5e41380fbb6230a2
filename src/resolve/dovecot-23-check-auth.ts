// Checks of authentication settings, after src/auth/auth-settings.c of Dovecot 2.3.

import { ownEntry } from "../own-entry.ts";
import { childrenOf, fail, known, knownNumber, type Subject } from "./dovecot-23-checking.ts";

/** Bits of the digests of src/lib/hash-method.c. */
export const hashBits: Readonly<Record<string, number>> = {
  md4: 128,
  md5: 128,
  sha1: 160,
  sha256: 256,
  sha384: 384,
  sha512: 512,
  "sha3-256": 256,
  "sha3-512": 512,
  size: 64,
};

export function checkAuth(subject: Subject): void {
  if (knownNumber(subject, "auth_worker_max_count") === 0n)
    fail(subject, ["auth_worker_max_count"], "bad-value", "`auth_worker_max_count` must be above 0");
  const cache = knownNumber(subject, "auth_cache_size");
  if (cache !== undefined && cache > 0n && cache < 1024n)
    fail(
      subject,
      ["auth_cache_size"],
      "bad-value",
      `\`auth_cache_size\` of ${cache} bytes is too small: less than 1024 is refused; write a unit, such as \`10 M\``,
    );
  checkVerbosePasswords(subject);
  checkPolicy(subject);
  for (const passdb of childrenOf(subject, "passdb")) {
    checkDriver(passdb, "passdb");
    const result = known(passdb, "result_success");
    if (known(passdb, "pass") === "yes" && result !== undefined && result !== "return-ok")
      fail(
        passdb,
        ["pass"],
        "dovecot/settings-conflict",
        `the obsolete \`pass = yes\` does not go together with \`result_success = ${result}\`; remove \`pass\``,
      );
  }
  for (const userdb of childrenOf(subject, "userdb")) checkDriver(userdb, "userdb");
}

function checkDriver(section: Subject, kind: string): void {
  if (known(section, "driver") === "")
    fail(
      section,
      ["driver"],
      "dovecot/missing-driver",
      `this \`${kind}\` has no \`driver\`, and the daemon does not start without one`,
    );
}

function checkVerbosePasswords(subject: Subject): void {
  const value = known(subject, "auth_verbose_passwords");
  if (value === undefined) return;
  const [kind = "", length] = value.includes(":") ? splitOnce(value) : [value];
  if (length !== undefined && (!/^\d+$/.test(length) || Number(length) === 0 || Number(length) > 4294967295))
    fail(
      subject,
      ["auth_verbose_passwords"],
      "bad-value",
      `\`auth_verbose_passwords = ${value}\`: \`${length}\` is no length to cut passwords at`,
    );
  else if (!["no", "plain", "sha1", "yes"].includes(kind))
    fail(
      subject,
      ["auth_verbose_passwords"],
      "bad-value",
      `\`auth_verbose_passwords = ${value}\`: write \`no\`, \`plain\`, \`sha1\`, or one of the last two with a length, such as \`sha1:6\``,
    );
}

const splitOnce = (value: string): [string, string] => {
  const at = value.indexOf(":");
  return [value.slice(0, at), value.slice(at + 1)];
};

function checkPolicy(subject: Subject): void {
  const url = known(subject, "auth_policy_server_url");
  if (url === undefined || url === "") return;
  if (known(subject, "auth_policy_hash_nonce") === "")
    fail(
      subject,
      ["auth_policy_hash_nonce", "auth_policy_server_url"],
      "dovecot/settings-conflict",
      "`auth_policy_server_url` is set, but `auth_policy_hash_nonce` is not: without it the daemon does not start",
    );
  const method = known(subject, "auth_policy_hash_mech");
  if (method === undefined) return;
  const bits = ownEntry(hashBits, method);
  const cut = knownNumber(subject, "auth_policy_hash_truncate");
  if (bits === undefined)
    fail(
      subject,
      ["auth_policy_hash_mech"],
      "bad-value",
      `\`auth_policy_hash_mech = ${method}\`: no such hash; write one of ${Object.keys(hashBits).join(", ")}`,
    );
  else if (cut !== undefined && cut >= BigInt(bits))
    fail(
      subject,
      ["auth_policy_hash_truncate", "auth_policy_hash_mech"],
      "dovecot/settings-conflict",
      `\`auth_policy_hash_truncate = ${cut}\` must be less than the ${bits} bits of \`${method}\``,
    );
}
