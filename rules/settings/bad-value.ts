import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "bad-value",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [1284],
  summary: "The value is none that the setting can have.",
  why: `The daemon refuses the value: it does not start, or it goes on with another value than the one written.`,
  remedy: `Write a value of the kind the message names.`,
  remedyInMessage: true,
  references: [
    { title: "Dovecot, types of settings", url: "https://doc.dovecot.org/latest/core/settings/types.html" },
    { title: "postconf(5)", url: "https://www.postfix.org/postconf.5.html" },
  ],
  check: (context) => reportProblems(context, "bad-value"),
  examples: [
    { title: "a word that is neither yes nor no", bad: "mail_debug = «maybe»\n" },
    { title: "a time without a unit", bad: "auth_failure_delay = «2»\n" },
    { title: "none of the words an enumeration knows", bad: "ssl = «on»\n" },
    {
      title: "a word that `tls_require_cert` of an LDAP passdb does not know",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext":
          "uris = ldaps://ldap.example.org\nbase = dc=example,dc=org\ntls_require_cert = «yes»\n",
      },
    },
    {
      title: "a port of 0 in a connect string",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext": "driver = mysql\nconnect = «host=localhost port=0 dbname=mail»\n",
      },
    },
    {
      title: "Courier takes a word for 0",
      files: { "courier/imapd": "PORT=143\n", "courier/imapd-ssl": "IMAP_TLS_REQUIRED=«YES»\n" },
    },
    {
      title: "a word for Courier's `1`",
      files: { "courier/esmtpd": "BOFHNOVRFY=«yes»\n" },
    },
    {
      title: "numbers of Courier in any spelling",
      files: {
        "courier/imapd": 'MAXDAEMONS="40"\nMAXPERIP=04\nPORT=imap\n',
        "courier/imapd-ssl": "IMAP_TLS_REQUIRED=01\n",
      },
      trap: true,
    },
    { title: "yes and no", good: "mail_debug = yes\n" },
    {
      title: "zero needs no unit, and units may be long",
      good: "auth_failure_delay = 0\nlogin_proxy_max_disconnect_delay = 2 mins\n",
      trap: true,
    },
    {
      title: "`loopback-only` is the name of a host, where it is not alone",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8\ninet_interfaces = 192.0.2.5, «loopback-only»\n",
    },
    {
      title: "`all` in capitals",
      dialect: "postfix-main",
      bad: "mynetworks = 127.0.0.0/8\ninet_interfaces = «All»\n",
      fixed: "mynetworks = 127.0.0.0/8\ninet_interfaces = all\n",
    },
    {
      title: "addresses and names of interfaces",
      dialect: "postfix-main",
      good: "mynetworks = 127.0.0.0/8\ninet_interfaces = 127.0.0.1, [::1]\n",
    },
    { title: "no domain", dialect: "postfix-main", bad: "«mydomain» =\n" },
    { title: "no boolean of Postfix", dialect: "postfix-main", bad: "smtpd_tls_auth_only = «on»\n" },
    {
      title: "a boolean in capitals",
      dialect: "postfix-main",
      good: "smtpd_tls_auth_only = YES\n",
      trap: true,
    },
    {
      title: "a word that is neither yes nor no, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_verbose = «maybe»
`,
    },
    {
      title: "yes and no, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_verbose = yes
`,
    },
  ],
});
