import { defineRule, rfc } from "../../src/rule.ts";
import { all, assigned, assignFix, knownValue } from "../../src/vocabulary-courier.ts";
import { postconf, releaseAtLeast, setFix, withFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "tls-renegotiation",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "high",
  cwe: [400],
  summary: "Clients can make the server negotiate TLS anew again and again.",
  why: "Renegotiation costs the server far more than the client: a cheap way to keep it busy. Postfix 3.8 forbids it; before, `tls_ssl_options` does. Courier on OpenSSL forbids it where `TLS_PROTOCOL` ends in `++`; on GnuTLS, as Debian builds it, the variable is not read.",
  remedy: 'Set `tls_ssl_options = NO_RENEGOTIATION` in Postfix, `TLS_PROTOCOL="TLSv1.2++"` in Courier.',
  references: [
    postconf("tls_ssl_options"),
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
    rfc(9325, "3.5"),
  ],
  check(context) {
    for (const one of assigned(context, all, "TLS_PROTOCOL")) {
      const version = /^(TLSv1\.[12])\+?$/.exec(one.value)?.[1];
      if (version === undefined || knownValue(one.instance, "TLS_PRIORITY") !== "") continue;
      context.report({
        span: one.span,
        message: `\`TLS_PROTOCOL=${one.value}\` lets clients of a Courier built with OpenSSL keep it busy by negotiating anew; write \`TLS_PROTOCOL="TLSv1.2++"\``,
        fix: assignFix(one, '"TLSv1.2++"'),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
    for (const one of written(context, "tls_ssl_options")) {
      if (
        one.service !== undefined ||
        releaseAtLeast(one.config, "3.8") !== false ||
        /NO_RENEGOTIATION/i.test(one.text)
      )
        continue;
      context.report({
        span: one.text === "" ? one.statement : one.span,
        message:
          "`tls_ssl_options` lacks `NO_RENEGOTIATION`: clients can keep smtpd busy by negotiating anew; add it",
        ...withFix(one.text === "" ? undefined : setFix(one, `${one.value.raw}, NO_RENEGOTIATION`)),
      });
    }
  },
  examples: [
    {
      title: "other options only",
      dialect: "postfix-main",
      bad: "tls_ssl_options = «NO_COMPRESSION»\n",
      fixed: "tls_ssl_options = NO_COMPRESSION, NO_RENEGOTIATION\n",
    },
    {
      title: "Courier, TLS 1.2 without the two signs",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PROTOCOL=«"TLSv1.2"»\n' },
      fixedFiles: { "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
    },
    {
      title: "Courier, forbidden",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
    },
    {
      title: "a Courier set up for GnuTLS",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2"\nTLS_PRIORITY="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"\n',
      },
      trap: true,
    },
    { title: "forbidden", dialect: "postfix-main", good: "tls_ssl_options = NO_RENEGOTIATION\n" },
    {
      title: "3.8 forbids it always",
      dialect: "postfix-main",
      version: "3.8",
      good: "tls_ssl_options = NO_COMPRESSION\n",
      trap: true,
    },
  ],
});
