// What the releases of Courier know: variables of the shipped files, and those of the sources.

import { expect, test } from "vitest";
import {
  authNames,
  courierVariable,
  courierVariables,
  goneFrom,
  shippedValue,
} from "../../src/settings/courier.ts";

test.each([
  ["IMAPDSTARTTLS", "yesno", "0.72", "imapd-ssl", "YES"],
  ["IMAP_TLS_REQUIRED", "number", "0.72", "imapd-ssl", "0"],
  ["BOFHNOVRFY", "flag", "0.72", "esmtpd-ssl", "0"],
  ["TLS_ALPN", undefined, "1.1", "pop3d-ssl", "pop3"],
  ["TLS_PRIVATE_KEYFILE", undefined, "1.0", "esmtpd", undefined],
  ["MYSQL_SERVER", undefined, "0.72", "authmysqlrc", "mysql.example.com"],
  ["authmodulelist", undefined, "0.72", "authdaemonrc", "@ALLMODULES@"],
])("%s", (name, type, since, file, value) => {
  const found = courierVariable(name);
  expect(found).toMatchObject({ since });
  expect(found?.type).toBe(type);
  expect(found && shippedValue(found, file)).toBe(value);
});

test("names that no file describes are known too", () => {
  for (const name of ["RELAYCLIENT", "SIZELIMIT", "TLS_DEBUG"]) expect(courierVariables.has(name)).toBe(true);
  expect(courierVariables.has("authmodulelist")).toBe(false);
});

test("each rc file has its own names", () => {
  expect(authNames("authmysqlrc").has("MYSQL_SSL_CIPHER")).toBe(true);
  expect(authNames("authmysqlrc").has("PGSQL_CONNECTION")).toBe(false);
  expect(authNames("authldaprc").has("LDAP_URI")).toBe(true);
  expect(authNames("authotherrc").size).toBe(0);
});

test.each([
  ["TLS_DHCERTFILE", { until: "0.75", now: "TLS_DHPARAMS" }],
  ["PGSQL_HOST", { until: "0.75", now: "PGSQL_CONNECTION" }],
  ["MYSQL_SSL_CIPHERS", { until: undefined, now: "MYSQL_SSL_CIPHER" }],
  ["IMAP_ENHANCEDIDLE", undefined],
  ["LDAP_DEFAULTDELIVERY", undefined],
  ["MAXPERIP", undefined],
])("what became of %s", (name, expected) => {
  expect(goneFrom(name)).toEqual(expected);
});
