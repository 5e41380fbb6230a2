import type { Severity } from "../../src/finding.ts";
import { hasForwardSecrecy, plainSuites, weakWords } from "../../src/model/cipher-list.ts";
import { isWithoutForwardSecrecy } from "../../src/model/priority-string.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import { cipherLists, esmtp, mailboxes, onGnuTls, onOpenSsl } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "cipher-no-forward-secrecy",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [327],
  summary: "The cipher list admits suites without forward secrecy.",
  why: "In these suites the client encrypts the session's key to the server's certificate: whoever gets the private key later can read sessions recorded today.",
  remedy: "List suites that begin with `ECDHE` only, or delete the setting: the default has no others.",
  references: [
    rfc(9325, "4.1"),
    {
      title: "Dovecot, ssl_cipher_list",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_cipher_list",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "ssl_cipher_list")) {
      const found = judge(value);
      if (found === undefined) continue;
      context.report({
        span,
        severity: found.severity,
        message: `\`${name}\`${where} admits ${found.what} without forward secrecy; list suites with \`ECDHE\` only`,
        about,
      });
    }
    checkCourier(context);
  },
  examples: [
    { title: "RSA key exchange only", bad: "ssl_cipher_list = «AES128-GCM-SHA256:AES256-GCM-SHA384»\n" },
    { title: "with forward secrecy", good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256\n" },
    { title: "taken out by `!kRSA`", good: "ssl_cipher_list = HIGH:!aNULL:!kRSA\n", trap: true },
    {
      title: "RSA key exchange only, in Courier",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"AES128-GCM-SHA256:AES256-GCM-SHA384"»\n',
      },
    },
    {
      title: "RSA key exchange only, in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:-KX-ALL:+RSA"»\n',
      },
    },
    {
      title: "RSA key exchange taken out, in Courier on GnuTLS",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY="NORMAL:-RSA"\n' },
    },
    {
      title: "the keyword of GnuTLS's own default holds RSA key exchange behind the others",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY="NORMAL:-CTYPE-OPENPGP"\n' },
      trap: true,
    },
    {
      title: "RSA key exchange only, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «AES128-GCM-SHA256:AES256-GCM-SHA384»
`,
    },
    {
      title: "with forward secrecy, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256
`,
    },
  ],
});

/** By name only: what a group holds the library knows. */
function judge(list: string): { readonly what: string; readonly severity: Severity } | undefined {
  const suites = plainSuites(list)?.filter((suite) => weakWords(suite).length === 0) ?? [];
  const [first, ...more] = suites.filter((suite) => !hasForwardSecrecy(suite));
  if (first === undefined) return undefined;
  const all = more.length + 1 === suites.length;
  return {
    what: more.length === 0 ? first : `${first} and others`,
    severity: all ? "warning" : "note",
  };
}

function checkCourier(context: RuleContext): void {
  for (const one of cipherLists(context, [...mailboxes, ...esmtp])) {
    const about = { setting: one.name, scope: [one.instance.name] };
    const { name, span } = one;
    if ("list" in one) {
      const found = judge(one.list);
      if (found === undefined) continue;
      const message = `\`${name}\` admits ${found.what} without forward secrecy ${onOpenSsl}; list suites with \`ECDHE\` only, or delete it`;
      context.report({ span, severity: found.severity, message, about });
    } else if (isWithoutForwardSecrecy(one.priority)) {
      const message = `\`${name}\` leaves RSA as the only key exchange of TLS 1.2, without forward secrecy, ${onGnuTls}; write \`${name}="NORMAL:-RSA"\``;
      context.report({ span, severity: "warning", message, about });
    }
  }
}
