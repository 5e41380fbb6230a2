import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "undefined-variable",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "high",
  cwe: [457],
  summary: "A `$name` stands for nothing.",
  why: "A name that nobody defines expands to nothing, and Postfix, or the shell that reads Courier's files, goes on with what is left of the value.",
  remedy: "Define the name in main.cf, in Courier's files above its use, or correct it.",
  references: [{ title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" }],
  check(context) {
    reportProblems(context, "undefined-variable");
  },
  examples: [
    { title: "a misspelled name", dialect: "postfix-main", bad: "mydestination = «$myhostnam», localhost\n" },
    {
      title: "a variable of Courier before it is set",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_STARTTLS_PROTOCOL=«$TLS_PROTOCOL»\nTLS_PROTOCOL=TLSv1.2\n",
      },
    },
    {
      title: "a variable of Courier that nobody sets, as shipped",
      files: { "courier/imapd": "", "courier/imapd-ssl": 'TLS_STARTTLS_PROTOCOL="$TLS_PROTOCOL"\n' },
      trap: true,
    },
    {
      title: "what Courier's start scripts set",
      files: { "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n" },
      trap: true,
    },
    {
      title: "a name that exists",
      dialect: "postfix-main",
      good: "mydestination = $myhostname, localhost\n",
    },
    {
      title: "a name of one's own",
      dialect: "postfix-main",
      good: "my_domains = example.org\nmydestination = $my_domains\n",
      trap: true,
    },
  ],
});
