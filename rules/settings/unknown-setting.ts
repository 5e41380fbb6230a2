import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "unknown-setting",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [16],
  summary: "The daemon has no setting of this name.",
  why: `Dovecot refuses to start; Postfix and Courier ignore the line, so what it was meant to do does not happen. Behind it stands a misspelling, a setting of another version, or one that belongs into another section.`,
  remedy: `Write the name the message proposes. Without a proposal, \`mailint explain NAME\` says which versions and sections know a name; a
setting of another version needs \`--dovecot\` or \`--postfix\` to say which one runs; what nobody reads can be deleted.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, list of settings",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html",
    },
    { title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" },
  ],
  check: (context) => reportProblems(context, "unknown-setting"),
  examples: [
    { title: "a misspelled name", bad: "«protcols» = imap\n" },
    {
      title: "a misspelled name in the file of an SQL passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\n«default_pas_scheme» = BLF-CRYPT\n",
      },
    },
    {
      title: "a dict's file names the columns as its tables do",
      files: {
        "dovecot.conf": "dict {\n  quota = mysql:/etc/dovecot/dovecot-dict-sql.conf.ext\n}\n",
        "dovecot-dict-sql.conf.ext":
          "connect = host=localhost dbname=mail\nmap {\n  pattern = priv/quota/storage/$user\n  table = quota\n  value_field = bytes\n  fields {\n    our_own_column = $user\n  }\n}\n",
      },
      trap: true,
    },
    { title: "a setting of a later version", bad: "«auth_allow_cleartext» = yes\n" },
    { title: "a setting of an earlier one", bad: "«stats_memory_limit» = 16M\n" },
    {
      title: "a setting that 2.3 was the last to have",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n«master_user_separator» = *\n",
    },
    { title: "a setting of an inner section at the top", bad: "«port» = 143\n" },
    {
      title: "a misspelled variable of Courier",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "«IMAP_TLS_REQUIERD»=1\n" },
    },
    {
      title: "a misspelled name in an rc file of Courier",
      dialect: "courier-authrc",
      bad: "«MYSQL_SSL_CACRT» /etc/ssl/db.pem\n##NAME: MARKER:0\n",
    },
    {
      title: "a variable that other lines of Courier's file use",
      files: { "courier/imapd": "MAXPERID=4\nMAXPERIP=$MAXPERID\n", "courier/imapd-ssl": "" },
      trap: true,
    },
    { title: "known settings", good: "protocols = imap\n" },
    { title: "`plugin { }` takes any name", good: "plugin {\n  my_own_setting = 1\n}\n", trap: true },
    {
      title: "a misspelled parameter of Postfix",
      dialect: "postfix-main",
      bad: "«smtpd_tls_auth_onyl» = yes\n",
    },
    {
      title: "a parameter of one's own",
      dialect: "postfix-main",
      good: "our_domains = example.org\nmydestination = $our_domains\n",
      trap: true,
    },
    {
      title: "a misspelled name, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«protcols» = imap
`,
    },
    {
      title: "a setting of an inner block at the top, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«port» = 143
`,
    },
    {
      title: "known settings, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
`,
    },
  ],
});
