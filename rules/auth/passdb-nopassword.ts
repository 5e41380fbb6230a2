import { databasesOf, isGuarded, isOn, passwordQuery } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { known, loginListeners, originPlace, wordsOf } from "../../src/vocabulary-dovecot.ts";

/** A literal as `nopassword`, and nothing in the query that checks the password or sends the user elsewhere. */
function letsAnybodyIn(query: string): boolean {
  const literal = /(?:'[^']*'|"[^"]*"|\b\d+|\btrue)\s+as\s+[`"']?nopassword\b/i;
  return literal.test(query) && !/%w|%\{password|\b(?:proxy|proxy_maybe|allow_nets|nologin)\b/i.test(query);
}

export default defineRule({
  id: "passdb-nopassword",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 9.8,
  precision: "high",
  cwe: [287, 306],
  summary: "Any password lets anybody in.",
  why: `\`nopassword\` makes a passdb accept every password for every user it knows. Without a proxy behind it or a list
of networks in front of it, everybody reads everybody's mail.`,
  remedy:
    "Take `nopassword` out, or limit the passdb with `allow_nets` to the proxies that have checked the password.",
  references: [
    {
      title: "Dovecot, static password database",
      url: "https://doc.dovecot.org/latest/core/config/auth/databases/static.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const database of databasesOf(system, "passdb")) {
        const { driver, fields, place, unknown } = database;
        if (unknown || isGuarded(database) || loginListeners(system).length === 0) continue;
        if (isProvenOtherwise(system)) continue;
        const query = passwordQuery(system, database);
        if (query !== undefined && letsAnybodyIn(query.value))
          context.report({
            span: query.span,
            message: `\`${query.name}\` gives \`nopassword\` for every user it finds: any password is right; remove it or select \`allow_nets\``,
          });
        if (!isOn(fields.get("nopassword"))) continue;
        context.report({
          span: originPlace(place, system),
          message: `\`passdb\` with driver \`${driver}\` sets \`nopassword\`: any password is right for every user; remove it or add \`allow_nets\``,
        });
      }
  },
  examples: [
    {
      title: "a static passdb for everybody",
      bad: "passdb {\n  driver = static\n  args = «nopassword=y»\n}\n",
    },
    {
      title: "an SQL query that gives it",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = «SELECT NULL AS password, 'Y' AS nopassword FROM users WHERE userid = '%u'»\n",
      },
    },
    {
      title: "an SQL query for a proxy",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT NULL AS password, 'Y' AS nopassword, host, 'Y' AS proxy FROM users WHERE userid = '%u'\n",
      },
      trap: true,
    },
    {
      title: "the database checks the password itself",
      files: {
        "dovecot.conf": "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n",
        "dovecot-sql.conf.ext":
          "driver = sqlite\nconnect = /var/lib/mail.db\npassword_query = SELECT userid AS user, 'Y' AS nopassword FROM users WHERE userid = '%u' AND check_password(userid, '%w')\n",
      },
      trap: true,
    },
    {
      title: "real passwords",
      good: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n}\n",
    },
    {
      title: "a proxy: the server behind it checks the password",
      good: "passdb {\n  driver = static\n  args = nopassword=y proxy=y host=10.0.0.2\n}\n",
      trap: true,
    },
    {
      title: "clients of this machine only",
      good: "passdb {\n  driver = static\n  args = nopassword=y allow_nets=127.0.0.1/32\n}\n",
      trap: true,
    },
    {
      title: "a static passdb for everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
«passdb static {»
  fields {
    nopassword = yes
  }
}
`,
    },
    {
      title: "real passwords, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
`,
    },
    {
      title: "a proxy, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
passdb static {
  fields {
    nopassword = yes
    proxy = yes
    host = 10.0.0.2
  }
}
`,
      trap: true,
    },
    {
      title: "a certificate says who the client is",
      good: `ssl_ca = </etc/ssl/clients.pem
ssl_verify_client_cert = yes
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
passdb {
  driver = static
  args = nopassword=y
}
`,
      trap: true,
    },
    {
      title: "Kerberos says who the client is",
      good: "auth_mechanisms = gssapi\npassdb {\n  driver = static\n  args = nopassword=y\n}\n",
      trap: true,
    },
    {
      title: "Kerberos beside passwords",
      bad: "auth_mechanisms = plain gssapi\npassdb {\n  driver = static\n  args = «nopassword=y»\n}\n",
    },
    {
      title: "a certificate says who the client is, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl_server_ca_file = /etc/ssl/clients.pem
ssl_server_request_client_cert = yes
auth_ssl_require_client_cert = yes
auth_ssl_username_from_cert = yes
passdb static {
  fields {
    nopassword = yes
  }
}
`,
      trap: true,
    },
  ],
});

const withoutPassword = new Set(["GSSAPI", "GSS-SPNEGO", "EXTERNAL", "OAUTHBEARER", "XOAUTH2"]);

/** By a certificate whose name counts, or by mechanisms none of which has a password. */
function isProvenOtherwise(system: DovecotSystem): boolean {
  const isSet = (name: string): boolean => known(system, name)?.value === "yes";
  const mechanisms = known(system, "auth_mechanisms")?.value;
  return (
    (isSet("auth_ssl_require_client_cert") && isSet("auth_ssl_username_from_cert")) ||
    (mechanisms !== undefined && wordsOf(mechanisms.toUpperCase()).every((one) => withoutPassword.has(one)))
  );
}
