import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/unread-file",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "A piece of Dovecot's configuration is read by no include.",
  why: "Dovecot reads `dovecot.conf` and what its includes name, and nothing else. A file in `conf.d` that none of them names looks as if it counted: whoever edits it, to require TLS for instance, changes nothing.",
  remedy: "Include the file, such as by `!include conf.d/*.conf`, or take it away.",
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/unread-file"),
  examples: [
    {
      title: "the include was lost",
      files: {
        "dovecot.conf": "protocols = imap\n",
        "conf.d/10-auth.conf": "«disable_plaintext_auth = yes»\n",
      },
    },
    {
      title: "the pattern leaves one out",
      files: {
        "dovecot.conf": "protocols = imap\n!include conf.d/1*.conf\n",
        "conf.d/10-ssl.conf": "ssl = required\n",
        "conf.d/90-local.conf": "«disable_plaintext_auth = yes»\n",
      },
    },
    {
      title: "the include was lost, in Dovecot 2.4",
      version: "2.4",
      files: {
        "dovecot.conf": "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n",
        "conf.d/10-auth.conf": "«auth_allow_cleartext = no»\n",
      },
    },
    {
      title: "all are read",
      files: {
        "dovecot.conf": "protocols = imap\n!include conf.d/*.conf\n",
        "conf.d/10-ssl.conf": "ssl = required\n",
      },
    },
    {
      title: "comments alone set nothing",
      files: { "dovecot.conf": "protocols = imap\n", "conf.d/10-ssl.conf": "# ssl = required\n" },
      trap: true,
    },
    {
      title: "an include that lies outside of what was given may read it",
      files: {
        "dovecot.conf": "protocols = imap\n!include /etc/dovecot/conf.d/*.conf\n",
        "conf.d/10-ssl.conf": "ssl = required\n",
      },
      trap: true,
    },
    {
      title: "files for a database are named by settings, not by includes",
      files: {
        "dovecot.conf": "protocols = imap\n",
        "conf.d/auth-sql.conf.ext": "passdb {\n  driver = pam\n}\n",
      },
      trap: true,
    },
  ],
});
