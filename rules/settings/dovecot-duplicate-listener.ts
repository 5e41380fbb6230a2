import { groupBy } from "../../src/group-by.ts";
import type { Listener } from "../../src/model/listener.ts";
import { isTemplateFile } from "../../src/resolve/template.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems, reportProblems } from "../../src/vocabulary.ts";
import { isIncomplete, originPlace } from "../../src/vocabulary-dovecot.ts";

const version24 = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

export default defineRule({
  id: "dovecot/duplicate-listener",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Two listeners want the same port or socket.",
  why: `Dovecot does not start: an address and port, or the path of a socket, can have one owner only. A port of all addresses
takes that port of each address; doveconf does not see that, and the daemon ends with "Address already in use".`,
  remedy: `Give one of them another port, address or path, or close the built-in one with \`port = 0\`.`,
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    reportProblems(context, "dovecot/duplicate-listener");
    for (const system of dovecotSystems(context)) reportShadowed(context, system);
  },
  examples: [
    {
      title: "a new listener on the port of the built-in one",
      bad: "protocols = imap\nservice imap-login {\n  inet_listener mine {\n    port = «143»\n  }\n}\n",
    },
    {
      title: "the built-in one is closed",
      good: "protocols = imap\nservice imap-login {\n  inet_listener imap {\n    port = 0\n  }\n  inet_listener mine {\n    port = 143\n  }\n}\n",
    },
    {
      title: "the same port at another address",
      good: "protocols = imap\nlisten = 127.0.0.1\nservice imap-login {\n  inet_listener mine {\n    address = 127.0.0.2\n    port = 143\n  }\n}\n",
      trap: true,
    },
    {
      title: "a port of all addresses, and that port of one",
      bad: "protocols = imap\nservice doveadm {\n  «inet_listener {»\n    address = 127.0.0.1\n    port = 143\n  }\n}\n",
    },
    {
      title: "all addresses and one of them in one list",
      bad: "protocols = imap\nlisten = «*, 127.0.0.1»\nservice imap-login {\n  inet_listener imaps {\n    port = 0\n  }\n}\n",
    },
    {
      title: "a port of all addresses, and that port of one, in Dovecot 2.4",
      version: "2.4",
      bad: `${version24}protocols = imap\nservice doveadm {\n  «inet_listener http {»\n    listen = ::1\n    port = 143\n  }\n}\n`,
    },
    {
      title: "a port of all addresses of IPv4, and that port of one of IPv6",
      good: "protocols = imap\nlisten = *\nservice doveadm {\n  inet_listener {\n    address = ::1\n    port = 143\n  }\n}\n",
      trap: true,
    },
    {
      title: "the service is not served",
      good: "protocols = imap\nservice pop3-login {\n  inet_listener mine {\n    address = 127.0.0.1\n    port = 143\n  }\n}\n",
      trap: true,
    },
    {
      title: "sockets that share their port",
      good: "protocols = imap\nservice imap-login {\n  inet_listener imap {\n    reuse_port = yes\n  }\n  inet_listener mine {\n    address = 127.0.0.1\n    port = 143\n    reuse_port = yes\n  }\n}\n",
      trap: true,
    },
    {
      title: "a new listener on the port of the built-in one, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  inet_listener mine {
    «port = 143»
  }
}
`,
    },
    {
      title: "the built-in one is closed, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener mine {
    port = 143
  }
}
`,
    },
  ],
});

/** `bind(2)` gives a port of one address to nobody while somebody has it of all addresses. */
function reportShadowed(context: RuleContext, system: DovecotSystem): void {
  if (isIncomplete(system) || system.files.some(isTemplateFile)) return;
  if (system.settings().some(({ name, value }) => name.endsWith("reuse_port") && value !== "no")) return;
  for (const [port, listeners] of groupBy(
    system.listeners().filter((one) => one.port !== undefined),
    (one) => one.port,
  )) {
    for (const wide of listeners.filter(({ address }) => familyOfAll(address) !== undefined)) {
      const narrow = listeners.find(({ address }) => familyOfOne(address) === familyOfAll(wide.address));
      if (narrow === undefined) continue;
      const [first, second] = narrow.origin.kind === "file" ? [narrow, wide] : [wide, narrow];
      const listed = narrow.name === wide.name ? system.config.get("listen")?.valueSpan : undefined;
      context.report({
        span: listed ?? originPlace(first.origin, system),
        message: `\`${nameOf(narrow)}\` is shadowed by \`${nameOf(wide)}\`, which has port ${port} of all addresses: the daemon does not start ("Address already in use"), and doveconf says nothing; give one of them another port, or list the addresses of \`${wide.name}\``,
        related:
          second.origin.kind === "file" && narrow.name !== wide.name
            ? [{ span: second.origin.span, message: "the other listener" }]
            : [],
      });
      break;
    }
  }
}

function nameOf({ name, address }: Listener): string {
  return `${name} (${address})`;
}

function familyOfAll(address: string): 4 | 6 | undefined {
  return address === "*" || address === "0.0.0.0"
    ? 4
    : address === "::" || address === "[::]"
      ? 6
      : undefined;
}

function familyOfOne(address: string): 4 | 6 | "none" {
  if (familyOfAll(address) !== undefined) return "none";
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) ? 4 : address.includes(":") ? 6 : "none";
}
