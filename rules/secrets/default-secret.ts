import { defineRule } from "../../src/rule.ts";
import { isShipped, secretsByValue } from "../../src/vocabulary-secrets.ts";

export default defineRule({
  id: "default-secret",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "high",
  cwe: [1392, 798],
  summary: "A password is one that manuals and shipped files use.",
  why: "Whoever attacks a server tries these first. Who is in with the password of the user database reads, and often writes, everybody's account.",
  remedy:
    "Set a random password, at the server that asks for it and here (`openssl rand -base64 24` makes one).",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
    {
      title: "Dovecot, SQL",
      url: "https://doc.dovecot.org/2.3/configuration_manual/authentication/sql/",
    },
  ],
  check(context) {
    for (const [one, others] of secretsByValue(context)) {
      if (!isShipped(one)) continue;
      const { name, where, span, about } = one;
      context.report({
        span,
        message: `\`${name}\`${where} has a password out of a manual, which everybody tries first; set a random one`,
        related: others.map((other) => ({ span: other.span, message: "here too" })),
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "as Courier ships it",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\n«MYSQL_PASSWORD»\tadmin\n" },
    },
    {
      title: "as guides to Dovecot have it",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = mysql\n«connect» = host=127.0.0.1 dbname=mailserver user=mailuser password=ChangeMe\n",
      },
    },
    {
      title: "an administrator's port",
      bad: "«doveadm_password» = supersecret\n",
    },
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = localhost\nuser = mail\n«password» = mailuserpass\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "one of its own",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\nMYSQL_PASSWORD\tnot-a-real-one\n" },
    },
    {
      title: "the word as a part of another",
      good: "doveadm_password = no-secret-of-ours\n",
      trap: true,
    },
    {
      title: "a file as it came, for a module that is not asked",
      files: {
        "courier/authdaemonrc": 'authmodulelist="authpam"\n',
        "courier/authmysqlrc": "##NAME: MARKER:0\nMYSQL_PASSWORD\tadmin\n",
      },
      trap: true,
    },
    {
      title: "the file that is there to start from",
      files: { "courier/authmysqlrc.dist": "##NAME: MARKER:0\nMYSQL_PASSWORD\tadmin\n" },
      trap: true,
    },
  ],
});
