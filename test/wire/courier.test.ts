// The listener model of Courier against its real daemons: for every combination of STARTTLS, the requirement of TLS and
// COURIERTLS, `cleartextLogin` and `tls` are what a client meets.

import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { Listener } from "../../src/model/listener.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { bootCourier, type Courier, type Instance, shipped } from "./courier.ts";
import { probe } from "./probe.ts";

type Lines = Readonly<Record<string, string>>;

const spoken = {
  imapd: "imap",
  "imapd-ssl": "imap",
  pop3d: "pop3",
  "pop3d-ssl": "pop3",
  esmtpd: "smtp",
} as const;
type Started = keyof typeof spoken;

/** The shipped files with the instances' ports, and the test's lines behind. */
function filesOf(
  instances: readonly Instance[],
  ports: readonly number[],
  more: Lines,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of ["imapd", "imapd-ssl", "pop3d", "pop3d-ssl", "esmtpd"] as const) {
    const prefix = name.endsWith("-ssl") ? "SSL" : "";
    const port = ports[instances.indexOf(name)];
    const place = port === undefined ? "" : `${prefix}ADDRESS=127.0.0.1\n${prefix}PORT=${port}\n`;
    files[name] = `${shipped(name)}\n${place}${more[name] ?? ""}\n`;
  }
  return files;
}

async function listenersOf(files: Lines): Promise<readonly Listener[]> {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`courier/${name}`, text]));
  const { systems } = await loadSystems({ paths: ["courier"], host: memoryHost(named), options: {} });
  return systems.flatMap((system) => system.listeners());
}

async function expectForetold(instances: readonly Started[], more: Lines): Promise<void> {
  let files: Lines = {};
  await using courier: Courier = await bootCourier(instances, ({ ports }) => {
    files = filesOf(instances, ports, more);
    return files;
  });
  const listeners = await listenersOf(files);
  for (const [at, instance] of instances.entries()) {
    const listener = listeners.find(({ name }) => name === instance);
    const reach = await probe(
      spoken[instance],
      { host: "127.0.0.1", port: courier.ports[at] ?? 0 },
      courier.account,
    );
    const tls = reach.tlsFirst ? "implicit" : reach.starttls ? "starttls" : "none";
    expect({ instance, tls: listener?.tls, login: listener?.cleartextLogin, port: listener?.port }).toEqual({
      instance,
      tls,
      login: reach.cleartextLogin ? "anyone" : "nobody",
      port: courier.ports[at],
    });
  }
}

const combinations = ["YES", "NO"].flatMap((starttls) =>
  ["0", "1"].flatMap((required) =>
    ["/usr/bin/couriertls", ""].map((program) => ({ starttls, required, program })),
  ),
);

describeWithRoot("courier", "Courier's listeners are foretold", () => {
  test.each(combinations)(
    "STARTTLS=$starttls, TLS_REQUIRED=$required, COURIERTLS=$program",
    { timeout: 120_000 },
    async ({ starttls, required, program }) => {
      await expectForetold(["imapd", "pop3d"], {
        imapd: `IMAPDSTARTTLS=${starttls}`,
        "imapd-ssl": `IMAPDSTARTTLS=${starttls}\nIMAP_TLS_REQUIRED=${required}\nCOURIERTLS=${program}`,
        "pop3d-ssl": `POP3_STARTTLS=${starttls}\nPOP3_TLS_REQUIRED=${required}\nCOURIERTLS=${program}`,
      });
    },
  );

  describe("values that mean another thing than they say", () => {
    test.each([
      [
        "on by another word",
        {
          "imapd-ssl": "IMAPDSTARTTLS=yes\nIMAP_TLS_REQUIRED=2",
          "pop3d-ssl": "POP3_STARTTLS=Y\nPOP3_TLS_REQUIRED=01",
        },
      ],
      ["YES is 0", { "imapd-ssl": "IMAP_TLS_REQUIRED=YES", "pop3d-ssl": "POP3_TLS_REQUIRED=true" }],
    ])("%s", { timeout: 120_000 }, async (_, more) => {
      await expectForetold(["imapd", "pop3d"], more);
    });
  });

  test("the twins that begin with TLS", { timeout: 120_000 }, async () => {
    await expectForetold(["imapd-ssl", "pop3d-ssl"], {});
  });

  test.each([
    ["as shipped", ""],
    ["mechanisms in clear", 'ESMTPAUTH="LOGIN PLAIN"'],
    ["under TLS only", 'ESMTPAUTH=""\nESMTPAUTH_TLS="PLAIN LOGIN"'],
    ["TLS required", 'ESMTPAUTH="LOGIN PLAIN"\nESMTP_TLS_REQUIRED=1'],
    ["no TLS program", 'ESMTPAUTH="LOGIN PLAIN"\nCOURIERTLS='],
  ])("the mail server, %s", { timeout: 120_000 }, async (_, esmtpd) => {
    await expectForetold(["esmtpd"], { esmtpd });
  });
});
