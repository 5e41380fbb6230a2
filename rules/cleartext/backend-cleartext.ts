import { isThisMachine } from "../../src/model/networks.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { known, placeOf } from "../../src/vocabulary-dovecot.ts";

/** Settings of the other server's name and of TLS towards it. */
const backends: readonly (readonly [host: string, tls: string, on: string])[] = [
  ["imapc_host", "imapc_ssl", "imaps"],
  ["pop3c_host", "pop3c_ssl", "pop3s"],
  ["submission_relay_host", "submission_relay_ssl", "starttls"],
];

export default defineRule({
  id: "backend-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319, 523],
  summary: "Dovecot talks to another server in clear.",
  why: "The users' passwords and mail go on to the other server, and without TLS everybody on the way can read them. The default is no TLS.",
  remedy: "Write `imapc_ssl = imaps`, `pop3c_ssl = pop3s` or `submission_relay_ssl = starttls`.",
  references: [
    rfc(8314, "4.1"),
    {
      title: "Dovecot, imapc_ssl",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#imapc_ssl",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const [hostName, tlsName, on] of backends) {
        const host = known(system, hostName);
        const tls = known(system, tlsName);
        if (host === undefined || tls === undefined || host.value === "" || tls.value !== "no") continue;
        if (host.value.includes("%") || host.value.startsWith("/") || isThisMachine(host.value)) continue;
        context.report({
          span: placeOf(system, tls, host.origin),
          message: `\`${tlsName}\` ${tls.origin.kind === "default" ? "defaults to" : "is"} \`no\`, so everything to \`${host.value}\` crosses the network in clear; write \`${tlsName} = ${on}\``,
        });
      }
  },
  examples: [
    { title: "the default of `imapc_ssl`", bad: "imapc_host = «imap.example.org»\n" },
    {
      title: "switched off",
      bad: "submission_relay_host = mail.example.org\nsubmission_relay_ssl = «no»\n",
    },
    { title: "with TLS", good: "imapc_host = imap.example.org\nimapc_ssl = imaps\n" },
    { title: "the other server is this machine", good: "submission_relay_host = localhost\n", trap: true },
    { title: "the name depends on the user", good: "imapc_host = %d\n", trap: true },
    {
      title: "switched off, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
submission_relay_host = mail.example.org
submission_relay_ssl = «no»
`,
    },
    {
      title: "with TLS, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
imapc_ssl = imaps
`,
    },
  ],
});
