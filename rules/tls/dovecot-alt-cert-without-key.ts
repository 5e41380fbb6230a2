import { isTemplate } from "../../src/resolve/template.ts";
import { defineRule, type Report } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { contextOf, isIncomplete, originPlace, whereOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/alt-cert-without-key",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The second certificate has no key, or the second key no certificate.",
  why: `Dovecot can have two certificates, for clients that know only one kind of key. With a certificate but no key Dovecot 2.3
fails every TLS handshake, and so does 2.4 if both certificates are of one kind; otherwise nobody ever gets the second one.
A key without a certificate is not looked at.`,
  remedy: "Set both, or delete the one.",
  references: [
    {
      title: "Dovecot, ssl_server_alt_cert_file",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_server_alt_cert_file",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) for (const one of halves(system)) context.report(one);
  },
  examples: [
    {
      title: "a certificate alone",
      bad: "ssl_alt_cert = «</etc/ssl/mail-rsa.pem»\n",
    },
    {
      title: "a certificate alone, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_alt_cert_file = «/etc/ssl/mail-rsa.pem»
`,
    },
    {
      title: "a key alone",
      bad: "ssl_alt_key = «</etc/ssl/private/mail-rsa.key»\n",
    },
    {
      title: "both",
      good: "ssl_alt_cert = </etc/ssl/mail-rsa.pem\nssl_alt_key = </etc/ssl/private/mail-rsa.key\n",
    },
    {
      title: "both, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_alt_cert_file = /etc/ssl/mail-rsa.pem
ssl_server_alt_key_file = /etc/ssl/private/mail-rsa.key
`,
    },
    {
      title: "another certificate for one name, with the key of all",
      good: `ssl_alt_cert = </etc/ssl/mail-rsa.pem
ssl_alt_key = </etc/ssl/private/mail-rsa.key
local_name imap.example.org {
  ssl_alt_cert = </etc/ssl/imap-rsa.pem
}
`,
      trap: true,
    },
    {
      title: "the key stands in a file that is not at hand",
      good: "ssl_alt_cert = </etc/ssl/mail-rsa.pem\n!include /etc/dovecot/keys.conf\n",
      trap: true,
    },
  ],
});

/** The tree's second certificates that have no key where they hold, and the second keys that have no certificate. */
function halves(system: DovecotSystem): readonly Report[] {
  const { config } = system;
  const [cert, key] =
    config.version === "2.4"
      ? (["ssl_server_alt_cert_file", "ssl_server_alt_key_file"] as const)
      : (["ssl_alt_cert", "ssl_alt_key"] as const);
  if (isIncomplete(system)) return [];
  return system.settings().flatMap(({ name, value, unknown, scope, origin }) => {
    if ((name !== cert && name !== key) || unknown || value === "" || isTemplate(value)) return [];
    const missing = name === cert ? key : cert;
    const other = config.get(missing, contextOf(scope));
    if (other === undefined || other.unknown || other.value !== "") return [];
    const broken =
      config.version === "2.4"
        ? "no client can use this certificate, and if it is of the same kind as the first, TLS fails"
        : "every TLS handshake fails";
    const effect = name === cert ? broken : "nothing uses this key";
    return [
      {
        span: originPlace(origin, system),
        message: `\`${name}\`${whereOf(scope)} is set and \`${missing}\` is not: ${effect}; set \`${missing}\` too, or delete this line`,
        ...(name === cert ? {} : { severity: "warning" as const }),
        about: { setting: name, scope },
      },
    ];
  });
}
