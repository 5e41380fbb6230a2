// Random trees of Dovecot 2.3: every construct of the language, mostly right, with a fault here and there.

import fc from "fast-check";
import { type Field, roots } from "../../src/settings/dovecot-23.ts";

/** Paths relative to the tree; the root is `dovecot.conf`. */
export type Tree = Readonly<Record<string, string>>;

type Text = fc.Arbitrary<string>;

const oneOf = (...texts: readonly string[]): Text => fc.constantFrom(...texts);
const some = (weight: number, arbitrary: Text) => ({ weight, arbitrary });
const join = (...parts: readonly (Text | string)[]): Text =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(""));

const values: Readonly<Record<string, Text>> = {
  bool: oneOf("yes", "no", "YES", "y", "1", "No"),
  uint: oneOf("0", "1", "7", "50", "0010", "100000"),
  time: oneOf("0", "30s", "30 secs", "5 mins", "1M", "90 MINUTES", "2h", "1 day", "3 weeks", "2000 ms"),
  time_msecs: oneOf("0", "250ms", "30s", "1 msecs", "2 mins", "1500 milliseconds"),
  size: oneOf("0", "2048", "10k", "1 M", "3 MiB", "1G", "5000B", "2kB"),
  in_port: oneOf("0", "25", "143", "65535"),
  uint_oct: oneOf("0600", "0666", "600", "0"),
  str: oneOf(
    "abc",
    "a b",
    "a  b",
    "%u",
    "/var/x",
    '"q u"',
    "'it is'",
    '"a # b"',
    "é",
    "x\\y",
    '"a\\"b"',
    "a=b",
    "{",
    "\t",
    "",
  ),
};
const wrong: Readonly<Record<string, Text>> = {
  bool: oneOf("true", "on", "n", "", "0"),
  uint: oneOf("-1", "x", "4294967296", "1 2", ""),
  time: oneOf("10", "5 years", "1.5h", "1500ms", "1h30m", "x"),
  time_msecs: oneOf("10", "x", "5 years"),
  size: oneOf("10%", "1.5M", "x", "20P", "99999999999T"),
  in_port: oneOf("65536", "-1", "imap"),
  uint_oct: oneOf("0o600", "0900", "x"),
  enum: oneOf("nonsense", "", "YES"),
};

/** Settings that checks of the machine or of what they mean would trip over. */
const delicate =
  /plugin_dir|mail_plugins|_user$|features|workarounds|uidl_format|attachment|facility|_filter$|log_debug|hash|verbose_passwords|director_user_expire|idle_check|dsync_|^base_dir|worker_max|cache_fields|^protocols|^listen|policy|auth_cache_size|_valid_|^ssl_(options|verify|dh|cert|key|ca)|mail_nfs|_capability|^mail$/;
const plainFields = roots().flatMap((root) =>
  root.fields.filter(({ name, type }) => !delicate.test(name) && !/^(deflist|strlist|alias)/.test(type)),
);

function valueOfField(field: Field): Text {
  if (field.type === "enum") return oneOf(...(field.value ?? "").split(":"));
  return values[field.type === "str_vars" ? "str" : field.type] ?? oneOf("x");
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
  return join(name, sign, value, end);
}

const plainSetting: Text = fc
  .constantFrom(...plainFields)
  .chain((field) => setting(field.name, valueOfField(field)));
const wrongSetting: Text = fc
  .constantFrom(...plainFields.filter(({ type }) => wrong[type] !== undefined))
  .chain((field) => setting(field.name, wrong[field.type] ?? oneOf("x")));

const frequent: Text = fc.oneof(
  setting("login_greeting", values.str ?? oneOf("x")),
  setting("ssl", oneOf("yes", "no", "required")),
  setting("disable_plaintext_auth", oneOf("yes", "no")),
  setting("mail_location", oneOf("maildir:~/Maildir", "mbox:~/mail:INBOX=/var/mail/%u")),
  setting("protocols", oneOf("imap", "imap pop3", "none", "imap  lmtp", "imaps pop3s", "imap sieve")),
  setting("listen", oneOf("*", "*, ::", "127.0.0.1", "[::1]")),
  setting("auth_mechanisms", oneOf("plain", "plain login", "cram-md5")),
  setting("ssl_cert", oneOf("<cert.pem", "< cert.pem", '"<cert.pem"')),
  setting("ssl_key", oneOf("<cert.pem", "secret")),
  setting("mail_plugins", oneOf("$mail_plugins", "")),
  setting("doveadm_password", oneOf("hunter2", "")),
  setting("auth_policy_server_api_header", oneOf("X-Key: a", "pass=abc x=y", "nopass=abc", "a secret = b;c")),
  setting("imapc_host", oneOf("http://user:pw@host/x", "https://host", "ftp://a b # c")),
);

const variables: Text = fc.oneof(
  setting(
    "login_greeting",
    oneOf("$login_greeting more", "a $instance_name", "$ENV:NOTHING x", "a$b", "'$x'", 'x "$y"'),
  ),
  setting("mail_log_prefix", oneOf("$mail_log_prefix  x", "$hostname $hostname", "$mail_log_prefix\tx")),
  setting("rejection_reason", oneOf("$unknown_setting", "$ x", "$rejection_subject, y")),
);

const old: Text = fc.oneof(
  setting("ssl_cert_file", oneOf("/etc/x.pem", "")),
  setting("ssl_disable", oneOf("yes", "no", "maybe")),
  setting("ssl_protocols", oneOf("!SSLv3", "!SSLv2", "TLSv1.1 TLSv1.2", "!SSLv3, !TLSv1")),
  setting("login_process_size", oneOf("64", "x")),
  setting("login_executable", oneOf("/x")),
  setting("login_chroot", oneOf("no", "yes")),
  setting("max_mail_processes", oneOf("100")),
  setting("mail_process_size", oneOf("512")),
  setting("auth_cache_size", oneOf("10", "1023", "1024", "0", "5M")),
  setting("auth_user", oneOf("root")),
  setting("auth_count", oneOf("1")),
  setting("sieve", oneOf("~/x.sieve")),
  setting("fsync_disable", oneOf("yes", "no")),
  setting("mail_cache_compress_delete_percentage", oneOf("10")),
  setting("dbox_rotate_days", oneOf("0")),
  setting(
    "imap_client_workarounds",
    oneOf("outlook-idle", "delay-newmail tb-extra-mailbox-sep", "none-such"),
  ),
  setting("ssl_listen", oneOf("*:993", "", "1.2.3.4")),
  setting("listen", oneOf("*:10143", "1.2.3.4")),
  setting("ssl_parameters_regenerate", oneOf("1")),
);

const semantic: Text = fc.oneof(
  setting("mail_nfs_index", oneOf("yes", "no")),
  setting("mmap_disable", oneOf("yes")),
  setting("mail_fsync", oneOf("always")),
  setting("protocols", oneOf("imap, pop3", "smtp", "imap none")),
  setting("listen", oneOf("")),
  setting("syslog_facility", oneOf("local3", "nothing")),
  setting(
    "log_debug",
    oneOf("event=x", 'event=x AND (category=y OR not a="b c")', "event", "a > 3", "event>x", "()"),
  ),
  setting("pop3_uidl_format", oneOf("%g", "%08Xu%08Xv", "%x", "none", "%%")),
  setting("mail_attachment_hash", oneOf("%{sha256}", "%{sha1:80}", "%{none}", "%sha1", "a-b", "a/b")),
  setting("auth_verbose_passwords", oneOf("sha1", "sha1:6", "plain:x", "all")),
  setting("first_valid_uid", oneOf("1000")),
  setting("last_valid_uid", oneOf("999", "0", "2000")),
  setting("auth_worker_max_count", oneOf("0", "3")),
  setting("pop3_delete_type", oneOf("flag", "expunge")),
  setting("ssl_verify_client_cert", oneOf("yes")),
  setting("ssl_options", oneOf("no_ticket", "no_compression", "other")),
  setting("imapc_features", oneOf("search acl", "throttle:1:2:3", "throttle:1", "x")),
  setting("mail_cache_fields", oneOf("flags hdr.subject", "hdr.a:b")),
  setting("mail_attachment_detection_options", oneOf("add-flags content-type=x", "other")),
);

const paths: Text = fc.oneof(
  setting("service/imap-login/service_count", oneOf("0", "x")),
  setting("service/imap-login/inet_listener/imaps/port", oneOf("0", "993")),
  setting("service/Auth/user", oneOf("root")),
  setting("plugin/quota", oneOf("maildir:x", "a b")),
  setting("namespace/none/inbox", oneOf("yes")),
  setting("dict/expire", oneOf("sqlite:x")),
);

const broken: Text = fc.oneof(
  some(4, wrongSetting),
  some(2, setting(oneOf("no_such_setting", "Ssl", "mail_locaton", "auth mechanisms"), oneOf("x"))),
  some(
    2,
    oneOf(
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
    ),
  ),
  some(
    1,
    oneOf(
      "}",
      "service imap {",
      "protocol {",
      "foo {\n x = y\n}",
      "mail_debug {\n}",
      "plugin {\n a {\n }\n}",
    ),
  ),
  some(1, oneOf("!include none.conf", "!include conf.d/*.none", "!include dovecot.conf")),
  some(
    1,
    oneOf(
      "service auth {\n type = odd\n}",
      "passdb {\n}",
      "service {\n}",
      "passdb a {\n driver=x\n}\npassdb a {\n}",
    ),
  ),
);

const indent = (body: string): string => body.replace(/^/gm, "  ");

function block(header: Text | string, lines: fc.Arbitrary<readonly string[]>): Text {
  const title = typeof header === "string" ? fc.constant(header) : header;
  const end = oneOf("}", "}", "}", " } # end");
  return fc
    .tuple(title, lines, end)
    .map(
      ([head, body, close]) =>
        `${head} {\n${body.length === 0 ? "" : `${indent(body.join("\n"))}\n`}${close}`,
    );
}

const few = (line: Text, maxLength = 4): fc.Arbitrary<string[]> => fc.array(line, { maxLength });

const fileListener = fc.oneof(
  setting("mode", values.uint_oct ?? oneOf("0600")),
  setting("user", oneOf("vmail", "root")),
  setting("group", oneOf("mail")),
);
const inetListener = fc.oneof(
  setting("port", oneOf("0", "143", "1143", "993")),
  setting("address", oneOf("*", "127.0.0.1", "", "::1")),
  setting("ssl", oneOf("yes", "no")),
  setting("haproxy", oneOf("yes")),
);
const service: Text = block(
  join(
    "service ",
    oneOf("imap-login", "imap", "auth", "pop3-login", "lmtp", "my-own", '"a b"', "Imap", "stats"),
  ),
  few(
    fc.oneof(
      some(
        3,
        setting(
          oneOf("client_limit", "service_count", "process_min_avail", "process_limit"),
          oneOf("0", "1", "8"),
        ),
      ),
      some(1, setting("vsz_limit", oneOf("0", "64M", "1k"))),
      some(1, setting("user", oneOf("root", "$default_internal_user"))),
      some(1, setting("executable", oneOf("imap-login -D", "script /x y"))),
      some(1, setting("chroot", oneOf("", "login"))),
      some(1, setting("drop_priv_before_exec", oneOf("yes", "no"))),
      some(
        2,
        block(
          oneOf(
            "unix_listener auth",
            "unix_listener /var/spool/x y",
            "unix_listener /run/x",
            'fifo_listener "a=b,c"',
            "unix_listener auth-userdb",
          ),
          few(fileListener),
        ),
      ),
      some(
        2,
        block(
          oneOf("inet_listener imap", "inet_listener imaps", "inet_listener own", "inet_listener"),
          few(inetListener),
        ),
      ),
      some(1, setting("inet_listener/imap/port", oneOf("1"))),
    ),
  ),
);
const database = fc.oneof(
  setting("args", oneOf("/etc/x.ext", "scheme=plain %u", "password=abc", "")),
  setting("result_failure", oneOf("continue", "return-fail")),
  setting("deny", oneOf("yes", "no")),
  setting("override_fields", oneOf("home=/x uid=1")),
);
const passdb: Text = block(
  oneOf("passdb", "passdb", "passdb named"),
  fc
    .tuple(few(database, 2), oneOf("driver = pam", "driver=static", "driver = passwd-file"))
    .map(([more, driver]) => [driver, ...more]),
);
const userdb: Text = block(
  "userdb",
  fc
    .tuple(few(setting("args", oneOf("uid=1", ""))), oneOf("driver = passwd", "driver = static"))
    .map(([more, driver]) => [...more, driver]),
);
const mailbox: Text = block(
  join("mailbox ", oneOf("Trash", '"Sent Mail"', "a/b", "Junk", "é")),
  few(
    fc.oneof(
      setting("auto", oneOf("create", "no", "subscribe")),
      setting("special_use", oneOf("\\Trash", "\\Sent  \\Junk", "\\Odd", "")),
      setting("autoexpunge", oneOf("30d", "0")),
    ),
  ),
);
const namespace: Text = block(
  oneOf("namespace inbox", "namespace", "namespace other", "namespace /x"),
  few(
    fc.oneof(
      some(3, setting(oneOf("inbox", "hidden", "subscriptions", "disabled"), oneOf("yes", "no"))),
      some(1, setting("prefix", oneOf("", "INBOX.", '"a b/"'))),
      some(1, setting(oneOf("location", "mail", "mail_location"), oneOf("maildir:~/x", ""))),
      some(1, setting("separator", oneOf("/", ".", "//"))),
      some(1, setting("list", oneOf("children", "yes"))),
      some(1, setting("alias_for", oneOf("", "INBOX.", "none"))),
      some(2, mailbox),
    ),
  ),
);
const free: Text = block(
  oneOf("plugin", "plugin", "plugin x", "dict"),
  few(
    setting(
      oneOf("sieve", "quota", "quota_rule2", "a-b", "imap_zlib_compress_level", "x.y", "secret_key"),
      values.str ?? oneOf("x"),
    ),
  ),
);
const metrics: Text = fc.oneof(
  block(
    oneOf("metric m", "metric", "metric other"),
    few(
      fc.oneof(
        setting("filter", oneOf("event=x", "a", "")),
        setting("exporter", oneOf("e", "none")),
        setting(
          "group_by",
          oneOf("user", "d:linear:0:10:5", "d:exponential:1:5:10", "d:exponential:1:5:3", "x:y"),
        ),
        setting("fields", oneOf("a b")),
      ),
    ),
  ),
  block(
    "event_exporter e",
    few(
      fc.oneof(
        setting("format", oneOf("json", "none", "x")),
        setting("transport", oneOf("log", "drop", "x")),
        setting("format_args", oneOf("time-unix", "time-rfc3339 time-unix", "x")),
      ),
    ),
  ),
);
const sections: Text = fc.oneof(service, passdb, userdb, namespace, free, metrics);

const filterHeader: Text = oneOf(
  ...[
    "protocol imap",
    "protocol pop3",
    "protocol !imap",
    "protocol lmtp",
    "protocol managesieve",
    "protocol",
  ],
  ...[
    "local 10.0.0.0/8",
    "local 10.1.2.3",
    "local ::1",
    "local 127.1",
    "local ::ffff:1.2.3.4",
    "local 10.0.0.0/33",
  ],
  ...[
    "remote 192.168.0.0/16",
    "remote 192.168.1.1",
    "remote fe80::/10",
    "local_name a.example.test",
    'local_name "a.test b.test"',
  ],
);
const inFilter: Text = fc.oneof(
  some(4, frequentIn()),
  some(1, free),
  some(1, setting("mail_max_userip_connections", oneOf("3"))),
  some(1, setting("auth_verbose", oneOf("yes"))),
  some(1, variables),
);
function frequentIn(): Text {
  return fc.oneof(
    setting("login_greeting", values.str ?? oneOf("x")),
    setting("ssl", oneOf("yes", "no")),
    setting("mail_plugins", oneOf("$mail_plugins", "")),
    setting("imap_capability", oneOf("+X")),
    setting("ssl_cert", oneOf("<cert.pem")),
    setting("listen", oneOf("*:10110", "1.2.3.4")),
  );
}
const filter: Text = fc.oneof(
  some(3, block(filterHeader, few(inFilter))),
  some(
    2,
    block(filterHeader, few(fc.oneof(some(2, inFilter), some(3, block(filterHeader, few(inFilter, 2)))), 3)),
  ),
);

const oldAuth: Text = block(
  "auth default",
  few(
    fc.oneof(
      setting("mechanisms", oneOf("plain login")),
      setting("user", oneOf("root")),
      block(oneOf("passdb pam", "userdb passwd"), few(setting("args", oneOf("x")), 1)),
      fc.constant(
        "socket listen {\n  master {\n    path = /run/dovecot/auth-master\n    mode = 0600\n  }\n}",
      ),
      fc.constant("socket listen {\n  client {\n    path = /var/x\n  }\n}"),
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
  "mail_home = /h \\\n  /%u",
);

const line = (faulty: boolean): Text =>
  fc.oneof(
    some(10, plainSetting),
    some(8, frequent),
    some(9, sections),
    some(4, filter),
    some(4, comments),
    some(2, variables),
    some(1, paths),
    some(1, tails),
    some(1, old),
    ...(faulty ? [some(3, semantic), some(3, broken), some(1, oldAuth)] : []),
  );

const file = (faulty: boolean, maxLength: number): Text =>
  fc
    .tuple(
      fc.array(line(faulty), { maxLength }),
      oneOf("\n", "\n", "\n", "\n", "\n", "", "\\", " \\\n"),
      oneOf("\n", "\n", "\n", "\r\n"),
    )
    .map(([lines, end, newline]) => `${lines.join("\n")}${end}`.replaceAll("\n", newline));

/** A root file that may include `other.conf`, `conf.d/a.conf` and `conf.d/b.conf`; `cert.pem` is always there. */
export const tree: fc.Arbitrary<Tree> = fc.boolean().chain((faulty) =>
  fc
    .record({
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
    .map(({ before, include, after, a, b, other }) => ({
      "dovecot.conf": `${before}\n${include}\n${after}`,
      "conf.d/a.conf": a,
      "conf.d/b.conf": b,
      "other.conf": other,
      "cert.pem": "-----BEGIN CERTIFICATE-----\n",
    })),
);
