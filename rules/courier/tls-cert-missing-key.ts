import { certificate } from "../../src/machine-facts.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import { assigned, type CourierWritten, esmtp, knownValue, mailboxes } from "../../src/vocabulary-courier.ts";

const key = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
const written = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/;
/** What certbot (its README beside the files) and acme.sh write without a key. */
const withoutKey = /\/live\/[^/]+\/(?:fullchain|cert|chain)\.pem$|\/fullchain\.cer$/;

/** Where the file is at hand its content tells, otherwise only a name whose maker is known. */
function lacksKey({ machine }: RuleContext, { system, value }: CourierWritten): boolean {
  const seen = machine?.pem(value);
  if (seen?.kind === "pem")
    return (
      seen.blocks.some(({ kind }) => kind === "certificate") &&
      !seen.blocks.some(({ kind }) => kind === "key")
    );
  const file = system.config.fileNamed(value);
  if (file === undefined) return withoutKey.test(value);
  return written.test(file.text) && !key.test(file.text);
}

function consequence({ instance }: CourierWritten): string {
  return instance.name.endsWith("-ssl")
    ? "every handshake fails"
    : "STARTTLS is offered and every handshake fails";
}

function keyOf(path: string): string {
  const made = /^(.*\/live\/[^/]+\/)[a-z]+\.pem$/.exec(path)?.[1];
  return made === undefined ? "the key's file" : `\`${made}privkey.pem\``;
}

export default defineRule({
  id: "courier/tls-cert-missing-key",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [319],
  summary: "The certificate's file has no private key, and no other file is named for it.",
  why: `couriertls looks for the key in \`TLS_PRIVATE_KEYFILE\`, and where that is not set in the file of the certificate. Without
a key no handshake succeeds, but STARTTLS is offered all the same, since the daemons look only whether the file can be read:
programs that do not insist go on in clear.`,
  remedy:
    "Set `TLS_PRIVATE_KEYFILE` to the key's file (Courier 1.0, courier-imap 5.0 and newer), or put key and certificates into one file that only Courier can read.",
  references: [
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
    {
      title: "courier, courieresmtpd.C",
      url: "https://github.com/svarshavchik/courier/blob/master/courier/courier/module.esmtp/courieresmtpd.C",
    },
    {
      title: "certbot, where are my certificates",
      url: "https://eff-certbot.readthedocs.io/en/stable/using.html#where-are-my-certificates",
    },
  ],
  check(context) {
    for (const one of certificatesAlone(context)) {
      const { name, value, span, instance } = one;
      context.report({
        span,
        message: `\`${name}=${value}\` has certificates and no private key, and \`TLS_PRIVATE_KEYFILE\` is not set, so ${consequence(one)}; set \`TLS_PRIVATE_KEYFILE\` to ${keyOf(value)}`,
        about: { setting: name, scope: [instance.name] },
      });
    }
  },
  examples: [
    {
      title: "certbot's chain alone",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_CERTFILE=«/etc/letsencrypt/live/mail.example.org/fullchain.pem»\n",
      },
    },
    {
      title: "a file at hand that has no key",
      files: {
        "courier/esmtpd": "TLS_CERTFILE=«/etc/courier/mail.pem»\n",
        "courier/mail.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
    {
      title: "seen on the machine",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_CERTFILE=«/etc/ssl/certs/mail.pem»\n",
      },
      machine: { files: { "/etc/ssl/certs/mail.pem": { pem: [certificate(["mail.example.org"])] } } },
    },
    {
      title: "the key in a file of its own",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl":
          "TLS_CERTFILE=/etc/letsencrypt/live/mail.example.org/fullchain.pem\nTLS_PRIVATE_KEYFILE=/etc/letsencrypt/live/mail.example.org/privkey.pem\n",
      },
    },
    {
      title: "key and certificate in one file",
      files: {
        "courier/esmtpd": "TLS_CERTFILE=/etc/courier/mail.pem\n",
        "courier/mail.pem":
          "-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
      },
    },
    {
      title: "a file that is not at hand",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "TLS_CERTFILE=/etc/courier/imapd.pem\n" },
      trap: true,
    },
    {
      title: "a client needs no certificate of its own",
      files: { "courier/courierd": "TLS_CERTFILE=/etc/letsencrypt/live/mail.example.org/fullchain.pem\n" },
      trap: true,
    },
  ],
});

function* certificatesAlone(context: RuleContext): Generator<CourierWritten> {
  for (const one of assigned(context, [...mailboxes, ...esmtp], "TLS_CERTFILE"))
    if (one.value !== "" && knownValue(one.instance, "TLS_PRIVATE_KEYFILE") === "" && lacksKey(context, one))
      yield one;
}
