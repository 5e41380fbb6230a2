import { defineRule, rfc } from "../../src/rule.ts";
import { all, assigned, assignFix, knownValue } from "../../src/vocabulary-courier.ts";

/** op_list of libcouriertls.c. */
const known = /^(?:TLSv1\.[12]\+{0,2}|TLSv?1|)$/;

export default defineRule({
  id: "courier/tls-protocol-unknown",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [327, 636],
  summary: "TLS_PROTOCOL has a value that couriertls does not know.",
  why: "couriertls compares the value with its own list of names. Any other one, such as `TLSv1.3` or a list of versions, is taken for the last row of the list without a word: TLS 1.0 and newer.",
  remedy:
    'Write `TLS_PROTOCOL="TLSv1.2++"`: TLS 1.2 and newer, without renegotiation. Builds with GnuTLS, such as Debian\'s, ignore it and want `TLS_PRIORITY`.',
  references: [
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
    rfc(9325, "3.1.1"),
  ],
  check(context) {
    for (const one of assigned(context, all, "TLS_PROTOCOL", "TLS_STARTTLS_PROTOCOL")) {
      if (!(!known.test(one.value) && knownValue(one.instance, "TLS_PRIORITY") === "")) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` is no name that couriertls knows, so it accepts TLS 1.0 and newer; write \`${one.name}="TLSv1.2++"\``,
        fix: assignFix(one, '"TLSv1.2++"'),
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "a version that has no name of its own",
      files: { "courier/imapd": "", "courier/imapd-ssl": "TLS_PROTOCOL=«TLSv1.3»\n" },
      fixedFiles: { "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
    },
    {
      title: "a list",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PROTOCOL=«"TLSv1.2,TLSv1.3"»\n' },
      fixedFiles: { "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
    },
    {
      title: "a name it knows",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
    },
    {
      title: "GnuTLS reads the other variable",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl": 'TLS_PROTOCOL=TLSv1.3\nTLS_PRIORITY="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"\n',
      },
      trap: true,
    },
  ],
});
