// Random Dovecot configurations out of what decides who gets in; the same ones for the same seed.

import fc from "fast-check";
import type { DovecotRoot } from "./dovecot.ts";
import { TRUSTED } from "./dovecot-cases.ts";
import { LISTENERS, type Policy, type Variant } from "./dovecot-variants.ts";

const HEADS = [
  "protocol imap",
  "protocol pop3",
  "protocol !imap",
  `remote ${TRUSTED}`,
  "local 127.0.0.1",
  "local 127.0.0.9",
];

const cleartext = fc.option(fc.boolean(), { nil: undefined });
const names = LISTENERS.map(({ name }) => name);

/** Not `sieve`: under implicit TLS managesieve-login 2.3 now and then says nothing at all, neither greeting nor alert. */
const turnable = names.filter((name) => name !== "sieve");

/**
 * No block says `ssl = no`: a listener for implicit TLS then accepts and says nothing, which is no way to reach anybody
 * nor a closed port.
 */
const block = fc.record({
  head: fc.constantFrom(...HEADS),
  ssl: fc.constantFrom(undefined, undefined, "yes", "required"),
  cleartext,
});

const variant = fc.record({
  protocols: fc.subarray(["imap", "pop3", "submission", "sieve"] as const, { minLength: 1 }),
  ssl: fc.constantFrom(undefined, "no", "yes", "required"),
  cleartext,
  trusted: fc.constantFrom(undefined, undefined, `${TRUSTED}/32`, "127.0.0.0/8", `10.0.0.0/8 ${TRUSTED}`),
  mechanisms: fc.option(fc.subarray(["plain", "login", "cram-md5"], { minLength: 1 }), { nil: undefined }),
  minTls: fc.constantFrom(undefined, "TLSv1", "TLSv1.2", "TLSv1.3"),
  blocks: fc.uniqueArray(block, { selector: ({ head }) => head, maxLength: 2 }),
  closed: fc.subarray(names, { maxLength: 2 }),
  turned: fc.subarray(turnable, { maxLength: 2 }),
});

/** `count` variants that Dovecot of `root` starts with and answers every client with. */
export function randomVariants(root: DovecotRoot, seed: number, count: number): readonly Variant[] {
  return fc.sample(variant, { seed, numRuns: count }).map((drawn, at) => {
    const titled = { ...drawn, blocks: drawn.blocks.map(defined), title: `number ${at} of seed ${seed}` };
    const whole = defined(titled) as Variant;
    return root === "trixie" ? withoutMuteImaps(consistent(whole)) : ofOneKind(whole);
  });
}

/** 2.3 hangs up on a client for whom blocks of two kinds, neither within the other, set the same. */
function ofOneKind(drawn: Variant): Variant {
  const kind = (head: string | undefined): string | undefined => head?.split(" ")[0];
  const blocks = drawn.blocks ?? [];
  return { ...drawn, blocks: blocks.filter(({ head }) => kind(head) === kind(blocks[0]?.head)) };
}

/** Absent instead of undefined. */
function defined<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

/** The port for implicit TLS is open, as for the other protocols, but `ssl = no` holds for IMAP: see `block`. */
function withoutMuteImaps(drawn: Variant): Variant {
  const others = drawn.blocks?.some(({ head, ssl }) => head === "protocol !imap" && ssl !== undefined);
  return drawn.ssl === "no" && others
    ? { ...drawn, closed: [...(drawn.closed ?? []), "imap", "imaps"] }
    : drawn;
}

/** 2.4 does not start when TLS is required and cleartext allowed. */
function consistent(drawn: Variant): Variant {
  const required = [drawn, ...(drawn.blocks ?? [])].some(({ ssl }) => ssl === "required");
  const without = <P extends Policy>(policy: P): P =>
    policy.cleartext ? { ...policy, cleartext: false } : policy;
  return required ? { ...without(drawn), blocks: (drawn.blocks ?? []).map(without) } : drawn;
}
