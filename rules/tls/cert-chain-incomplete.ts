import type { Certificate, Machine } from "../../src/machine.ts";
import { certificate } from "../../src/machine-facts.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { certificatesAt, type Shown, shownCertificates } from "../../src/vocabulary-tls.ts";

/** Where the machines of Debian, Red Hat and the BSDs keep the roots that everybody has. */
const bundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];

export default defineRule({
  id: "cert-chain-incomplete",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [295],
  summary: "The certificates between the server's own and the root are not sent.",
  why: `Clients have roots, and take what is between from the server. Browsers often fetch what is missing; mail programs and mail servers do not,
and find no way to a root. Without \`--live\` nobody looks at certificates.`,
  remedy:
    "Name the file with the whole chain (certbot's `fullchain.pem`), or append the authority's certificate to the server's own.",
  references: [
    rfc(8446, "4.4.2"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
    { title: "Postfix, TLS_README", url: "https://www.postfix.org/TLS_README.html#server_cert_key" },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    for (const shown of shownCertificates(context)) {
      if (shown.certificate.selfSigned || hasIssuer(shown, machine)) continue;
      const { file, certificate, chain } = shown;
      const known = certificate.issuerAt !== undefined;
      const order =
        chain.length > 0
          ? "no certificate that follows it in the file is that of"
          : "the file has no certificate of";
      const append = known
        ? `append the one from \`${certificate.issuerAt}\``
        : "append its certificate, unless clients have it themselves";
      context.report({
        span: file.span,
        severity: known ? "warning" : "note",
        message: `${file.words}: ${order} \`${certificate.issuer}\`, which issued the server's: clients find no way to a root; ${append}`,
        about: file.about,
      });
    }
  },
  examples: [
    {
      title: "certbot's cert.pem",
      bad: "ssl_cert = «</etc/letsencrypt/live/mail.example.org/cert.pem»\nssl_key = </etc/letsencrypt/live/mail.example.org/privkey.pem\n",
      machine: {
        files: {
          "/etc/letsencrypt/live/mail.example.org/cert.pem": {
            pem: [
              certificate(["mail.example.org"], {
                issuer: "CN=Example Intermediate",
                issuerAt: "http://ca.example/intermediate.crt",
              }),
            ],
          },
        },
      },
    },
    {
      title: "another authority's certificate",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = «/etc/ssl/mail.pem»\nsmtpd_tls_key_file = /etc/ssl/mail.key\n",
      },
      machine: {
        files: {
          "/etc/ssl/mail.pem": {
            pem: [
              certificate(["mail.example.org"], { issuer: "CN=Example Intermediate 2" }),
              certificate([], { subject: "CN=Example Intermediate 1", authority: true }),
            ],
          },
        },
      },
    },
    {
      title: "the whole chain",
      good: "ssl_cert = </etc/ssl/fullchain.pem\nssl_key = </etc/ssl/privkey.pem\n",
      machine: {
        files: {
          "/etc/ssl/fullchain.pem": {
            pem: [
              certificate(["mail.example.org"], { issuer: "CN=Example Intermediate" }),
              certificate([], { subject: "CN=Example Intermediate", authority: true }),
            ],
          },
        },
      },
    },
    {
      title: "postfix takes the rest from the file of authorities",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_key_file = /etc/ssl/mail.key\nsmtpd_tls_CAfile = /etc/ssl/ca.pem\n",
      },
      machine: {
        files: {
          "/etc/ssl/mail.pem": {
            pem: [certificate(["mail.example.org"], { issuer: "CN=Example Intermediate" })],
          },
          "/etc/ssl/ca.pem": {
            pem: [certificate([], { subject: "CN=Example Intermediate", authority: true })],
          },
        },
      },
      trap: true,
    },
    {
      title: "issued by a root that everybody has",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { issuer: "CN=Example Root" })] },
          "/etc/ssl/certs/ca-certificates.crt": {
            pem: [
              certificate([], {
                subject: "CN=Example Root",
                issuer: "CN=Example Root",
                authority: true,
                selfSigned: true,
              }),
            ],
          },
        },
      },
      trap: true,
    },
    {
      title: "self-signed: there is nothing between",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: { "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { selfSigned: true })] } },
      },
      trap: true,
    },
  ],
});

/** Behind it in the file, among the authorities that the daemon completes chains from, or among everybody's roots. */
function hasIssuer({ identity, certificate, chain }: Shown, machine: Machine): boolean {
  const isIssuer = (one: Certificate) => one.subject === certificate.issuer;
  if (chain.some(isIssuer)) return true;
  if (identity.authorities.some(({ path }) => certificatesAt(machine, path).some(isIssuer))) return true;
  return bundles.some((path) => certificatesAt(machine, path).some((one) => one.selfSigned && isIssuer(one)));
}
