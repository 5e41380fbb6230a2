import { basename } from "../../src/host.ts";
import { certificate, key } from "../../src/machine-facts.ts";
import { isSelfSigned } from "../../src/model/self-signed.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import { assigned, type CourierWritten, esmtp, mailboxes } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";
import { shownCertificates } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "cert-self-signed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [295],
  summary: "The certificate is self-signed, as the one that the installation made.",
  why: "No client can verify it: people are asked to accept it by hand, and then accept an impostor's as well.",
  remedy: "Get a certificate from an authority, for example by Let's Encrypt.",
  references: [
    rfc(8314, "4.4"),
    { title: "mkimapdcert(8)", url: "https://www.courier-mta.org/mkimapdcert.html" },
  ],
  check(context) {
    onMachine(context);
    for (const { name, value, span, where, about } of written(context, "ssl_cert", "ssl_server_cert_file")) {
      if (!/snakeoil/.test(value) || isSeen(context, value)) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} is the self-signed certificate of the installation, which no client can verify; get one from an authority`,
        about,
      });
    }
    checkCourier(context);
  },
  examples: [
    { title: "Debian's snakeoil", bad: "ssl_cert = «</etc/ssl/certs/ssl-cert-snakeoil.pem»\n" },
    { title: "one of one's own", good: "ssl_cert = </etc/ssl/mail.example.org.pem\n" },
    {
      title: "a key of that name without its certificate",
      good: "ssl_cert = </etc/ssl/mail.example.org.pem\nssl_client_key = </etc/ssl/private/ssl-cert-snakeoil.key\n",
      trap: true,
    },
    {
      title: "Debian's snakeoil, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = «/etc/ssl/certs/ssl-cert-snakeoil.pem»
`,
    },
    {
      title: "one of one's own, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.example.org.pem
`,
    },
    {
      title: "made by mkimapdcert, in Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_CERTFILE=«/etc/courier/imapd.pem»\n",
        "courier/imapd.pem": ownCertificate(),
      },
    },
    {
      title: "an authority's certificate in the file that mkimapdcert would make",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_CERTFILE=/etc/courier/imapd.pem\n",
        "courier/imapd.pem": authoritysCertificate(),
      },
      trap: true,
    },
    {
      title: "seen on the machine, of the port for people",
      files: {
        "main.cf": "smtpd_tls_cert_file = «/etc/ssl/mail.pem»\nsmtpd_tls_key_file = /etc/ssl/mail.key\n",
        "master.cf": "submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n",
      },
      machine: {
        files: { "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"], { selfSigned: true })] } },
      },
    },
    {
      title: "the file of the installation holds an authority's certificate now",
      good: "ssl_cert = </etc/ssl/certs/ssl-cert-snakeoil.pem\n",
      machine: {
        files: { "/etc/ssl/certs/ssl-cert-snakeoil.pem": { pem: [certificate(["mail.example.org"])] } },
      },
      trap: true,
    },
    {
      title: "seen on the machine, in Courier",
      files: { "courier/esmtpd": "TLS_CERTFILE=«/etc/courier/esmtpd.pem»\n" },
      machine: {
        files: {
          "/etc/courier/esmtpd.pem": { pem: [key(), certificate(["localhost"], { selfSigned: true })] },
        },
      },
    },
    {
      title: "the file that mkimapdcert would make is not at hand",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "TLS_CERTFILE=/etc/courier/imapd.pem\n" },
      trap: true,
    },
  ],
});

/** What Dovecot and Postfix show. */
function onMachine(context: RuleContext): void {
  for (const { identity, file, certificate } of shownCertificates(context)) {
    const { side, audience, system } = identity;
    if (side === "client" || system.daemon === "courier" || !certificate.selfSigned) continue;
    context.report({
      span: file.span,
      severity: audience === "servers" ? "note" : "warning",
      message: `${file.words}: the certificate is self-signed, and no client can verify it; get one from an authority`,
      about: file.about,
    });
  }
}

/** A name counts only where nobody could look. */
function isSeen({ machine }: RuleContext, value: string): boolean {
  return machine !== undefined && machine.pem(value.replace(/^<\s*/, "")).kind !== "unreadable";
}

function checkCourier(context: RuleContext): void {
  for (const one of assigned(context, [...mailboxes, ...esmtp], "TLS_CERTFILE")) {
    if (!isOwn(context, one)) continue;
    const { name, value, span, instance } = one;
    const maker = makers[basename(value)];
    context.report({
      span,
      severity: isForServersOnly(one) ? "note" : "warning",
      message: `\`${name}=${value}\` is self-signed${maker === undefined ? "" : `, as \`${maker}\` makes it at installation`}, which no client can verify; get one from an authority`,
      about: { setting: name, scope: [instance.name] },
    });
  }
}

const makers: Readonly<Record<string, string>> = {
  "imapd.pem": "mkimapdcert",
  "pop3d.pem": "mkpop3dcert",
  "esmtpd.pem": "mkesmtpdcert",
};

/** Looked at, since people put certificates of authorities into the files that the installation made. */
function isOwn({ machine }: RuleContext, { system, value }: CourierWritten): boolean {
  if (/snakeoil/.test(value)) return true;
  const seen = machine?.pem(value);
  if (seen?.kind === "pem") {
    const certificates = seen.blocks.filter((block) => block.kind === "certificate");
    return certificates.length === 1 && certificates[0]?.selfSigned === true;
  }
  const file = system.config.fileNamed(value);
  return file !== undefined && isSelfSigned(file.text) === true;
}

/** Other servers do not verify on port 25 (RFC 7672, 1.3), people's programs do everywhere else. */
function isForServersOnly({ system, statement, name }: CourierWritten): boolean {
  return system.config.instances.every((instance) => {
    const origin = instance.get(name)?.origin;
    const here =
      origin?.kind === "file" && origin.span.file === statement.file && origin.span.start === statement.start;
    return !here || instance.name === "esmtpd";
  });
}

/** Of mail.example.org, signed by its own key, which nobody kept. */
function ownCertificate(): string {
  return `-----BEGIN CERTIFICATE-----
MIIBijCCATGgAwIBAgIUQ86hatYYEAdI5xkF+B4X5qwT1NYwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLm9yZzAeFw0yNjExMjQxNzEzMTFaFw0z
NjExMjExNzEzMTFaMBsxGTAXBgNVBAMMEG1haWwuZXhhbXBsZS5vcmcwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAATwcUHPwG+KgyErdqC30spu9aklQYQVrJg1SILa
uOv0izoVtwbtznqiL9VcM3m7SzY8PQuXb6qwP27jbrts91g1o1MwUTAdBgNVHQ4E
FgQU1IYtW0yumozGL3eTbH6u+1SWhfkwHwYDVR0jBBgwFoAU1IYtW0yumozGL3eT
bH6u+1SWhfkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBQRUY0
E/6OVoWvKtbVb/tFy1L9kCsPUq/7VfCSMN1VXwIgVkM3rXFUYxu6ScJTRKNU3TF2
j1aHmp5C4r9W9GCbnF4=
-----END CERTIFICATE-----
`;
}

/** Of mail.example.org, signed by "Example CA". */
function authoritysCertificate(): string {
  return `-----BEGIN CERTIFICATE-----
MIIBKjCB0QIUcXUBTLxxLt/mOyuN7vddojo6e2QwCgYIKoZIzj0EAwIwFTETMBEG
A1UEAwwKRXhhbXBsZSBDQTAeFw0yNjExMjQxNzEzMTFaFw0zNjExMjExNzEzMTFa
MBsxGTAXBgNVBAMMEG1haWwuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASZ7UfaKVhNO5sy+IggNasuGd6o32INI1rV9vzd/xhRuTT3jtVqGT1j
e7EeEzbZhmUYqZjYh85bHRbQvxkQZ85rMAoGCCqGSM49BAMCA0gAMEUCIHJnjn2p
bX6Qvyddl4yO7XUq+mS65xe8UfR1aii0vZ14AiEAudQUVjtw9iiK5WUCp2pxCIhz
lp2LHYNw93iLf7wVdrY=
-----END CERTIFICATE-----
`;
}
