import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "syntax",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "The daemon cannot read this line.",
  why: `The daemon's parser refuses the line: it does not start, or it goes on without what the line was meant to set.
The daemons stop at the first such line; all of them are reported here.`,
  remedy: `What to write depends on the mistake, and each message says it:

- a line that is no setting: write \`name = value\` (Courier: \`NAME="value"\`, without blanks around \`=\`), put \`#\` before a note, and
  in Postfix blanks before a line that continues the value above;
- a section that is never closed, or a \`}\` too many: count the braces from the line that the finding names. Each section of Dovecot
  is \`name {\`, its settings, and \`}\` on a line of its own;
- a line of master.cf with too few columns: write \`-\` for a column to leave alone, and begin options (\`-o …\`, \`flags=…\`) with blanks;
- a quote, a brace or \`\${\` that is not closed: close it, or write \`$$\` in Postfix for a dollar sign;
- a \`\\\` at the end of a file: delete it.

The lines around the mistake are read as the daemon reads them.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
    { title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" },
    { title: "master(5)", url: "https://www.postfix.org/master.5.html" },
  ],
  check: (context) => reportProblems(context, "syntax"),
  examples: [
    {
      title: "a line without an equals sign",
      dialect: "postfix-main",
      bad: "«myhostname mail.example.org»\n",
    },
    {
      title: "a file that an SQL passdb of Dovecot 2.3 is configured by",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\n«password_query SELECT password FROM users»\n",
      },
    },
    {
      title: "a query over several lines, with a comment between",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT password \\\n  # of all\n  FROM users\n",
      },
      trap: true,
    },
    { title: "name and value", dialect: "postfix-main", good: "myhostname = mail.example.org\n" },
    {
      title: "an indented line goes on with the value before it",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8\n  [::1]/128\n",
      trap: true,
    },
    {
      title: "no value, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«protocols imap»
`,
    },
    {
      title: "quotes and variables, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
login_greeting = "%{system:hostname} is ready"
`,
    },
  ],
});
