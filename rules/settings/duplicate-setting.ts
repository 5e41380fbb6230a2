import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "duplicate-setting",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "A setting is written twice, and one of the two has no effect.",
  why: "Postfix and the files that databases of Dovecot 2.3 name take the last of two lines, and for `-o` the last of two options; so does the shell that reads Courier's files, while authlib takes the first line of its rc files. Whoever changes the other one wonders why nothing happens.",
  remedy: "Delete the line that is not meant.",
  references: [{ title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" }],
  check(context) {
    reportProblems(context, "duplicate-setting");
  },
  examples: [
    {
      title: "two values",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8\n«mynetworks» = 10.0.0.0/8\n",
    },
    {
      title: "two values in a file of Courier",
      files: { "courier/imapd": "«MAXPERIP»=4\nPORT=143\nMAXPERIP=20\n", "courier/imapd-ssl": "" },
    },
    {
      title: "in Courier's rc files the first one counts",
      dialect: "courier-authrc",
      bad: "MYSQL_SERVER localhost\n«MYSQL_SERVER» db.example.org\n##NAME: MARKER:0\n",
    },
    {
      title: "two entries for one address in Courier's smtpaccess",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default": "192.168.7\tallow,RELAYCLIENT\n«192.168.7»\tdeny\n",
      },
    },
    {
      title: "in the file of an SQL passdb of Dovecot",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\ndefault_pass_scheme = CRYPT\n«default_pass_scheme» = BLF-CRYPT\n",
      },
    },
    {
      title: "between the branches of a template",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\n{{ if .Ram }}\nconnect = /run/mail.db\n{{ else }}\nconnect = /var/lib/mail.db\n{{ end }}\n",
      },
      trap: true,
    },
    {
      title: "a value of Courier that grows",
      files: {
        "courier/imapd": 'TCPDOPTS="-nodnslookup"\nTCPDOPTS="$TCPDOPTS -noidentlookup"\n',
        "courier/imapd-ssl": "",
      },
      trap: true,
    },
    { title: "one value", dialect: "postfix-main", good: "mynetworks = 127.0.0.0/8\n" },
    {
      title: "twice the same",
      dialect: "postfix-main",
      good: "myorigin = example.org\nmyorigin = example.org\n",
      trap: true,
    },
  ],
});
