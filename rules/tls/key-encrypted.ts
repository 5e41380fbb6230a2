import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

const names = ["smtpd", "smtp", "lmtp"].flatMap((side) =>
  ["key_file", "eckey_file", "dkey_file", "cert_file", "eccert_file", "chain_files"].map(
    (kind) => `${side}_tls_${kind}`,
  ),
);

export default defineRule({
  id: "key-encrypted",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The private key is encrypted, and nobody is there to type its passphrase.",
  why: "Postfix has no setting for a passphrase (Dovecot has, `ssl_key_password`). It cannot read the key, and TLS does not work: STARTTLS is offered and answered with 454.",
  remedy:
    "Write the key without encryption (`openssl pkey -in key.pem -out plain.pem`) into a file that only root can read.",
  references: [postconf("smtpd_tls_key_file")],
  check(context) {
    for (const one of written(context, ...names))
      for (const path of one.text.split(/[\s,]+/)) {
        const file = path.startsWith("/") ? one.config.fileNamed(path) : undefined;
        const block = file && /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.exec(file.text);
        if (file === undefined || block === null || block === undefined) continue;
        const at = one.value.value.indexOf(path);
        context.report({
          span: placeOf(one.value, at, at + path.length) ?? one.span,
          message: `the private key in \`${path}\` is encrypted, which postfix cannot read: TLS does not work; store it without a passphrase, readable by root only`,
          related: [
            { span: { file, start: block.index, end: block.index + block[0].length }, message: "the key" },
          ],
        });
      }
  },
  examples: [
    {
      title: "a key with a passphrase",
      files: {
        "main.cf": "smtpd_tls_key_file = «/etc/postfix/key.pem»\n",
        "key.pem": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIC\n-----END ENCRYPTED PRIVATE KEY-----\n",
      },
    },
    {
      title: "the old form",
      files: {
        "main.cf": "smtpd_tls_cert_file = «/etc/postfix/both.pem»\n",
        "both.pem":
          "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMIIC\n-----END RSA PRIVATE KEY-----\n",
      },
    },
    {
      title: "a plain key",
      files: {
        "main.cf": "smtpd_tls_key_file = /etc/postfix/key.pem\n",
        "key.pem": "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n",
      },
    },
    {
      title: "a key that is not at hand",
      files: { "main.cf": "smtpd_tls_key_file = /etc/ssl/private/encrypted.pem\n" },
      trap: true,
    },
  ],
});
