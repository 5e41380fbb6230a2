import { programOf } from "../../src/model/postfix-services.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
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
        const readers = owners[programOf(service)];
        if (readers === undefined) continue;
        for (const override of service.overrides) {
          const name = override.name.text;
          const prefix = /^(?:smtpd|smtp|lmtp|postscreen|qmqpd)(?=_)/.exec(name)?.[0];
          if (prefix === undefined || readers.includes(prefix) || shared.test(name)) continue;
          context.report({
            span: override.span,
            message: `\`${programOf(service)}\` does not read \`${name}\`: the option of \`${service.name.text}\` does nothing; set it on the service that reads it`,
            fix: removeFix({ name, statement: override.span, service }, "unsafe"),
          });
        }
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
