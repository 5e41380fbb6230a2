import { certificate } from "../../src/machine-facts.ts";
import { defineRule, type Report, rfc } from "../../src/rule.ts";
import { type Shown, shownCertificates, type TlsHost } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "cert-name-mismatch",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [297],
  summary: "The certificate is for other names than the server's.",
  why: `A client takes a certificate only if the name that it connects to is among the certificate's subject alternative names; the
common name counts no more. Otherwise people learn to click the warning away, and mail servers that verify do not deliver.
Without \`--live\` nobody looks at certificates.`,
  remedy: "Get a certificate with every name that clients use; `*` stands for one label, the leftmost.",
  references: [rfc(9525, "6.3"), rfc(7817, "3"), rfc(8314, "4.4")],
  check(context) {
    for (const shown of shownCertificates(context))
      for (const host of shown.identity.hosts) {
        const found = judge(shown, host);
        if (found !== undefined) context.report(found);
      }
  },
  examples: [
    {
      title: "a block for a name that the certificate does not have",
      bad: `ssl_cert = </etc/ssl/mail.pem
ssl_key = </etc/ssl/mail.key
local_name imap.example.net {
  ssl_cert = «</etc/ssl/net.pem»
  ssl_key = </etc/ssl/net.key
}
`,
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/net.pem": { pem: [certificate(["mail.example.net", "*.imap.example.net"])] },
        },
      },
    },
    {
      title: "the certificate of another domain",
      files: {
        "main.cf": `myhostname = mx1.example.org
smtpd_tls_security_level = may
smtpd_tls_cert_file = «/etc/ssl/mail.pem»
smtpd_tls_key_file = /etc/ssl/mail.key
`,
      },
      machine: { files: { "/etc/ssl/mail.pem": { pem: [certificate(["www.example.net"])] } } },
    },
    {
      title: "the name is only in the subject",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name imap.example.org {
  ssl_server_cert_file = «/etc/ssl/mail.pem»
  ssl_server_key_file = /etc/ssl/mail.key
}
`,
      machine: {
        files: { "/etc/ssl/mail.pem": { pem: [certificate([], { commonName: "imap.example.org" })] } },
      },
    },
    {
      title: "for who asks Courier for a name",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/courier/imapd.pem.imap.example.net": { pem: [certificate(["imap.example.org"])] },
          "/etc/courier/imapd.pem.192.0.2.1": { pem: [certificate(["mail.example.net"])] },
          "/etc/courier/imapd.pem.2025.bak": { pem: [certificate(["old.example.org"])] },
        },
      },
    },
    {
      title: "a wildcard",
      good: `local_name imap.example.org {
  ssl_cert = </etc/ssl/mail.pem
  ssl_key = </etc/ssl/mail.key
}
`,
      machine: { files: { "/etc/ssl/mail.pem": { pem: [certificate(["example.org", "*.Example.org"])] } } },
    },
    {
      title: "clients of Dovecot use another name than its host has",
      good: "hostname = mx1.example.org\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: { files: { "/etc/ssl/mail.pem": { pem: [certificate(["imap.example.org"])] } } },
      trap: true,
    },
    {
      title: "one certificate for the names of several MX records",
      files: {
        "main.cf": `myhostname = mx1.example.org
smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/mail.pem
smtpd_tls_key_file = /etc/ssl/mail.key
`,
      },
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["example.net", "mx2.example.org", "mx1.example.org"])] },
        },
      },
      trap: true,
    },
  ],
});

function judge({ file, certificate }: Shown, { name, words, asked }: TlsHost): Report | undefined {
  const { names, commonName } = certificate;
  if (names.some((one) => covers(one, name))) return undefined;
  if (!asked && names.some((one) => domainOf(one) === domainOf(name))) return undefined;
  const common = commonName === undefined ? "" : `, and its common name \`${commonName}\` does not count`;
  const has = names.length > 0 ? `is for ${listed(names)}` : `has no subject alternative name${common}`;
  const whence = words === "" ? "" : ` (\`${words}\`)`;
  return {
    span: file.span,
    message: `${file.words}: the certificate ${has}: clients that check it refuse it under the name \`${name}\`${whence}; get one that has the name`,
    about: { ...file.about, scope: [...(file.about.scope ?? []), name] },
  };
}

/** RFC 9525, 6.3: `*` is the whole leftmost label and stands for one. Of a host that is a pattern itself any name will do. */
function covers(pattern: string, host: string): boolean {
  const [one, other] = [pattern.toLowerCase(), host.toLowerCase().replace(/\.$/, "")];
  if (one === other) return true;
  if (other.startsWith("*.")) return one.endsWith(other.slice(1));
  return one.startsWith("*.") && other.slice(other.indexOf(".")) === one.slice(1);
}

function domainOf(name: string): string {
  return name.toLowerCase().split(".").slice(-2).join(".");
}

const shownAtMost = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, shownAtMost).map((name) => `\`${name}\``);
  return names.length > shownAtMost
    ? `${shown.join(", ")} and ${names.length - shownAtMost} more`
    : shown.join(", ");
}
