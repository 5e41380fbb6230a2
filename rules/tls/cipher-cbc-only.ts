import { isAead, plainSuites, weakWords } from "../../src/model/cipher-list.ts";
import { isWithoutAead } from "../../src/model/priority-string.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import { cipherLists, esmtp, mailboxes, onGnuTls, onOpenSsl } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "cipher-cbc-only",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [327],
  summary: "The cipher list has no authenticated cipher.",
  why: "All suites of the list encrypt in CBC mode, whose padding has been attacked again and again; modern clients refuse some of them.",
  remedy: "Add `ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256`, or delete the setting.",
  references: [
    rfc(9325, "4.2"),
    {
      title: "Dovecot, ssl_cipher_list",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_cipher_list",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "ssl_cipher_list")) {
      if (!isCbcOnly(value)) continue;
      context.report({
        span,
        message: `\`${name}\`${where} has suites in CBC mode only; add suites with GCM or CHACHA20`,
        about,
      });
    }
    checkCourier(context);
  },
  examples: [
    { title: "CBC only", bad: "ssl_cipher_list = «ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256»\n" },
    {
      title: "GCM among them",
      good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256\n",
    },
    { title: "a group holds all modes", good: "ssl_cipher_list = HIGH:!aNULL\n", trap: true },
    {
      title: "CBC only, in Courier",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256"»\n',
      },
    },
    {
      title: "CBC only, in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:-CIPHER-ALL:+AES-256-CBC"»\n',
      },
    },
    {
      title: "authenticated ciphers taken out all at once, in Courier on GnuTLS",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:-AEAD"»\n' },
    },
    {
      title: "GCM among them, in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY="NORMAL:-CIPHER-ALL:+AES-256-CBC:+AES-256-GCM"\n',
      },
    },
    {
      title: "GnuTLS's own default",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY="NORMAL"\n' },
      trap: true,
    },
    {
      title: "CBC only, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256»
`,
    },
    {
      title: "GCM among them, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256
`,
    },
  ],
});

function isCbcOnly(list: string): boolean {
  const suites = plainSuites(list);
  return (
    suites !== undefined && !suites.some(isAead) && !suites.every((suite) => weakWords(suite).length > 0)
  );
}

function checkCourier(context: RuleContext): void {
  for (const one of cipherLists(context, [...mailboxes, ...esmtp])) {
    const about = { setting: one.name, scope: [one.instance.name] };
    const { name, span } = one;
    if ("list" in one && isCbcOnly(one.list)) {
      const message = `\`${name}\` has suites in CBC mode only ${onOpenSsl}; add suites with GCM or CHACHA20, or delete it`;
      context.report({ span, message, about });
    } else if ("priority" in one && isWithoutAead(one.priority)) {
      const message = `\`${name}\` leaves no cipher but those in CBC mode, and no TLS 1.3, ${onGnuTls}; write \`${name}="NORMAL"\``;
      context.report({ span, message, about });
    }
  }
}
