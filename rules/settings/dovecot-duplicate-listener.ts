import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/duplicate-listener",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Two listeners want the same port or socket.",
  why: `Dovecot does not start: an address and port, or the path of a socket, can have one owner only.`,
  remedy: `Give one of them another port, address or path, or close the built-in one with \`port = 0\`.`,
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/duplicate-listener"),
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
