import { noCertificate } from "../../src/checks-postfix.ts";
import type { Listener } from "../../src/model/listener.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems, settingsOf } from "../../src/vocabulary.ts";
import { known, loginListeners, namesOf, writtenIn } from "../../src/vocabulary-dovecot.ts";

interface Missing {
  readonly name: string;
  /** Blocks by server name set it: they are looked up when the handshake has begun, which needs one already. */
  readonly byName: boolean;
}

/** The certificate, or its key, where nothing sets it for whoever connects. */
function missing(system: DovecotSystem): Missing | undefined {
  const names =
    system.config.version === "2.4"
      ? ["ssl_server_cert_file", "ssl_server_key_file"]
      : ["ssl_cert", "ssl_key"];
  for (const name of names) {
    const own = known(system, name);
    if (own === undefined) return undefined;
    if (own.value !== "") continue;
    const set = [...settingsOf(system, [name])].filter(({ value }) => value !== "");
    if (set.every(({ scope }) => scope.some((block) => block.startsWith("local_name"))))
      return { name, byName: set.length > 0 };
  }
  return undefined;
}

/** An `!include_try` of a directory that was not given: on the server its files may be there. */
function mayHaveMore({ config, files }: DovecotSystem): boolean {
  return config.statements().some(({ statement }) => {
    if (statement.kind !== "include" || !statement.optional) return false;
    const directory = /^(.*\/)/.exec(statement.pattern.text)?.[1];
    return directory !== undefined && !files.some(({ path }) => path.includes(directory));
  });
}

/** Where the tree says that people log in with TLS; a fragment that says nothing of it is no place to complain. */
function placeIn(system: DovecotSystem, offered: readonly Listener[]): Span | undefined {
  const [ssl] = [...writtenIn(system, "ssl")].filter(({ scope }) => scope.length === 0);
  const [protocols] = [...writtenIn(system, "protocols")];
  const [listener] = offered.flatMap(({ origin }) => (origin.kind === "file" ? [origin.span] : []));
  return ssl?.span ?? protocols?.span ?? listener;
}

export default defineRule({
  id: "tls-selected-no-cert",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [16],
  summary: "TLS is on, but there is no certificate.",
  why: `The server offers TLS and fails at the first handshake. Clients that insist on TLS cannot connect; people make the
others do without it.`,
  remedy:
    "Set the certificate and its key: `ssl_cert = </etc/ssl/mail.pem` and `ssl_key = </etc/ssl/private/mail.key` in Dovecot 2.3, `ssl_server_cert_file` and `ssl_server_key_file` in 2.4, `smtpd_tls_chain_files` in Postfix.",
  references: [
    {
      title: "postconf(5), smtpd_tls_chain_files",
      url: "https://www.postfix.org/postconf.5.html#smtpd_tls_chain_files",
    },
    rfc(8314, "4"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    noCertificate(context);
    for (const system of dovecotSystems(context)) {
      const found = missing(system);
      const offered = loginListeners(system).filter(({ tls }) => tls === "starttls" || tls === "implicit");
      const span = placeIn(system, offered);
      if (found === undefined || span === undefined || offered.length === 0 || mayHaveMore(system)) continue;
      context.report({
        span,
        message: `TLS is on for ${namesOf(offered)} (\`ssl = ${known(system, "ssl")?.value ?? "yes"}\`), but \`${found.name}\` is ${found.byName ? "set in `local_name` blocks only, which are looked up too late" : "not set"}, so every handshake fails; set the certificate and its key${found.byName ? " at the top as well" : ""}`,
      });
    }
  },
  examples: [
    {
      title: "an optional file that is not at hand may set it",
      good: "protocols = imap\nssl = yes\n!include_try /etc/dovecot/local.conf\n",
      trap: true,
    },
    { title: "TLS without a certificate", bad: "protocols = imap\nssl = «required»\n" },
    { title: "on by default", bad: "protocols = «imap»\n" },
    {
      title: "with one",
      good: "protocols = imap\nssl = required\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/private/mail.key\n",
    },
    { title: "no TLS at all", good: "protocols = imap\nssl = no\n", trap: true },
    {
      title: "the certificate may be in a file that is not at hand",
      good: "protocols = imap\nssl = required\n!include_try /etc/dovecot/local.conf\n",
      trap: true,
    },
    {
      title: "the certificate may be in a directory of the server",
      good: "protocols = imap\nssl = required\n!include_try vendor.d/*.conf\n",
      trap: true,
    },
    {
      title: "a certificate without its key",
      bad: "protocols = imap\nssl = «required»\nssl_cert = </etc/ssl/mail.pem\n",
    },
    {
      title: "certificates by address",
      good: "protocols = imap\nssl = required\nlocal 192.0.2.1 {\n  ssl_cert = </etc/ssl/mail.pem\n  ssl_key = </etc/ssl/private/mail.key\n}\n",
      trap: true,
    },
    {
      title: "certificates by name only",
      bad: "protocols = imap\nssl = «required»\nlocal_name mail.example.org {\n  ssl_cert = </etc/ssl/mail.pem\n  ssl_key = </etc/ssl/private/mail.key\n}\n",
    },
    {
      title: "Postfix without a certificate",
      dialect: "postfix-main",
      bad: "compatibility_level = 3.6\nsmtpd_tls_security_level = «may»\n",
    },
    {
      title: "Postfix with a chain file",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/mail.pem\n",
    },
    {
      title: "Postfix without one by intention",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = none\n",
      trap: true,
    },
    {
      title: "TLS without a certificate, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = «required»
`,
    },
    {
      title: "with one, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = required
ssl_server_cert_file = /etc/ssl/mail.pem
ssl_server_key_file = /etc/ssl/private/mail.key
`,
    },
    {
      title: "certificates by name only, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = «required»
local_name mail.example.org {
  ssl_server_cert_file = /etc/ssl/mail.pem
  ssl_server_key_file = /etc/ssl/private/mail.key
}
`,
    },
  ],
});
