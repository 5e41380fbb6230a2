import { inClear, isNear } from "../../src/model/backend.ts";
import { defineRule } from "../../src/rule.ts";
import { backends } from "../../src/vocabulary-backends.ts";

const dovecot = "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n";
const modern = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

export default defineRule({
  id: "sql-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [319],
  summary: "A database on another host is asked in clear.",
  why: "What is asked for, hashes of passwords among the answers, and what is sent to log in to the database can be read on the way; the answers can be changed.",
  remedy:
    "Connect with TLS and a verified certificate, or over a UNIX socket on the same host. TLS is `ssl_ca=` or `sslmode=verify-full` in `connect` of Dovecot 2.3, `ssl = yes` in the `mysql` block of 2.4, `tls_CAfile` in Postfix, `MYSQL_SSL_CACERT` in Courier.",
  references: [
    {
      title: "Dovecot, SQL",
      url: "https://doc.dovecot.org/2.3/configuration_manual/authentication/sql/",
    },
    {
      title: "Dovecot, mysql_ssl",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#mysql_ssl",
    },
    { title: "mysql_table(5)", url: "https://www.postfix.org/mysql_table.5.html" },
    { title: "pgsql_table(5)", url: "https://www.postfix.org/pgsql_table.5.html" },
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
    {
      title: "PostgreSQL, SSL support of libpq",
      url: "https://www.postgresql.org/docs/current/libpq-ssl.html",
    },
  ],
  check(context) {
    for (const backend of backends(context, "sql")) {
      const server = inClear(backend);
      if (server === undefined) continue;
      const { span, secret, advice, about } = backend;
      const how = server.tls === "maybe" ? "in clear where somebody on the way takes TLS out" : "in clear";
      const what = secret ? "answers and the database password" : "answers";
      context.report({
        span,
        severity: isNear(server) ? "note" : "warning",
        message: `\`${server.text}\` is asked ${how}: ${what} can be read on the way; set ${advice}, or use a UNIX socket`,
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "an SQL passdb of Dovecot 2.3",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = «host=db.example.org dbname=mail user=mail password=example-password»\n",
      },
    },
    {
      title: "PostgreSQL without `sslmode` goes on where TLS is refused",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext": "driver = pgsql\nconnect = «host=db.example.org dbname=mail»\n",
      },
    },
    {
      title: "a dict of Dovecot 2.3",
      files: {
        "dovecot.conf": "dict {\n  quota = mysql:/etc/dovecot/dovecot-dict-sql.conf.ext\n}\n",
        "dovecot-dict-sql.conf.ext": "connect = «host=db.example.org dbname=mail»\n",
      },
    },
    {
      title: "an authority for the certificate",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = host=db.example.org dbname=mail ssl_ca=/etc/ssl/db-ca.pem\n",
      },
    },
    {
      title: "PostgreSQL that insists",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext":
          "driver = pgsql\nconnect = host=db.example.org sslmode=verify-full dbname=mail\n",
      },
    },
    {
      title: "sockets and this machine",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = host=/run/mysqld/mysqld.sock host=localhost host=127.0.0.1 dbname=mail\n",
      },
      trap: true,
    },
    {
      title: "a file of options may say more",
      files: {
        "dovecot.conf": dovecot,
        "dovecot-sql.conf.ext":
          "driver = mysql\nconnect = host=db.example.org option_file=/etc/mysql/my.cnf\n",
      },
      trap: true,
    },
    {
      title: "Dovecot 2.4",
      version: "2.4",
      bad: `${modern}sql_driver = mysql\n«mysql db.example.org {»\n  user = mail\n  dbname = mail\n}\n`,
    },
    {
      title: "Dovecot 2.4 with TLS",
      version: "2.4",
      good: `${modern}sql_driver = mysql\nmysql db.example.org {\n  ssl = yes\n  user = mail\n}\n`,
    },
    {
      title: "Dovecot 2.4 on a socket",
      version: "2.4",
      good: `${modern}sql_driver = mysql\nmysql main {\n  host = /run/mysqld/mysqld.sock\n  user = mail\n}\n`,
      trap: true,
    },
    {
      title: "a table of Postfix",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf": "hosts = «db.example.org»\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "with TLS",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = db.example.org\ntls_CAfile = /etc/ssl/db-ca.pem\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
    },
    {
      title: "a UNIX socket, and this host",
      files: {
        "main.cf": "virtual_mailbox_maps = mysql:/etc/postfix/users.cf\n",
        "users.cf":
          "hosts = unix:/run/mysqld/mysqld.sock 127.0.0.1\nuser = mail\ndbname = mail\nquery = SELECT 1\n",
      },
      trap: true,
    },
    {
      title: "Courier",
      files: { "courier/authmysqlrc": "MYSQL_SERVER «db.example.org»\n##NAME: MARKER:0\n" },
    },
    {
      title: "Courier's connection to PostgreSQL",
      dialect: "courier-authrc",
      name: "authpgsqlrc",
      bad: "PGSQL_CONNECTION «host=db.example.org dbname=mail user=mail»\n##NAME: MARKER:0\n",
    },
    {
      title: "Courier's connection to PostgreSQL with TLS",
      dialect: "courier-authrc",
      name: "authpgsqlrc",
      good: "PGSQL_CONNECTION host=db.example.org dbname=mail sslmode=verify-full\n##NAME: MARKER:0\n",
    },
    {
      title: "Courier with TLS",
      files: {
        "courier/authmysqlrc":
          "MYSQL_SERVER db.example.org\nMYSQL_SSL_CACERT /etc/ssl/db-ca.pem\n##NAME: MARKER:0\n",
      },
    },
    {
      title: "Courier, the same machine",
      files: { "courier/authpgsqlrc": "PGSQL_HOST localhost\n##NAME: MARKER:0\n" },
      trap: true,
    },
  ],
});
