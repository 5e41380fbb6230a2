// Secrets of every kind, planted wherever a configuration can hold one, reach no output of any command or format.

import { describe, expect, test } from "vitest";
import { formats as knownFormats } from "../../src/report/index.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

let planted = 0;
const all: string[] = [];

/** A new secret, told from all others; long enough to be none of the words of a configuration. */
function secret(kind = "Zq"): string {
  const made = `${kind}${(++planted).toString().padStart(3, "0")}xW7kPv9t`;
  all.push(made);
  return made;
}

const hash = () => `$6$${secret("salt")}$${secret("hash")}`;
const key = () =>
  `-----BEGIN PRIVATE KEY-----\n${secret("MII")}\n${secret("key")}\n-----END PRIVATE KEY-----`;

/** Around each secret stands something that rules complain of, so that lines are quoted. */
const trees: Record<string, () => Record<string, string>> = {
  "Dovecot 2.3": () => ({
    "dovecot.conf": `# doveadm_password = ${secret()}
#ssl_key_password=${secret()} and a comment
disable_plaintext_auth = no # password: ${secret()}
ssl = no
doveadm_password = ${secret()}
doveadm_api_key = ${secret()}
ssl_key_password = "${secret()} ${secret()}"
imapc_password = ${secret()}
submission_relay_password = '${secret()}'
no_such_password = ${secret()}
no_such_setting = password=${secret()}
auth_master_user_separator = *
auth_policy_hash_nonce = ${secret()}
auth_policy_server_api_header = Authorization: Basic ${secret()}
auth_policy_server_url = http://user:${secret()}@policy.example.org/
login_greeting = https://me:${secret()}@example.org/
!include https://u:${secret()}@example.org/x.conf
!include_try password=${secret()}/*.conf
passdb {
  driver = static
  args = password=${secret()} nopassword=y
}
passdb {
  driver = static
  args = nopassword=y password={PLAIN}${secret()}
}
passdb {
  driver = sql
  args = dovecot-sql.conf.ext
}
passdb {
  driver = ldap
  args = dovecot-ldap.conf.ext
}
userdb {
  driver = static
  args = password=${hash()} uid=1 mail_crypt_private_password=${secret()}
}
import_environment = TZ API_TOKEN=${secret()} PGPASSWORD=${secret()}
passdb {
  driver = oauth2
  args = client_secret=${secret()}
  default_fields = userdb_password=${secret()} nopassword=y
}
passdb {
  driver = checkpassword
  args = /usr/bin/check --password ${secret()}
}
plugin {
  fts_solr = url=http://solr:${secret()}@localhost/
  mail_crypt_global_private_key = ${secret()}
  mail_crypt_key_password = ${secret()}
  quota_warning = storage=95%% tool token=${secret()}
}
service doveadm {
  inet_listener {
    port = 12345
    no_such_secret = ${secret()}
  }
}
${secret("doveadm_password = ")}
dict {
  quota = mysql:dict.conf.ext
  other = pgsql:host=db user=x password=${secret()}
}
ssl_key = ${key().split("\n").join(" \\\n  ")}
junk password=${secret()} line
`,
    "dovecot-sql.conf.ext": `driver = mysql
connect = host=db.example.org dbname=m user=v password=${secret()}
#connect = host=db password=${secret()}
connect = host=db password='${secret()} ${secret()}'
default_pass_scheme = PLAIN
password_query = SELECT '${hash()}' AS password
no_such = pwd=${secret()}
`,
    "dovecot-ldap.conf.ext": `uris = ldap://u:${secret()}@ldap.example.org
dnpass = ${secret()}
# dnpass = ${secret()}
tls_require_cert = never
`,
  }),
  "Dovecot 2.4": () => ({
    "dovecot.conf": `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_allow_cleartext = yes # token=${secret()}
doveadm_password = ${secret()}
no_such_token = ${secret()}
ssl_server_key_password = ${secret()}
oauth2_introspection_url = https://c:${secret()}@id.example.org/
oauth2_client_secret = ${secret()}
oauth2 {
  client_secret = ${secret()}
}
mysql db.example.org {
  user = x
  password = ${secret()}
  ssl = no
}
pgsql db {
  parameters {
    password = ${secret()}
  }
}
ldap_auth_dn_password = ${secret()}
ldap_uris = ldap://ldap.example.org
passdb static {
  password = ${secret()}
}
passdb pam {
  fields {
    pass = ${secret()}
    password = {PLAIN}${secret()}
  }
}
imapc_password = "${secret()}"
crypt_user_key_password = ${secret()}
ssl_server_key_file = inline:${key().split("\n").join(" \\\n  ")}
`,
  }),
  Postfix: () => ({
    "main.cf": `# relay password = ${secret()}
#smtp_sasl_password_maps = static:me:${secret()}
smtp_sasl_password_maps = inline:{
  { [mx.example.org]:587 = user:${secret()} }
  mx2.example.org=other:${secret()} }
lmtp_sasl_password_maps = static:me:${secret()}
relayhost = [mx.example.org]
no_such_password = ${secret()}
my_token = ${secret()}
smtpd_banner = $myhostname (Debian) token=${secret()}
disable_vrfy_command = no
import_environment = MAIL_CONFIG PGPASSWORD=${secret()}
export_environment = TZ API_TOKEN=${secret()}
virtual_alias_maps = ldap:aliases, pgsql:/etc/postfix/no.cf, mysql:{ { hosts = db } { password = ${secret()} } }
virtual_mailbox_maps = mysql:mysql.cf, proxy:ldap:ldap.cf
smtpd_recipient_restrictions = permit
header_checks = pcre:{ {/^X-Token: ${secret()}/ IGNORE} password=${secret()} }
  password = ${secret()}
ldap_bind_pw = ${secret()}
ldap_server_host = ldap://u:${secret()}@ldap.example.org
`,
    "master.cf": `smtp inet n - y - - smtpd
  -o smtp_sasl_password_maps=static:me:${secret()}
  -o { no_such_password = ${secret()} ${secret()} }
  -o my_secret=${secret()}
  -o smtpd_tls_security_level=none
submission inet n - y - - smtpd -o lmtp_sasl_password_maps=inline:{a=u:${secret()}}
#smtps inet n - y - - smtpd
#  -o smtp_sasl_password_maps=static:${secret()}
filter unix - n n - - pipe user=root argv=/bin/sh -c run --password=${secret()} https://u:${secret()}@h/
other unix - n n - - pipe user=root argv=/bin/x --token ${secret()}
`,
    "mysql.cf": `hosts = db.example.org
user = x
password = ${secret()}
# password = ${secret()}
dbname = m
query = SELECT 1
`,
    "ldap.cf": `server_host = ldap://ldap.example.org
bind = yes
bind_dn = cn=x
bind_pw = ${secret()}
no_such_pw = ${secret()}
search_base = dc=x
`,
  }),
  Courier: () => ({
    "courier/imapd": `# TOKEN=${secret()}
ADDRESS=0
IMAPDSTART=YES
IMAP_CAPABILITY="IMAP4rev1 AUTH=PLAIN"
MY_PASSWORD='${secret()}'
export API_TOKEN="${secret()}"
URL=https://u:${secret()}@example.org/
HASH='${hash()}'
. /etc/${secret("password=")}
run --password=${secret()}
`,
    "courier/authmysqlrc": `##NAME: MARKER:0
MYSQL_SERVER\tdb.example.org
MYSQL_PASSWORD\t${secret()}
#MYSQL_PASSWORD ${secret()}
MYSQL_PASWORD ${secret()}
MYSQL_CLEAR_PWFIELD\tclear
`,
    "courier/authldaprc": `##NAME: MARKER:0
LDAP_URI\tldap://u:${secret()}@ldap.example.org
LDAP_BINDPW\t${secret()}
# LDAP_BINDPW ${secret()}
`,
    "courier/authpgsqlrc": `##NAME: MARKER:0
PGSQL_CONNECTION host=db.example.org dbname=mail user=admin password=${secret()}
`,
    "courier/authdaemonrc": `authmodulelist="authmysql authpam"
DEBUG_LOGIN=2
SECRET=${secret()}
`,
  }),
  "other programs' names": () => ({
    "d/dovecot.conf": `ssl = no
redis_password = ${secret()}
dict {
  a = redis:host=127.0.0.1:port=6379:password=${secret()}:prefix=x/
  b = mysql://user:${secret()}@db/mail
  c = proxy::sqlite:pw=${secret()}
}
plugin {
  quota = dict:User quota::redis:host=h:password=${secret()}:x
  fts_solr = debug url=http://u:${secret()}@h:8983/solr/
  push_notification_driver = ox:url=http://login:${secret()}@node1.example.org/x user_from_metadata
  imapc_master_pass = ${secret()}
  x = AWS_SECRET_ACCESS_KEY=${secret()}
}
doveadm_http_api = Authorization: X-Dovecot-API ${secret()}
ssl_key = ${key().replace(/\n/g, "\\n")}
passdb {
  driver = oauth2
  args = o.conf.ext
}
passdb {
  driver = sql
  args = s.conf.ext
}
passdb {
  driver = ldap
  args = l.conf.ext
}
`,
    "key/dovecot.conf": `ssl = no\nssl_key = ${key()}\nssl_cert = x\n`,
    "d/o.conf.ext": `grant_url = https://id:${secret()}@h/token
client_secret = ${secret()}
introspection_url = https://h/?token=${secret()}&x=1
tokeninfo_url = https://h/?access_token=${secret()}
no_such = eyJhbGciOi${secret()}.eyJz${secret()}.c2ln
`,
    "d/s.conf.ext": `driver = pgsql
connect = postgres://user:${secret()}@db/mail?password=${secret()}
connect = "host=h password=${secret()}"
connect = host=h sslpassword=${secret()}
`,
    "d/l.conf.ext": `dnpass=${secret()}
sasl_password = ${secret()}
tls_key_password = ${secret()}
uris = ldap://cn=x:${secret()}@h/
`,
    "p/main.cf": `smtpd_tls_security_level = none
relayhost = smtp://u:${secret()}@h:25
snmp_community = ${secret()}
dkim_private_key = ${secret()}
virtual_alias_maps = pgsql:p/pg.cf, mongodb:p/mongo.cf
smtpd_milters = inet:localhost:1, { inet:h:2, password=${secret()} }
header_checks = inline:{ {/x/ = PREPEND X-Api-Key: ${secret()}} }
`,
    "p/pg.cf": `hosts = postgresql://u:${secret()}@h/x\npassword = ${secret()}\ndbname = m\n`,
    "p/mongo.cf": `uri = mongodb+srv://u:${secret()}@h/x\n`,
    "p/master.cf": `policy unix - n n - 0 spawn user=x argv=/bin/policy --dsn postgres://u:${secret()}@h/x --api-key=${secret()}
x unix - n n - - pipe user=x argv=/bin/curl -u user:${secret()} -H "X-Token: ${secret()}" https://h/
`,
    "c/authpgsqlrc": `PGSQL_PASSWORD\t${secret()}
PGSQL_OPT sslpassword=${secret()}
PGSQL_CONNECTION postgresql://u:${secret()}@h/m
ldap_bindpw ${secret()}
`,
    "c/authldaprc": `LDAP_URI\tldaps://u:${secret()}@h\n`,
    "c/imapd": `IMAPDSTART=YES
DB_DSN="mysql://u:${secret()}@h/x"
export DATABASE_URL=postgres://u:${secret()}@h/x
AWS_SECRET_ACCESS_KEY=${secret()}
SNMP_COMMUNITY=${secret()}
MYPASS=${secret()}
DKIM_KEY='${key()}'
`,
    "2.4/dovecot.conf": `dovecot_config_version = 2.4.1
auth_allow_cleartext = yes
passdb oauth2 {
  oauth2_introspection_url = https://h/?client_secret=${secret()}
}
pgsql h {
  parameters {
    sslpassword = ${secret()}
  }
}
event_exporter x {
  http_post_url = https://u:${secret()}@h/
}
crypt_global_private_key main {
  crypt_private_key_password = ${secret()}
  crypt_private_key = ${secret()}
}
`,
  }),
};

const formats = Object.keys(knownFormats);

function leaks(output: string, secrets: readonly string[]): string[] {
  return secrets
    .filter((one) => output.includes(one))
    .map((one) => {
      const at = output.indexOf(one);
      return output.slice(Math.max(0, output.lastIndexOf("\n", at) + 1, at - 200), at + one.length + 20);
    });
}

describe.each(Object.entries(trees))("%s", (_, plant) => {
  const from = all.length;
  const files = plant();
  const secrets = all.slice(from);

  test.each(formats)("lint as %s", async (format) => {
    const directory = directoryWith(files);
    const { stdout, stderr } = await mailint(directory, [".", "-f", format]);
    expect(stdout.length).toBeGreaterThan(300);
    expect(leaks(stdout + stderr, secrets)).toEqual([]);
  });

  test.each([
    ["show", "."],
    ["show", ".", "--all"],
    ["show", ".", "--expand"],
    ["show", ".", "--overrides"],
    ["show", "master.cf"],
    ["show", ".", "-f", "json"],
    ["listeners", "."],
    ["listeners", ".", "-f", "json"],
    ["relay", "."],
    ["relay", ".", "-f", "json"],
    ["report", ".", "--profile", "rfc8314"],
    ["report", ".", "--profile", "rfc8314", "-f", "json"],
    [".", "--fix=unsafe", "--diff"],
    [".", "--fix", "--diff", "-f", "compact"],
    ["upgrade", ".", "--target", "dovecot=2.4", "--diff"],
    ["upgrade", ".", "--target", "dovecot=2.4"],
    [".", "--update-baseline", "--baseline", "b.json", "-f", "json=b.json"],
    [".", "--timing", "--verbose"],
    ["fleet", "."],
    [".", "--dovecot", "2.3", "-f", "json"],
    [".", "--dovecot", "2.4", "-f", "json"],
  ])("mailint %j %j %j", async (...args) => {
    const directory = directoryWith(files);
    const { stdout, stderr } = await mailint(directory, args);
    expect(leaks(stdout + stderr, secrets)).toEqual([]);
  });
});

test("what mailint.toml and the environment say wrong is told without its secrets", async () => {
  const url = () => `https://me:${secret()}@example.org/`;
  const from = all.length;
  const config = `fail-on = "${url()}"\nbaseline = "${url()}"\nexclude = ["password=${secret()}{"]\n`;
  const directory = directoryWith({ "main.cf": "biff = no\n", "mailint.toml": config });
  const env = { MAILINT_ROOT: url(), MAILINT_DOVECOT: `password=${secret()}` };
  const runs = [
    await mailint(directory, ["."]),
    await mailint(directory, [".", "--no-config"], { env }),
    await mailint(directory, [url(), "--no-config"]),
    await mailint(directory, ["-f", `json=${url()}`, "--no-config"]),
  ];
  for (const { code, stdout, stderr } of runs) {
    expect(code).toBeGreaterThan(1);
    expect(stderr).toContain("********");
    expect(leaks(stdout + stderr, all.slice(from))).toEqual([]);
  }
});
