import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, isYes, knownValue, mailboxes } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/tls-cert-missing",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [319],
  summary: "STARTTLS is on, and no certificate is named.",
  why: `Without \`TLS_CERTFILE\` couriertls has nothing to show: the server offers STARTTLS, the handshake fails, and
programs that do not insist go on in clear.`,
  remedy: "Set `TLS_CERTFILE` to a file with the certificate and its key, as `mkimapdcert` makes one.",
  references: [
    rfc(8314, "4"),
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
  ],
  check(context) {
    for (const { name, value, span, instance } of assigned(
      context,
      mailboxes,
      "IMAPDSTARTTLS",
      "POP3_STARTTLS",
    )) {
      if (!isYes(value) || knownValue(instance, "TLS_CERTFILE") !== "") continue;
      context.report({
        span,
        message: `\`${name}=${value}\` offers TLS, but \`TLS_CERTFILE\` is not set, so every handshake fails; set it to the certificate`,
        about: { setting: name, scope: [instance.name] },
      });
    }
  },
  examples: [
    {
      title: "no certificate",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "IMAPDSTARTTLS=«YES»\n" },
    },
    {
      title: "with one",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=YES\nTLS_CERTFILE=/etc/courier/imapd.pem\n",
      },
    },
    {
      title: "a file that is not at hand may set it",
      files: { "courier/imapd": "IMAPDSTARTTLS=YES\n" },
      trap: true,
    },
  ],
});
