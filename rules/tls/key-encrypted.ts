import { certificate, key } from "../../src/machine-facts.ts";
import { placeOf } from "../../src/model/postfix-values.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import { postconf, written } from "../../src/vocabulary-postfix.ts";
import { blocksOf, isKey, type TlsFile, tlsIdentities } from "../../src/vocabulary-tls.ts";

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
  why: `Postfix and Courier have no setting for a passphrase; Dovecot has, \`ssl_key_password\`, in 2.4 \`ssl_server_key_password\`. Without it the
daemon cannot read the key, and TLS does not work: every handshake fails, and Postfix offers STARTTLS and answers it with 454.
What the files of the machine hold is seen with \`--live\`.`,
  remedy:
    "Write the key without encryption (`openssl pkey -in key.pem -out plain.pem`) into a file that only root can read.",
  references: [
    postconf("smtpd_tls_key_file"),
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
  ],
  check(context) {
    if (context.machine !== undefined) {
      onMachine(context);
      return;
    }
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
    {
      title: "on the machine, of Dovecot",
      bad: "ssl_cert = </etc/ssl/mail.pem\nssl_key = «</etc/ssl/mail.key»\n",
      machine: { files: { "/etc/ssl/mail.key": { pem: [key({ encrypted: true })] } } },
    },
    {
      title: "on the machine, of Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": { pem: [key({ encrypted: true }), certificate(["mail.example.org"])] },
        },
      },
    },
    {
      title: "Dovecot is told the passphrase",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\nssl_key_password = example\n",
      machine: { files: { "/etc/ssl/mail.key": { pem: [key({ encrypted: true })] } } },
      trap: true,
    },
  ],
});

/** Keys as the daemons read them: the first in the file, of chain files each. */
function onMachine(context: RuleContext): void {
  for (const { files, key, passphrase } of tlsIdentities(context)) {
    const read = key === undefined ? files.filter(({ use }) => use === "chain") : [key];
    for (const file of passphrase ? [] : read) {
      const keys = blocksOf(context.machine?.pem(file.path)).filter(isKey);
      if (!(key === undefined ? keys.some(({ encrypted }) => encrypted) : keys[0]?.encrypted)) continue;
      context.report({
        span: file.span,
        message: `the private key in \`${file.path}\` is encrypted, and ${file.system.daemon} is not told the passphrase: TLS does not work; ${remedyOf(file)}`,
        about: file.about,
      });
    }
  }
}

function remedyOf({ system, setting }: TlsFile): string {
  if (system.daemon !== "dovecot" || setting === "ssl_client_key")
    return "store it without one, readable by root only";
  const name = { "2.3": "ssl_key_password", "2.4": setting.replace(/(?:_alt)?_key_file$/, "_key_password") };
  return `set \`${name[system.config.version]}\`, or store it without one`;
}
