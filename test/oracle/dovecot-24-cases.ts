// One small tree for each construct of dovecot.conf of Dovecot 2.4. What is right, doveconf says.

import { cases as oldCases } from "./dovecot-23-cases.ts";
import type { Tree } from "./dovecot-24-trees.ts";

export type Case = readonly [title: string, files: Tree];

const versions = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.0\n";

function single(group: string, texts: readonly string[]): Case[] {
  return texts.map((text, at) => [`${group}, ${at + 1}`, { "dovecot.conf": versions + text }]);
}

/** Each of these texts is the whole of dovecot.conf. */
function whole(group: string, texts: readonly string[]): Case[] {
  return texts.map((text, at) => [`${group}, ${at + 1}`, { "dovecot.conf": text }]);
}

function valuesOf(name: string, values: readonly string[]): Case[] {
  return values.map((value) => [`${name} = ${value}`, { "dovecot.conf": `${versions}${name} = ${value}\n` }]);
}

const versionCases = whole("version", [
  "",
  "# only a comment\n",
  "login_greeting = x\n",
  "dovecot_config_version = 2.4.1\n",
  "dovecot_storage_version = 2.4.1\ndovecot_config_version = 2.4.1\n",
  ...[
    "2.4.0",
    "2.4.4",
    "2.5.0",
    "2.3.21",
    "2.4",
    "foo",
    "",
    '"2.4.1"',
    "'2.4.0' # c",
    "$ENV:V",
    "<x",
    "2.4.1 2",
  ].map((version) => `dovecot_config_version = ${version}\ndovecot_storage_version = 2.4.1\n`),
  "dovecot_config_version = 2.4.1\ndovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.1\n",
  "dovecot_config_version = 2.4.1\ndovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n",
  "dovecot_config_version = 2.4.1\nssl_server {\n  dovecot_config_version = 2.4.1\n}\ndovecot_storage_version = x\n",
  "dovecot_config_version {\n}\n",
  "}\ndovecot_config_version = 2.4.1\n",
  "junk\ndovecot_config_version = 2.4.1\n",
  "\ufeffdovecot_config_version = 2.4.1\n",
  "\ufeff# c\ndovecot_config_version = 2.4.1\n",
  "dovecot_config_version = 2.4.1\ndovecot_storage_version =\n",
  "dovecot_config_version = 2.4.1\n!include_try none\nprotocol imap {\n  dovecot_storage_version = 2.4.1\n}\n",
  "!include_try none\ndovecot_config_version = 2.4.1\n",
]);

const types = [
  ...valuesOf("mail_debug", ["yes", "Y", "nO", "1", "0", "true", "", "%{x}", "$SET:auth_debug", '"yes"']),
  ...valuesOf("mail_max_userip_connections", [
    "10",
    "unlimited",
    "infinite",
    "Unlimited",
    "-1",
    "007",
    "4294967296",
  ]),
  ...valuesOf("auth_cache_ttl", [
    "0",
    "5",
    "1 h",
    "2 minut",
    "1M",
    "ms",
    "3000 ms",
    "1500msec",
    "infinite",
    "9999999w",
  ]),
  ...valuesOf("imapc_connection_retry_interval", ["5 ms", "1 s", "7"]),
  ...valuesOf("auth_cache_size", [
    "0",
    "10",
    "1023",
    "1024",
    "1K",
    "2 MiB",
    "5 Mb",
    "1.5M",
    "unlimited",
    "x",
  ]),
  ...valuesOf("fs_posix_mode", ["0600", "600", "0900", "0", "unlimited"]),
  ...valuesOf("imapc_port", ["0", "65535", "65536", "unlimited"]),
  ...valuesOf("lock_method", ["fcntl", "Fcntl", "", "dotlock:x"]),
  ...valuesOf("ssl_server_cert_file", [
    "/x",
    "</x",
    "inline:a",
    '"inline:\\"b"',
    "",
    "%{x}",
    "%{x",
    "inline:%{x",
  ]),
  ...valuesOf("mail_path", [
    "%{",
    "%{}",
    "%{a|b|c}",
    "%{a(1,'x',k=\"y\")}",
    "%{a(}",
    "%{a + 1}",
    "%%{",
    "%u",
  ]),
  ...valuesOf("ssl_server", ["x", ""]),
  ...valuesOf("passdb", ["x", ""]),
];

const lists = single("lists", [
  ...["a", "a b,c", "", '"a b" c', '"a" , "b', 'a"b', '"a"b', "a\\sb", '"a\\\\"', "a a", ",,", "'a b'"].map(
    (value) => `mail_plugins = ${value}\n`,
  ),
  "mail_plugins {\n  a = yes\n  b = no\n}\n",
  "mail_plugins {\n  a = maybe\n}\n",
  "mail_plugins = a\nmail_plugins {\n  b = yes\n  a = no\n}\n",
  "mail_plugins {\n  b = yes\n}\nmail_plugins = a\n",
  "mail_plugins/quota = yes\nmail_plugins/acl = no\n",
  "protocol imap {\n  mail_plugins {\n    imap_quota = yes\n  }\n}\nprotocol lmtp {\n  mail_plugins = x\n}\n",
  "listen {\n  ::1 = yes\n}\n",
  "listen {\n}\nlisten =\n",
  'import_environment {\n  A = b\n  "C D" = "e # f"\n  PATH = /x\n}\n',
  "import_environment =\nimport_environment {\n  A = $ENV:B\n}\n",
  "import_environment = A=b\n",
  "import_environment/X = y\n",
  'mail_plugins {\n  "a b" = yes\n  c#d = yes\n  "e#f" = yes\n}\n',
  "mail_plugins = $SET:mail_plugins a\n",
  "namespace x {\n  mailbox y {\n    special_use = \\Sent \\Trash\n  }\n}\n",
]);

const blocks = single("blocks", [
  "passdb {\n}\n",
  'passdb "" {\n}\n',
  "passdb a {\n  driver = static\n  passdb_driver = pam\n}\n",
  "passdb static {\n  password = x\n}\n",
  "passdb static2 {\n  driver = static\n  password = x\n}\n",
  "passdb a {\n}\npassdb a {\n  driver = b\n}\npassdb c {\n}\n",
  'passdb "two words" {\n  driver = x\n}\npassdb a/b {\n}\npassdb \'c {\n}\n',
  "passdb __x {\n}\n",
  "ssl_server x {\n}\n",
  'ssl_server "" {\n}\n',
  "ssl_server {\n  cert_file = /a\n  ssl_server_key_file = /b\n  ssl_cipher_list = ALL\n}\nssl_server_ca_file = /c\n",
  "auth_policy_server_url = http://x\nauth_policy_hash_nonce = y\nauth_policy {\n  server_api_header = pass=z\n}\n",
  "namespace a {\n  namespace b {\n  }\n}\n",
  "namespace a {\n  mailbox b {\n    auto = create\n    namespace c {\n    }\n  }\n}\n",
  "mailbox b {\n  mailbox c {\n  }\n}\n",
  "namespace a {\n  nothing = x\n}\n",
  "namespace a {\n  separator = ab\n}\n",
  "service a {\n  service b {\n  }\n}\n",
  "service imap {\n  inet_listener {\n  }\n}\n",
  "service imap {\n  inet_listener x {\n    port = 70000\n  }\n}\n",
  "service imap-login {\n  inet_listener imap {\n    port = 0\n  }\n  unix_listener a {\n    mode = 0666\n  }\n}\n",
  "service_process_limit = 5\nservice imap {\n  process_limit = 6\n}\n",
  "mail_attribute {\n}\n",
  "mail_attribute {\n  dict file {\n    path = /x\n  }\n}\n",
  "acl a {\n  rights = lr\n  id = owner\n}\n",
  "acl a {\n  id = owner\n}\n",
  "quota x {\n  quota_driver = count\n  warning y {\n    quota_storage_percentage = 80\n  }\n}\n",
  "dict_server {\n  dict x {\n    driver = file\n  }\n}\n",
  "nothing {\n}\n",
  "nothing x {\n  a = b\n  c {\n  }\n}\n",
  "mail_debug {\n}\n",
  "mail_debug {\n  x = y\n}\n",
  "service/imap/service_client_limit = 2\npassdb/x/driver = y\nssl_server/cert_file = /z\nnothing/x = y\n",
  "metric a {\n  filter = event=x\n  group_by r {\n    method discrete {\n    }\n  }\n}\n",
]);

const filters = single("filters", [
  "protocol imap {\n  ssl_server {\n    cert_file = /x\n  }\n}\n",
  "local_name *.EXAMPLE.org {\n  ssl_server_cert_file = /x\n}\n",
  'local_name "a b" {\n}\n',
  "local 10.0.0.0/8 {\n  auth_mechanisms = plain\n}\n",
  "local 10.0.0.0/8 {\n  passdb x {\n  }\n}\n",
  "ssl_server {\n  protocol imap {\n  }\n}\n",
  "remote 0.0.0.0/0 {\n  login_greeting = x\n}\n",
  "local 10.0.0.1 {\n  login_greeting = a\n}\nlogin_greeting = b\n",
  "protocol !imap {\n  mail_debug = yes\n}\nprotocol imap {\n  mail_debug = no\n}\n",
]);

const groups = single("groups", [
  "group @g a {\n  mail_debug = yes\n}\n@g = a\n",
  "@g = a\ngroup @g a {\n  mail_debug = yes\n  namespace x {\n    prefix = y\n  }\n}\n",
  "@g = a\n",
  "@mailbox_defaults = french\n",
  "@mailbox_defaults = english\nnamespace inbox {\n  @metric_defaults = proxy\n}\n",
  "group @g a {\n  @h = b\n}\n",
  "protocol imap {\n  group @g a {\n  }\n}\n",
  "protocol imap {\n  @mailbox_defaults = english\n}\n",
  "group @g {\n}\n",
  "group g a {\n  mail_debug = yes\n}\n",
  "group g a {\n}\n",
  "group passdb a {\n  driver = x\n}\n",
  'group @g "a b" {\n}\n',
  "group @mailbox_defaults english {\n  mail_debug = yes\n}\n@mailbox_defaults = english\n",
  "group @g a {\n  base_dir = /x\n}\n",
  "@g = a\n@g = b\ngroup @g b {\n}\n",
]);

const meaning = single("meaning", [
  "passdb ldap {\n  driver = %{user | lower}\n}\n",
  "passdb static {\n  username_filter = a-%{user}\n}\n",
  "passdb_username_filter = %{user}\npassdb static {\n}\n",
  "passdb_username_filter = %{user}\npassdb static {\n  username_filter = b\n}\n",
  "passdb static {\n  driver = %{process:pid}\n}\n",
  "passdb static {\n  mechanisms_filter = %{user}\n  fields {\n    a = %{user}\n  }\n}\n",
  "userdb static {\n  result_success = %{user}\n}\n",
  "passdb_driver = %{user}\n",
  "mail_home = a\tb  c\td e\nmail_path = $SET:mail_home b\tc \td\te f\n",
  "login_greeting = x instance_name=\t$SET:instance_name a  b\n",
  "login_greeting = x $SET:instance_name\tb\n",
  "ssl = required\nauth_allow_cleartext = yes\n",
  "protocol imap {\n  ssl = required\n  auth_allow_cleartext = yes\n}\n",
  "ssl = no\nlocal 10.0.0.1 {\n  ssl = yes\n}\n",
  "ssl_server_request_client_cert = yes\n",
  "protocols = imap none\n",
  "protocols =\n",
  "listen =\n",
  "service x {\n  type = odd\n}\n",
  "service auth {\n  process_limit = 2\n}\n",
  "service imap {\n  vsz_limit = 100k\n}\nprotocols = imap\n",
  "service imap {\n  vsz_limit = 100k\n}\n",
  "service lmtp {\n  inet_listener a {\n    port = 24\n  }\n  inet_listener b {\n    port = 24\n  }\n}\nprotocols = lmtp\n",
  "service a {\n  inet_listener x {\n    port = 7\n    listen = 127.0.0.1\n  }\n}\nservice b {\n  inet_listener x {\n    port = 7\n  }\n}\n",
  "service a {\n  unix_listener anvil {\n    mode = 0600\n  }\n}\n",
  "service a {\n  unix_listener /run/dovecot/anvil {\n  }\n}\n",
  "service a {\n  chroot = x\n  drop_priv_before_exec = yes\n}\n",
  "default_process_limit = 0\n",
  "language en {\n}\n",
  "language en {\n  default = yes\n}\nlanguage fr {\n}\n",
  "language en {\n  default = yes\n}\nlanguage fr {\n  default = yes\n}\n",
  "metric a {\n  filter = event=x\n  exporter = none\n}\n",
  "metric a {\n  filter = event=x\n  exporter = e\n}\nevent_exporter e {\n  format = json\n}\n",
  "metric a {\n}\n",
  "event_exporter e {\n  format = xml\n}\n",
  "mail_nfs_index = yes\n",
  "mail_nfs_index = yes\nmmap_disable = yes\nmail_fsync = always\n",
  "quota x {\n  driver = none\n}\n",
  "oauth2_client_id = x\n",
  "oauth2_introspection_mode = post\n",
  "sieve_vacation_min_period = 2d\nsieve_vacation_max_period = 1d\n",
  "compress_bz2_block_size_100k = 0\n",
  "mail_always_cache_fields = * flags\n",
  "lmtp_user_concurrency_limit = 0\n",
  "execute_driver = tcp\n",
]);

const beforeLogin = single("variables that nobody has yet", [
  ...[
    "base_dir",
    "instance_name",
    "ssl",
    "first_valid_uid",
    "default_login_user",
    "listen",
    "login_greeting",
  ].map((name) => `${name} = %{user}\n`),
  ...["%{env:HOME}", "%{system:hostname}", "%{foo:bar}", "%%{user}", "%{literal('x')}", "%{ user }"].map(
    (value) => `base_dir = /x/${value}\n`,
  ),
  ...["default('y')", "default('y') | lower", "lower | default('y')", "lower"].map(
    (filters) => `base_dir = /x/%{user | ${filters}}\n`,
  ),
  ...["client_limit", "vsz_limit"].flatMap((name) =>
    ["%{user}", "$SET:default_process_limit", "$ENV:NO", "1 $ENV:NO"].map(
      (value) => `default_${name} = ${value}\n`,
    ),
  ),
  "default_client_limit = $SET:default_process_limit\nservice_client_limit = 10\n",
  "service imap {\n  chroot = %{user}\n  extra_groups = %{user}\n}\n",
  "service imap {\n  unix_listener %{user} {\n    user = %{user}\n  }\n}\n",
  "service x {\n  executable = y\n  fifo_listener y {\n    path = %{user}\n  }\n}\n",
  "protocols = imap\nservice pop3-login {\n  inet_listener pop3 {\n    port = %{user}\n  }\n}\n",
  "service imap-login {\n  inet_listener imap {\n    port = %{user | default(143)}\n  }\n}\n",
  "protocol imap {\n  base_dir = %{user}\n}\nlocal 10.0.0.1 {\n  ssl = %{user}\n}\n",
  "passdb a {\n  driver = pam\n  master = %{user | default('no')}\n}\n",
  "inet_listener_port = %{user}\n",
  "base_dir = /run/%{system:foo}\n",
  "base_dir = /run/%{system:hostname}/%{dovecot:version}\n",
  "base_dir = /run/%{dovecot:hostname}\n",
  "log_debug = %{user}\n",
  "log_debug = category=auth and user=%{user}\n",
  "service_user = %{user}\n",
]);

const elements = single("elements of boolean lists", [
  "submission_backend_capabilities/plus = no import_environment/key\t = %{x}\n",
  "protocol imap {\n  sieve_global_extensions/plus = yes imapc_password= %%{x size = No\n}\n",
  "imap_client_workarounds = delay-newmail x=  $SET:mail_log_prefix\tx\n",
  "lmtp_client_workarounds = foo $ENV:X\n",
  "mail_plugins {\n  a = yes key=x\n  b = no pass=y z\n}\n",
]);

const old = single("settings of 2.3", [
  "disable_plaintext_auth = no\nssl_cert = </x\nmail_location = maildir:~/Maildir\n",
  "plugin {\n  sieve = ~/x\n}\n",
  "passdb {\n  driver = pam\n}\n",
  "mail_plugins = $mail_plugins quota\n",
  "service imap {\n  service_count = 1\n}\n",
]);

/** What 2.3 is asked, of 2.4: much of the language is the same, and what is not must be refused. */
const asked: Case[] = oldCases.map(([title, files]) => [
  `2.3: ${title}`,
  { ...files, "dovecot.conf": versions + (files["dovecot.conf"] ?? "") },
]);

export const cases: readonly Case[] = [
  ...versionCases,
  ...types,
  ...lists,
  ...blocks,
  ...filters,
  ...groups,
  ...meaning,
  ...beforeLogin,
  ...elements,
  ...old,
  ...asked,
];
