import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, type CourierWritten, knownValue, numberOf, words } from "../../src/vocabulary-courier.ts";

function weak({ value }: CourierWritten): readonly string[] {
  return words(value).filter((word) => /^(?:PLAIN|LOGIN)$/i.test(word));
}

export default defineRule({
  id: "courier/pop3auth-plain",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "high",
  cwe: [319, 522],
  summary: "The POP3 server offers mechanisms with clear passwords before TLS.",
  why: "`POP3AUTH` is what a client may use before TLS. `PLAIN` and `LOGIN` send the password as it is.",
  remedy: "Move the words to `POP3AUTH_TLS`, and require TLS with `POP3_TLS_REQUIRED=1`.",
  references: [
    {
      title: "Courier, pop3d.dist and pop3d-ssl.dist",
      url: "https://github.com/svarshavchik/courier-libs/tree/master/imap",
    },
    rfc(8314, "4.1"),
  ],
  check(context) {
    for (const one of assigned(context, ["pop3d"], "POP3AUTH")) {
      if (
        !(
          weak(one).length > 0 &&
          knownValue(one.instance, "POP3_TLS_REQUIRED") !== undefined &&
          numberOf(knownValue(one.instance, "POP3_TLS_REQUIRED") ?? "") === 0
        )
      )
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` offers \`${weak(one).join(" ")}\` before TLS, which send the password in clear; move them to \`POP3AUTH_TLS\``,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "offered before TLS",
      files: {
        "courier/pop3d": 'POP3AUTH=«"LOGIN PLAIN CRAM-SHA1"»\n',
        "courier/pop3d-ssl": "POP3_TLS_REQUIRED=0\n",
      },
    },
    {
      title: "offered under TLS only",
      files: { "courier/pop3d": 'POP3AUTH=""\nPOP3AUTH_TLS="LOGIN PLAIN"\n', "courier/pop3d-ssl": "" },
    },
    {
      title: "TLS is required: who takes up the offer is refused",
      files: { "courier/pop3d": 'POP3AUTH="LOGIN PLAIN"\n', "courier/pop3d-ssl": "POP3_TLS_REQUIRED=1\n" },
      trap: true,
    },
  ],
});
