import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "obsolete-setting",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [477],
  summary: "The setting has another name now, or is gone.",
  why: `The daemon still takes the old name and warns of it, or has dropped it. The next release will refuse it.`,
  remedy: `Write what the message says instead.`,
  references: [
    {
      title: "Dovecot, upgrading from 2.2 to 2.3",
      url: "https://doc.dovecot.org/2.3/installation_guide/upgrading/from-2.2-to-2.3/",
    },
    { title: "Postfix, deprecated features", url: "https://www.postfix.org/DEPRECATION_README.html" },
  ],
  check: (context) => reportProblems(context, "obsolete-setting"),
  examples: [
    { title: "a name of Dovecot 2.2", bad: "«ssl_protocols» = !SSLv3\n" },
    {
      title: "an old form in the file of a dict passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = dict\n  args = /etc/dovecot/dovecot-dict-auth.conf.ext\n}\n",
        "dovecot-dict-auth.conf.ext": "uri = redis:host=127.0.0.1\n«password_key» = passdb/%u\n",
      },
    },
    { title: "its successor", good: "ssl_min_protocol = TLSv1.2\n" },
    {
      title: "a name inside of `plugin { }` is nobody's",
      good: "plugin {\n  ssl_protocols = !SSLv3\n}\n",
      trap: true,
    },
  ],
});
