import { literalQuotes } from "../../src/checks-postfix-literal.ts";
import { defineRule } from "../../src/rule.ts";

export default defineRule({
  id: "postfix/literal-quotes",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [16],
  summary: "Quotes or a backslash at the end of a line are taken for a part of the value.",
  why: `main.cf knows neither quotes nor a backslash that continues a line: both become part of the value, without a word from
postconf. A domain in quotes matches no address, and a list with a backslash in it has an entry \`\\\`.`,
  remedy: "Leave the quotes out. A line goes on in the next one when that begins with white space.",
  references: [{ title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" }],
  check: literalQuotes,
  examples: [
    {
      title: "a quoted name",
      dialect: "postfix-main",
      bad: 'myhostname = «"mail.example.org"»\n',
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "quoted words of a list",
      dialect: "postfix-main",
      bad: "mydestination = example.org, «'example.net'»\n",
      fixed: "mydestination = example.org, example.net\n",
    },
    {
      title: "a backslash that is to continue the line",
      dialect: "postfix-main",
      bad: "mydestination = example.org, «\\»\n  example.net\n",
      fixed: "mydestination = example.org, \n  example.net\n",
    },
    {
      title: "a quoted value of a service",
      files: {
        "main.cf": "biff = no\n",
        "master.cf": 'smtp inet n - y - - smtpd\n  -o myhostname=«"mail.example.org"»\n',
      },
      fixedFiles: { "master.cf": "smtp inet n - y - - smtpd\n  -o myhostname=mail.example.org\n" },
    },
    {
      title: "without quotes",
      dialect: "postfix-main",
      good: "myhostname = mail.example.org\nmydestination = example.org,\n  example.net\n",
    },
    {
      title: "a shell reads commands, and quotes in them",
      dialect: "postfix-main",
      good: 'mailbox_command = /usr/bin/procmail -a "$EXTENSION"\n',
      trap: true,
    },
    {
      title: "patterns and texts may have both",
      dialect: "postfix-main",
      good: 'header_checks = regexp:{{/^Subject: "x"/ REJECT}}\nsmtpd_reject_footer = \\c. Call "the desk"\n',
      trap: true,
    },
  ],
});
