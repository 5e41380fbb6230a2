import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import { type Classes, perList } from "../../src/model/postfix-lists.ts";
import type { PostfixValue } from "../../src/resolve/postfix-config.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { overrideFix, readme, type Smtpd, serviceSpan, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/submission-not-closed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [862],
  summary: "A submission service takes mail from people who have not logged in.",
  why: `A service on 587 or 465 that does not reject whoever has not logged in is a second mail exchanger beside port 25, without
its checks: spam for local users comes in there.`,
  remedy: "Set `-o smtpd_client_restrictions=permit_sasl_authenticated,reject` on the service.",
  references: [
    readme("SASL_README"),
    rfc(6409, "4.3"),
    {
      title: "master.cf of the Postfix distribution",
      url: "https://github.com/vdukhovni/postfix/blob/master/postfix/conf/master.cf",
    },
  ],
  check(context) {
    for (const one of smtpds(context)) {
      if (one.config.withoutMaster || (one.port !== 587 && one.port !== 465) || one.endpoint.local) continue;
      const lists = ["client", "helo", "sender", "relay", "recipient"].map((list) =>
        one.get(`smtpd_${list}_restrictions`),
      );
      if (lists.some((value) => value === undefined || value.unknown)) continue;
      if (lists.some((value) => value !== undefined && isClosed(value, one))) continue;
      context.report({
        span: serviceSpan(one.system, one.endpoint),
        message: `${one.label} takes mail for local users from anybody, as port 25 does; add \`-o smtpd_client_restrictions=permit_sasl_authenticated,reject\``,
        // Hosts in mynetworks that send without a login would have to begin to log in.
        fix: overrideFix(
          one.service,
          "smtpd_client_restrictions",
          "permit_sasl_authenticated,reject",
          "unsafe",
        ),
      });
    }
  },
  examples: [
    {
      title: "only TLS and SASL are set",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "«submission inet» n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
      },
      fixedFiles: {
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_client_restrictions=permit_sasl_authenticated,reject\n",
      },
    },
    {
      title: "closed by its client restrictions",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_client_restrictions=permit_mynetworks,permit_sasl_authenticated,reject\n",
      },
    },
    {
      title: "closed by its recipient restrictions",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o { smtpd_recipient_restrictions = permit_sasl_authenticated, reject }\n",
      },
      trap: true,
    },
  ],
});

const closing = perList<boolean>();

function isClosed(value: PostfixValue, { config, service }: Smtpd): boolean {
  return closing({ config, service, value }, "", (classes) => closes(value.value, classes, new Set()));
}

/** `looked`: the classes that do not close, or are being looked at. */
function closes(text: string, classes: Classes, looked: Set<string>): boolean {
  return parseRestrictions(text).some((step, at, all) => {
    if (step.kind !== "name" || all[at - 1]?.kind === "warn") return false;
    const { text: word } = step.name;
    const name = word.toLowerCase();
    if (name === "reject" || name === "defer") return true;
    const group = looked.has(word) ? undefined : classes(word);
    looked.add(word);
    return group !== undefined && closes(group.value.value, classes, looked);
  });
}
