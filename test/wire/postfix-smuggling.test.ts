// SMTP smuggling on the wire (CVE-2023-51764): does smtpd take a bare newline for the end of a message's text?

import { expect, test } from "vitest";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { connect } from "./line-client.ts";
import { bootPostfix, smtpdOn } from "./postfix.ts";
import { ask, code, reply } from "./protocols/smtp.ts";

/**
 * Sends a message with `LF . LF` in its text and a command behind it. `true` when the command was answered: then the
 * text ended at the bare newlines, and what another server takes for text is a message of its own.
 */
async function smuggles(port: number | undefined): Promise<boolean> {
  const connection = await connect({ host: "127.0.0.1", port: port ?? 0 });
  try {
    await reply(connection);
    await ask(connection, "EHLO client.example.test");
    await ask(connection, "MAIL FROM:<somebody@stranger.test>");
    expect(code(await ask(connection, "RCPT TO:<postmaster>"))).toBe(250);
    expect(code(await ask(connection, "DATA"))).toBe(354);
    connection.send("Subject: a\r\n\r\ntext\n.\nNOOP");
    connection.send(".");
    connection.send("QUIT");
    const codes: number[] = [];
    for (let lines = await reply(connection); ; lines = await reply(connection)) {
      codes.push(code(lines));
      if (code(lines) === 221 || code(lines) === 421 || codes.length > 5) break;
    }
    // 250 for the message, 250 for NOOP, then an error for the lone dot.
    return codes[0] === 250 && codes[1] === 250;
  } finally {
    connection.close();
  }
}

const cases = {
  bookworm: [
    { own: [], smuggled: true },
    { own: ["smtpd_forbid_bare_newline=no"], smuggled: true },
    { own: ["smtpd_forbid_bare_newline=yes"], smuggled: false },
    { own: ["smtpd_forbid_bare_newline=normalize"], smuggled: false },
    { own: ["smtpd_forbid_bare_newline=reject"], smuggled: false },
    // A trusted network is excluded: the client here comes from 127.0.0.2.
    {
      own: ["smtpd_forbid_bare_newline=yes", "smtpd_forbid_bare_newline_exclusions=127.0.0.0/8"],
      smuggled: true,
    },
  ],
  trixie: [
    { own: [], smuggled: false },
    { own: ["smtpd_forbid_bare_newline=no", "smtpd_forbid_unauth_pipelining=no"], smuggled: true },
    { own: ["smtpd_forbid_bare_newline=yes"], smuggled: false },
  ],
} as const;

for (const root of ["bookworm", "trixie"] as const) {
  describeWithRoot(root, `bare newlines and the Postfix of ${root}`, () => {
    test("end a message where the configuration lets them", async () => {
      await using postfix = await bootPostfix(root, cases[root].length, ({ ports }) => ({
        "main.cf": "compatibility_level = 3.6\nmynetworks = 10.0.0.0/8\n",
        "master.cf": cases[root].map(({ own }, at) => smtpdOn(ports[at], ...own)).join("\n"),
      }));
      for (const [at, { own, smuggled }] of cases[root].entries())
        expect({ own, smuggled: await smuggles(postfix.ports[at]) }).toEqual({ own, smuggled });
    });
  });
}

test("docs/proofs.json tells of it", () => {
  expectProofs("wire", "test/wire/postfix-smuggling.test.ts", new Set(["smtp-smuggling-bare-newline"]));
});
