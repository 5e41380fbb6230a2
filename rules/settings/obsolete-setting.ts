import { obsoleteParameters } from "../../src/checks-postfix-obsolete.ts";
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
  remedy: `Write what the message says instead; where a finding has a fix, \`--fix\` does it. \`doveconf -n\` of Dovecot 2.3 prints a tree with
all old names replaced, \`mailint upgrade --target dovecot=2.4\` rewrites one for 2.4, and \`postconf -n\` names what Postfix no longer reads.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, upgrading from 2.2 to 2.3",
      url: "https://doc.dovecot.org/2.3/installation_guide/upgrading/from-2.2-to-2.3/",
    },
    { title: "Postfix, deprecated features", url: "https://www.postfix.org/DEPRECATION_README.html" },
  ],
  check(context) {
    reportProblems(context, "obsolete-setting");
    obsoleteParameters(context);
  },
  examples: [
    { title: "a name of Dovecot 2.2", bad: "«ssl_protocols» = !SSLv3\n" },
    {
      title: "an old form in the file of a dict passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = dict\n  args = /etc/dovecot/dovecot-dict-auth.conf.ext\n}\n",
        "dovecot-dict-auth.conf.ext": "uri = redis:host=127.0.0.1\n«password_key» = passdb/%u\n",
      },
    },
    {
      title: "a variable that Courier has dropped",
      files: { "courier/esmtpd": "PORT=smtp\n«TLS_DHCERTFILE»=/etc/courier/dh.pem\n" },
    },
    {
      title: "what Courier's own comment calls it, and authlib does not",
      dialect: "courier-authrc",
      bad: "«MYSQL_SSL_CIPHERS» HIGH\n##NAME: MARKER:0\n",
    },
    { title: "its successor", good: "ssl_min_protocol = TLSv1.2\n" },
    {
      title: "a name inside of `plugin { }` is nobody's",
      good: "plugin {\n  ssl_protocols = !SSLv3\n}\n",
      trap: true,
    },
    {
      title: "the switch for TLS of Postfix",
      dialect: "postfix-main",
      version: "3.10",
      bad: "«smtpd_use_tls» = yes\n",
      fixed: "smtpd_tls_security_level = may\n",
    },
    {
      title: "a switch that the level overrides",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_tls_security_level = encrypt\n«smtpd_use_tls» = yes\n",
      fixed: "smtpd_tls_security_level = encrypt\n",
    },
    {
      title: "TLS required by the SMTP client, with the name in the certificate",
      dialect: "postfix-main",
      version: "3.10",
      bad: "«smtp_enforce_tls» = yes\n",
      fixed: "smtp_tls_security_level = verify\n",
    },
    {
      title: "a service without TLS among others with it",
      version: "3.10",
      files: {
        "main.cf": "smtpd_tls_security_level = may\n",
        "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n  -o «smtpd_use_tls»=no\n",
      },
      fixedFiles: { "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n" },
    },
    {
      title: "a parameter with another name now",
      dialect: "postfix-main",
      version: "3.11",
      bad: "«postscreen_blacklist_action» = enforce\n",
      fixed: "postscreen_denylist_action = enforce\n",
    },
    {
      title: "name lookups switched off",
      dialect: "postfix-main",
      version: "3.10",
      bad: "«disable_dns_lookups» = yes\nrelayhost = 192.0.2.1\n",
      fixed: "smtp_dns_support_level = disabled\nlmtp_dns_support_level = disabled\nrelayhost = 192.0.2.1\n",
    },
    {
      title: "a table in the old format",
      dialect: "postfix-main",
      version: "3.10",
      bad: "«smtp_tls_per_site» = hash:/etc/postfix/tls_per_site\n",
    },
    {
      title: "a parameter that is gone",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\n«tls_dane_digest_agility» = off\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "a release that still has it",
      dialect: "postfix-main",
      version: "3.3",
      good: "tls_dane_digest_agility = off\n",
      trap: true,
    },
    {
      title: "a release that does not mind",
      dialect: "postfix-main",
      version: "3.7",
      good: "smtpd_use_tls = yes\n",
      trap: true,
    },
    {
      title: "a name of Dovecot 2.3 in a configuration of 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«mail_location» = maildir:~/Maildir
`,
    },
    {
      title: "a setting of the director, which 2.4 has no more",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n«director_servers» = 10.0.0.1\n",
    },
    {
      title: "its successors in 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_driver = maildir
mail_path = ~/Maildir
`,
    },
  ],
});
