// Random Dovecot 2.3 trees: settings of all its tables with values of their types, the sections that change most in 2.4,
// spread over included files, said twice, with comments. The same trees for the same seed.

import fc from "fast-check";
import { type Field, roots } from "../../src/settings/dovecot-23.ts";
import type { Files } from "./daemons.ts";

/** Of other products, or read by nobody but a daemon's own tests. */
const leftOut =
  /^(director_|old_stats_|replicat|ssl_parameters|ssl_dh_parameters_length|config_cache|dict_db_|managesieve_(sieve|notify)_cap)/;

/** Texts that must have a form. */
const forms: Readonly<Record<string, readonly string[]>> = {
  protocols: ["imap", "imap pop3", "imap lmtp sieve", "none", "imap submission", "$protocols sieve"],
  listen: ["127.0.0.1", "*", "*, ::", "127.0.0.1, ::1", "10.0.0.1 10.0.0.2"],
  mail_location: [
    "maildir:~/Maildir",
    "mbox:~/mail:INBOX=/var/mail/%u",
    "mdbox:/var/vmail/%d/%n/mdbox:ALT=/alt/%d/%n:INDEX=/idx/%u",
    "sdbox:~/sdbox:CONTROL=/ctl/%Ld/%Ln:UTF8",
    "maildir:/var/vmail/%2.1Mu/%u:LAYOUT=fs:INDEX=MEMORY",
    "maildir:%h/mail:VOLATILEDIR=/tmp/%2.256Nu/%u:LISTINDEX=idx",
  ],
  mail_plugins: [
    "quota",
    "quota acl",
    "$mail_plugins zlib",
    "$mail_plugins quota",
    "mail_log notify",
    "fts fts_solr",
  ],
  ssl_cert: ["</etc/ssl/a.pem", "<%P/x.pem"],
  ssl_key: ["</etc/ssl/a.key"],
  ssl_ca: ["</etc/ssl/ca.pem"],
  ssl_dh: ["</etc/dovecot/dh.pem"],
  ssl_alt_cert: ["</etc/ssl/ec.pem"],
  ssl_alt_key: ["</etc/ssl/ec.key"],
  ssl_client_cert: ["</etc/ssl/client.pem"],
  ssl_client_key: ["</etc/ssl/client.key"],
  ssl_min_protocol: ["TLSv1", "TLSv1.1", "TLSv1.2", "ANY"],
  ssl_protocols: ["!SSLv3", "!SSLv3 !TLSv1 !TLSv1.1"],
  ssl_options: ["no_compression", "no_ticket"],
  ssl_cipher_list: ["HIGH:!aNULL", "ALL:!LOW:!SSLv2:!EXP"],
  auth_mechanisms: ["plain", "plain login", "plain login cram-md5", "external"],
  auth_username_format: ["%u", "%n", "%Lu", "%Ln", "%u@%d", ""],
  auth_username_translation: ["%@", ""],
  auth_realms: ["example.org", ""],
  auth_policy_hash_mech: ["sha256"],
  auth_policy_server_url: [""],
  login_trusted_networks: ["10.0.0.0/8", "127.0.0.1 ::1"],
  haproxy_trusted_networks: ["10.0.0.0/8", "192.168.0.0/16, ::1"],
  login_access_sockets: ["tcpwrap"],
  login_greeting: ["ready", '"Dovecot, ready "'],
  login_log_format: ["%$: %s", "%s - %$"],
  login_log_format_elements: ["user=<%u> method=%m rip=%r lip=%l", "user=<%u> %c %k session=<%{session}>"],
  login_source_ips: ["127.0.0.1", ""],
  log_path: ["/var/log/dovecot.log", "syslog", "/dev/stderr"],
  log_debug: ["category=auth", ""],
  log_core_filter: [""],
  process_shutdown_filter: ["", "event=mail_user_session_finished"],
  log_timestamp: ['"%Y-%m-%d %H:%M:%S "', '"%b %d %H:%M:%S "'],
  mail_log_prefix: ['"%s(%u): "', '"%s(%u)<%{pid}><%{session}>: "'],
  deliver_log_format: ["msgid=%m: %$", "%f %s %$ %p %w"],
  imap_logout_format: ["in=%i out=%o", "in=%i out=%o deleted=%{deleted} expunged=%{expunged}"],
  pop3_logout_format: ["top=%t/%p, retr=%r/%b, del=%d/%m, size=%s", "in=%i out=%o"],
  submission_logout_format: ["in=%i out=%o"],
  pop3_uidl_format: ["%08Xu%08Xv", "%g", "%f", "%v.%u", "%08Xv%08Xu", "%m"],
  postmaster_address: ["postmaster@example.org", "postmaster@%d"],
  imap_capability: ["+XFOO", "+XFOO XBAR", ""],
  imap_id_send: ["name *", '"name" * support-url http://x.example'],
  imap_id_log: ["*", ""],
  imap_client_workarounds: ["delay-newmail", "tb-extra-mailbox-sep tb-lsub-flags"],
  pop3_client_workarounds: ["outlook-no-nuls", "outlook-no-nuls oe-ns-eoh"],
  lmtp_client_workarounds: ["whitespace-before-path", ""],
  submission_client_workarounds: ["whitespace-before-path", ""],
  managesieve_client_workarounds: [""],
  mail_attachment_hash: ["%{sha1}", "%{sha256:80}"],
  mail_attachment_fs: ["sis posix", "posix", "sis-queue /var/q:posix"],
  mail_attachment_detection_options: ["add-flags", "add-flags content-type=!application/signature", ""],
  mail_attachment_dir: ["/var/attachments", ""],
  mail_attribute_dict: ["file:%h/dovecot-attributes", "proxy::attributes", "file:/etc/attr"],
  mail_always_cache_fields: ["", "flags"],
  mail_cache_fields: ["flags", "flags date.received"],
  mail_never_cache_fields: ["imap.envelope", ""],
  mail_home: ["/var/vmail/%d/%n", "/home/%u", "/srv/%Ln"],
  mail_uid: ["vmail", "5000"],
  mail_gid: ["vmail", "5000"],
  mail_chroot: ["", "/var/chroot"],
  mail_server_admin: ["mailto:root@example.org", ""],
  mail_temp_dir: ["/tmp", "/var/tmp"],
  mailbox_list_index_include_inbox: ["yes", "no"],
  mbox_md5: ["apop3d", "all"],
  mbox_read_locks: ["fcntl", "dotlock"],
  mbox_write_locks: ["fcntl", "dotlock fcntl"],
  imapc_features: ["", "rfc822.size fetch-headers"],
  pop3c_features: ["", "no-pipelining"],
  dsync_features: ["", "empty-header-workaround"],
  dsync_alt_char: ["_", "-"],
  dsync_remote_cmd: ["ssh -l%{login} %{host} doveadm dsync-server -u%u -U"],
  lmtp_hdr_delivery_address: ["final", "original", "none"],
  lda_original_recipient_header: ["X-Original-To", ""],
  hostname: ["mail.example.org", ""],
  default_client_limit: ["1000", "500"],
  default_process_limit: ["100", "500"],
  default_vsz_limit: ["0", "256M", "1 G"],
  recipient_delimiter: ["+", "-", "+-"],
  rejection_subject: ["Rejected: %s", "Automatically rejected"],
  rejection_reason: ["Your message to <%t> was automatically rejected:%n%r", "no: %r"],
  valid_chroot_dirs: ["/var/vmail", ""],
  submission_relay_host: ["127.0.0.1", "smtp.example.org"],
  submission_backend_capabilities: ["", "8BITMIME"],
  submission_host: ["", "smtp.example.org:25"],
  lmtp_address_translate: ["%n@%d"],
  replication_dsync_parameters: ["-d -N -l 30 -U"],
  import_environment: ["TZ", "TZ DEBUG=1", "TZ CORE_OUTOFMEM"],
  doveadm_allowed_commands: ["", "kick who"],
  last_login_dict: ["file:~/.last-login"],
};

const times = ["0", "5s", "30 secs", "2 mins", "1 hours", "1d", "2w", "10m"];
const sizes = ["0", "64k", "1 M", "10M", "1G", "1048576", "2 k"];

function anyValue({ name, type, value }: Field): fc.Arbitrary<string> {
  const own = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (own !== undefined) return fc.constantFrom(...own);
  switch (type) {
    case "bool":
      return fc.constantFrom("yes", "no");
    case "uint":
      return fc.constantFrom("0", "1", "3", "10", "500", "4096");
    case "uint_oct":
      return fc.constantFrom("0600", "0660", "0666");
    case "time":
      return fc.constantFrom(...times);
    case "time_msecs":
      return fc.constantFrom(...times, "500 msecs");
    case "size":
      return fc.constantFrom(...sizes);
    case "in_port":
      return fc.constantFrom("0", "2525", "10143");
    case "enum":
      return fc.constantFrom(...(value ?? "").split(":"));
    case "str_vars":
      return fc.constantFrom("/var/x/%u", "%d", "%Ln@%Ld", "plain", "", "%{session}");
    default:
      return fc.constantFrom("foo", "/var/lib/foo", "a b", "");
  }
}

const seen = new Set<string>();
const fields = roots()
  .flatMap((root) => root.fields)
  .filter(({ name, type }) => {
    if (/^(deflist|deflist_unique|strlist|alias)$/.test(type) || leftOut.test(name) || seen.has(name))
      return false;
    seen.add(name);
    return true;
  });

const setting = fc
  .constantFrom(...fields)
  .chain((field) => anyValue(field).map((value) => `${field.name} = ${value}`));

/** What people set, more often than the tables' mean. */
const common = fc
  .constantFrom(...fields.filter(({ name }) => Object.hasOwn(forms, name)))
  .chain((field) => anyValue(field).map((value) => `${field.name} = ${value}`));

const oneOfOften = fc.oneof(setting, common, common);

const indent = (lines: readonly string[]): string =>
  lines.map((line) => `${line.replace(/^/gm, "  ")}\n`).join("");
const section = (head: string, lines: readonly string[]): string => `${head} {\n${indent(lines)}}`;

const services = [
  "imap-login",
  "pop3-login",
  "auth",
  "lmtp",
  "imap",
  "anvil",
  "auth-worker",
  "stats",
  "dict",
  "managesieve-login",
  "custom",
  "dns_client",
  "director",
];

const listener = fc
  .record({
    head: fc.constantFrom(
      "inet_listener imap",
      "inet_listener imaps",
      "inet_listener",
      "inet_listener x",
      "unix_listener y",
      "unix_listener /run/z",
      "fifo_listener f",
    ),
    inet: fc.subarray(
      ["address = 127.0.0.1", "port = 10999", "ssl = yes", "haproxy = yes", "reuse_port = no"],
      { minLength: 1 },
    ),
    unix: fc.subarray(["mode = 0666", "user = vmail", "group = mail"], { minLength: 1 }),
  })
  .map(({ head, inet, unix }) => section(head, head.startsWith("inet") ? inet : unix));

const service = fc
  .record({
    name: fc.constantFrom(...services),
    settings: fc.subarray(
      [
        "process_limit = 10",
        "service_count = 0",
        "service_count = 1",
        "vsz_limit = 64M",
        "client_limit = 20",
        "process_min_avail = 2",
        "idle_kill = 5 mins",
        "user = vmail",
        "executable = script x",
        "chroot = login",
      ],
      { maxLength: 4 },
    ),
    listeners: fc.array(listener, { maxLength: 2 }),
  })
  .map(({ name, settings, listeners }) => {
    const isSingle = /^(auth|anvil|stats|dict|director|auth-worker)$/.test(name);
    const allowed = isSingle ? settings.filter((line) => !line.startsWith("process_")) : settings;
    return section(`service ${name}`, [...allowed, ...new Set(listeners)]);
  });

const mailbox = fc
  .record({
    name: fc.constantFrom("Trash", "Sent", '"Sent Messages"', "virtual/All", "Junk"),
    settings: fc.subarray(
      [
        "special_use = \\Trash",
        "auto = subscribe",
        "auto = create",
        "autoexpunge = 30d",
        "autoexpunge_max_mails = 100",
        "comment = x y",
      ],
      { maxLength: 3 },
    ),
  })
  .map(({ name, settings }) => section(`mailbox ${name}`, settings));

const namespace = fc
  .record({
    head: fc.constantFrom("namespace inbox", "namespace", "namespace other", "namespace shared"),
    settings: fc.subarray(
      [
        "inbox = yes",
        "separator = /",
        "type = private",
        "hidden = no",
        "list = yes",
        "subscriptions = yes",
        "location = maildir:~/other",
        "order = 2",
        "ignore_on_failure = yes",
      ],
      { maxLength: 5 },
    ),
    prefix: fc.constantFrom("", "INBOX/", "other/"),
    mailboxes: fc.array(mailbox, { maxLength: 2 }),
  })
  .map(({ head, settings, prefix, mailboxes }) =>
    section(head, [...settings, `prefix = ${prefix}`, ...mailboxes]),
  );

const passdb = fc.constantFrom(
  "driver = pam",
  "driver = pam\nargs = session=yes dovecot",
  "driver = pam\nargs = failure_show_msg=yes max_requests=5 cache_key=%u dovecot",
  "driver = passwd-file\nargs = /etc/dovecot/users",
  "driver = passwd-file\nargs = scheme=CRYPT username_format=%n /etc/dovecot/%d/users",
  "driver = static\nargs = password=x proxy=y host=10.0.0.1 nopassword=y",
  "driver = passwd-file\nargs = /etc/deny\ndeny = yes",
  "driver = sql\nargs = TREE/dovecot-sql.conf.ext",
  "driver = ldap\nargs = TREE/dovecot-ldap.conf.ext",
  "driver = passwd-file\nargs = /etc/master\nmaster = yes\npass = yes",
  "driver = checkpassword\nargs = /bin/check",
  "driver = shadow",
  "driver = lua\nargs = file=/etc/x.lua blocking=yes",
  "driver = sql\nargs = /not/at/hand.conf.ext\nresult_failure = continue-ok",
  "driver = pam\nusername_filter = *@example.org\nskip = authenticated\nmechanisms = plain login",
  "driver = passwd\nargs = blocking=no",
  "driver = static\nargs = nopassword=y\ndefault_fields = user=%Lu proxy=y\noverride_fields = nodelay=y",
);

const userdb = fc.constantFrom(
  "driver = passwd",
  "driver = passwd\noverride_fields = home=/home/%u mail=maildir:~/Maildir",
  "driver = static\nargs = uid=vmail gid=vmail home=/var/vmail/%d/%n",
  "driver = static\nargs = uid=5000 gid=5000 home=/srv/%Lu allow_all_users=yes",
  "driver = prefetch",
  "driver = sql\nargs = TREE/dovecot-sql.conf.ext",
  "driver = ldap\nargs = TREE/dovecot-ldap.conf.ext\ndefault_fields = home=/home/%n",
  "driver = passwd-file\nargs = username_format=%u /etc/dovecot/users\ndefault_fields = quota_rule=*:storage=1G",
  "driver = nss",
);

const pluginSettings = [
  "quota = maildir:User quota",
  "quota = count:User quota",
  "quota = dict:User quota::proxy::quota",
  "quota_rule = *:storage=1G",
  "quota_rule2 = Trash:storage=+100M",
  "quota_rule3 = SPAM:ignore",
  "quota_rule4 = *:messages=1000",
  "quota_rule5 = Junk:storage=+10%%",
  "quota_grace = 10%%",
  "quota_grace = 50M",
  "quota_warning = storage=95%% quota-warning 95 %u",
  "quota_warning2 = -storage=100%% quota-warning below %u",
  "quota_max_mail_size = 100M",
  "quota_exceeded_message = full",
  "quota_status_success = DUNNO",
  "quota_status_nouser = DUNNO",
  'quota_status_overquota = "552 5.2.2 Mailbox is full"',
  "quota_vsizes = yes",
  "sieve = file:~/sieve;active=~/.dovecot.sieve",
  "sieve = ~/.dovecot.sieve",
  "sieve_dir = ~/sieve",
  "sieve_global_dir = /var/lib/sieve",
  "sieve_before = /etc/sieve/before.d",
  "sieve_before2 = /etc/sieve/b2.sieve",
  "sieve_after = /etc/sieve/after.d",
  "sieve_default = /etc/sieve/default.sieve",
  "sieve_default_name = roundcube",
  "sieve_global = /etc/sieve/global",
  "sieve_extensions = +notify -vacation",
  "sieve_extensions = fileinto reject",
  "sieve_global_extensions = +vnd.dovecot.pipe",
  "sieve_plugins = sieve_imapsieve sieve_extprograms",
  "sieve_max_script_size = 1M",
  "sieve_max_redirects = 30",
  "sieve_quota_max_scripts = 0",
  "sieve_quota_max_storage = 10M",
  "sieve_user_log = ~/sieve.log",
  "sieve_vacation_dont_check_recipient = yes",
  "sieve_vacation_send_from_recipient = yes",
  "sieve_vacation_min_period = 1h",
  "sieve_redirect_envelope_from = recipient",
  "sieve_spamtest_status_type = score",
  "sieve_spamtest_status_header = X-Spam-Score: (-?[0-9]+)",
  "sieve_spamtest_max_value = 5.0",
  "sieve_spamtest_text_value1 = x",
  "sieve_pipe_bin_dir = /usr/lib/sieve",
  "sieve_execute_socket_dir = sieve-execute",
  "sieve_trace_dir = ~/trace",
  "sieve_trace_level = actions",
  "sieve_user_email = %u",
  "sieve_subaddress_sep = +",
  "sieve_editheader_protected = X-Verified",
  "sieve_editheader_forbid_delete = Subject",
  "recipient_delimiter = +",
  "imapsieve_url = sieve://example.org:4190",
  "imapsieve_mailbox1_name = Junk\nimapsieve_mailbox1_causes = COPY\nimapsieve_mailbox1_before = file:/usr/lib/sieve/spam.sieve",
  "imapsieve_mailbox2_name = *\nimapsieve_mailbox2_from = Junk\nimapsieve_mailbox2_causes = COPY APPEND\nimapsieve_mailbox2_before = file:/usr/lib/sieve/ham.sieve",
  "acl = vfile",
  "acl = vfile:/etc/dovecot/acls:cache_secs=300",
  "acl_shared_dict = file:/var/lib/dovecot/shared-mailboxes",
  "acl_anyone = allow",
  "acl_defaults_from_inbox = yes",
  "acl_globals_only = yes",
  "acl_user = %u",
  "zlib_save = gz",
  "zlib_save = lz4",
  "zlib_save = xz",
  "zlib_save_level = 6",
  "mail_log_events = delete undelete expunge copy",
  "mail_log_fields = uid box msgid size",
  "mail_log_cached_only = yes",
  "expire = Trash",
  "trash = /etc/dovecot/trash.conf",
  "autocreate = Trash",
  "autosubscribe = Trash",
  "lazy_expunge = Deleted",
  "lazy_expunge_only_last_instance = yes",
  "fts = solr",
  "fts = lucene",
  "fts_solr = url=http://localhost:8983/solr/dovecot/ batch_size=500",
  "fts_autoindex = yes",
  "fts_autoindex_max_recent_msgs = 80",
  "fts_autoindex_exclude = \\Trash",
  "fts_enforced = body",
  "fts_languages = en de",
  "fts_tokenizers = generic email-address",
  "fts_filters = normalizer-icu snowball stopwords",
  "fts_tika = http://tika:9998/tika/",
  "fts_decoder = decode2text",
  "fts_index_timeout = 60s",
  "last_login_dict = redis:host=127.0.0.1:port=6379",
  "last_login_key = last-login/%u",
  "last_login_precision = ms",
  "notify_status_dict = proxy::notify",
  "push_notification_driver = dlog",
  "push_notification_driver = ox:url=http://x/",
  "mail_crypt_curve = secp521r1",
  "mail_crypt_save_version = 2",
  "mail_crypt_global_public_key = </etc/dovecot/ecpub.pem",
  "mail_crypt_global_private_key = </etc/dovecot/ecpriv.pem",
  "mail_replica = tcp:replica.example.org",
  "replication_full_sync_interval = 1 hours",
  "charset_alias = x",
  "virtual_max_open_mailboxes = 64",
  "welcome_script = welcome /usr/bin/welcome",
  "welcome_wait = yes",
  "pop3_migration_mailbox = INBOX",
  "old_stats_refresh = 30 secs",
  "stats_refresh = 30 secs",
  "my_own = 1",
];

const pluginLines = fc.subarray(pluginSettings, { maxLength: 14 });

const plugin = pluginLines.map((lines) => section("plugin", lines));

const filter = fc
  .record({
    head: fc.constantFrom(
      "protocol imap",
      "protocol lmtp",
      "protocol lda",
      "protocol pop3",
      "protocol sieve",
      "protocol !imap",
      "remote 10.0.0.0/8",
      "local 127.0.0.1",
      "local_name mail.example.org",
      "protocol submission",
    ),
    settings: fc.array(
      fc.constantFrom(
        "mail_plugins = $mail_plugins quota",
        "mail_plugins = $mail_plugins imap_quota imap_zlib",
        "mail_plugins = sieve",
        "ssl = no",
        "disable_plaintext_auth = no",
        "mail_max_userip_connections = 30",
        "ssl_cert = </etc/ssl/b.pem",
        "mail_debug = yes",
        "auth_mechanisms = plain",
        "login_greeting = x",
        "mail_location = maildir:~/M",
        "plugin {\n  sieve_after = /x\n}",
        "passdb {\n  driver = pam\n}",
        "imap_idle_notify_interval = 5 mins",
      ),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ head, settings }) => {
    // "Auth settings not supported inside local/remote blocks"
    const byClient = /^(local|remote) /.test(head);
    return section(head, byClient ? settings.filter((line) => !/^(auth_|passdb)/.test(line)) : settings);
  });

const dict = fc
  .constantFrom(
    "quota = mysql:TREE/dovecot-dict-sql.conf.ext",
    "acl = file:/var/lib/acl",
    "x = redis:host=127.0.0.1:prefix=y",
  )
  .map((line) => section("dict", [line]));

const statistics = fc.constantFrom(
  "event_exporter log {\n  format = json\n  format_args = time-rfc3339\n  transport = log\n}\nmetric x {\n  exporter = log\n  filter = event=imap_command_finished\n}",
  "event_exporter web {\n  format = json\n  format_args = time-unix\n  transport = http-post\n  transport_args = http://localhost/x\n  transport_timeout = 500 msecs\n}",
  "metric y {\n  filter = event=imap_command_finished AND tagged_reply_state=OK\n  group_by = user duration:exponential:1:5:10\n  fields = bytes_in\n}",
  "metric z {\n  filter = event=auth_request_finished\n  group_by = success\n  description = logins\n}",
);

const statement = fc.oneof(
  { arbitrary: statistics, weight: 1 },
  { arbitrary: oneOfOften, weight: 10 },
  { arbitrary: service, weight: 3 },
  { arbitrary: namespace, weight: 2 },
  { arbitrary: passdb.map((text) => section("passdb", text.split("\n"))), weight: 2 },
  { arbitrary: userdb.map((text) => section("userdb", text.split("\n"))), weight: 2 },
  { arbitrary: plugin, weight: 2 },
  { arbitrary: filter, weight: 3 },
  { arbitrary: dict, weight: 1 },
  { arbitrary: fc.constantFrom("# a comment", "", "  # another, indented"), weight: 2 },
);

const body = fc.array(statement, { maxLength: 9 }).map((lines) => `${lines.join("\n")}\n`);

const ext = {
  "dovecot-sql.conf.ext": `driver = mysql
connect = host=localhost dbname=mail user=mail password=not-a-real-one
password_query = SELECT password FROM users WHERE userid = '%u'
user_query = SELECT home, uid, gid FROM users WHERE userid = '%n'
`,
  "dovecot-ldap.conf.ext": `hosts = ldap.example.org
base = ou=people,dc=example,dc=org
auth_bind = yes
user_attrs = homeDirectory=home,uidNumber=uid
`,
  "dovecot-dict-sql.conf.ext": `connect = host=localhost dbname=mail
map {
  pattern = priv/quota/storage
  table = quota
  username_field = username
  value_field = bytes
}
`,
};

const tree = fc
  .record({ first: body, included: body, more: body, last: body, ways: fc.nat(3) })
  .map(({ first, included, more, last, ways }): Files => {
    // Without `protocols`, what 2.3 serves depends on who built it.
    const start = `protocols = imap pop3 lmtp\n${first}`;
    if (ways === 0) return { ...ext, "dovecot.conf": start + included };
    const include =
      ways === 1 ? "!include conf.d/*.conf\n" : "!include conf.d/10-a.conf\n!include_try conf.d/20-b.conf\n";
    return {
      ...ext,
      "dovecot.conf": `${start}${include}${ways === 3 ? "!include_try local.conf\n" : ""}${last}`,
      "conf.d/10-a.conf": included,
      "conf.d/20-b.conf": more,
      ...(ways === 3 ? { "local.conf": last } : {}),
    };
  });

/** `TREE` stands for the directory. */
export function randomTrees(seed: number, count: number): readonly Files[] {
  return fc.sample(tree, { seed, numRuns: count });
}
/** Every statement of the generator by itself. */
export const statements: readonly string[] = [
  ...fields.flatMap((field) =>
    fc.sample(anyValue(field), { seed: 1, numRuns: 2 }).map((value) => `${field.name} = ${value}`),
  ),
  "mail_plugins = zlib quota",
  "protocol managesieve {\n  mail_debug = yes\n}",
  "passdb {\n  driver = shadow\n}",
  "service imap-login {\n  service_count = 0\n  inet_listener imap {\n    address = 127.0.0.1\n  }\n}",
  'local_name "a.example b.example" {\n  ssl_min_protocol = TLSv1.2\n}',
  "dict {\n  quota = file:/x\n}",
  "event_exporter web {\n  format = json\n  format_args = time-unix\n  transport = http-post\n  transport_args = http://localhost/x\n}",
  "metric y {\n  filter = event=imap_command_finished\n  group_by = user\n}",
  ...pluginSettings.map((line) => section("plugin", [line])),
];
