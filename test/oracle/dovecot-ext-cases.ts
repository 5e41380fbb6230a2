// Files that passdbs of Dovecot 2.3 name: written down, and made at random, for the comparison with the auth process.

import fc from "fast-check";
import type { ExtKind } from "../../src/settings/dovecot-ext.ts";

type DatabaseKind = Exclude<ExtKind, "dict-sql" | "dict-ldap">;

export const databaseKinds: readonly DatabaseKind[] = ["sql", "ldap", "dict", "oauth2"];

export interface ExtCase {
  readonly kind: DatabaseKind;
  readonly text: string;
  /** Files that it includes. */
  readonly more?: Readonly<Record<string, string>>;
}

const whole: Readonly<Record<DatabaseKind, string>> = {
  sql: "driver = mysql\nconnect = host=127.0.0.1 dbname=mail\n",
  ldap: "uris = ldap://127.0.0.1:1\nbase = dc=example\n",
  dict: "uri = file:/tmp/dict\n",
  oauth2: "tokeninfo_url = http://127.0.0.1:1/\n",
};

const sql: readonly string[] = [
  "",
  "# nothing\n",
  "driver = mysql\n",
  "connect = host=a\n",
  "driver = postgres\nconnect = host=a\n",
  "driver = mysql\nconnect = host=a dbname=b user = c\n",
  "driver = mysql\nconnect = host=a sslmode=require\n",
  "driver = mysql\nconnect = dbname=a\n",
  "driver = mysql\nconnect = host=a port=0\n",
  "driver = mysql\nconnect = host=a port=70000\n",
  "driver = mysql\nconnect = host=a ssl_verify_server_cert=true\n",
  "driver = mysql\nconnect = \\\n  host=a # the server\n\n  # and\n",
  "driver = mysql\nconnect = host=a \\\n  dbname=b \\\n# comment\n\n user=c\n",
  "driver = pgsql\nconnect = host=a sslmode=require\n",
  "driver = sqlite\nconnect = /tmp/x.db\n",
  "driver = mysql\nconnect = 'host=a'\nuserdb_warning_disable = YES\n",
  'driver = mysql\nconnect = "host=a"\nuserdb_warning_disable = on\n',
  "driver = mysql\nconnect = host=a\npassword_query = SELECT \\\n 1 \\\n FROM x\nnonsense\n",
  "driver = mysql\nconnect = host=a\nnonsense \\\n again\n",
  "driver = mysql\nconnect = host=a\npasswordquery = 1\n",
  "driver = mysql\nconnect = host=a\n}\n",
  "driver = mysql\nconnect = host=a\nmap {\n  anything = 1\n  inner x {\n  }\n}\n",
  "driver = mysql\nconnect = host=a\nmap {\n  anything\n}\n",
  "driver = mysql\nconnect = host=a\nmap{\n}\n",
  "driver = mysql\nconnect = host=a\nmap {\n",
  "driver = mysql\nconnect = host=a # b\nconnect = host=a#b\n",
  "driver = mysql\r\nconnect = host=a\r\n",
  "driver=mysql\nconnect=host=a\n",
  "driver = mysql\nconnect = host=a\n= 1\n",
  "driver = mysql\nconnect = host=a\nDRIVER = mysql\n",
  "driver = mysql\nconnect = host=a\nx \\\n",
  "driver = mysql\nconnect = host=a\nuser_query = SELECT 1 \\\n\\\n FROM x\n",
  "driver = mysql\nconnect = host=a\nuser_query = SELECT 1 \\\n \\\n FROM x\n",
];

const ldap: readonly string[] = [
  "base = x\n",
  "uris = ldap://127.0.0.1\n",
  "hosts = 127.0.0.1\nbase =\n",
  ...["never", "HARD", "yes", ""].map((word) => `${whole.ldap}tls_require_cert = ${word}\n`),
  ...["subtree", "one", "onelevel"].map((word) => `${whole.ldap}scope = ${word}\n`),
  ...["never", "no", "Always"].map((word) => `${whole.ldap}deref = ${word}\n`),
  ...["3", "2", "x", "-1", "0x3", "3abc", ""].map((word) => `${whole.ldap}ldap_version = ${word}\n`),
  `${whole.ldap}tls = yes\nldap_version = 2\n`,
  `${whole.ldap}auth_bind = maybe\n`,
];

const dict: readonly string[] = [
  "",
  `${whole.dict}key passdb {\n  key = passdb/%u\n  format = json\n}\npassdb_objects = passdb\n`,
  `${whole.dict}key a.b {\n}\n`,
  `${whole.dict}key a {\n  format = xml\n}\n`,
  `${whole.dict}key a {\n  nosuch = 1\n}\n`,
  `${whole.dict}key a {\n  inner {\n  }\n}\n`,
  `${whole.dict}passdb_fields {\n  anything = %{dict:x}\n}\nuserdb_fields {\n}\n`,
  `${whole.dict}map {\n}\n`,
  `${whole.dict}value_format = json\npassword_key = a/%u\nuser_key = b/%u\n`,
  `${whole.dict}value_format = value\n`,
  `${whole.dict}passdb_objects = nosuch\n`,
  `${whole.dict}key a {\n}\npassdb_objects = a\n`,
];

const oauth2: readonly string[] = [
  "introspection_url =\n",
  "client_id = x\n",
  `${whole.oauth2}introspection_mode = bearer\n`,
  `${whole.oauth2}introspection_mode = post\n`,
  `${whole.oauth2}timeout_msecs = soon\n`,
  "grant_url = http://127.0.0.1:1/\n",
];

export const extCases: readonly ExtCase[] = [
  ...databaseKinds.map((kind) => ({ kind, text: whole[kind] })),
  ...sql.map((text) => ({ kind: "sql" as const, text })),
  ...ldap.map((text) => ({ kind: "ldap" as const, text })),
  ...dict.map((text) => ({ kind: "dict" as const, text })),
  ...oauth2.map((text) => ({ kind: "oauth2" as const, text })),
  { kind: "sql", text: "!include more.ext\n", more: { "more.ext": whole.sql } },
  { kind: "sql", text: `!include absent.ext\n${whole.sql}` },
  { kind: "sql", text: `!include_try absent.ext\n${whole.sql}` },
  { kind: "sql", text: `!include first.conf.ext\n${whole.sql}` },
  { kind: "sql", text: `${whole.sql}!include *.inc\n`, more: { "a.inc": "# a\n", "b.inc": "# b\n" } },
];

const word = fc.constantFrom(
  "driver",
  "connect",
  "x",
  "user_query",
  "yes",
  "a=b",
  "'",
  '"',
  "{",
  "}",
  "#",
  "\\",
  "=",
);
const space = fc.constantFrom("", " ", "  ", "\t");
const line = fc
  .array(fc.tuple(space, word), { maxLength: 6 })
  .map((parts) => parts.map(([white, text]) => white + text).join(""));
const good = fc.constantFrom(
  "default_pass_scheme = SHA512-CRYPT",
  "user_query = SELECT '%u' \\\n  FROM users",
  'password_query = "a \\" b"',
  "# comment",
  "",
  "  userdb_warning_disable=yes",
);

/** Mostly good lines after a whole file, with odd ones between. */
export const randomExt: fc.Arbitrary<ExtCase> = fc
  .array(fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: line }), { maxLength: 8 })
  .map((lines) => ({ kind: "sql", text: `${whole.sql}${lines.join("\n")}\n` }));
