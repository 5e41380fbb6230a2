// Hosts for measuring: `tsx scripts/fleet-hosts.ts DIRECTORY COUNT [SEED]` writes COUNT trees, for one seed always the same.
//
// A host is what Debian's packages and an administrator make of it: many short files with long comments, a dozen settings
// of its own, some of them weak. Dovecot 2.3 or 2.4, with Postfix on most hosts, and Courier on a few.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const fleetSeed = 20_261_124;

/** Text of each file by its path below the host's directory. */
export type HostFiles = Readonly<Record<string, string>>;

interface Dice {
  /** One of the values, each as likely. */
  readonly pick: <Value>(...values: readonly [Value, ...Value[]]) => Value;
  readonly chance: (share: number) => boolean;
}

export function hostName(index: number): string {
  return `mx${String(index).padStart(5, "0")}.example`;
}

/** The files of one host; `seed` and `index` decide them. Of hosts of one kind only the names differ. */
export function hostFiles(index: number, seed: number = fleetSeed, kinds?: number): HostFiles {
  const dice = diceOf(seed + (kinds === undefined ? index : index % kinds) * 7919);
  const name = hostName(index);
  if (dice.chance(0.05)) return under("etc/courier", courier(dice));
  const dovecot = dice.chance(0.3) ? dovecot24(dice) : dovecot23(dice);
  return {
    ...under("etc/dovecot", dovecot),
    ...(dice.chance(0.9) ? under("etc/postfix", postfix(name, dice)) : {}),
  };
}

interface Fleet {
  readonly first?: number;
  readonly seed?: number;
  /** So many kinds of hosts, as configuration management makes them; absent = each host for itself. */
  readonly kinds?: number;
  /** No file is the same on two hosts. */
  readonly unlike?: boolean;
}

/** Writes hosts `first` and up; returns the directory. */
export function writeHosts(
  directory: string,
  count: number,
  { first = 0, seed = fleetSeed, kinds, unlike = false }: Fleet = {},
): string {
  for (let index = first; index < first + count; index++) {
    for (const [path, text] of Object.entries(hostFiles(index, seed, kinds))) {
      const place = join(directory, hostName(index), path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, unlike ? `# ${hostName(index)}\n${text}` : text);
    }
  }
  return directory;
}

/** A linear congruential generator, as good as measuring needs (Numerical Recipes, 7.1). */
function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  next();
  return {
    pick: (...values) => values[Math.floor(next() * values.length)] ?? values[0],
    chance: (share) => next() < share,
  };
}

function under(directory: string, files: HostFiles): HostFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
}

/** What a shipped file says before and between its settings. */
function commented(topic: string, settings: string, lines = 40): string {
  const words = Array.from({ length: lines }, (_, line) =>
    line % 5 === 4
      ? ""
      : line % 5 === 3
        ? `#${topic}_option_${line} = default`
        : `# ${topic}: what this does, and when to change it.`,
  );
  return `##\n## ${topic}\n##\n\n${words.join("\n")}\n${settings}\n`;
}

function dovecot23({ pick, chance }: Dice): HostFiles {
  const protocols = pick("imap", "imap pop3", "imap pop3 lmtp");
  const files: Record<string, string> = {
    "dovecot.conf": commented("dovecot", `protocols = ${protocols}\nlisten = *, ::\n!include conf.d/*.conf`),
    "conf.d/10-auth.conf": commented(
      "auth",
      `disable_plaintext_auth = ${pick("yes", "yes", "yes", "no")}\nauth_mechanisms = plain${pick("", " login")}\n!include auth-system.conf.ext`,
    ),
    "conf.d/auth-system.conf.ext": commented(
      "passdb",
      "passdb {\n  driver = pam\n}\nuserdb {\n  driver = passwd\n}",
    ),
    "conf.d/10-ssl.conf": commented(
      "ssl",
      `ssl = ${pick("required", "required", "yes", "no")}\nssl_cert = </etc/dovecot/private/dovecot.pem\nssl_key = </etc/dovecot/private/dovecot.key\nssl_min_protocol = ${pick("TLSv1.2", "TLSv1.2", "TLSv1.2", "TLSv1")}`,
    ),
    "conf.d/10-master.conf": commented(
      "service",
      `service imap-login {\n  inet_listener imap {\n    port = ${pick("143", "0")}\n  }\n  inet_listener imaps {\n    port = 993\n    ssl = yes\n  }\n}\nservice auth {\n  unix_listener /var/spool/postfix/private/auth {\n    mode = 0660\n    user = postfix\n    group = postfix\n  }\n}`,
    ),
    "conf.d/10-mail.conf": commented(
      "mail",
      `mail_location = maildir:~/Maildir\nnamespace inbox {\n  inbox = yes\n}\nmail_privileged_group = mail`,
      120,
    ),
    "conf.d/10-logging.conf": commented("log", `log_path = syslog\nauth_verbose = ${pick("no", "yes")}`),
  };
  for (const topic of ["15-lda", "15-mailboxes", "20-imap", "20-pop3", "20-lmtp", "90-plugin", "90-quota"])
    files[`conf.d/${topic}.conf`] = commented(
      topic.slice(3),
      `protocol imap {\n  mail_max_userip_connections = 20\n}`,
    );
  if (chance(0.1)) files["conf.d/99-local.conf"] = "auth_debug_passwords = yes\n";
  return files;
}

function dovecot24({ pick }: Dice): HostFiles {
  return {
    "dovecot.conf": commented(
      "dovecot",
      `dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols {\n  imap = yes\n  pop3 = ${pick("yes", "no")}\n}\n!include conf.d/*.conf`,
    ),
    "conf.d/10-auth.conf": commented(
      "auth",
      `auth_allow_cleartext = ${pick("no", "no", "no", "yes")}\nauth_mechanisms {\n  plain = yes\n}\npassdb pam {\n}\nuserdb passwd {\n}`,
    ),
    "conf.d/10-ssl.conf": commented(
      "ssl",
      `ssl = ${pick("required", "yes", "yes", "no")}\nssl_server_cert_file = /etc/dovecot/private/dovecot.pem\nssl_server_key_file = /etc/dovecot/private/dovecot.key\nssl_min_protocol = ${pick("TLSv1.2", "TLSv1.2", "TLSv1.3", "TLSv1")}`,
    ),
    "conf.d/10-mail.conf": commented("mail", "mail_driver = maildir\nmail_path = ~/Maildir", 120),
  };
}

function postfix(name: string, { pick, chance }: Dice): HostFiles {
  const main = `compatibility_level = 3.6
myhostname = ${name}
myorigin = /etc/mailname
mydestination = $myhostname, localhost
mynetworks = 127.0.0.0/8 [::1]/128${pick("", "", " 10.0.0.0/8", " 0.0.0.0/0")}
smtpd_banner = $myhostname ESMTP${pick("", " $mail_name (Debian/GNU)")}
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, ${pick("reject_unauth_destination", "reject_unauth_destination", "defer_unauth_destination", "permit")}
smtpd_tls_cert_file = /etc/ssl/certs/${name}.pem
smtpd_tls_key_file = /etc/ssl/private/${name}.key
smtpd_tls_security_level = ${pick("may", "may", "none")}
smtpd_tls_auth_only = ${pick("yes", "yes", "no")}
smtpd_tls_mandatory_protocols = ${pick(">=TLSv1.2", ">=TLSv1.2", "!SSLv2, !SSLv3")}
smtpd_sasl_auth_enable = ${pick("yes", "no")}
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtp_tls_security_level = ${pick("may", "dane", "none")}
smtp_tls_CApath = /etc/ssl/certs
disable_vrfy_command = ${pick("yes", "no")}
alias_maps = hash:/etc/aliases
virtual_mailbox_domains = hash:/etc/postfix/domains
virtual_transport = lmtp:unix:private/dovecot-lmtp
`;
  const services = [
    "pickup",
    "cleanup",
    "qmgr",
    "tlsmgr",
    "rewrite",
    "bounce",
    "defer",
    "trace",
    "verify",
    "flush",
  ]
    .map(
      (service) =>
        `${service.padEnd(9)} unix  -       -       y       -       0       ${service === "rewrite" ? "trivial-rewrite" : service === "defer" || service === "trace" ? "bounce" : service}`,
    )
    .join("\n");
  const submission = `submission inet n     -       y       -       -       smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=${pick("encrypt", "encrypt", "may")}
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
`;
  return {
    "main.cf": commented("postfix", main, 60),
    "master.cf": commented(
      "master",
      `smtp      inet  n       -       y       -       -       smtpd\n${chance(0.7) ? submission : ""}${services}\nsmtp      unix  -       -       y       -       -       smtp\nlocal     unix  -       n       n       -       -       local`,
      60,
    ),
  };
}

function courier({ pick }: Dice): HostFiles {
  const ports = (prefix: string, port: number) => `${prefix}ADDRESS=0\n${prefix}PORT=${port}`;
  return {
    imapd: commented(
      "imapd",
      `${ports("", 143)}\nIMAPDSTART=YES\nIMAP_CAPABILITY="IMAP4rev1 UIDPLUS"\nMAXDAEMONS=40`,
      100,
    ),
    "imapd-ssl": commented(
      "imapd-ssl",
      `${ports("SSL", 993)}\nIMAPDSSLSTART=YES\nIMAPDSTARTTLS=${pick("YES", "NO")}\nIMAP_TLS_REQUIRED=${pick("0", "1")}\nTLS_PROTOCOL="${pick("TLSv1.2++", "TLSv1.2++", "TLSv1+")}"\nTLS_CERTFILE=/etc/courier/imapd.pem`,
      100,
    ),
    authdaemonrc: commented("authdaemonrc", `authmodulelist="authpam"\ndaemons=5`, 60),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [directory, count = "", seed = String(fleetSeed)] = process.argv.slice(2);
  if (directory === undefined || !/^\d+$/.test(count) || !/^\d+$/.test(seed)) {
    process.stderr.write("usage: tsx scripts/fleet-hosts.ts DIRECTORY COUNT [SEED]\n");
    process.exit(2);
  }
  writeHosts(directory, Number(count), { seed: Number(seed) });
}
