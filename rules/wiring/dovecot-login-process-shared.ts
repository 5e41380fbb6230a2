import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { knownIn, placeOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/login-process-shared",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [653],
  summary: "Login processes serve many clients each.",
  why: `In this high-performance mode a client that finds a fault in the login process, or in the TLS library in it, sees
the memory of all other clients of that process: their passwords, and the key of the certificate's sessions. With one
process for each connection it sees only its own.`,
  remedy:
    "Delete the line unless the server has thousands of logins a minute; one process for each connection is the default.",
  references: [
    {
      title: "Dovecot, login processes",
      url: "https://doc.dovecot.org/latest/core/config/login_processes.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const name = system.config.version === "2.4" ? "restart_request_count" : "service_count";
      for (const service of system.config.sections("service")) {
        const count = service.values.get(name);
        if (count === undefined || count.unknown || count.value === "1") continue;
        if (knownIn(system, service, "type")?.value !== "login") continue;
        const many = /^\d+$/.test(count.value) && count.value !== "0" ? count.value : "any number of";
        context.report({
          span: placeOf(system, count),
          message: `\`${name} = ${count.value}\` in \`service ${service.label}\`: one process serves ${many} clients, and a fault in it shows one client the passwords of the others; delete the line unless the load demands it`,
          about: { setting: name, scope: [`service ${service.label}`] },
        });
      }
    }
  },
  examples: [
    { title: "without end", bad: "service imap-login {\n  service_count = «0»\n}\n" },
    {
      title: "without end, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  restart_request_count = «unlimited»
}
`,
    },
    { title: "a process for each client", good: "service imap-login {\n  service_count = 1\n}\n" },
    {
      title: "a process for each client, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  restart_request_count = 1
}
`,
    },
    {
      title: "mail processes that serve several users one after another",
      good: "service imap {\n  service_count = 100\n}\n",
      trap: true,
    },
  ],
});
