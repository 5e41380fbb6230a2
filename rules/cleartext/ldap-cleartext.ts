import { inClear, isNear } from "../../src/model/backend.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { backends, startTlsFix } from "../../src/vocabulary-backends.ts";

const dovecot = "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n";
const modern = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

export default defineRule({
  id: "ldap-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319, 523],
  summary: "An LDAP server on another host is asked in clear.",
  why: "The bind password, with `auth_bind`, `passdb_ldap_bind` or `LDAP_AUTHBIND` those of all users, and the answers can be read and changed on the way: whoever changes them decides who logs in and which mail is whose.",
  remedy:
    "Use Start TLS or `ldaps://`. Start TLS is `tls = yes` in Dovecot 2.3, `ldap_starttls = yes` in 2.4, `start_tls = yes` with `version = 3` in Postfix, `LDAP_TLS 1` in Courier.",
  references: [
    {
      title: "Dovecot, LDAP",
      url: "https://doc.dovecot.org/2.3/configuration_manual/authentication/ldap_authentication/",
    },
    {
      title: "Dovecot, ldap_starttls",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ldap_starttls",
    },
    { title: "ldap_table(5)", url: "https://www.postfix.org/ldap_table.5.html" },
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
    rfc(4513, "3"),
  ],
  check(context) {
    for (const backend of backends(context, "ldap")) {
      const server = inClear(backend);
      if (server === undefined) continue;
      const { span, secret, advice, about } = backend;
      const how = server.tls === "maybe" ? "in clear where somebody on the way takes TLS out" : "in clear";
      context.report({
        span,
        severity: secret && !isNear(server) ? "error" : "warning",
        message: `\`${server.text}\` is asked ${how}${secret ? ", with passwords" : ""}; write ${advice}`,
        ...startTlsFix(backend),
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "an LDAP passdb of Dovecot 2.3",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "uris = «ldap://directory.example.org»\nauth_bind = yes\nbase = dc=example,dc=org\n",
      },
      fixedFiles: {
        "dovecot-ldap.conf.ext":
          "tls = yes\nuris = ldap://directory.example.org\nauth_bind = yes\nbase = dc=example,dc=org\n",
      },
    },
    {
      title: "host names alone",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "hosts = «directory.example.org:389»\ndn = cn=mail\ndnpass = example-password\ntls = no\nbase = dc=example,dc=org\n",
      },
      fixedFiles: {
        "dovecot-ldap.conf.ext":
          "hosts = directory.example.org:389\ndn = cn=mail\ndnpass = example-password\ntls = yes\nbase = dc=example,dc=org\n",
      },
    },
    {
      title: "Start TLS",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext": "uris = ldap://directory.example.org\ntls = yes\nbase = dc=example,dc=org\n",
      },
    },
    {
      title: "sockets, this machine, and TLS from the start",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "uris = ldapi://%2Frun%2Fslapd%2Fldapi ldap://[::1] ldap://localhost:389 ldaps://directory.example.org\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "Kerberos protects the connection",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "uris = ldap://directory.example.org\nsasl_bind = yes\nsasl_mech = GSSAPI\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "`uris` counts, and `hosts` beside it does not",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "hosts = directory.example.org\nuris = ldaps://directory.example.org\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "what a template puts in",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext":
          "uris = ldap://directory.example.org\ntls = {{ ldap_tls }}\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "what a script puts in",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-ldap.conf.ext": "hosts = ${ldap_host}:${ldap_port}\nbase = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "Dovecot 2.4",
      version: "2.4",
      files: {
        "dovecot.conf": `${modern}ldap_uris = «ldap://directory.example.org»\npassdb ldap {\n  ldap_base = dc=example,dc=org\n  bind = yes\n}\n`,
      },
      fixedFiles: {
        "dovecot.conf": `${modern}ldap_starttls = yes\nldap_uris = ldap://directory.example.org\npassdb ldap {\n  ldap_base = dc=example,dc=org\n  bind = yes\n}\n`,
      },
    },
    {
      title: "Dovecot 2.4, Start TLS in the block that asks",
      version: "2.4",
      good: `${modern}ldap_uris = ldap://directory.example.org\npassdb ldap {\n  ldap_starttls = yes\n  ldap_base = dc=example,dc=org\n}\n`,
      trap: true,
    },
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = «ldap://directory.example.org»\nsearch_base = dc=example,dc=org\nbind_dn = cn=mail\n",
      },
    },
    {
      title: "with STARTTLS",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = ldap://directory.example.org\nversion = 3\nstart_tls = yes\nsearch_base = dc=example,dc=org\n",
      },
    },
    {
      title: "on this host",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf": "server_host = ldap://localhost ldapi:///\nsearch_base = dc=example,dc=org\n",
      },
      trap: true,
    },
    {
      title: "Courier, TLS switched off",
      files: { "courier/authldaprc": "LDAP_URI «ldap://ldap.example.org»\nLDAP_TLS 0\n##NAME: MARKER:0\n" },
      fixedFiles: {
        "courier/authldaprc": "LDAP_URI ldap://ldap.example.org\nLDAP_TLS 1\n##NAME: MARKER:0\n",
      },
    },
    {
      title: "Courier, TLS is off by default",
      files: { "courier/authldaprc": "LDAP_URI «ldap://ldap.example.org»\n##NAME: MARKER:0\n" },
    },
    {
      title: "Courier with Start TLS",
      files: { "courier/authldaprc": "LDAP_URI ldap://ldap.example.org\nLDAP_TLS 1\n##NAME: MARKER:0\n" },
    },
    {
      title: "Courier, the same machine",
      files: { "courier/authldaprc": "LDAP_URI ldap://127.0.0.1 ldapi:///\nLDAP_TLS 0\n##NAME: MARKER:0\n" },
      trap: true,
    },
  ],
});
