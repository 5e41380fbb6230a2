// Random trees of Dovecot 2.4: every construct of the language, mostly right, with a fault here and there.

import fc from "fast-check";
import { infos24, type Setting24 } from "../../src/settings/dovecot-24.ts";

/** Paths relative to the tree; the root is `dovecot.conf`. */
export type Tree = Readonly<Record<string, string>>;

type Text = fc.Arbitrary<string>;

const oneOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const some = (weight: number, arbitrary: Text) => ({ weight, arbitrary });
const join = (...parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(""));

const right: Readonly<Record<string, Text>> = {
  bool: oneOf("yes", "no", "YES", "y", "1", "No"),
  uint: oneOf("1", "7", "50", "0010", "unlimited", "infinite"),
  uintmax: oneOf("0", "7", "18446744073709551615"),
  octal: oneOf("0600", "0666", "600"),
  time: oneOf(
    "30s",
    "30 secs",
    "5 mins",
    "1M",
    "90 MINUTES",
    "2h",
    "1 day",
    "3 weeks",
    "2000 ms",
    "infinite",
  ),
  msecs: oneOf("250ms", "30s", "1 msecs", "2 mins", "1500 milliseconds"),
  size: oneOf("2048", "10k", "1 M", "3 MiB", "1G", "5000B", "2kB", "unlimited"),
  port: oneOf("0", "25", "143", "65535"),
  file: oneOf("/etc/x.pem", "cert.pem", '"inline:a b"', "", "<cert.pem", "/etc/%{user}.pem"),
  string: oneOf(
    ...["abc", "a b", "a  b", "%{user}", "%{user | lower}/x", "/var/x", '"q u"', "'it is'", '"a # b"', "é"],
    ...[
      "x\\y",
      '"a\\"b"',
      "a=b",
      "{",
      "\t",
      "",
      "%{home}%{x|default('y')}",
      "100%",
      "%%{x",
      "$x",
      "a $ENV:NO b",
    ],
  ),
};

const wrong: Readonly<Record<string, Text>> = {
  bool: oneOf("true", "on", "n", "", "0"),
  uint: oneOf("-1", "x", "4294967296", "1 2", "", "Unlimited"),
  uintmax: oneOf("-1", "18446744073709551616"),
  octal: oneOf("0o600", "0900", "x"),
  time: oneOf("10", "5 years", "1.5h", "1500ms", "1h30m", "x"),
  msecs: oneOf("10", "x", "5 years"),
  size: oneOf("10%", "1.5M", "x", "20P", "99999999999T"),
  port: oneOf("65536", "-1", "imap"),
  enum: oneOf("nonsense", "YES", "a:b"),
  string: oneOf("%{user", "a %{x | }b%{", "%{x(1}", "%{1}", "%{a b}"),
};

/** Settings that checks of the machine or of what they mean would trip over. */
const delicate =
  /^(acl_|instance_name|libexec_dir|state_dir|auth_cache_size|auth_policy|auth_proxy_self|auth_verbose_passwords|base_dir|default_|dict_redis|dovecot_|dsync_|event_exporter|execute_|first_valid|fts_|http_client|imapc_(features|max)|imapsieve_url|language_|last_valid|listen$|lmtp_user|log_(debug|core)|mail_(attachment|cache|ext|fsync|log|nfs|plugin|server_admin)|mailbox_(idle|list_index|list_storage|list_visible|root)|metric|mmap|namespace_separator|oauth2_|pop3_(delete|uidl)|pop3c_features|process_shutdown|protocols$|push_notification|quota_|redis_|service_|sieve_(edit|notify|plugin|redirect|report|script|spamtest|user_email|vacation|variables|virustest)|ssl|syslog|unix_listener|fifo_listener|inet_listener)|_(workarounds|capability)$|^compress_|_valid_/;

function plainSettings(): readonly Setting24[] {
  const found = new Map<string, Setting24>();
  for (const { settings } of infos24())
    for (const setting of settings)
      if (!delicate.test(setting.name) && !/^(filter|filters|alias)$/.test(setting.type))
        found.set(setting.name, setting);
  return [...found.values()];
}
const plain = plainSettings();
const scalars = plain.filter(({ type }) => type !== "strlist" && type !== "boollist");
const boolLists = plain.filter(({ type }) => type === "boollist");
const strLists = plain.filter(({ type }) => type === "strlist");

function valueOfSetting({ type, values }: Setting24): Text {
  if (type === "enum") return oneOf(...values);
  return right[type === "raw" ? "string" : type] ?? oneOf("x");
}

/** `name = value` with blanks, comments and continuations as people and machines write them. */
function setting(name: Text | string, value: Text): Text {
  const blank = oneOf(" ", " ", " ", "", "  ", "\t");
  const end = fc.oneof(
    some(12, oneOf("")),
    some(1, oneOf(" # comment", "\t#", "# no space", " \t", " # it's")),
  );
  const sign = fc.oneof(
    some(20, join(blank, "=", blank)),
    some(1, oneOf(" = \\\n  ", "\\\n=", " \\ # c\n = ")),
  );
  const written =
    typeof name === "string" ? fc.oneof(some(20, oneOf(name)), some(1, oneOf(`"${name}"`))) : name;
  return join(written, sign, value, end);
}

const plainSetting: Text = fc.constantFrom(...scalars).chain((one) => setting(one.name, valueOfSetting(one)));
const wrongSetting: Text = fc
  .constantFrom(...scalars.filter(({ type }) => wrong[type] !== undefined))
  .chain((one) => setting(one.name, wrong[one.type] ?? oneOf("x")));

const element = oneOf("a", "b", "LOGIN", "x-y", '"c d"', "'q'", "e=f", '"g\\"h"', "#i", '"#j"');
const boolList: Text = fc
  .constantFrom(...boolLists, ...boolLists)
  .chain(({ name }) =>
    fc.oneof(
      some(4, setting(name, oneOf("a", "a b", "a, b", '"a b" c', '"a,b"', "", "a a", "  a ,, b  ", "a\\sb"))),
      some(3, listBlock(name, setting(element, oneOf("yes", "no", "y")))),
      some(2, setting(`${name}/plus`, oneOf("yes", "no"))),
    ),
  );
const strList: Text = fc
  .constantFrom(...strLists)
  .chain(({ name }) =>
    fc.oneof(
      some(4, listBlock(name, setting(element, oneOf("1", "a b", "", "%{user}", '"# x"')))),
      some(1, setting(name, oneOf(""))),
      some(2, setting(`${name}/key`, oneOf("v", "%{x}"))),
    ),
  );

function listBlock(name: string, line: Text): Text {
  return fc
    .array(line, { maxLength: 3 })
    .map((lines) => `${name} {\n${lines.map((one) => `  ${one}\n`).join("")}}`);
}

/** `head {`, the lines, `}`, with comments and blanks. */
function block(head: Text | string, lines: Text, required?: Text): Text {
  return fc
    .tuple(
      typeof head === "string" ? fc.constant(head) : head,
      required ?? oneOf(""),
      fc.array(lines, { maxLength: 3 }),
      oneOf("", "", "", "  # comment", " \t"),
    )
    .map(
      ([name, first, more, end]) =>
        `${name} {${end}\n  ${first}\n${more.map((one) => `  ${one}\n`).join("")}}`,
    );
}

const frequent: Text = fc.oneof(
  setting("protocols", oneOf("imap", "imap pop3", "imap, lmtp", "", "imap sieve submission")),
  setting("listen", oneOf("*", "* ::", "127.0.0.1", '"::1"')),
  setting("ssl", oneOf("yes", "no", "required")),
  setting("ssl_min_protocol", oneOf("TLSv1.2", "TLSv1.3")),
  setting("ssl_server_cert_file", oneOf("/etc/ssl/a.pem", "cert.pem")),
  setting("ssl_server_key_file", oneOf("/etc/ssl/b.pem", "inline:secret")),
  setting("ssl_cipher_list", oneOf("ALL:!LOW", "$SET:ssl_cipher_list:!RC4")),
  setting("mail_plugins", oneOf("quota", "quota acl", "")),
  setting("auth_mechanisms", oneOf("plain", "plain login", '"plain" scram-sha-256')),
  setting("doveadm_password", oneOf("hunter2", "")),
  setting("doveadm_api_key", oneOf("abc", "")),
  setting("login_greeting", oneOf("pass=abc x", "nopass=abc", "a secret = b;c", "https://u:p@h/x", "key")),
  setting("mail_driver", oneOf("maildir", "sdbox", "auto")),
  setting("auth_policy_hash_nonce", oneOf("n")),
  setting("service_vsz_limit", oneOf("512M", "unlimited")),
  setting("default_client_limit", oneOf("2000")),
);

const variables: Text = fc.oneof(
  setting(
    "login_greeting",
    oneOf("$SET:login_greeting more", "a $SET:instance_name", "$ENV:NOTHING x", "a$b", "'$SET:x'", 'x "$y"'),
  ),
  setting(
    "mail_log_prefix",
    oneOf("$SET:mail_log_prefix  x", "$SET:hostname $SET:hostname", "$SET:mail_log_prefix\tx"),
  ),
  setting("instance_name", oneOf("$SET:instance_name-2", "$SET:instance_name a  b")),
);

const named: Text = fc.oneof(
  ...["ssl_server", "ssl_client", "auth_policy", "imapc", "layout_fs", "stats_server", "doveadm"].map(
    (name) =>
      block(
        name,
        fc.oneof(some(3, plainSetting), some(1, setting(oneOf("cert_file", "key_file", "x"), oneOf("/y")))),
      ),
  ),
  block("mail_attribute", plainSetting, block(oneOf("dict file", 'dict "a b"'), plainSetting)),
  block(
    "ssl_server",
    setting(oneOf("cert_file", "key_file", "ca_file", "ssl_server_cert_file"), oneOf("/x.pem")),
  ),
  block("sdbox", setting(oneOf("mail_path", "mailbox_list_layout"), oneOf("/y", "fs"))),
);

const mailbox: Text = block(
  oneOf("mailbox Sent", 'mailbox "Sent Items"', "mailbox a/b", 'mailbox "x\'y{"', "mailbox Trash"),
  fc.oneof(
    setting("special_use", oneOf("\\Sent", "\\Sent \\Trash", '"\\\\Junk"')),
    setting("auto", oneOf("create", "subscribe", "no")),
    setting("mailbox_autoexpunge", oneOf("30d", "0")),
  ),
);
const namespace: Text = block(
  oneOf("namespace inbox", "namespace archive", 'namespace "two words"'),
  fc.oneof(
    some(3, mailbox),
    some(1, setting("inbox", oneOf("yes", "no"))),
    some(1, setting("prefix", oneOf("", "Archive/", '"a b/"'))),
    some(1, setting("namespace_separator", oneOf("/", "."))),
    some(1, setting("mail_path", oneOf("/m/%{user}"))),
    some(1, plainSetting),
  ),
);
const passdb: Text = fc.oneof(
  block(
    oneOf("passdb static", "passdb pam", "userdb static", "passdb ldap", "userdb passwd", "passdb other"),
    fc.oneof(
      setting("driver", oneOf("static", "ldap")),
      setting("password", oneOf("secret")),
      listBlock("fields", setting(oneOf("uid", "home"), oneOf("vmail", "/h/%{user}"))),
      setting("passdb_default_password_scheme", oneOf("PLAIN")),
      setting("result_success", oneOf("return-ok", "continue")),
      setting("ldap_uris", oneOf("ldap://h")),
      plainSetting,
    ),
  ),
);
const listener: Text = fc.oneof(
  block(
    oneOf("inet_listener imap", "inet_listener imaps", "inet_listener pop3s", "inet_listener mine"),
    fc.oneof(
      setting("port", oneOf("0", "993", "10143")),
      setting("ssl", oneOf("yes", "no")),
      setting("listen", oneOf("127.0.0.1")),
      setting("inet_listener_reuse_port", oneOf("yes")),
    ),
  ),
  block(
    oneOf("unix_listener auth-client", "unix_listener /var/spool/auth", 'unix_listener "login/my one"'),
    fc.oneof(
      setting("mode", oneOf("0660", "0", "0666")),
      setting("user", oneOf("root", "$SET:default_internal_user")),
      setting("unix_listener_group", oneOf("mail")),
    ),
  ),
  block("fifo_listener notify", setting("mode", oneOf("0600"))),
);
const service: Text = block(
  oneOf(
    "service imap-login",
    "service imap",
    "service auth",
    "service lmtp",
    "service mine",
    "service stats",
  ),
  fc.oneof(
    some(3, listener),
    some(1, setting("process_min_avail", oneOf("0", "1"))),
    some(1, setting("service_vsz_limit", oneOf("1G", "unlimited"))),
    some(1, setting("client_limit", oneOf("1", "100"))),
    some(1, setting("extra_groups", oneOf("mail", "a b"))),
    some(1, setting("executable", oneOf('"script /x"', "imap"))),
    some(1, setting("user", oneOf("vmail"))),
    some(1, setting("protocol", oneOf("imap"))),
  ),
);
const lists: Text = fc.oneof(
  block(
    "dict_server",
    block(oneOf("dict acl", "dict quota"), plainSetting, setting("driver", oneOf("file", "sql"))),
  ),
  block(
    oneOf("quota user", 'quota "User quota"'),
    setting(oneOf("storage_size", "quota_message_count"), oneOf("100")),
  ),
  block(
    oneOf("sieve_script personal", "sieve_script default"),
    setting(oneOf("type", "driver"), oneOf("personal", "file", "default")),
  ),
  block(
    oneOf("metric m1", "metric m2"),
    fc.oneof(
      setting("filter", oneOf("event=x", "event=y AND a=b")),
      listBlock("fields", setting(oneOf("a", "b"), oneOf("yes"))),
      block(oneOf("group_by reason", "group_by duration"), oneOf("")),
    ),
    setting("filter", oneOf("event=z")),
  ),
  block("mysql localhost", setting(oneOf("user", "mysql_password", "dbname"), oneOf("root", "pw"))),
  block("fs posix", setting(oneOf("prefix", "fs_posix_mode"), oneOf("0700"))),
);

const group: Text = block(
  oneOf("group @g one", "group @g two", "group @mailbox_defaults mine", 'group @h "a"'),
  fc.oneof(some(3, plainSetting), some(1, namespace), some(1, boolList)),
);
const groupUse: Text = oneOf(
  "@mailbox_defaults = english",
  "@g = one",
  "@metric_defaults = proxy",
  "@g = two",
);

const inFilter: Text = fc.oneof(
  some(5, plainSetting),
  some(2, boolList),
  some(1, strList),
  some(2, frequentInFilter()),
  some(1, passdb),
  some(1, namespace),
  some(1, named),
);
/** Settings of the auth service may not stand in address blocks. */
function frequentInFilter(): Text {
  return fc.oneof(
    setting("ssl", oneOf("yes", "no")),
    setting("mail_plugins", oneOf("a b", "")),
    setting("mail_plugins/imap_quota", oneOf("yes", "no")),
    setting("ssl_server_cert_file", oneOf("/etc/c.pem")),
    setting("login_greeting", oneOf("hi")),
  );
}
const protocol: Text = block(
  oneOf(
    "protocol imap",
    "protocol pop3",
    "protocol !imap",
    "protocol lmtp",
    'protocol "sieve"',
    "protocol any",
  ),
  inFilter,
);
const addressed: Text = fc.oneof(
  setting("ssl", oneOf("yes", "no", "required")),
  setting("login_greeting", oneOf("x")),
  setting("ssl_server_cert_file", oneOf("/etc/d.pem")),
  setting("mail_max_userip_connections", oneOf("5")),
  block("ssl_server", setting("key_file", oneOf("/k"))),
);
const network: Text = fc.oneof(
  block(
    oneOf("local 10.0.0.1", "local 10.0.0.0/8", "local ::1", "local 10.1.2.3/16", "remote 192.168.0.0/24"),
    fc.oneof(some(3, addressed), some(1, block(oneOf("protocol imap", "protocol !pop3"), addressed))),
  ),
  block(
    oneOf("local_name mail.example.org", "local_name *.Example.com"),
    fc.oneof(some(3, addressed), some(1, block("remote 10.0.0.0/8", addressed))),
  ),
  block("remote fe80::/10", block("protocol imap", addressed)),
  block("local 10.0.0.0/8", block(oneOf("local 10.2.0.0/16", "local_name a.b", "remote ::/0"), addressed)),
);

const paths: Text = fc.oneof(
  setting("service/imap-login/service_restart_request_count", oneOf("1", "unlimited")),
  setting("service/imap-login/inet_listener/imaps/port", oneOf("0", "993")),
  setting("ssl_server/cert_file", oneOf("/p")),
  setting("namespace/inbox/prefix", oneOf("x/")),
  setting("passdb/static/driver", oneOf("static")),
);

const semantic: Text = fc.oneof(
  setting("auth_allow_cleartext", oneOf("yes")),
  setting("mail_nfs_index", oneOf("yes", "no")),
  setting("mmap_disable", oneOf("yes")),
  setting("mail_fsync", oneOf("always")),
  setting("protocols", oneOf("smtp", "imap none")),
  setting("syslog_facility", oneOf("local3", "nothing")),
  setting("log_debug", oneOf("event=x", "event", "a > 3", "()")),
  setting("pop3_uidl_format", oneOf("%{guid}", "%{uid | hex(8)}%{uidvalidity}", "%{user}", "none")),
  setting("auth_verbose_passwords", oneOf("sha1", "sha1:6", "plain:x", "all")),
  setting("first_valid_uid", oneOf("1000")),
  setting("last_valid_uid", oneOf("999", "0", "2000")),
  setting("pop3_delete_type", oneOf("flag", "expunge")),
  setting("ssl_server_request_client_cert", oneOf("yes")),
  setting("ssl_options", oneOf("no_ticket", "compression", "other")),
  setting("imapc_features", oneOf("no-search", "throttle:1:2:3", "throttle:1", "x")),
  setting("mail_cache_fields", oneOf("flags hdr.subject", "* flags")),
  setting("mail_attachment_detection_options", oneOf("add-flags content-type=x", "other")),
  setting("auth_cache_size", oneOf("10", "1024", "0")),
  setting("compress_gz_level", oneOf("9", "10")),
  setting("lmtp_user_concurrency_limit", oneOf("0", "5")),
  setting("imap_client_workarounds", oneOf("delay-newmail", "none-such")),
  block("quota x", setting("driver", oneOf("count", "nothing"))),
  block("metric none", setting("exporter", oneOf("log", ""))),
  block("service imap", setting(oneOf("process_limit", "client_limit", "vsz_limit"), oneOf("0", "1"))),
  block("service auth", setting("process_limit", oneOf("2", "1"))),
  block("service other", block("inet_listener x", setting("port", oneOf("143", "993", "7")))),
  block("service stats", block("unix_listener anvil", setting("mode", oneOf("0600", "0")))),
);

const broken: Text = fc.oneof(
  some(4, wrongSetting),
  some(
    2,
    setting(oneOf("no_such_setting", "Ssl", "mail_locaton", "auth mechanisms", "mail_location"), oneOf("x")),
  ),
  some(
    2,
    oneOf(
      ...[
        "lone",
        "two words",
        "a {}",
        "service imap {x",
        "}}",
        "} x",
        "imap{",
        "service a b {",
        "= x",
        "!inclde x",
        "{",
      ],
      ...["group", "group @x", "group @x y", "group x y {\n}", "group @x y {\n@g = one\n}"],
    ),
  ),
  some(
    2,
    oneOf(
      ...[
        "}",
        "service imap {",
        "protocol {",
        "foo {\n x = y\n}",
        "mail_debug {\n}",
        "passdb {\n}",
        "ssl_server x {\n}",
      ],
      ...[
        "plugin {\n quota = maildir\n}",
        "local 10.0.0.0/33 {\n}",
        "local nothing! {\n}",
        "mail_attribute {\n}",
      ],
      ...['mail_plugins = "a"b', 'mail_plugins = "a', "mail_plugins {\n a = x\n}", "import_environment = x"],
      ...["ssl_server = x", "passdb = y", "passdb __x {\n}", "@none = x", "@mailbox_defaults = nobody"],
      ...["protocol imap {\n protocol pop3 {\n }\n}", "protocol imap {\n local 10.0.0.1 {\n }\n}"],
      ...["remote 10.0.0.0/8 {\n local_name x {\n }\n}", "namespace a {\n namespace b {\n }\n}"],
      ...[
        "namespace a {\n protocol imap {\n }\n}",
        "mailbox x {\n mailbox y {\n }\n}",
        "passdb x {\n service y {\n }\n}",
      ],
      ...[
        "local 10.0.0.1 {\n auth_mechanisms = plain\n}",
        'local_name "a b" {\n}',
        "local 10.0.0.0/8 {\n local 11.0.0.1 {\n }\n}",
      ],
      ...[
        "mail_plugins = $SET:mail_plugins x",
        "protocol imap {\n group @x y {\n }\n}",
        "dovecot_config_version = 2.4.0",
      ],
      ...[
        "namespace x {\n nothing = y\n}",
        "passdb x {\n nothing {\n }\n}",
        "service x {\n inet_listener {\n }\n}",
      ],
    ),
  ),
);

const comments: Text = oneOf("# comment", "", "  ", "#x = y", "\t# }", "#");
const includes: Text = oneOf(
  "!include conf.d/*.conf",
  "!include_try conf.d/*.conf",
  "!include_try none.conf",
  "!include other.conf",
  "!include {other,conf.d/a}.conf",
  "!include_try local.d",
);
const tails: Text = oneOf(
  "login_greeting = x \\\n# drops it",
  "login_log_format = a \\\n\n",
  "mail_home = /h \\\n  /%{user}",
);

const line = (faulty: boolean): Text =>
  fc.oneof(
    some(10, plainSetting),
    some(7, frequent),
    some(3, boolList),
    some(2, strList),
    some(3, passdb),
    some(3, namespace),
    some(4, service),
    some(3, named),
    some(2, lists),
    some(3, protocol),
    some(3, network),
    some(1, group),
    some(1, groupUse),
    some(3, comments),
    some(2, variables),
    some(1, paths),
    some(1, tails),
    ...(faulty ? [some(3, semantic), some(3, broken)] : []),
  );

const file = (faulty: boolean, maxLength: number): Text =>
  fc
    .tuple(
      fc.array(line(faulty), { maxLength }),
      oneOf("\n", "\n", "\n", "\n", "\n", "", "\\", " \\\n"),
      oneOf("\n", "\n", "\n", "\r\n"),
    )
    .map(([lines, end, newline]) => `${lines.join("\n")}${end}`.replaceAll("\n", newline));

const version: Text = fc.oneof(
  some(
    30,
    oneOf(
      "dovecot_config_version = 2.4.1",
      "dovecot_config_version = 2.4.0",
      '"dovecot_config_version" = "2.4.1"',
    ),
  ),
  some(1, oneOf("# none", "dovecot_config_version = 2.3.0", "dovecot_storage_version = 2.4.0")),
);
const storage: Text = fc.oneof(
  some(30, oneOf("dovecot_storage_version = 2.4.0")),
  some(1, oneOf("", "@g = one")),
);
/** Groups that are used somewhere exist. */
const groups =
  "group @g one {\n  mail_debug = yes\n}\ngroup @g two {\n  namespace x {\n    prefix = y\n  }\n}";

/** A root file that may include `other.conf`, `conf.d/a.conf` and `conf.d/b.conf`; `cert.pem` is always there. */
export const tree: fc.Arbitrary<Tree> = fc.boolean().chain((faulty) =>
  fc
    .record({
      version,
      storage,
      before: file(false, 4),
      include: fc.oneof(some(2, oneOf("")), some(3, includes)),
      after: file(faulty, 8),
      a: fc.oneof(some(6, file(faulty, 4)), some(1, oneOf("!include b.conf\n", "!include ../other.conf\n"))),
      b: file(false, 3),
      other: fc.oneof(
        some(6, file(false, 3)),
        some(1, oneOf("namespace cut {\n", "}\n", "!include conf.d/b.conf\n")),
      ),
    })
    .map(({ version, storage, before, include, after, a, b, other }) => ({
      "dovecot.conf": `${version}\n${storage}\n${groups}\n${before}\n${include}\n${after}`,
      "conf.d/a.conf": a,
      "conf.d/b.conf": b,
      "other.conf": other,
      "cert.pem": "-----BEGIN CERTIFICATE-----\n",
    })),
);
