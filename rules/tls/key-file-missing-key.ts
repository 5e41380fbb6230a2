import { certificate, key } from "../../src/machine-facts.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";
import { blocksOf, isKey, tlsIdentities } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "postfix/key-file-missing-key",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The key is looked for in the certificate's file, and is not there.",
  why: `Without \`smtpd_tls_key_file\` Postfix reads the key from the file of the certificate. Where there is none, smtpd offers STARTTLS and
answers it with 454: mail arrives in clear, and who requires TLS cannot send.`,
  remedy:
    "Set `smtpd_tls_key_file`, or put the key before the certificate into one file and name that in `smtpd_tls_chain_files`.",
  references: [postconf("smtpd_tls_key_file"), postconf("smtpd_tls_chain_files")],
  check(context) {
    if (context.machine !== undefined) {
      onMachine(context);
      return;
    }
    for (const side of ["smtpd", "smtp", "lmtp"])
      for (const kind of ["", "ec", "d"]) {
        const [cert, key] = [`${side}_tls_${kind}cert_file`, `${side}_tls_${kind}key_file`];
        for (const one of written(context, cert)) {
          const { config, service } = one;
          if (config.get(key, service)?.origin.kind === "file") continue;
          if ((textValue(config, `${side}_tls_chain_files`, service) ?? "?") !== "") continue;
          const file = config.fileNamed(one.text);
          if (file === undefined || !file.text.includes("-----BEGIN CERTIFICATE-----")) continue;
          if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(file.text)) continue;
          context.report({
            span: one.span,
            message: `\`${one.text}\` holds no private key, and \`${key}\` is not set: TLS does not work; set it to the file of the key`,
            related: [{ span: { file, start: 0, end: file.text.indexOf("\n") }, message: "the file" }],
          });
        }
      }
  },
  examples: [
    {
      title: "a certificate alone",
      files: {
        "main.cf": "smtpd_tls_cert_file = «/etc/postfix/cert.pem»\n",
        "cert.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
    {
      title: "with its key's file",
      files: {
        "main.cf": "smtpd_tls_cert_file = /etc/postfix/cert.pem\nsmtpd_tls_key_file = /etc/postfix/key.pem\n",
        "cert.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
    {
      title: "both in one file",
      files: {
        "main.cf": "smtpd_tls_cert_file = /etc/postfix/cert.pem\n",
        "cert.pem":
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n",
      },
      trap: true,
    },
    {
      title: "the file is not at hand",
      files: { "main.cf": "smtpd_tls_cert_file = /etc/ssl/cert.pem\n" },
      trap: true,
    },
    {
      title: "a certificate alone, on the machine",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = «/etc/ssl/cert.pem»\n",
      },
      machine: { files: { "/etc/ssl/cert.pem": { pem: [certificate(["mail.example.org"])] } } },
    },
    {
      title: "both in one file, on the machine",
      files: { "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/both.pem\n" },
      machine: { files: { "/etc/ssl/both.pem": { pem: [certificate(["mail.example.org"]), key()] } } },
      trap: true,
    },
  ],
});

function onMachine(context: RuleContext): void {
  for (const { system, files, key, keyUnset } of tlsIdentities(context)) {
    const [file] = files;
    if (system.daemon !== "postfix" || keyUnset === undefined || key === undefined || file === undefined)
      continue;
    const blocks = blocksOf(context.machine?.pem(key.path));
    if (!blocks.some(({ kind }) => kind === "certificate") || blocks.some(isKey)) continue;
    context.report({
      span: file.span,
      message: `\`${file.path}\` holds no private key, and \`${keyUnset}\` is not set: TLS does not work; set it to the file of the key`,
    });
  }
}
