import { byTls, isNear } from "../../src/model/backend.ts";
import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix, dovecotSystems } from "../../src/vocabulary.ts";
import { backends } from "../../src/vocabulary-backends.ts";
import { assigned, authValues, numberOf, sendsPasswords } from "../../src/vocabulary-courier.ts";
import { originPlace, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "backend-cert-not-verified",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [295],
  summary: "Certificates of other servers are not verified.",
  why: "The daemon talks to other servers by TLS, but to whoever answers: an attacker on the way can answer instead, and gets the passwords that are passed on.",
  remedy:
    "Leave verification on and name the authority: in Dovecot in `ssl_client_ca_file` or `ssl_client_ca_dir`, in Courier in `TLS_TRUSTCERTS`, in a table of Postfix in `tls_ca_cert_file` (LDAP) or `tls_CAfile` (SQL).",
  references: [
    { title: "ldap_table(5), tls_require_cert", url: "https://www.postfix.org/ldap_table.5.html" },
    {
      title: "Dovecot, LDAP",
      url: "https://doc.dovecot.org/2.3/configuration_manual/authentication/ldap_authentication/",
    },
    {
      title: "Dovecot, ssl_client_require_valid_cert",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_client_require_valid_cert",
    },
    { title: "courier(8), esmtpauthclient", url: "https://www.courier-mta.org/courier.html" },
  ],
  check(context) {
    for (const one of assigned(context, ["courierd"], "ESMTP_TLS_VERIFY_DOMAIN"))
      if (numberOf(one.value) === 0 && sendsPasswords(one.system))
        context.report({
          span: one.span,
          severity: "error",
          message: `\`${one.name}=${one.value}\` sends the passwords of \`esmtpauthclient\` to whoever answers for the other server; write \`${one.name}=1\` and name the authorities in \`TLS_TRUSTCERTS\``,
          about: { setting: one.name, scope: [one.instance.name] },
        });
    for (const { name, value, span } of authValues(context, /^authdaemonrc$/, /^LDAPTLS_REQCERT$/))
      if (/^(?:never|allow)$/i.test(value))
        context.report({
          span,
          message: `\`${name}=${value}\` takes any certificate of the LDAP server; write \`${name}=demand\` and name the authority in \`LDAPTLS_CACERT\``,
          about: { setting: name },
        });
    for (const { name, value, span, statement, where, about } of written(
      context,
      "ssl_client_require_valid_cert",
      "imapc_ssl_verify",
      "pop3c_ssl_verify",
      "submission_relay_ssl_verify",
      "oauth2_tls_allow_invalid_cert",
      "tls_allow_invalid_cert",
    )) {
      if (value.toLowerCase() !== (name.endsWith("allow_invalid_cert") ? "yes" : "no")) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} takes any certificate of the other server; delete the line and name the authority in \`${name === "tls_allow_invalid_cert" ? "tls_ca_cert_file" : "ssl_client_ca_file"}\``,
        fix: deleteLinesFix("verify certificates", statement, "unsafe"),
        about,
      });
    }
    for (const system of dovecotSystems(context))
      for (const { fields, place } of databasesOf(system, "passdb"))
        for (const name of ["ssl", "starttls"])
          if (fields.get(name) === "any-cert")
            context.report({
              span: originPlace(place, system),
              severity: "error",
              message: `\`${name}=any-cert\` passes the users' passwords on to whoever answers for the other server; write \`${name}=yes\``,
            });
    for (const kind of ["ldap", "sql"] as const)
      for (const backend of backends(context, kind)) {
        const server = byTls(backend);
        if (server === undefined || backend.unverified === undefined) continue;
        const { span, text, instead } = backend.unverified;
        context.report({
          span,
          severity: backend.secret && !isNear(server) ? "error" : "warning",
          message: `${text} takes any certificate for \`${server.text}\`; ${instead}`,
        });
      }
  },
  examples: [
    {
      title: "logins passed on by a proxy",
      bad: "passdb {\n  driver = static\n  args = «proxy=y host=imap.example.org ssl=any-cert nopassword=y»\n}\n",
    },
    {
      title: "logins passed on by a proxy, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
«passdb static {»
  fields {
    proxy = yes
    host = imap.example.org
    ssl = any-cert
    nopassword = yes
  }
}
`,
    },
    {
      title: "the proxy verifies, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb static {
  fields {
    proxy = yes
    host = imap.example.org
    ssl = yes
    nopassword = yes
  }
}
`,
    },
    {
      title: "a proxy that verifies",
      good: "passdb {\n  driver = static\n  args = proxy=y host=imap.example.org ssl=yes nopassword=y\n}\n",
      trap: true,
    },
    {
      title: "the LDAP server of a passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext":
          "uris = ldaps://directory.example.org\nbase = dc=example,dc=org\ntls_require_cert = «never»\n",
      },
    },
    {
      title: "the database of a passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = host=db.example.org ssl_ca=/etc/ssl/db-ca.pem «ssl_verify_server_cert=no»\n",
      },
    },
    {
      title: "the token server of an oauth2 passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = oauth2\n  args = /etc/dovecot/dovecot-oauth2.conf.ext\n}\n",
        "dovecot-oauth2.conf.ext":
          "introspection_url = https://id.example.org/\ntls_allow_invalid_cert = «yes»\n",
      },
      fixedFiles: { "dovecot-oauth2.conf.ext": "introspection_url = https://id.example.org/\n" },
    },
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = «ldaps://directory.example.org»\nsearch_base = dc=example,dc=org\nbind = no\n",
      },
    },
    {
      title: "a table of Postfix that verifies",
      files: {
        "main.cf": "virtual_alias_maps = ldap:/etc/postfix/aliases.cf\n",
        "aliases.cf":
          "server_host = ldaps://directory.example.org\nsearch_base = dc=example,dc=org\ntls_require_cert = yes\ntls_ca_cert_file = /etc/ssl/ca.pem\n",
      },
    },
    {
      title: "no certificate comes into it where there is no TLS",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext": "uris = ldapi:///\nbase = dc=example,dc=org\ntls_require_cert = never\n",
      },
      trap: true,
    },
    {
      title: "`try` refuses a wrong certificate",
      files: {
        "dovecot.conf": "passdb {\n  driver = ldap\n  args = /etc/dovecot/dovecot-ldap.conf.ext\n}\n",
        "dovecot-ldap.conf.ext":
          "uris = ldaps://directory.example.org\nbase = dc=example,dc=org\ntls_require_cert = try\n",
      },
      trap: true,
    },
    {
      title: "not verified",
      bad: "imapc_host = imap.example.org\nimapc_ssl = imaps\nimapc_ssl_verify = «no»\n",
      fixed: "imapc_host = imap.example.org\nimapc_ssl = imaps\n",
    },
    {
      title: "Courier hands the password to any smarthost",
      files: {
        "courier/courierd": "ESMTP_USE_STARTTLS=1\nESMTP_TLS_VERIFY_DOMAIN=«0»\n",
        "courier/esmtpauthclient": "# relay,port user password\nrelay.example.org,587 mail example\n",
      },
    },
    {
      title: "Courier's accounts from any LDAP server",
      files: {
        "courier/authdaemonrc": 'authmodulelist="authldap"\ndaemons=5\nLDAPTLS_REQCERT=«never»\n',
      },
    },
    {
      title: "Courier has no password to send",
      files: {
        "courier/courierd": "ESMTP_USE_STARTTLS=1\nESMTP_TLS_VERIFY_DOMAIN=0\n",
        "courier/esmtpauthclient": "# relay,port user password\n",
      },
      trap: true,
    },
    {
      title: "Courier verifies",
      files: {
        "courier/courierd":
          "ESMTP_TLS_VERIFY_DOMAIN=1\nTLS_VERIFYPEER=PEER\nTLS_TRUSTCERTS=/etc/ssl/certs/ca-certificates.crt\n",
        "courier/esmtpauthclient": "relay.example.org,587 mail example\n",
        "courier/authdaemonrc": 'authmodulelist="authldap"\ndaemons=5\nLDAPTLS_REQCERT=demand\n',
      },
    },
    {
      title: "verified",
      good: "imapc_host = imap.example.org\nimapc_ssl = imaps\nssl_client_ca_file = /etc/ssl/certs/ca-certificates.crt\n",
    },
    { title: "said explicitly", good: "ssl_client_require_valid_cert = yes\n", trap: true },
    {
      title: "not verified, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
imapc_ssl = imaps
ssl_client_require_valid_cert = «no»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
imapc_ssl = imaps
`,
    },
    {
      title: "verified, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imapc_host = imap.example.org
imapc_ssl = imaps
ssl_client_ca_file = /etc/ssl/certs/ca-certificates.crt
`,
    },
    {
      title: "against an authority of one's own",
      good: `imapc_host = imap.example.org
imapc_ssl = imaps
ssl_client_ca_file = /etc/ssl/own-ca.pem
`,
      trap: true,
    },
  ],
});
