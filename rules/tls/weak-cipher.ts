import { weakCiphers } from "../../src/checks-postfix.ts";
import type { Severity } from "../../src/finding.ts";
import { broken, liftsLimits, type WeakWord, weakWords } from "../../src/model/cipher-list.ts";
import { type Priority, weakPriorities } from "../../src/model/priority-string.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import { deleteLinesFix, listed } from "../../src/vocabulary.ts";
import { all, cipherLists, onGnuTls, onOpenSsl } from "../../src/vocabulary-courier.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "weak-cipher",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [326, 327],
  summary: "The cipher list admits weak ciphers.",
  why: `With a broken cipher TLS protects nothing: export ciphers, DES and RC4 can be deciphered, NULL does not encrypt,
anonymous key exchange proves nobody's identity, and 3DES leaks in long sessions.`,
  remedy:
    "Delete the setting: the daemon's default admits none of them. Or take them out of the list with `!RC4:!3DES:!aNULL:!eNULL:!EXPORT:!LOW:!MD5`.",
  references: [
    rfc(9325, "4.1"),
    rfc(7465),
    {
      title: "GnuTLS, priority strings",
      url: "https://www.gnutls.org/manual/html_node/Priority-Strings.html",
    },
    { title: "openssl ciphers", url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/" },
  ],
  check(context) {
    weakCiphers(context);
    checkCourier(context);
    for (const { name, value, span, statement, where, about } of written(context, "ssl_cipher_list")) {
      const weak = weakWords(value);
      const lifted = liftsLimits(value);
      if (weak.length === 0 && !lifted) continue;
      const what = [
        ...kindsOf(weak),
        ...(lifted ? ["what OpenSSL's limits would refuse (`@SECLEVEL=0`)"] : []),
      ];
      context.report({
        span,
        severity: severityOf(weak),
        message: `\`${name}\`${where} admits ${listed(what)}; delete the setting, the default admits none of these`,
        fix: deleteLinesFix("use the default list", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "RC4 in Courier",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"RC4-SHA:HIGH"»\nSSLPORT=993\n' },
      fixedFiles: { "courier/imapd-ssl": "SSLPORT=993\n" },
    },
    {
      title: "RC4 in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:+ARCFOUR-128"»\nSSLPORT=993\n',
      },
      fixedFiles: { "courier/imapd-ssl": "SSLPORT=993\n" },
    },
    {
      title: "no encryption at all, in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:+NULL"»\n',
      },
    },
    {
      title: "nobody's identity proven, in Courier on GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PRIORITY=«"NORMAL:+ANON-ECDH"»\n',
      },
    },
    {
      title: "taken out by name, in Courier on GnuTLS",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY="NORMAL:-3DES-CBC:-ARCFOUR-128"\n' },
      trap: true,
    },
    {
      title: "RC4 by name",
      bad: "ssl = yes\nssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA»\n",
      fixed: "ssl = yes\n",
    },
    {
      title: "the default of Dovecot 2.2, with 3DES and RC4 in `ALL`",
      bad: "ssl_cipher_list = «ALL:!LOW:!SSLv2:!EXP:!aNULL»\n",
      fixed: "",
    },
    {
      title: "OpenSSL's limits lifted",
      bad: "ssl_cipher_list = «DEFAULT:@SECLEVEL=0»\n",
      fixed: "",
    },
    {
      title: "modern suites",
      good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305\n",
    },
    {
      title: "weak ones named to take them out",
      good: "ssl_cipher_list = ALL:!kRSA:!SRP:!kDHd:!DSS:!aNULL:!eNULL:!EXPORT:!DES:!3DES:!MD5:!PSK:!RC4:!ADH:!LOW:!SEED:!IDEA@STRENGTH\n",
      trap: true,
    },
    {
      title: "Dovecot's own default, written out",
      good: "ssl_cipher_list = ALL:!kRSA:!SRP:!kDHd:!DSS:!aNULL:!eNULL:!EXPORT:!DES:!3DES:!MD5:!PSK:!RC4:!ADH:!LOW@STRENGTH\n",
      trap: true,
    },
    {
      title: "no key exchange is left that the weak ones have",
      good: "ssl_cipher_list = ALL:!kRSA:!aNULL:!EXPORT:!DES:!RC4:!3DES:!PSK\n",
      trap: true,
    },
    {
      title: "all but what RC4 and 3DES are in, with those by the server's RSA key",
      bad: "ssl_cipher_list = «ALL:!aNULL:!EXPORT:!DES:!RC4:!3DES»\n",
      fixed: "",
    },
    { title: "the system's policy", good: "ssl_cipher_list = PROFILE=SYSTEM\n", trap: true },
    { title: "HIGH without anonymous ones", good: "ssl_cipher_list = HIGH:!aNULL:!MD5\n", trap: true },
    {
      title: "RC4 for all of Postfix",
      dialect: "postfix-main",
      bad: "tls_high_cipherlist = «HIGH:RC4-SHA»\n",
    },
    {
      title: "anonymous ciphers are there for port 25 by intention",
      dialect: "postfix-main",
      good: "tls_high_cipherlist = aNULL:-aNULL:HIGH:@STRENGTH\n",
      trap: true,
    },
    {
      title: "RC4 by name, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "modern suites, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305
`,
    },
  ],
});

/** Whether the library has the weak ones of a group depends on how it was built. */
function isGroup(word: string): boolean {
  return word === "ALL" || word === "MEDIUM";
}

function severityOf(weak: readonly WeakWord[]): Severity {
  return weak.some(({ word, weakness }) => broken.has(weakness) && !isGroup(word)) ? "error" : "warning";
}

/** What is admitted, by the words that bring it. */
function kindsOf(weak: readonly WeakWord[]): readonly string[] {
  return [...new Set(weak.map(({ word }) => word))].map((word) => {
    const brought = weak.filter((one) => one.word === word).map(({ weakness }) => weakness);
    return brought.length === 1 && brought[0] === word
      ? `\`${word}\``
      : `${brought.join(", ")} (by \`${word}\`)`;
  });
}

function checkCourier(context: RuleContext): void {
  for (const one of cipherLists(context, all)) {
    const { what, severity, where } = "list" in one ? openSsl(one.list) : gnuTls(one.priority);
    if (what.length === 0) continue;
    context.report({
      span: one.span,
      severity,
      message: `\`${one.name}\` admits ${listed(what)} ${where}; delete it, the default admits none of these`,
      fix: deleteLinesFix("use the default list", one.statement),
      about: { setting: one.name, scope: [one.instance.name] },
    });
  }
}

interface Judgement {
  readonly what: readonly string[];
  readonly severity: Severity;
  readonly where: string;
}

function openSsl(list: string): Judgement {
  const weak = weakWords(list);
  const lifted = liftsLimits(list) ? ["what OpenSSL's limits would refuse (`@SECLEVEL=0`)"] : [];
  return { what: [...kindsOf(weak), ...lifted], severity: severityOf(weak), where: onOpenSsl };
}

function gnuTls(priority: Priority): Judgement {
  const weak = weakPriorities(priority);
  const severity = weak.every((word) => word === "3DES-CBC") ? "warning" : "error";
  return { what: weak.map((word) => `\`${word}\``), severity, where: onGnuTls };
}
