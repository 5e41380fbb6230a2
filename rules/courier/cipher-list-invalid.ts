import { brokenPriority, cipherGroups, judgeCipherList } from "../../src/model/cipher-words.ts";
import { nearest } from "../../src/nearest.ts";
import { defineRule } from "../../src/rule.ts";
import { all, assigned } from "../../src/vocabulary-courier.ts";

/** What a Courier built with OpenSSL does with the list, where it is not what the list says. */
function faultOf(value: string): string | undefined {
  const { kind, unknown } = judgeCipherList(value);
  if (kind === "refused")
    return "OpenSSL refuses the whole list, and Courier goes on in silence with the library's own; correct it or delete it";
  if (kind === "empty")
    return "OpenSSL knows no word of it, so that no cipher of TLS 1.2 or older is left; correct it or delete it";
  for (const word of unknown) {
    const meant = nearest(word, cipherGroups);
    if (meant !== undefined)
      return `OpenSSL does not know \`${word}\` and skips it in silence; did you mean \`${meant}\`?`;
  }
  return undefined;
}

export default defineRule({
  id: "courier/cipher-list-invalid",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "high",
  cwe: [327, 636],
  summary: "The list of ciphers is not what the TLS library understands.",
  why: `Courier does not look whether OpenSSL took its \`TLS_CIPHER_LIST\`: with a wrong one the library's own list stays, and
words that it does not know are skipped. GnuTLS, with which Debian builds Courier, reads \`TLS_PRIORITY\` instead: with a wrong
one no TLS session comes about at all.`,
  remedy: "Delete the variable: the default of either library is good. Or correct the word.",
  references: [
    { title: "openssl ciphers", url: "https://docs.openssl.org/3.0/man1/openssl-ciphers/" },
    {
      title: "GnuTLS, priority strings",
      url: "https://www.gnutls.org/manual/html_node/Priority-Strings.html",
    },
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
  ],
  check(context) {
    for (const { name, value, span, instance } of assigned(context, all, "TLS_CIPHER_LIST")) {
      const fault = faultOf(value);
      if (fault === undefined) continue;
      const about = { setting: name, scope: [instance.name] };
      context.report({ span, message: `\`${name}=${value}\`: ${fault}`, about });
    }
    for (const { name, value, span, instance } of assigned(context, all, "TLS_PRIORITY")) {
      const word = value === "" ? undefined : brokenPriority(value);
      if (word === undefined) continue;
      context.report({
        span,
        severity: "error",
        message: `\`${name}=${value}\`: GnuTLS knows no \`${word}\` at this place and every TLS session fails; write \`${name}="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"\` or delete it`,
        about: { setting: name, scope: [instance.name] },
      });
    }
  },
  examples: [
    {
      title: "a command that OpenSSL does not have",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"HIGH:!aNULL@STRENGHT"»\n' },
    },
    {
      title: "a misspelt exclusion",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"HIGH:!aNUL"»\n' },
    },
    {
      title: "a list for GnuTLS in the variable for OpenSSL",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_CIPHER_LIST=«"SECURE256:-VERS-TLS1.0"»\n',
      },
    },
    {
      title: "a list for OpenSSL in the variable for GnuTLS",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PRIORITY=«"HIGH:!aNULL"»\n' },
    },
    {
      title: "Courier's own default",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl":
          'TLS_CIPHER_LIST="TLSv1:HIGH:!LOW:!MEDIUM:!EXP:!NULL:!aNULL@STRENGTH"\nTLS_PRIORITY="NORMAL:-CTYPE-OPENPGP"\n',
      },
    },
    {
      title: "suites by name, with one that the library may lack",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl":
          'TLS_CIPHER_LIST="ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:kEECDH+AESGCM:!SSLv2"\n',
      },
      trap: true,
    },
  ],
});
