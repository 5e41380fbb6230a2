import type { Certificate, Machine } from "../../src/machine.ts";
import { certificate } from "../../src/machine-facts.ts";
import { defineRule, type Report, rfc } from "../../src/rule.ts";
import { dateOf, type Shown, shownCertificates } from "../../src/vocabulary-tls.ts";

const day = 86_400_000;
/** Authorities remind of it from here on, and certbot(1) renews. */
const soon = 30 * day;

export default defineRule({
  id: "cert-expired",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.3,
  precision: "very-high",
  cwe: [298],
  summary: "A certificate has expired, or soon will.",
  why: `A client that checks certificates refuses one outside of its dates: mail programs stop to work or ask their users to go on
anyway, which is what an impostor would ask too; mail servers that insist on a valid certificate stop to deliver.
Without \`--live\` nobody looks at certificates.`,
  remedy:
    "Renew it, make the renewal automatic, and let the renewal reload the daemon: it goes on to show the old certificate until then.",
  references: [
    rfc(5280, "4.1.2.5"),
    rfc(5280, "6.1.3"),
    {
      title: "certbot, renewing certificates",
      url: "https://eff-certbot.readthedocs.io/en/stable/using.html",
    },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    for (const shown of shownCertificates(context)) {
      const found = judge(shown, machine);
      if (found !== undefined) context.report(found);
    }
  },
  examples: [
    {
      title: "since a day",
      bad: "ssl_cert = «</etc/ssl/mail.pem»\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        now: "2026-04-01",
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { notAfter: "2026-03-31" })] },
        },
      },
    },
    {
      title: "in ten days",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = «/etc/ssl/mail.pem»\nsmtpd_tls_key_file = /etc/ssl/mail.key\n",
      },
      machine: {
        now: "2026-03-21",
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { notAfter: "2026-03-31" })] },
        },
      },
    },
    {
      title: "not valid yet, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = «/etc/ssl/mail.pem»
ssl_server_key_file = /etc/ssl/mail.key
`,
      machine: {
        now: "2025-12-31",
        files: { "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] } },
      },
    },
    {
      title: "the certificate of the authority between",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        now: "2026-02-01",
        files: {
          "/etc/courier/imapd.pem": {
            pem: [
              certificate(["mail.example.org"]),
              certificate([], { subject: "CN=Example CA", authority: true, notAfter: "2026-01-15" }),
            ],
          },
        },
      },
    },
    {
      title: "in two months",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        now: "2026-02-01",
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { notAfter: "2026-03-31" })] },
        },
      },
    },
    {
      title: "a certificate for six days, four of them left",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        now: "2026-01-03",
        files: {
          "/etc/ssl/mail.pem": {
            pem: [certificate(["mail.example.org"], { notBefore: "2026-01-01", notAfter: "2026-01-07" })],
          },
        },
      },
      trap: true,
    },
    {
      title: "an old root that clients have themselves",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        now: "2026-02-01",
        files: {
          "/etc/ssl/mail.pem": {
            pem: [
              certificate(["mail.example.org"]),
              certificate([], { selfSigned: true, authority: true, notAfter: "2021-09-30" }),
            ],
          },
        },
      },
      trap: true,
    },
    {
      title: "TLS is off, and nobody sees it",
      good: "ssl = no\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        now: "2026-04-01",
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { notAfter: "2026-03-31" })] },
        },
      },
      trap: true,
    },
  ],
});

/** No `about`: the date in the message keeps a finding apart from that of the next certificate, and of its last month. */
function judge({ identity, file, certificate, chain }: Shown, { now }: Machine): Report | undefined {
  const client = identity.side === "client" ? "the other server" : "every client that checks it";
  const { notBefore, notAfter, commonName, names } = certificate;
  const who = `the certificate${commonName === undefined && names.length === 0 ? "" : ` for \`${names[0] ?? commonName}\``}`;
  const place = { span: file.span };
  if (now > notAfter)
    return {
      ...place,
      message: `${file.words}: ${who} expired on ${dateOf(notAfter)}: ${client} refuses it; renew it and reload the daemon`,
    };
  if (now < notBefore)
    return {
      ...place,
      message: `${file.words}: ${who} is valid from ${dateOf(notBefore)} on, and not yet: ${client} refuses it; use one that is valid now, or set the clock`,
    };
  const between = chain.find((one) => !one.selfSigned && now > one.notAfter);
  if (between !== undefined)
    return {
      ...place,
      message: `${file.words}: the certificate of the authority \`${between.subject}\` in the same file expired on ${dateOf(between.notAfter)}: ${client} may find no way to a root; put the present one there`,
    };
  if (now < notAfter - leastLeft(certificate)) return undefined;
  return {
    ...place,
    severity: "warning",
    message: `${file.words}: ${who} expires on ${dateOf(notAfter)}: ${client} refuses it from then on; renew it and reload the daemon`,
  };
}

/** Of short-lived certificates a third of their life. */
function leastLeft({ notBefore, notAfter }: Certificate): number {
  return Math.min(soon, (notAfter - notBefore) / 3);
}
