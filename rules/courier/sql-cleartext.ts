import { isThisMachine } from "../../src/model/networks.ts";
import type { CourierAuthFile } from "../../src/resolve/courier-config.ts";
import { defineRule } from "../../src/rule.ts";
import { authValues } from "../../src/vocabulary-courier.ts";

function hasTls({ values }: CourierAuthFile): boolean {
  return [...values].some(
    ([name, { value, unknown }]) =>
      unknown ||
      /^MYSQL_SSL/.test(name) ||
      (name === "PGSQL_OPT" && /sslmode=(?:require|verify)/.test(value)),
  );
}

export default defineRule({
  id: "courier/sql-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [319],
  summary: "Logins are looked up on another machine in clear.",
  why: "authlib asks the database for every login, and what it asks and gets crosses the network in clear.",
  remedy:
    "Set `MYSQL_SSL_CA` and its kin, or `sslmode=require` in `PGSQL_OPT`; or talk over a socket of the same machine.",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
  ],
  check(context) {
    for (const one of authValues(context, /^auth(?:mysql|pgsql)rc$/, /^(?:MYSQL_SERVER|PGSQL_HOST)$/)) {
      if (!(one.value !== "" && !one.value.startsWith("/") && !isThisMachine(one.value) && !hasTls(one.file)))
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name} ${one.value}\` is asked without TLS: hashes of passwords cross the network in clear; set \`${one.name.startsWith("MYSQL") ? "MYSQL_SSL_CA" : "PGSQL_OPT sslmode=require"}\``,
        about: { setting: one.name, scope: [one.file.name] },
      });
    }
  },
  examples: [
    {
      title: "another machine",
      files: { "courier/authmysqlrc": "MYSQL_SERVER «db.example.org»\n##NAME: MARKER:0\n" },
    },
    {
      title: "with TLS",
      files: {
        "courier/authmysqlrc":
          "MYSQL_SERVER db.example.org\nMYSQL_SSL_CA /etc/ssl/db-ca.pem\n##NAME: MARKER:0\n",
      },
    },
    {
      title: "the same machine",
      files: { "courier/authpgsqlrc": "PGSQL_HOST localhost\n##NAME: MARKER:0\n" },
      trap: true,
    },
  ],
});
