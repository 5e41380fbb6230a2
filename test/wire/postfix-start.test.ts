// What stops a Postfix daemon when it starts, and that it is reported: bad values, and options that are not what they look like.

import { connect as connectSocket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import type { Place } from "./dovecot.ts";
import { bootPostfix, type Postfix, type PostfixRoot, smtpdOn } from "./postfix.ts";

const PATIENCE_MS = 60_000;

/** Overrides of a service, what its smtpd logs, and the kind under which it is reported. */
const cases: readonly (readonly [overrides: string, log: RegExp, kind: string | undefined])[] = [
  [
    "-o smtpd_helo_required = yes",
    /invalid "-o smtpd_helo_required" option value/,
    "postfix/master-override-syntax",
  ],
  [
    "-o smtpd_client_restrictions=permit_mynetworks, reject",
    /unexpected command-line argument: reject/,
    "postfix/master-override-syntax",
  ],
  [
    "smtpd_helo_required=yes",
    /unexpected command-line argument: smtpd_helo/,
    "postfix/master-override-syntax",
  ],
  ["# comment", /unexpected command-line argument: #/, "postfix/master-override-syntax"],
  ["-o smtpd_helo_required=true", /bad boolean configuration: smtpd_helo_required = true/, "bad-value"],
  ["-o message_size_limit=10M", /bad numerical configuration: message_size_limit = 10M/, "bad-value"],
  ["-o smtpd_recipient_limit=0", /invalid smtpd_recipient_limit parameter value 0 < 1/, "bad-value"],
  ["-o smtpd_timeout=5M", /parameter smtpd_timeout: bad time value or unit: 5M/, "bad-value"],
  ["-o smtpd_timeout=x5m", /parameter smtpd_timeout: bad time value or unit: x5m/, "bad-value"],
  ["-o smtpd_banner=$nowhere${", /macro processing error/, "syntax"],
  ["-o smtpd_tls_security_level=required", /Invalid TLS level "required"/, "bad-value"],
  [
    "-o unknown_address_tempfail_action=reject",
    /bad configuration: unknown_address_tempfail_action = ?reject/,
    "bad-value",
  ],
  [
    "-o smtpd_forbid_bare_newline=maybe",
    /bad parameter value: 'smtpd_forbid_bare_newline = maybe'/,
    "bad-value",
  ],
  ["-o myorigin=", /bad string length 0 < 1: myorigin =/, "bad-value"],
  ["-o inet_protocols=ipv5", /unknown inet_protocols value "ipv5"/, "bad-value"],
  ["-o notify_classes=bounces", /unknown notify_classes value "bounces"/, "bad-value"],
];

/** Overrides that look odd and are fine: the service answers, and nothing is reported. */
const fine: readonly string[] = [
  "-o { smtpd_helo_required = yes }",
  "-o smtpd_helo_required=YES",
  "-o smtpd_timeout=5minutes",
  "-o smtpd_timeout=300",
  "-o message_size_limit=+1000000",
  "-o smtpd_recipient_limit=0010",
  "-o smtpd_tls_security_level=May",
  "-osmtpd_helo_required=no -v",
];

function problemsOf(overrides: string): readonly string[] {
  const master = `127.0.0.1:2525 inet n - n - - smtpd ${overrides}\n`;
  const host = memoryHost({ "main.cf": "", "master.cf": master });
  const entry = { daemon: "postfix", root: "main.cf", files: ["master.cf"], partial: false } as const;
  return resolvePostfix(entry, host, {}).problems.map(({ kind }) => kind);
}

/** The patterns that the log still lacks when patience ends; each service was called before. */
async function missing(postfix: Postfix, patterns: readonly RegExp[]): Promise<readonly RegExp[]> {
  for (let waited = 0; ; waited += 100) {
    const left = patterns.filter((pattern) => !pattern.test(postfix.log()));
    if (left.length === 0 || waited > PATIENCE_MS) return left;
    await delay(100);
  }
}

/** The first bytes a service sends, `""` when it closes without any. */
function greeting(port: number | undefined): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host: "127.0.0.1", port: port ?? 0 });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data.toString("latin1"));
      socket.destroy();
    });
    socket.once("close", () => resolve(""));
    socket.once("error", () => resolve(""));
  });
}

function judge(root: PostfixRoot): void {
  describeWithRoot(root, `smtpd of ${root} at its start`, () => {
    test("stops, and says why", { timeout: 300_000 }, async () => {
      await using postfix = await bootPostfix(root, cases.length, ({ ports }) => ({
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": cases.map(([overrides], at) => `${smtpdOn(ports[at])} ${overrides}`).join("\n"),
      }));
      const sockets = postfix.ports.map((port) => connectSocket({ host: "127.0.0.1", port }));
      for (const socket of sockets) socket.on("error", () => undefined);
      const left = await missing(
        postfix,
        cases.map(([, pattern]) => pattern),
      );
      for (const socket of sockets) socket.destroy();
      expect(left, postfix.log().slice(-4000)).toEqual([]);
      for (const [overrides, , kind] of cases) expect(problemsOf(overrides), overrides).toContain(kind);
    });

    test("stops where proxymap refuses a table that main.cf does not name", {
      timeout: 300_000,
    }, async () => {
      const asks = "{ smtpd_recipient_restrictions = check_recipient_access proxy:static:dunno }";
      const configuration =
        (list: string) =>
        ({ ports }: Place) => ({
          "main.cf": `compatibility_level = 3.6\n${list}`,
          "master.cf": smtpdOn(ports[0], asks),
        });
      for (const [list, refused] of [
        ["", "static:dunno"],
        ["proxy_read_maps = proxy:static:dunno\n", "unix:passwd.byname"],
      ] as const) {
        await using postfix = await bootPostfix(root, 1, configuration(list));
        const socket = connectSocket({ host: "127.0.0.1", port: postfix.ports[0] ?? 0 });
        socket.on("error", () => undefined);
        const said = new RegExp(`fatal: proxymap service is not configured for table "${refused}"`);
        const left = await missing(postfix, [said]);
        socket.destroy();
        expect(left, postfix.log().slice(-4000)).toEqual([]);
      }
      const both = "proxy_read_maps = proxy:static:dunno $local_recipient_maps\n";
      await using approved = await bootPostfix(root, 1, configuration(both));
      expect(await greeting(approved.ports[0]), approved.log().slice(-4000)).toMatch(/^220 /);
    });

    test("answers where a form is only unusual", { timeout: 300_000 }, async () => {
      await using postfix = await bootPostfix(root, fine.length, ({ ports }) => ({
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": fine.map((overrides, at) => `${smtpdOn(ports[at])} ${overrides}`).join("\n"),
      }));
      for (const [at, overrides] of fine.entries()) {
        expect(await greeting(postfix.ports[at]), overrides).toMatch(/^220 /);
        expect(problemsOf(overrides), overrides).toEqual([]);
      }
    });
  });
}

judge("bookworm");
judge("trixie");
