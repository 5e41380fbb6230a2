import { defineRule } from "../../src/rule.ts";
import { authValues } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/clear-password-field",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [256, 312],
  summary: "The user database holds passwords in clear.",
  why: "authlib compares against a column or attribute with the password as it is. Whoever reads the database, or a backup of it, has all passwords.",
  remedy:
    "Keep hashes only (`..._CRYPT_PWFIELD`, `LDAP_CRYPTPW`), and drop CRAM mechanisms, which are what needs clear passwords.",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
  ],
  check(context) {
    for (const one of authValues(
      context,
      /^auth(?:mysql|pgsql|sqlite|ldap)rc$/,
      /^(?:(?:MYSQL|PGSQL|SQLITE)_CLEAR_PWFIELD|LDAP_CLEARPW)$/,
    )) {
      if (!(one.value !== "")) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` reads passwords in clear from \`${one.value}\`: whoever has the database has them all; keep hashes only`,
        about: { setting: one.name, scope: [one.file.name] },
      });
    }
  },
  examples: [
    {
      title: "a column of clear passwords",
      files: { "courier/authmysqlrc": "MYSQL_CLEAR_PWFIELD «clear»\n##NAME: MARKER:0\n" },
    },
    {
      title: "an attribute",
      files: { "courier/authldaprc": "LDAP_CLEARPW «clearPassword»\n##NAME: MARKER:0\n" },
    },
    { title: "hashes", files: { "courier/authmysqlrc": "MYSQL_CRYPT_PWFIELD crypt\n##NAME: MARKER:0\n" } },
    {
      title: "commented out",
      files: {
        "courier/authmysqlrc": "MYSQL_CRYPT_PWFIELD crypt\n#MYSQL_CLEAR_PWFIELD clear\n##NAME: MARKER:0\n",
      },
      trap: true,
    },
  ],
});
