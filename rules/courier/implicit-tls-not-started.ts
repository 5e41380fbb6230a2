import { ownEntry } from "../../src/own-entry.ts";
import type { CourierInstance } from "../../src/resolve/courier-config.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { all, assigned, knownValue } from "../../src/vocabulary-courier.ts";

const twins: Readonly<Record<string, { readonly port: string; readonly plain: string }>> = {
  IMAPDSSLSTART: { port: "993", plain: "IMAPDSTART" },
  POP3DSSLSTART: { port: "995", plain: "POP3DSTART" },
  ESMTPDSSLSTART: { port: "465", plain: "ESMTPDSTART" },
};

/** Without mechanisms nobody logs in to the mail server, and there is no password to protect. */
function takesLogins(instance: CourierInstance): boolean {
  if (!instance.name.startsWith("esmtpd")) return true;
  return ["ESMTPAUTH", "ESMTPAUTH_TLS"].some((name) => (knownValue(instance, name) ?? "") !== "");
}

export default defineRule({
  id: "courier/implicit-tls-not-started",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "medium",
  cwe: [319],
  summary: "The port with TLS from the first byte is off.",
  why: `Mail programs are to prefer implicit TLS: whoever sits on the path can strip the offer of STARTTLS, and a program
that does not insist then sends the password in clear.`,
  remedy: "Start the `-ssl` twin, and point mail programs to it.",
  references: [rfc(8314, "3"), { title: "courier-imapd(8)", url: "https://www.courier-mta.org/imap/" }],
  check(context) {
    for (const { name, value, span, instance } of assigned(context, all, ...Object.keys(twins))) {
      const twin = ownEntry(twins, name);
      if (twin === undefined || !/^n/i.test(value)) continue;
      const plain = instance.get(twin.plain);
      if (plain === undefined || plain.unknown || /^n/i.test(plain.value) || !takesLogins(instance)) continue;
      context.report({
        span,
        message: `\`${name}=${value}\` keeps port ${twin.port} closed while the plain port is open; write \`${name}=YES\``,
        about: { setting: name, scope: [instance.name] },
      });
    }
  },
  examples: [
    {
      title: "IMAP without its TLS twin",
      files: { "courier/imapd": "IMAPDSTART=YES\n", "courier/imapd-ssl": "IMAPDSSLSTART=«NO»\n" },
    },
    {
      title: "mail handed in with a login, and no port 465",
      files: {
        "courier/esmtpd": 'ESMTPDSTART=YES\nESMTPAUTH_TLS="PLAIN LOGIN"\n',
        "courier/esmtpd-ssl": "ESMTPDSSLSTART=«NO»\n",
      },
    },
    {
      title: "nobody logs in to the mail server",
      files: {
        "courier/esmtpd": 'ESMTPDSTART=YES\nESMTPAUTH=""\nESMTPAUTH_TLS=""\n',
        "courier/esmtpd-ssl": "ESMTPDSSLSTART=NO\n",
      },
      trap: true,
    },
    {
      title: "both",
      files: { "courier/imapd": "IMAPDSTART=YES\n", "courier/imapd-ssl": "IMAPDSSLSTART=YES\n" },
    },
    {
      title: "neither",
      files: { "courier/imapd": "IMAPDSTART=NO\n", "courier/imapd-ssl": "IMAPDSSLSTART=NO\n" },
      trap: true,
    },
  ],
});
