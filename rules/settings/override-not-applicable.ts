import { programOf } from "../../src/model/postfix-services.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule } from "../../src/rule.ts";
import { listed, postfixSystems } from "../../src/vocabulary.ts";
import { readme, removeFix } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/override-not-applicable",
  since: "0.1.0",
  severity: "warning",
  precision: "medium",
  cwe: [561],
  summary: "A service is given an option that its program does not read.",
  why: `\`smtpd_...\` parameters are read by smtpd, \`smtp_...\` by the SMTP client. On another program the option does nothing, and what it was meant for does not
happen.`,
  remedy: "Move the option to the service that reads it, or delete it.",
  references: [readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const service of config.services) {
        const readers = ownEntry(owners, programOf(service));
        if (readers === undefined) continue;
        const idle = service.overrides.filter(({ name: { text } }) => {
          const prefix = /^(?:smtpd|smtp|lmtp|postscreen|qmqpd)(?=_)/.exec(text)?.[0];
          return prefix !== undefined && !readers.includes(prefix) && !shared.test(text);
        });
        const [first, ...others] = idle;
        if (first === undefined) continue;
        const names = listed(idle.map(({ name }) => `\`${name.text}\``));
        const fixes = idle.map((one) =>
          removeFix({ name: one.name.text, statement: one.span, service }, "unsafe"),
        );
        context.report({
          span: first.span,
          message: `\`${programOf(service)}\` does not read ${names}: the option${idle.length === 1 ? "" : "s"} of \`${service.name.text}\` ${idle.length === 1 ? "does" : "do"} nothing; set ${idle.length === 1 ? "it" : "them"} on the service that reads ${idle.length === 1 ? "it" : "them"}`,
          related: others.map(({ span }) => ({ span, message: "this one too" })),
          fix: {
            title: `remove ${names}`,
            safety: "unsafe",
            edits: fixes.flatMap(({ edits }) => edits),
          },
        });
      }
  },
  examples: [
    {
      title: "the server's option on the client",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "relay unix - - y - - smtp\n  «-o smtpd_tls_security_level=encrypt»\n",
      },
      fixedFiles: { "master.cf": "relay unix - - y - - smtp\n" },
    },
    {
      title: "the client's own",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "relay unix - - y - - smtp\n  -o smtp_tls_security_level=encrypt\n",
      },
    },
    {
      title: "a name for the log",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "relay unix - - y - - smtp\n  -o syslog_name=postfix/relay\n",
      },
      trap: true,
    },
  ],
});

const owners: Readonly<Record<string, readonly string[]>> = {
  smtpd: ["smtpd"],
  smtp: ["smtp"],
  lmtp: ["lmtp"],
  qmqpd: ["qmqpd"],
  pickup: [],
  qmgr: [],
  cleanup: [],
  local: [],
  virtual: [],
  pipe: [],
};
/** Read by other programs too, or used to make the values of others. */
const shared = /_service_name$|_address_preference$|^smtp_(?:destination|tls_policy)|^lmtp_destination/;
