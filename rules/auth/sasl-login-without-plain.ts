import { defineRule, rfc } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { all, assigned, assignFix, words } from "../../src/vocabulary-courier.ts";
import { wordsOf, written } from "../../src/vocabulary-dovecot.ts";

/** What Courier's clients may use under TLS. */
const courierLists = ["IMAP_CAPABILITY_TLS", "POP3AUTH_TLS", "ESMTPAUTH_TLS"];

export default defineRule({
  id: "sasl-login-without-plain",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "LOGIN is offered, the standard PLAIN is not.",
  why: "LOGIN is an obsolete draft; PLAIN is the standard with the same safety. Without it the `LOGIN` command of IMAP and `USER`/`PASS` of POP3 fail too.",
  remedy: 'Write `auth_mechanisms = plain login` in Dovecot, `ESMTPAUTH_TLS="PLAIN LOGIN"` in Courier.',
  references: [rfc(4616)],
  check(context) {
    for (const one of assigned(context, all, ...courierLists)) {
      const offered = words(one.value).map((word) => word.toUpperCase());
      const login = offered.find((word) => /^(?:AUTH=)?LOGIN$/.test(word));
      const plain = login?.replace("LOGIN", "PLAIN");
      if (login === undefined || plain === undefined || offered.includes(plain)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` offers LOGIN without PLAIN; write \`${one.name}="${plain} ${one.value}"\``,
        ...(/[$\\"`]/.test(one.value) ? {} : { fix: assignFix(one, `"${plain} ${one.value}"`) }),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
    for (const { name, value, span, where, about } of written(context, "auth_mechanisms")) {
      const words = wordsOf(value).map((word) => word.toLowerCase());
      if (!words.includes("login") || words.includes("plain")) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} offers LOGIN without PLAIN; write \`plain ${value}\``,
        fix: replaceFix("offer PLAIN", { ...span, end: span.start }, "plain "),
        about,
      });
    }
  },
  examples: [
    {
      title: "LOGIN alone",
      bad: "auth_mechanisms = «login»\n",
      fixed: "auth_mechanisms = plain login\n",
    },
    {
      title: "Courier's mail server under TLS",
      files: { "courier/esmtpd": 'ESMTPAUTH=""\nESMTPAUTH_TLS=«"LOGIN CRAM-SHA256"»\n' },
      fixedFiles: { "courier/esmtpd": 'ESMTPAUTH=""\nESMTPAUTH_TLS="PLAIN LOGIN CRAM-SHA256"\n' },
    },
    {
      title: "Courier's capability string",
      files: {
        "courier/imapd": 'IMAP_CAPABILITY_TLS="IMAP4rev1 AUTH=PLAIN AUTH=LOGIN"\n',
        "courier/imapd-ssl": "",
      },
    },
    {
      title: "before TLS Courier is to offer neither",
      files: { "courier/esmtpd": 'ESMTPAUTH="LOGIN"\nESMTPAUTH_TLS="PLAIN LOGIN"\n' },
      trap: true,
    },
    { title: "both", good: "auth_mechanisms = plain login\n" },
    { title: "neither", good: "auth_mechanisms = scram-sha-256\n", trap: true },
    {
      title: "LOGIN alone, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = «login»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = plain login
`,
    },
    {
      title: "both, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = plain login
`,
    },
  ],
});
