import { certificate, key } from "../../src/machine-facts.ts";
import { defineRule } from "../../src/rule.ts";
import { shownCertificates } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "cert-key-mismatch",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "The private key is not that of the certificate.",
  why: `The server cannot prove that the certificate is its own. Dovecot and Courier fail every TLS handshake; Postfix offers STARTTLS and
answers it with 454, so that mail arrives in clear. It happens when a certificate is renewed with a new key, and only one of the files is replaced.
Without \`--live\` nobody looks at the files.`,
  remedy:
    "Install the key that the certificate was requested with: `openssl x509 -noout -pubkey -in CERT` and `openssl pkey -pubout -in KEY` print the same.",
  references: [
    {
      title: "SSL_CTX_check_private_key(3)",
      url: "https://docs.openssl.org/3.0/man3/SSL_CTX_use_certificate/",
    },
    { title: "Postfix, TLS_README", url: "https://www.postfix.org/TLS_README.html#server_cert_key" },
  ],
  check(context) {
    for (const { file, certificate, key, identity } of shownCertificates(context)) {
      if (key?.block.publicKey === undefined || key.block.publicKey === certificate.publicKey) continue;
      const where = key.file.path === file.path ? "in the same file" : `in \`${key.file.path}\``;
      const effect = identity.system.daemon === "postfix" ? "TLS does not work" : "every TLS handshake fails";
      context.report({
        span: key.file.span,
        message: `the private key ${where} is not that of the certificate in \`${file.path}\`: ${effect}; put the key there that the certificate was requested with`,
        related: key.file.span === file.span ? [] : [{ span: file.span, message: "the certificate" }],
        about: key.file.about,
      });
    }
  },
  examples: [
    {
      title: "the key of another certificate",
      bad: "ssl_cert = </etc/ssl/mail.pem\nssl_key = «</etc/ssl/mail.key»\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { of: "new" })] },
          "/etc/ssl/mail.key": { pem: [key({ of: "old" })] },
        },
      },
    },
    {
      title: "in a chain file",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = /etc/ssl/rsa.pem, «/etc/ssl/ecdsa.pem»\n",
      },
      machine: {
        files: {
          "/etc/ssl/rsa.pem": { pem: [key({ of: "rsa" }), certificate(["mail.example.org"], { of: "rsa" })] },
          "/etc/ssl/ecdsa.pem": {
            pem: [key({ of: "old" }), certificate(["mail.example.org"], { of: "new" })],
          },
        },
      },
    },
    {
      title: "in one file, in Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": {
            pem: [key({ of: "old" }), certificate(["mail.example.org"], { of: "new" })],
          },
        },
      },
    },
    {
      title: "its own key",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/mail.key": { pem: [key()] },
        },
      },
    },
    {
      title: "two pairs, for old and new clients",
      files: {
        "main.cf": `smtpd_tls_security_level = may
smtpd_tls_cert_file = /etc/ssl/rsa.pem
smtpd_tls_key_file = /etc/ssl/rsa.key
smtpd_tls_eccert_file = /etc/ssl/ecdsa.pem
smtpd_tls_eckey_file = /etc/ssl/ecdsa.key
`,
      },
      machine: {
        files: {
          "/etc/ssl/rsa.pem": { pem: [certificate(["mail.example.org"], { of: "rsa" })] },
          "/etc/ssl/rsa.key": { pem: [key({ of: "rsa" })] },
          "/etc/ssl/ecdsa.pem": { pem: [certificate(["mail.example.org"], { of: "ecdsa" })] },
          "/etc/ssl/ecdsa.key": { pem: [key({ of: "ecdsa" })] },
        },
      },
      trap: true,
    },
    {
      title: "an encrypted key tells nobody what it belongs to",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\nssl_key_password = example\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { of: "new" })] },
          "/etc/ssl/mail.key": { pem: [key({ of: "old", encrypted: true })] },
        },
      },
      trap: true,
    },
  ],
});
