// What settings let a stranger do at Dovecot's login ports: booted, and tried from three addresses.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { dovecotListeners } from "../../src/model/dovecot-listeners.ts";
import type { Listener } from "../../src/model/listener.ts";
import { resolveDovecot23 } from "../../src/resolve/dovecot-23.ts";
import { resolveDovecot24 } from "../../src/resolve/dovecot-24.ts";
import type { SourceFile } from "../../src/source.ts";
import { describeWithRoot, doveconf } from "../oracle/daemons.ts";
import { bootDovecot, type Dovecot, type DovecotRoot } from "./dovecot.ts";
import { CASES, type Expected, type Seen, type Short, STRANGER, TRUSTED } from "./dovecot-cases.ts";
import { randomVariants } from "./dovecot-random.ts";
import { LISTENERS, PORTS, type Variant, written } from "./dovecot-variants.ts";
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

type Prediction = Pick<Listener, "tls" | "cleartextLogin" | "mechanisms" | "minTls">;

/** What the listener model says of the same configuration, in the words of `seen`. */
function predicted(dovecot: Dovecot): readonly (Prediction | undefined)[] {
  const entry = { daemon: "dovecot", root: "boot.conf", files: [], partial: false } as const;
  const host = memoryHost(dovecot.files);
  const text = String(dovecot.files["boot.conf"]);
  const file: SourceFile = { path: entry.root, text, dialect: "dovecot" };
  const resolve = dovecot.root === "trixie" ? resolveDovecot24 : resolveDovecot23;
  const system = resolve(entry, file, host, {}, "file");
  const listeners = dovecotListeners({ config: system.config, partial: false });
  return LISTENERS.map((_, at) => {
    const [found, ...more] = listeners.filter(({ port }) => port === dovecot.ports[at]);
    expect(more).toEqual([]);
    if (found === undefined) return undefined;
    const { tls, cleartextLogin, mechanisms, minTls } = found;
    return { tls, cleartextLogin, mechanisms, minTls };
  });
}

/** What a listener offers before TLS to clients whom no block and no trusted network sets apart. */
function isOrdinary({ trusted, blocks = [] }: Variant): boolean {
  return trusted !== "127.0.0.0/8" && !blocks.some(({ head }) => head === "local 127.0.0.1");
}

function agree(variant: Variant, dovecot: Dovecot, found: readonly (Seen | undefined)[]): void {
  const comparable = (each: Prediction | undefined) =>
    each && {
      ...each,
      mechanisms: {
        cleartext: isOrdinary(variant) ? each.mechanisms.cleartext?.toSorted() : "as for nobody else",
        tls: each.mechanisms.tls?.toSorted(),
      },
    };
  const named = (all: readonly (Prediction | undefined)[]) =>
    Object.fromEntries(LISTENERS.map(({ name }, at) => [name, comparable(all[at])]));
  expect(named(predicted(dovecot)), JSON.stringify(variant)).toEqual(named(found));
}

const SEED = Number(process.env.MAILINT_SEED ?? 12);

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
      agree(each, dovecot, found);
    });

    test.each(randomVariants(root, SEED, 12).map((each) => [each.title, each] as const))(
      "the listener model foretells random configuration %s",
      async (_title, each) => {
        await using dovecot = await bootDovecot(root, PORTS, ({ ports }) => written(each, root, ports));
        agree(each, dovecot, await allSeen(dovecot));
      },
    );
  });
}

wire("bookworm");
wire("trixie");

describeWithRoot("bookworm", "blocks of two kinds that set the same", () => {
  const root = "bookworm";
  test("2.3 hangs up on a client for whom both count, and doveconf sees nothing wrong", async () => {
    const variant: Variant = {
      title: "conflict",
      protocols: ["imap"],
      closed: ["imaps"],
      ssl: "yes",
      blocks: [
        { head: "protocol imap", cleartext: true },
        { head: `remote ${TRUSTED}`, cleartext: true },
      ],
    };
    await using dovecot = await bootDovecot(root, PORTS, ({ ports }) => written(variant, root, ports));
    expect(doveconf(root, ["-n"], `${dovecot.path}/boot.conf`)).toMatchObject({ status: 0, stderr: "" });
    const from = (address: string) => ({ host: "127.0.0.1", port: dovecot.ports[0] ?? 0, from: address });
    expect(await takesCleartext("imap", from(STRANGER), dovecot.account)).toBe(true);
    expect(await takesCleartext("imap", from(TRUSTED), dovecot.account)).toBe(false);
    expect(dovecot.log()).toContain("Conflict in setting disable_plaintext_auth");
  });
});
