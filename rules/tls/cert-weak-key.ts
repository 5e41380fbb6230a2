import type { Certificate } from "../../src/machine.ts";
import { certificate } from "../../src/machine-facts.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { shownCertificates } from "../../src/vocabulary-tls.ts";

const weakDigests = new Set(["md2", "md5", "sha1"]);

export default defineRule({
  id: "cert-weak-key",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "very-high",
  cwe: [326, 328],
  summary: "A certificate has a short key, one of DSA, or is signed with SHA-1 or MD5.",
  why: `Who factors a short key can pose as the server, and collisions of MD5 and SHA-1 let others have a certificate of this name.
Clients refuse both: OpenSSL as Debian sets it up takes no RSA key below 2048 bits, and Dovecot then fails every handshake.
Without \`--live\` nobody looks at certificates.`,
  remedy:
    "Get a new certificate with a key of RSA of 2048 bits or more, or of the curve P-256; authorities sign it with SHA-256.",
  references: [rfc(9325, "4.5"), rfc(9155), { title: "NIST SP 800-52r2, section 3.2" }],
  check(context) {
    for (const { file, certificate, chain } of shownCertificates(context)) {
      const own = weakness(certificate);
      const weak = own ?? chain.map(weakness).find((one) => one !== undefined);
      if (weak === undefined) continue;
      const whose = own === undefined ? "a certificate of an authority in the same file" : "the certificate";
      context.report({
        span: file.span,
        message: `${file.words}: ${whose} ${weak}: clients refuse it, or take an impostor's; get one with RSA of 2048 bits or P-256, signed with SHA-256`,
        about: file.about,
      });
    }
  },
  examples: [
    {
      title: "RSA of 1024 bits",
      bad: "ssl_cert = «</etc/ssl/mail.pem»\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": {
            pem: [certificate(["mail.example.org"], { key: { type: "rsa", bits: 1024 } })],
          },
        },
      },
    },
    {
      title: "signed with SHA-1",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = «/etc/ssl/mail.pem»\nsmtpd_tls_key_file = /etc/ssl/mail.key\n",
      },
      machine: {
        files: { "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { digest: "sha1" })] } },
      },
    },
    {
      title: "a small curve, in Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": {
            pem: [certificate(["mail.example.org"], { key: { type: "ec", bits: 192, curve: "prime192v1" } })],
          },
        },
      },
    },
    {
      title: "P-256",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": {
            pem: [certificate(["mail.example.org"], { key: { type: "ec", bits: 256, curve: "prime256v1" } })],
          },
        },
      },
    },
    {
      title: "an old root signed itself with SHA-1, which nobody checks",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": {
            pem: [
              certificate(["mail.example.org"]),
              certificate([], { authority: true, selfSigned: true, digest: "sha1" }),
            ],
          },
        },
      },
      trap: true,
    },
    {
      title: "Ed25519 has no bits to count",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { key: { type: "ed25519" } })] },
        },
      },
      trap: true,
    },
  ],
});

/** Nobody looks at a signature by which a certificate vouches for itself. */
function weakness({ key, digest, selfSigned }: Certificate): string | undefined {
  const { type, bits = Number.POSITIVE_INFINITY, curve } = key;
  if (type === "dsa") return "has a key of DSA";
  if (type === "rsa" && bits < 2048) return `has a key of RSA of ${bits} bits`;
  if (type === "ec" && bits < 256) return `has a key of the curve \`${curve}\``;
  if (digest === undefined || !weakDigests.has(digest) || selfSigned) return undefined;
  return `is signed with ${digest === "sha1" ? "SHA-1" : digest.toUpperCase()}`;
}
