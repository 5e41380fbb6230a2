import { weakCiphers } from "../../src/checks-postfix.ts";
import { broken, liftsLimits, weakWords } from "../../src/model/cipher-list.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { all, assigned } from "../../src/vocabulary-courier.ts";
import { joined, written } from "../../src/vocabulary-dovecot.ts";

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
    { title: "openssl ciphers", url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/" },
  ],
  check(context) {
    weakCiphers(context);
    for (const { name, value, span, statement, instance } of assigned(context, all, "TLS_CIPHER_LIST")) {
      const weak = [...new Set(weakWords(value).map(({ word }) => word))];
      if (weak.length > 0)
        context.report({
          span,
          message: `\`${name}\` admits ${joined(weak.map((word) => `\`${word}\``))}; delete it, the default admits none of these`,
          fix: deleteLinesFix("use the default list", statement),
          about: { setting: name, scope: [instance.name] },
        });
    }
    for (const { name, value, span, statement, where, about } of written(context, "ssl_cipher_list")) {
      const weak = weakWords(value);
      const lifted = liftsLimits(value);
      if (weak.length === 0 && !lifted) continue;
      const kinds = [...new Set(weak.map(({ word }) => word))].map((word) => {
        const brought = weak.filter((one) => one.word === word).map(({ weakness }) => weakness);
        return brought.length === 1 && brought[0] === word
          ? `\`${word}\``
          : `${brought.join(", ")} (by \`${word}\`)`;
      });
      const what = [...kinds, ...(lifted ? ["what OpenSSL's limits would refuse (`@SECLEVEL=0`)"] : [])];
      context.report({
        span,
        severity: weak.some(({ word, weakness }) => broken.has(weakness) && !isGroup(word))
          ? "error"
          : "warning",
        message: `\`${name}\`${where} admits ${joined(what)}; delete the setting, the default admits none of these`,
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
