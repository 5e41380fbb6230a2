// What messages say: verbs agree with lists of names, and a mistake in writing comes with what to write.

import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { runRules } from "../../src/engine.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";

async function messagesOf(id: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { systems } = await loadSystems({ paths: ["."], host: memoryHost(files), options: {} });
  return (
    await runRules(
      rules.filter((rule) => rule.id === id),
      systems,
    )
  ).map(({ message }) => message);
}

const smtps = "smtp inet n - y - - smtpd\n10.0.0.1:smtp inet n - y - - smtpd\n";

describe("verbs agree with their names", () => {
  test.each([
    ["tls-disabled", { "dovecot.conf": "protocols = imap pop3\nssl = no\n" }, "offer no TLS"],
    [
      "tls-disabled",
      {
        "dovecot.conf":
          "protocols = imap\nssl = no\nservice imap-login {\n  inet_listener imaps {\n    port = 0\n  }\n}\n",
      },
      "imap (port 143) offers no TLS",
    ],
    [
      "postfix/inbound-tls-none",
      { "main.cf": "smtpd_tls_security_level = none\n", "master.cf": smtps },
      "`smtp` and `10.0.0.1:smtp` offer no TLS",
    ],
    ["cleartext-port-open", { "dovecot.conf": "protocols = imap pop3\n" }, "begin in clear"],
    ["cleartext-port-open", { "dovecot.conf": "protocols = imap\n" }, "imap (port 143) begins in clear"],
  ])("%s", async (id, files, words) => {
    expect((await messagesOf(id, files)).join("\n")).toContain(words);
  });
});

describe("what is written wrong comes with what to write", () => {
  test.each([
    [{ "main.cf": "myhostname mail.example.org\n" }, "write `myhostname = mail.example.org`"],
    [{ "main.cf": "biff = no\nbelow are our networks\n" }, "put `#` before a note"],
    [{ "main.cf": "biff = no\n===\n" }, "write one, or delete the line"],
    [{ "main.cf": "  biff = no\n" }, "begin it in the first column"],
    [
      { "master.cf": "smtp inet n - y - - smtpd\n-o smtpd_tls_wrappermode=yes\n" },
      "begin the line with blanks",
    ],
    [{ "master.cf": "smtp inet n - smtpd\n" }, "write `-` for those to leave alone"],
    [{ "dovecot.conf": "protocols = imap\n}\n" }, "delete it, or write the line again"],
    [{ "dovecot.conf": "protocols = imap\nservice auth {\n" }, "write `}` on a line behind"],
  ])("%j", async (files, words) => {
    expect((await messagesOf("syntax", files)).join("\n")).toContain(words);
  });
});
