import type { Listener } from "../../src/model/listener.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import type { System } from "../../src/system.ts";
import { agreeing, firstLine, viaRelated } from "../../src/vocabulary.ts";
import { courierTwins, knownValue } from "../../src/vocabulary-courier.ts";
import { byPlace, loginListeners, namesOf, settingAt, valuePart } from "../../src/vocabulary-dovecot.ts";

const advice: Readonly<Record<System["daemon"], string>> = {
  dovecot: "set a certificate and `ssl = required`",
  postfix: "set a certificate and `smtpd_tls_security_level = encrypt` for this service",
  courier: "set a certificate and offer STARTTLS",
};

/** Courier has TLS and does not offer it: `starttls-disabled` says so. */
function isSwitchedOff(system: System, { name, because }: Listener): boolean {
  if (system.daemon !== "courier" || because.tls?.kind !== "file") return false;
  const instance = system.config.instances.find((one) => one.name === name);
  const { starttls } = ownEntry(courierTwins, name) ?? {};
  const decides = settingAt(system, because.tls)?.name === starttls;
  return decides && instance !== undefined && knownValue(instance, "COURIERTLS") !== "";
}

export default defineRule({
  id: "tls-disabled",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [319],
  summary: "A port where people log in offers no TLS.",
  why: `Nothing on this port can be encrypted: passwords, if they are taken, and all mail cross the network in clear, and
nobody can tell the server from an impostor.`,
  remedy: `Turn TLS on with a certificate: \`ssl = required\`, \`ssl_cert\` and \`ssl_key\` in Dovecot 2.3,
\`ssl_server_cert_file\` and \`ssl_server_key_file\` in 2.4, \`smtpd_tls_security_level = may\` and \`smtpd_tls_chain_files\` in Postfix,
\`TLS_CERTFILE\` in Courier. When a proxy on the same machine does TLS, bind the
listeners to \`127.0.0.1\`.`,
  references: [
    rfc(8314, "4.1"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check({ systems, report }) {
    for (const system of systems) {
      const plain = loginListeners(system).filter(
        (one) =>
          one.tls === "none" &&
          one.protocol !== "smtp" &&
          one.haproxy !== true &&
          !isSwitchedOff(system, one),
      );
      for (const { origin, listeners } of byPlace(plain, (one) => one.because.tls ?? one.origin).values()) {
        const setting = settingAt(system, origin);
        // TLS is switched on and lacks a certificate: `tls-selected-no-cert` tells of it.
        if (system.daemon === "postfix" && /^(?:may|encrypt|yes)$/i.test(setting?.value ?? "")) continue;
        const cause = setting === undefined ? "" : `\`${setting.name} = ${setting.value}\`: `;
        const names = namesOf(listeners);
        report({
          span: origin?.kind === "file" ? valuePart(origin.span) : firstLine(system),
          message: `${cause}${names} ${agreeing(names, "offers", "offer")} no TLS, so everything crosses the network in clear; ${advice[system.daemon]}`,
          related: origin === undefined ? [] : viaRelated(origin),
          ...(setting === undefined ? {} : { about: { setting: setting.name, scope: setting.scope } }),
        });
      }
    }
  },
  examples: [
    { title: "TLS switched off", bad: "ssl = «no»\n" },
    {
      title: "switched off for one protocol",
      bad: "protocols = imap\nssl = yes\nprotocol imap {\n  ssl = «no»\n}\n",
    },
    { title: "the default offers it", good: "protocols = imap\n" },
    {
      title: "only a proxy on this machine reaches the listeners",
      good: "ssl = no\nlisten = 127.0.0.1\n",
      trap: true,
    },
    {
      title: "a HAProxy in front does TLS",
      good: `ssl = no
protocols = imap
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
      trap: true,
    },
    { title: "no protocol that people log in to", good: "ssl = no\nprotocols = lmtp\n", trap: true },
    {
      title: "Courier without the program that speaks TLS",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=YES\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=YES\n«COURIERTLS=»\n",
      },
    },
    {
      title: "Courier with it",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=YES\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "a submission service without TLS",
      files: {
        "main.cf": "smtpd_tls_security_level = «none»\n",
        "master.cf": "submission inet n - y - - smtpd\n",
      },
    },
    {
      title: "switched on without a certificate, of which `tls-selected-no-cert` tells",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
      },
      trap: true,
    },
    {
      title: "port 25 without TLS takes no logins",
      files: { "main.cf": "smtpd_tls_security_level = none\n", "master.cf": "smtp inet n - y - - smtpd\n" },
      trap: true,
    },
    {
      title: "switched off for one protocol, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
protocol imap {
  ssl = «no»
}
`,
    },
    {
      title: "on for the protocol that is served, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
`,
    },
  ],
});
