import { expect, test } from "vitest";
import { discover } from "../../src/discover.ts";
import { memoryHost } from "../../src/host.ts";
import type { Dialect } from "../../src/source.ts";

const dovecot = "protocols = imap\npassdb {\n  driver = pam\n}\n";
const main = "myhostname = a.example\nmydestination = example\n";
const master = "smtp inet n - y - - smtpd\n";
const courier = "ADDRESS=0\nPORT=143\nIMAPDSTART=YES\n";
const map = "hosts = localhost\nquery = SELECT 1\n";

/** `daemon root+files…` of each entry, `?` behind a partial one. */
function found(
  files: Readonly<Record<string, string>>,
  paths: readonly string[] = [""],
  dialect?: Dialect,
): string[] {
  const { entries } = discover(paths, memoryHost(files), dialect === undefined ? {} : { dialect });
  return entries.map(
    ({ daemon, root, files, partial }) => `${daemon} ${[root, ...files].join("+")}${partial ? "?" : ""}`,
  );
}

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    "one host",
    {
      "etc/dovecot/dovecot.conf": dovecot,
      "etc/dovecot/conf.d/10-ssl.conf": "ssl = yes\n",
      "etc/postfix/main.cf": main,
      "etc/postfix/master.cf": master,
    },
    ["dovecot etc/dovecot/dovecot.conf", "postfix etc/postfix/main.cf+etc/postfix/master.cf"],
  ],
  [
    "many hosts",
    { "a/dovecot.conf": dovecot, "b/dovecot.conf": dovecot, "b/main.cf": main },
    ["dovecot a/dovecot.conf", "dovecot b/dovecot.conf", "postfix b/main.cf"],
  ],
  ["a lone master.cf is partial", { "master.cf": master }, ["postfix master.cf?"]],
  [
    "files of other programs",
    {
      "bird/bird.conf": "protocol kernel {\n  export all;\n}\nprotocol device {\n  scan time 10;\n}\n",
      "fail2ban/action.d/nft.conf": "[Init]\ntable = f2b\ntable_family = inet\n",
      "fail2ban/filter.d/dovecot.conf": "# about Dovecot\n[Definition]\nfailregex = auth failed\n",
      "logrotate.d/dovecot.conf": "/var/log/dovecot.log {\n  weekly\n}\n",
      "php-fpm.d/pools.conf": "[system]\nlisten = 9000\nssl = no\n",
      "radicale.conf": "[server]\nhosts = 0.0.0.0:5232\n",
      "relayd.conf":
        "relay www {\n  listen on 1 port 80\n  protocol http\n  forward to <hosts>\n}\nprotocol http {\n  match request\n  block\n}\n",
      "supervisor/dovecot.conf": "[program:dovecot]\ncommand = /usr/sbin/dovecot -F\n",
    },
    [],
  ],
  ["a dovecot.conf that is all wrong", { "dovecot.conf": "ssl no\n" }, ["dovecot dovecot.conf"]],
  [
    "lone fragments are partial",
    { "files/10-ssl.conf": "ssl = yes\nssl_cert = x\n" },
    ["dovecot files/10-ssl.conf?"],
  ],
  [
    "a fragment below a dovecot.conf is its",
    { "d/dovecot.conf": dovecot, "d/conf.d/deep/20-x.conf": "ssl = yes\nssl_cert = x\n" },
    ["dovecot d/dovecot.conf"],
  ],
  [
    "files of authentication belong to dovecot.conf",
    { "dovecot.conf": dovecot, "dovecot-sql.conf.ext": "driver = mysql\n" },
    ["dovecot dovecot.conf+dovecot-sql.conf.ext"],
  ],
  [
    "tables belong to main.cf",
    { "main.cf": main, "mysql-users.cf": map },
    ["postfix main.cf+mysql-users.cf"],
  ],
  [
    "Courier's files are one system in the order of its scripts",
    {
      "etc/courier/pop3d": courier,
      "etc/courier/imapd-ssl": courier,
      "etc/courier/imapd": courier,
      "etc/courier/authmysqlrc": "MYSQL_SERVER x\n",
    },
    ["courier etc/courier/imapd+etc/courier/imapd-ssl+etc/courier/pop3d+etc/courier/authmysqlrc"],
  ],
  [
    "samples of a package count when they stand alone",
    { "courier/imapd.dist": courier },
    ["courier courier/imapd.dist"],
  ],
  [
    "and not beside the file in use",
    { "courier/imapd": courier, "courier/imapd.dist": courier },
    ["courier courier/imapd"],
  ],
  ["PAM's services are none of Courier's", { "etc/pam.d/imapd": "auth required pam_unix.so\n" }, []],
  [
    "files of other programs are left alone",
    {
      "nginx.conf": "server {\n  listen 80;\n}\n",
      "my.cf": "[mysqld]\n",
      "app.conf": "ssl = yes\nport = 1\n",
    },
    [],
  ],
  [
    "backups are left alone",
    { "main.cf": main, "main.cf.bak": main, "main.cf.dpkg-dist": main },
    ["postfix main.cf"],
  ],
  ["versioning is not searched", { ".git/main.cf": main, "node_modules/x/main.cf": main }, []],
])("%s", (_, files, entries) => {
  expect(found(files)).toEqual(entries);
});

test.each<[string, string, string]>([
  ["conf", dovecot, "dovecot conf"],
  ["conf", "passdb {\n  driver = pam\n}\n", "dovecot conf?"],
  ["conf", main, "postfix conf"],
  ["conf", master, "postfix conf?"],
  ["conf", courier, "courier conf"],
  ["main.cf.proto", main, "postfix main.cf.proto"],
])("%s of unknown name is told by its content: %j", (name, text, entry) => {
  expect(found({ [name]: text }, [name])).toEqual([entry]);
});

test("the user's word on the dialect counts", () => {
  expect(found({ "dovecot.conf": main }, ["dovecot.conf"], "postfix-main")).toEqual(["postfix dovecot.conf"]);
});

test("a path given twice is one system", () => {
  const files = { "etc/main.cf": main, "etc/master.cf": master };
  expect(found(files, ["etc", "etc/main.cf", "etc/master.cf", "etc/"])).toEqual([
    "postfix etc/main.cf+etc/master.cf",
  ]);
});

test("master.cf that is given brings the main.cf beside it", () => {
  expect(found({ "main.cf": main, "master.cf": master }, ["master.cf"])).toEqual([
    "postfix main.cf+master.cf",
  ]);
});

test("a file that dovecot.conf names brings it, and alone is refused", () => {
  const sql = "driver = mysql\nconnect = host=x\npassword_query = SELECT 1\n";
  expect(found({ "dovecot.conf": dovecot, "dovecot-sql.conf.ext": sql }, ["dovecot-sql.conf.ext"])).toEqual([
    "dovecot dovecot.conf+dovecot-sql.conf.ext",
  ]);
  const { entries, failures } = discover(["sql"], memoryHost({ sql }));
  expect({ entries, reasons: failures.map(({ reason }) => reason) }).toEqual({
    entries: [],
    reasons: ["is read by a dovecot.conf that names it; lint the directory that has both"],
  });
});

test("templates are named and not taken", () => {
  const host = memoryHost({
    "main.cf.j2": main,
    "x/dovecot.conf.erb": dovecot,
    "notes.j2": "x",
    "y/10-ssl.conf.epp": "ssl = yes\nssl_key = x\n",
  });
  const { entries, templates } = discover([""], host);
  expect(entries).toEqual([]);
  expect(templates).toEqual(["main.cf.j2", "x/dovecot.conf.erb", "y/10-ssl.conf.epp"]);
});

test("what cannot be taken is said, with the reason", () => {
  const { failures } = discover(["missing", "notes"], memoryHost({ notes: "hello\n" }));
  expect(failures.map(({ path, reason }) => `${path}: ${reason}`)).toEqual([
    "missing: no such file or directory",
    "notes: neither its name nor its content tells which daemon reads it; say which with `--dialect`",
  ]);
});
