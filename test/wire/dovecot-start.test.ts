// A configuration that doveconf accepts and the daemon does not start with: a port of all addresses, and of one.

import { expect, test } from "vitest";
import rule from "../../rules/settings/dovecot-duplicate-listener.ts";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { isBootFailure } from "./boot.ts";
import { bootDovecot, type DovecotRoot } from "./dovecot.ts";

const head = { bookworm: "", trixie: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n" };
const address = { bookworm: "address", trixie: "listen" };

/** `imap` has its port on all IPv4 addresses, `mine` another or the same on loopback. */
function configuration(root: DovecotRoot, imap: number, mine: number): string {
  return `${head[root]}protocols = imap
listen = *
ssl = no
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service doveadm {
  inet_listener mine {
    ${address[root]} = 127.0.0.1
    port = ${mine}
  }
}
`;
}

async function isReported(root: DovecotRoot, text: string): Promise<boolean> {
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost({ "dovecot.conf": text }),
    options: { dovecot: root === "trixie" ? "2.4" : "2.3" },
  });
  let reports = 0;
  rule.check({
    systems,
    report: () => {
      reports++;
    },
  });
  return reports > 0;
}

for (const root of ["bookworm", "trixie"] as const)
  describeWithRoot(root, `the port of all addresses and of one, ${root}`, () => {
    test("one port", async () => {
      let text = "";
      const boot = bootDovecot(root, 1, ({ ports: [port = 0] }) => {
        text = configuration(root, port, port);
        return text;
      });
      const error = await boot.then(
        (running) => running.stop(),
        (failed: unknown) => failed,
      );
      expect(isBootFailure(error) && error.message).toContain("Failed to start listeners");
      expect(await isReported(root, text)).toBe(true);
    }, 280_000);

    test("two ports", async () => {
      await using dovecot = await bootDovecot(root, 2, ({ ports: [one = 0, two = 0] }) =>
        configuration(root, one, two),
      );
      const text = dovecot.files["dovecot.conf"];
      expect(await isReported(root, String(text))).toBe(false);
    }, 280_000);
  });
