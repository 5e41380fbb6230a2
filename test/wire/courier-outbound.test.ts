// Rules about mail that Courier sends, proven on its whole mail server: esmtpd takes a message, courierd hands it to a
// server of the test's own, whose certificate nobody signed.

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { readExample } from "../../src/example.ts";
import type { Example } from "../../src/rule.ts";
import { describeWithRoot, plant } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { PATIENCE_MS } from "./boot.ts";
import { certify } from "./certificate.ts";
import { bootCourier, type Courier, shipped } from "./courier.ts";
import { connect } from "./line-client.ts";
import { ask, code, reply } from "./protocols/smtp.ts";
import { type Delivery, openSink, type Sink } from "./smtp-sink.ts";

/** What the receiving server saw. */
const weaknesses: Readonly<Record<string, (delivery: Delivery) => boolean>> = {
  "courier/client-starttls-off": ({ encrypted, complete }) => complete && !encrypted,
  "courier/client-verify-incomplete": ({ complete }) => !complete,
  "backend-cert-not-verified": ({ commands }) => commands.some((command) => command.startsWith("AUTH")),
};

/** The receiving server's certificate stands for all authorities in the rule on their absence. */
function courierdOf(id: string, text: string): string {
  return id === "courier/client-verify-incomplete"
    ? text.replace(/^(TLS_TRUSTCERTS=).+$/m, "$1/etc/courier/esmtpd.pem")
    : text;
}

function filesOf(
  id: string,
  files: Readonly<Record<string, string>>,
  port: number | undefined,
  sink: Sink,
): Record<string, string> {
  const server = `mail.example.test,${sink.port}`;
  const hasPassword = /^[^#\s]/m.test(files["courier/esmtpauthclient"] ?? "");
  return {
    me: "mail.example.test\n",
    locals: "example.test\n",
    esmtproutes: `foreign.test:${server}\n`,
    esmtpauthclient: hasPassword ? `${server} user secret\n` : "",
    esmtpd: `${shipped("esmtpd")}\nADDRESS=127.0.0.1\nPORT=${port}\nBOFHCHECKDNS=0\nRELAYCLIENT=\n`,
    courierd: `${shipped("courierd").replace(/^\. .*$/m, "")}\n${courierdOf(id, files["courier/courierd"] ?? "")}\n`,
  };
}

async function send(courier: Courier): Promise<void> {
  const connection = await connect({ host: "127.0.0.1", port: courier.ports[0] ?? 0 });
  await reply(connection);
  for (const command of [
    "EHLO client.example.test",
    "MAIL FROM:<a@example.test>",
    "RCPT TO:<b@foreign.test>",
    "DATA",
    "Subject: a\r\n\r\ntext\r\n.",
  ])
    expect(code(await ask(connection, command))).toBeLessThan(400);
  connection.close();
}

async function firstDelivery(sink: Sink): Promise<Delivery> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const [first] = sink.deliveries;
    if (first !== undefined) return first;
    if (Date.now() > deadline) throw new Error("courierd delivered nothing in time");
    await sleep(20);
  }
}

function certificate(): { readonly cert: string; readonly key: string } {
  const tree = plant("courier");
  certify(tree);
  const read = (name: string): string => readFileSync(`${tree.hostPath}/${name}`, "latin1");
  const made = { cert: read("cert.pem"), key: read("key.pem") };
  tree.remove();
  return made;
}

function casesFor(id: string) {
  const examples: readonly Example[] = rules.find((rule) => rule.id === id)?.examples ?? [];
  return examples.flatMap((example) => {
    const { files, marks } = readExample(example);
    return "courier/courierd" in files ? [{ title: example.title, files, weak: marks.length > 0 }] : [];
  });
}

describeWithRoot("courier", "rules on the wire, with Courier's outgoing mail", () => {
  describe.each(Object.entries(weaknesses))("%s", (id, isWeak) => {
    test.each(casesFor(id))("$title", { timeout: 120_000 }, async ({ files, weak }) => {
      await using sink = await openSink(certificate());
      await using courier = await bootCourier(["esmtpd"], ({ ports }) => filesOf(id, files, ports[0], sink));
      await send(courier);
      expect(isWeak(await firstDelivery(sink))).toBe(weak);
    });
  });

  test("a bad and a good example of each rule are among them", () => {
    for (const id of Object.keys(weaknesses)) {
      const found = casesFor(id).map(({ weak }) => weak);
      expect([id, found.includes(true), found.includes(false)]).toEqual([id, true, true]);
    }
    expectProofs("wire", "test/wire/courier-outbound.test.ts", new Set(Object.keys(weaknesses)));
  });
});
