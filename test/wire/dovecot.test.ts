// What settings let a stranger do at Dovecot's login ports: booted, and tried from three addresses.

import { expect, test } from "vitest";
import { describeWithRoot } from "../oracle/daemons.ts";
import { bootDovecot, type Dovecot, type DovecotRoot } from "./dovecot.ts";
import { CASES, type Expected, type Seen, type Short, STRANGER, TRUSTED } from "./dovecot-cases.ts";
import { LISTENERS, PORTS, written } from "./dovecot-variants.ts";
import { listens, lowestTls, probe, takesCleartext } from "./probe.ts";

/** What the wire shows of one listener; `undefined` when nobody listens. */
async function seen(dovecot: Dovecot, at: number): Promise<Seen | undefined> {
  const { spoken } = LISTENERS[at] ?? LISTENERS[0];
  const from = (address: string) => ({ host: "127.0.0.1", port: dovecot.ports[at] ?? 0, from: address });
  if (!(await listens(from(STRANGER)))) return undefined;
  const reach = await probe(spoken, from(STRANGER), dovecot.account);
  const tls = reach.tlsFirst ? "implicit" : reach.starttls ? "starttls" : "none";
  const trusted = tls !== "implicit" && (await takesCleartext(spoken, from(TRUSTED), dovecot.account));
  return {
    tls,
    cleartextLogin: reach.cleartextLogin ? "anyone" : trusted ? "trusted" : "nobody",
    mechanisms: reach.mechanisms,
    minTls: tls === "none" ? undefined : await lowestTls(spoken, from(STRANGER)),
  };
}

function short(found: Seen | undefined): Short {
  return found === undefined ? "closed" : `${found.tls} ${found.cleartextLogin}`;
}

async function allSeen(dovecot: Dovecot): Promise<readonly (Seen | undefined)[]> {
  const found: (Seen | undefined)[] = [];
  for (const at of LISTENERS.keys()) found.push(await seen(dovecot, at));
  return found;
}

function shorts(expected: Expected): Record<string, Short> {
  return Object.fromEntries(LISTENERS.map(({ name }) => [name, expected[name] ?? "closed"]));
}

function wire(root: DovecotRoot): void {
  describeWithRoot(root, `what a stranger can do at the Dovecot of ${root}`, () => {
    test.each(CASES.map((each) => [each.title, each] as const))("%s", async (_title, each) => {
      await using dovecot = await bootDovecot(root, PORTS, ({ ports }) => written(each, root, ports));
      const found = await allSeen(dovecot);
      const expected = root === "trixie" ? (each.expect24 ?? each.expect) : each.expect;
      expect(Object.fromEntries(LISTENERS.map(({ name }, at) => [name, short(found[at])]))).toEqual(
        shorts(expected),
      );
      if (each.mechanismsSeen !== undefined) expect(found[0]?.mechanisms).toEqual(each.mechanismsSeen);
      if (each.minTlsSeen !== undefined) expect(found[0]?.minTls).toBe(each.minTlsSeen);
    });
  });
}

wire("bookworm");
wire("trixie");
