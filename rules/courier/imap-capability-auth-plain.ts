import { defineRule, rfc } from "../../src/rule.ts";
import {
  assigned,
  type CourierWritten,
  isYes,
  knownValue,
  numberOf,
  words,
} from "../../src/vocabulary-courier.ts";

function weak({ value }: CourierWritten): readonly string[] {
  return words(value).filter((word) => /^AUTH=(?:PLAIN|LOGIN)$/i.test(word));
}

/** Required, or perhaps so. */
function required({ instance }: CourierWritten): boolean {
  const level = knownValue(instance, "IMAP_TLS_REQUIRED");
  const starttls = knownValue(instance, "IMAPDSTARTTLS");
  if (level !== undefined && numberOf(level) === 0) return false;
  return starttls === undefined || isYes(starttls);
}

export default defineRule({
  id: "courier/imap-capability-auth-plain",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "high",
  cwe: [319, 522],
  summary: "The IMAP server invites clients to send passwords before TLS.",
  why: "`IMAP_CAPABILITY` is what a client reads before TLS. With `AUTH=PLAIN` in it, clients send the password in clear of their own accord, before anybody asks for STARTTLS.",
  remedy: "Move the word to `IMAP_CAPABILITY_TLS`, and require TLS with `IMAP_TLS_REQUIRED=1`.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }, rfc(8314, "4.1")],
  check(context) {
    for (const one of assigned(context, ["imapd"], "IMAP_CAPABILITY")) {
      if (!(weak(one).length > 0 && !required(one))) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` offers \`${weak(one).join(" ")}\` before TLS, so clients send their password in clear; move it to \`IMAP_CAPABILITY_TLS\``,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "offered before TLS",
      files: {
        "courier/imapd": 'IMAP_CAPABILITY=«"IMAP4rev1 IDLE AUTH=PLAIN"»\n',
        "courier/imapd-ssl": "IMAP_TLS_REQUIRED=0\n",
      },
    },
    {
      title: "offered under TLS only",
      files: {
        "courier/imapd":
          'IMAP_CAPABILITY="IMAP4rev1 IDLE"\nIMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN"\n',
        "courier/imapd-ssl": "",
      },
    },
    {
      title: "TLS is required: who takes up the offer is refused",
      files: {
        "courier/imapd": 'IMAPDSTARTTLS=YES\nIMAP_CAPABILITY="IMAP4rev1 AUTH=PLAIN"\n',
        "courier/imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=1\n",
      },
      trap: true,
    },
  ],
});
