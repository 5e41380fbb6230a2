import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";

const names = ["smtpd_tls_chain_files", "smtp_tls_chain_files", "lmtp_tls_chain_files"];

export default defineRule({
  id: "postfix/chain-file-order",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "In the chain files a certificate comes before its key.",
  why: `Postfix reads the files of \`smtpd_tls_chain_files\` as one: a key, its certificate, the certificates above it, and then the next key.
A certificate that comes first has no key, and TLS does not work.`,
  remedy: "Put the key before its certificate, in the file or in the list of files.",
  references: [postconf("smtpd_tls_chain_files")],
  check(context) {
    for (const one of written(context, ...names)) {
      const [first = ""] = one.text.split(/[\s,]+/).filter((path) => path !== "");
      const file = one.config.fileNamed(first);
      if (file === undefined) continue;
      const [block, kind = ""] = /-----BEGIN ([A-Z ]+)-----/.exec(file.text) ?? [];
      if (block === undefined || kind !== "CERTIFICATE") continue;
      const start = file.text.indexOf(block);
      const at = one.value.value.indexOf(first);
      context.report({
        span: placeOf(one.value, at, at + first.length) ?? one.span,
        message: `\`${first}\` begins with a certificate: \`${one.name}\` must name the key first, and TLS does not work; put the key before it`,
        related: [{ span: { file, start, end: start + block.length }, message: "the first block" }],
      });
    }
  },
  examples: [
    {
      title: "the certificate first",
      files: {
        "main.cf": "smtpd_tls_chain_files = «/etc/postfix/chain.pem»\n",
        "chain.pem":
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n",
      },
    },
    {
      title: "the key first",
      files: {
        "main.cf": "smtpd_tls_chain_files = /etc/postfix/chain.pem\n",
        "chain.pem":
          "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
    {
      title: "the key in a file of its own",
      files: {
        "main.cf": "smtpd_tls_chain_files = /etc/postfix/key.pem, /etc/postfix/cert.pem\n",
        "key.pem": "-----BEGIN EC PRIVATE KEY-----\nMIIC\n-----END EC PRIVATE KEY-----\n",
        "cert.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
      trap: true,
    },
  ],
});
