import { defineRule, rfc } from "../../src/rule.ts";
import { all, assigned, type CourierWritten, knownValue } from "../../src/vocabulary-courier.ts";

/** The setting that leaves the hole; `undefined` = none is known. */
function hole({ instance }: CourierWritten): string | undefined {
  const verify = knownValue(instance, "TLS_VERIFYPEER");
  const trusted = knownValue(instance, "TLS_TRUSTCERTS");
  if (verify === "NONE") return "TLS_VERIFYPEER=NONE";
  return trusted !== undefined && /^\/etc\/(?:ssl\/certs|pki\/tls)(?:\/|$)/.test(trusted)
    ? `TLS_TRUSTCERTS=${trusted}`
    : undefined;
}

export default defineRule({
  id: "courier/tls-external-without-verify",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 8.1,
  precision: "high",
  cwe: [295, 287],
  summary: "Logins by certificate do not ask who signed it.",
  why: "`TLS_EXTERNAL` takes the user's name from the client certificate. With `TLS_VERIFYPEER=NONE` no client certificate is asked for, so that nobody can log in this way; with the system's list of authorities anybody with a bought certificate of that name can.",
  remedy: "Set `TLS_VERIFYPEER=PEER` and `TLS_TRUSTCERTS` to your own authority only.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }, rfc(4422, "A")],
  check(context) {
    for (const one of assigned(context, all, "TLS_EXTERNAL")) {
      if (!(one.value !== "" && hole(one) !== undefined)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` takes the user from a certificate, but \`${hole(one)}\`; name your own authority in \`TLS_TRUSTCERTS\` and write \`TLS_VERIFYPEER=PEER\``,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "no verification",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": "TLS_VERIFYPEER=NONE\nTLS_EXTERNAL=«emailaddress»\n",
      },
    },
    {
      title: "all authorities of the system",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl":
          "TLS_VERIFYPEER=REQUIREPEER\nTLS_TRUSTCERTS=/etc/ssl/certs\nTLS_EXTERNAL=«emailaddress»\n",
      },
    },
    {
      title: "an authority of one's own",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl":
          "TLS_VERIFYPEER=PEER\nTLS_TRUSTCERTS=/etc/courier/our-ca.pem\nTLS_EXTERNAL=emailaddress\n",
      },
    },
    {
      title: "no logins by certificate",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": "TLS_VERIFYPEER=NONE\nTLS_TRUSTCERTS=/etc/ssl/certs\n",
      },
      trap: true,
    },
  ],
});
