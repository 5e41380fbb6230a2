import type { Fix } from "../../src/finding.ts";
import { atoi } from "../../src/model/courier-listeners.ts";
import type { Listener } from "../../src/model/listener.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import type { Setting, System } from "../../src/system.ts";
import { firstLine, replaceFix, viaRelated } from "../../src/vocabulary.ts";
import { byPlace, loginListeners, namesOf, settingAt, valuePart } from "../../src/vocabulary-dovecot.ts";

/** What lets passwords through in clear, and what to write instead. */
const switches: Readonly<Record<string, string>> = {
  disable_plaintext_auth: "yes",
  auth_allow_cleartext: "no",
  smtpd_tls_auth_only: "yes",
  IMAP_TLS_REQUIRED: "1",
  POP3_TLS_REQUIRED: "1",
  ESMTP_TLS_REQUIRED: "1",
};

const advice: Readonly<Record<System["daemon"], string>> = {
  dovecot: "require TLS",
  postfix: "write `smtpd_tls_auth_only = yes`",
  courier: "require TLS before the login",
};

function reportsHere(setting: Setting | undefined, { daemon }: System): boolean {
  // A requirement that the daemon does not heed has a rule of its own, courier/tls-required-ineffective.
  if (daemon === "courier" && setting?.name === "IMAP_TLS_REQUIRED") return atoi(setting.value) === 0;
  if (daemon !== "dovecot") return true;
  return (
    setting !== undefined &&
    setting.name in switches &&
    !setting.scope.some((part) => part.startsWith("local "))
  );
}

function fixOf(setting: Setting, listeners: readonly Listener[]): Fix | undefined {
  const value = ownEntry(switches, setting.name);
  const reachable = listeners.every(({ tls }) => tls === "starttls");
  if (value === undefined || setting.origin.kind !== "file" || !reachable) return undefined;
  return replaceFix(`require TLS: \`${setting.name} = ${value}\``, valuePart(setting.origin.span), value);
}

export default defineRule({
  id: "cleartext-auth",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 9.1,
  precision: "very-high",
  cwe: [319, 523],
  summary: "Passwords can cross the network unencrypted.",
  why: `The server lets clients log in with a password before any TLS. Whoever sees the traffic (the same wireless network,
a router on the way) has the password, and with it all the mail.`,
  remedy: `Refuse such logins until TLS is up: \`disable_plaintext_auth = yes\` (Dovecot 2.3), \`auth_allow_cleartext = no\`
(Dovecot 2.4), \`smtpd_tls_auth_only = yes\` (Postfix), \`IMAP_TLS_REQUIRED=1\` and the like (Courier). Best require TLS
altogether: \`ssl = required\`. Where there is no TLS yet, set up a certificate first.`,
  references: [
    rfc(8314, "4.1"),
    rfc(9051, "11.1"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
    {
      title: "Postfix, smtpd_tls_auth_only",
      url: "https://www.postfix.org/postconf.5.html#smtpd_tls_auth_only",
    },
  ],
  check({ systems, report }) {
    for (const system of systems) {
      const open = loginListeners(system).filter(({ cleartextLogin }) => cleartextLogin === "anyone");
      for (const { origin, listeners } of byPlace(
        open,
        (one) => one.because.cleartextLogin ?? one.origin,
      ).values()) {
        const setting = settingAt(system, origin);
        if (!reportsHere(setting, system)) continue;
        const value = setting === undefined ? undefined : ownEntry(switches, setting.name);
        const named = setting !== undefined && (value !== undefined || system.daemon === "postfix");
        const cause = named ? `\`${setting.name} = ${setting.value}\`` : "this";
        const instead =
          value === undefined || setting === undefined
            ? advice[system.daemon]
            : `write \`${setting.name} = ${value}\``;
        const assumed =
          system.daemon === "postfix" && system.config.withoutMaster
            ? " (with a stock master.cf: none is at hand)"
            : "";
        const fix = setting === undefined ? undefined : fixOf(setting, listeners);
        report({
          span: origin?.kind === "file" ? valuePart(origin.span) : firstLine(system),
          message: `${cause} lets anybody log in to ${namesOf(listeners)} with a password in clear${assumed}; ${instead}${
            listeners.some(({ tls }) => tls === "none") ? ", and offer TLS" : ""
          }`,
          related: origin === undefined ? [] : viaRelated(origin),
          ...(fix === undefined ? {} : { fix }),
          ...(setting === undefined ? {} : { about: { setting: setting.name, scope: setting.scope } }),
        });
      }
    }
  },
  examples: [
    {
      title: "an optional file at the end is not at hand: what is written holds unless it changes that",
      files: {
        "dovecot.conf":
          "protocols = imap\ndisable_plaintext_auth = «no»\nssl = yes\n!include_try /overrides/dovecot.conf\n",
      },
    },
    {
      title: "plain text logins allowed beside TLS",
      bad: "ssl = yes\ndisable_plaintext_auth = «no»\n",
      fixed: "ssl = yes\ndisable_plaintext_auth = yes\n",
    },
    {
      title: "plain text logins, and no TLS at all",
      bad: "ssl = no\ndisable_plaintext_auth = «no»\n",
    },
    {
      title: "allowed for one protocol, in an included file",
      files: {
        "dovecot.conf": "protocols = imap\n!include conf.d/*.conf\n",
        "conf.d/20-imap.conf": "protocol imap {\n  disable_plaintext_auth = «no»\n}\n",
      },
      fixedFiles: { "conf.d/20-imap.conf": "protocol imap {\n  disable_plaintext_auth = yes\n}\n" },
    },
    {
      title: "the same in 2.4",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\nauth_allow_cleartext = «yes»\n",
      fixed:
        "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\nauth_allow_cleartext = no\n",
    },
    { title: "the default refuses them", good: "ssl = yes\n" },
    {
      title: "`ssl = required` refuses them whatever `disable_plaintext_auth` says",
      good: "ssl = required\ndisable_plaintext_auth = no\n",
      trap: true,
    },
    {
      title: "nobody but this machine can reach the listeners",
      good: "listen = 127.0.0.1, ::1\ndisable_plaintext_auth = no\n",
      trap: true,
    },
    {
      title: "no mechanism sends the password",
      good: "ssl = yes\ndisable_plaintext_auth = no\nauth_mechanisms = scram-sha-256\n",
      trap: true,
    },
    {
      title: "the ports without TLS are closed",
      good: `protocols = imap
disable_plaintext_auth = no
service imap-login {
  inet_listener imap {
    port = 0
  }
}
`,
      trap: true,
    },
    {
      title: "Postfix takes logins before STARTTLS",
      dialect: "postfix-main",
      bad: `smtpd_tls_cert_file = /etc/ssl/mail.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_tls_auth_only = «no»
`,
      fixed: `smtpd_tls_cert_file = /etc/ssl/mail.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_tls_auth_only = yes
`,
    },
    {
      title: "Postfix's default takes them",
      dialect: "postfix-main",
      bad: "smtpd_sasl_auth_enable = «yes»\n",
    },
    {
      title: "Postfix with TLS before AUTH",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_tls_auth_only = yes\n",
    },
    {
      title: "Courier's IMAP server offers STARTTLS and takes passwords without it",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=YES\nIMAPDSTARTTLS=YES\n",
        "courier/imapd-ssl": "IMAPDSSLSTART=YES\nCOURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=«0»\n",
      },
    },
    {
      title: "a requirement without STARTTLS, which Courier's IMAP server ignores, has a rule of its own",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTARTTLS=NO\n",
        "courier/imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=1\n",
      },
      trap: true,
    },
    {
      title: "Courier's POP3 server requires TLS, even with STARTTLS off",
      files: {
        "courier/pop3d": "PORT=110\nPOP3DSTART=YES\nPOP3_STARTTLS=NO\n",
        "courier/pop3d-ssl": "COURIERTLS=/usr/bin/couriertls\nPOP3_TLS_REQUIRED=1\n",
      },
      trap: true,
    },
    {
      title: "a submission service that requires TLS does not need `smtpd_tls_auth_only`",
      files: {
        "main.cf": "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n",
        "master.cf": `submission inet n - y - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
`,
      },
      trap: true,
    },
    {
      title: "the default refuses them, in 2.4 too",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
`,
    },
    {
      title: "in a tree of Debian, whose packages name the protocols",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include_try /usr/share/dovecot/protocols.d/*.protocol
protocols {
  sieve = yes
}
auth_allow_cleartext = «yes»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include_try /usr/share/dovecot/protocols.d/*.protocol
protocols {
  sieve = yes
}
auth_allow_cleartext = no
`,
    },
    {
      title: "no mechanism sends the password, in 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_allow_cleartext = yes
auth_mechanisms = scram-sha-256
`,
      trap: true,
    },
    {
      title: "allowed for one network, which a rule of its own tells of",
      good: `ssl = yes
remote 10.0.0.0/8 {
  disable_plaintext_auth = no
}
`,
      trap: true,
    },
  ],
});
