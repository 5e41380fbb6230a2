import { defineRule, rfc } from "../../src/rule.ts";
import { listed } from "../../src/vocabulary.ts";
import { all, assigned, words } from "../../src/vocabulary-courier.ts";
import { known, wordsOf, written } from "../../src/vocabulary-dovecot.ts";

const weak = new Set(["CRAM-MD5", "DIGEST-MD5", "NTLM", "APOP", "RPA", "SKEY", "LANMAN"]);

const courierLists = [
  "IMAP_CAPABILITY",
  "IMAP_CAPABILITY_TLS",
  "POP3AUTH",
  "POP3AUTH_TLS",
  "ESMTPAUTH",
  "ESMTPAUTH_TLS",
];

export default defineRule({
  id: "weak-sasl-mech",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [327, 257],
  summary: "A login mechanism rests on MD5 or older hashes.",
  why: `CRAM-MD5, DIGEST-MD5, APOP and NTLM do not send the password, but what they send can be searched for it offline,
and the server must store passwords in clear or nearly so to check them.`,
  remedy: "Offer `plain` under TLS, or `scram-sha-256`.",
  references: [rfc(6331), rfc(7677), rfc(8314, "4.1")],
  check(context) {
    for (const { name, value, span, instance } of assigned(context, all, ...courierLists)) {
      const found = words(value)
        .map((word) => word.replace(/^AUTH=/i, "").toUpperCase())
        .filter((word) => weak.has(word));
      if (found.length > 0)
        context.report({
          span,
          message: `\`${name}\` offers ${listed(found.map((word) => `\`${word}\``))}, whose exchange can be searched for the password; offer \`PLAIN\` under TLS`,
          about: { setting: name, scope: [instance.name] },
        });
    }
    for (const { system, name, value, span, where, about } of written(context, "auth_mechanisms")) {
      const found = wordsOf(value).filter((word) => weak.has(word.toUpperCase()));
      if (found.length === 0) continue;
      const required = known(system, "ssl")?.value === "required";
      context.report({
        span,
        severity: required ? "note" : "warning",
        message: `\`${name}\`${where} offers ${listed(found.map((word) => `\`${word}\``))}, whose exchange can be searched for the password; offer \`plain\` under TLS or \`scram-sha-256\``,
        about,
      });
    }
  },
  examples: [
    {
      title: "CRAM-MD5 in the capability string of Courier",
      files: { "courier/imapd": 'IMAP_CAPABILITY=«"IMAP4rev1 AUTH=CRAM-MD5"»\n', "courier/imapd-ssl": "" },
    },
    {
      title: "the string that only webadmin reads",
      files: {
        "courier/imapd": 'IMAP_CAPABILITY="IMAP4rev1"\nIMAP_CAPABILITY_ORIG="IMAP4rev1 AUTH=CRAM-MD5"\n',
        "courier/imapd-ssl": "",
      },
      trap: true,
    },
    { title: "CRAM-MD5", bad: "auth_mechanisms = «plain cram-md5»\n" },
    { title: "SCRAM", good: "auth_mechanisms = plain scram-sha-256\n" },
    { title: "LOGIN is as good as PLAIN under TLS", good: "auth_mechanisms = plain login\n", trap: true },
    {
      title: "CRAM-MD5, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = «plain cram-md5»
`,
    },
    {
      title: "LOGIN, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = plain login
`,
      trap: true,
    },
  ],
});
