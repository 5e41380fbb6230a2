import { describe, expect, test } from "vitest";
import { createMasker, isSecretName, mask, maskLine, maskText } from "../../src/secrets.ts";
import type { Dialect, SourceFile } from "../../src/source.ts";

const file = (text: string, dialect: Dialect = "dovecot"): SourceFile => ({ path: "f", text, dialect });

describe("secrets are masked in the lines of every dialect", () => {
  test.each<[Dialect, string, string]>([
    ["dovecot", "doveadm_password = hunter22", `doveadm_password = ${mask}`],
    ["dovecot", "  ssl_key_password = hunter22", `  ssl_key_password = ${mask}`],
    ["dovecot", "#imapc_password = hunter22", `#imapc_password = ${mask}`],
    ["dovecot", "  args = password=hunter22 nologin=y", `  args = password=${mask} nologin=y`],
    ["dovecot", "ssl_key = </etc/ssl/key.pem", "ssl_key = </etc/ssl/key.pem"],
    ["dovecot", "auth_token = $ENV:TOKEN", "auth_token = $ENV:TOKEN"],
    ["dovecot", "  args = https://me:hunter22@host/path", `  args = https://me:${mask}@host/path`],
    ["dovecot", "  args = static {SHA512}abcdefgh", `  args = static {SHA512}${mask}`],
    ["postfix-main", "{SSL}smtpd_tls_auth_only = no", "{SSL}smtpd_tls_auth_only = no"],
    [
      "dovecot-ext",
      "connect = host=db dbname=m user=v password=hunter22",
      `connect = host=db dbname=m user=v password=${mask}`,
    ],
    ["dovecot-ext", 'connect = host=db password="hunter 22" x=y', `connect = host=db password=${mask} x=y`],
    ["dovecot-ext", "dnpass = hunter22", `dnpass = ${mask}`],
    ["dovecot-ext", "password_query = SELECT p FROM u", "password_query = SELECT p FROM u"],
    ["postfix-map", "password = hunter22", `password = ${mask}`],
    ["postfix-map", "bind_pw = hunter22", `bind_pw = ${mask}`],
    [
      "postfix-main",
      "smtp_sasl_password_maps = hash:/etc/postfix/sasl",
      "smtp_sasl_password_maps = hash:/etc/postfix/sasl",
    ],
    [
      "postfix-main",
      "smtp_sasl_password_maps = inline:{ host=u:hunter22 }, cdb:x",
      `smtp_sasl_password_maps = inline:{${mask}}, cdb:x`,
    ],
    [
      "postfix-main",
      "smtp_sasl_password_maps = static:me:hunter22",
      `smtp_sasl_password_maps = static:${mask}`,
    ],
    ["postfix-main", "smtpd_tls_key_file = /etc/key.pem", "smtpd_tls_key_file = /etc/key.pem"],
    [
      "postfix-master",
      "  -o lmtp_sasl_password_maps=static:me:hunter22",
      `  -o lmtp_sasl_password_maps=static:${mask}`,
    ],
    ["courier-authrc", "MYSQL_PASSWORD\t\thunter22", `MYSQL_PASSWORD\t\t${mask}`],
    ["courier-authrc", "LDAP_BINDPW hunter22", `LDAP_BINDPW ${mask}`],
    ["courier-authrc", "MYSQL_SERVER localhost", "MYSQL_SERVER localhost"],
    ["courier-authrc", "ldap_bindpw hunter22", `ldap_bindpw ${mask}`],
    ["courier", 'MY_SECRET="hunter22"', `MY_SECRET=${mask}`],
    ["courier", "DBPASS=hunter22", `DBPASS=${mask}`],
    ["courier", "NOPASS=hunter22", "NOPASS=hunter22"],
    ["courier", "SNMP_COMMUNITY=hunter22", `SNMP_COMMUNITY=${mask}`],
    ["courier", "export AWS_SECRET_ACCESS_KEY=hunter22", `export AWS_SECRET_ACCESS_KEY=${mask}`],
    ["dovecot", "  x = proxy::sqlite:pw=hunter22", `  x = proxy::sqlite:pw=${mask}`],
    [
      "dovecot",
      "  x = Authorization: X-Dovecot-API aHVudGVyMjI=",
      `  x = Authorization: X-Dovecot-API ${mask}`,
    ],
    ["dovecot", "  x = eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", `  x = ${mask}`],
    [
      "postfix-master",
      "  argv=/bin/curl -u me:hunter22 https://h/",
      `  argv=/bin/curl -u me:${mask} https://h/`,
    ],
  ])("%s: %s", (dialect, text, masked) => {
    expect(maskLine(file(text, dialect), 1).text).toBe(masked);
  });
});

test("a secret on continuing lines is masked on each", () => {
  const source = file("smtp_sasl_password_maps = inline:{\n  host=u:hunter22\n  }\n", "postfix-main");
  expect([1, 2, 3].map((line) => maskLine(source, line).text)).toEqual([
    `smtp_sasl_password_maps = inline:{`,
    mask,
    `${mask}}`,
  ]);
});

test("columns move with what the mask moved", () => {
  const { text, column } = maskLine(file("  args = password=x user=y"), 1);
  expect(text.slice(column(21) - 1)).toBe("user=y");
  expect(text.slice(column(12) - 1)).toBe(`ssword=${mask} user=y`);
});

test("a masker takes the secrets of the files out of any text", () => {
  const hide = createMasker([
    file("doveadm_password = hunter22\n"),
    file("MYSQL_PASSWORD topsecret", "courier-authrc"),
  ]);
  expect(hide("value `hunter22`, then topsecret")).toBe(`value \`${mask}\`, then ${mask}`);
});

test("names of secrets are told from names of queries, files and tables", () => {
  expect(
    ["ssl_key_password", "submission_relay_password", "LDAP_BINDPW", "dnpass", "api_key"].filter(
      (name) => !isSecretName(name),
    ),
  ).toEqual([]);
  expect(
    [
      "password_query",
      "default_pass_scheme",
      "smtpd_tls_key_file",
      "smtp_sasl_password_maps",
      "auth_mechanisms",
      "ssl_min_protocol",
    ].filter(isSecretName),
  ).toEqual([]);
});

describe("a password that is a word of the configuration as well", () => {
  const source = file(
    "dovecot_config_version = 2.4.1\npassdb sql {\n  mysql example {\n    password = example\n  }\n}\nmysql_password = dovecot\n",
  );
  const hide = createMasker([source]);
  test.each([
    ["dovecot_config_version = 2.4.1", "dovecot_config_version = 2.4.1"],
    ["ldap_base = dc=example,dc=org", "ldap_base = dc=example,dc=org"],
    ["/etc/dovecot/dovecot.conf", "/etc/dovecot/dovecot.conf"],
    ["passdb_pam_service_name = dovecot", "passdb_pam_service_name = dovecot"],
    ["    password = example", `    password = ${mask}`],
    ["`mysql_password = dovecot` is short", `\`mysql_password = ${mask}\` is short`],
    [
      "connect = host=db password=dovecot dbname=dovecot",
      `connect = host=db password=${mask} dbname=dovecot`,
    ],
    ["http://me:example@example.org/", `http://me:${mask}@example.org/`],
    ["PASSWORD: 'dovecot'", `PASSWORD: '${mask}'`],
  ])("%s", (text, masked) => {
    expect(hide(text)).toBe(masked);
  });

  test("a word that stands nowhere else is masked everywhere", () => {
    expect(createMasker([file("mysql_password = hunter\n")])("it said hunter")).toBe(`it said ${mask}`);
  });
});

describe("a password of digits", () => {
  const masker = (text: string) => createMasker([file(text)]);

  test("that the files say as a port, too, is masked where it is the password", () => {
    const hide = masker("doveadm_password = 2525\nport = 2525\n");
    expect(hide("port 2525 and `doveadm_password = 2525`, https://me:2525@host:2525/")).toBe(
      `port 2525 and \`doveadm_password = ${mask}\`, https://me:${mask}@host:2525/`,
    );
  });

  test("of which the files say a longer number only is masked everywhere", () => {
    const hide = masker("doveadm_password = 2525\nport = 12525\n");
    expect(hide("2525")).toBe(mask);
  });
});

test("what looks like a secret is masked in a text that is of no file", () => {
  expect(maskText("`root = https://me:hunter22@host/` and password=hunter22")).toBe(
    `\`root = https://me:${mask}@host/\` and password=${mask}`,
  );
});
