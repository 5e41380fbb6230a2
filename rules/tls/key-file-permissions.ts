import type { Severity } from "../../src/finding.ts";
import { type FoundFile, isFound, type Machine } from "../../src/machine.ts";
import { certificate, key } from "../../src/machine-facts.ts";
import { command, everybodyCan, groupCan, nameOf, rightsOf } from "../../src/model/permissions.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { System } from "../../src/system.ts";
import { postconf } from "../../src/vocabulary-postfix.ts";
import { blocksOf, isKey, type TlsFile, tlsFiles, tlsIdentities } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "key-file-permissions",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [732, 276],
  summary: "Others than root can read the private key.",
  why: `Whoever has the key can pose as the server, and without forward secrecy read the sessions recorded so far. Dovecot and Postfix read it
as root before they give up their rights, so nobody else needs to; Courier reads it as its own user. The file of a certificate is
a secret too when the key stands in it. Without \`--live\` nobody looks at the files.`,
  remedy:
    "Take the right away: `chmod 0600`, or `chmod 0640` for a group that is there for keys, such as `ssl-cert`. Then make a new key: nobody knows who has read this one.",
  references: [
    postconf("smtpd_tls_key_file"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    const seen = new Set<string>();
    for (const file of keyFiles(context, machine)) {
      const found = machine.file(file.path);
      if (!isFound(found) || found.kind !== "file" || seen.size === seen.add(found.path).size) continue;
      const wrong = judge(found, file.system);
      if (wrong === undefined) continue;
      const link = found.path === file.path ? "" : `, \`${found.path}\``;
      context.report({
        span: file.span,
        severity: wrong.severity,
        message: `${file.words}: ${wrong.what} the private key${link} (${rightsOf(found)}); run \`${commandsFor(found, file.system, machine)}\``,
        about: file.about,
      });
    }
  },
  examples: [
    {
      title: "a key that every user can read",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_key_file = «/etc/ssl/mail.key»\n",
      },
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/mail.key": { mode: 0o644, pem: [key()] },
        },
      },
    },
    {
      title: "behind a symbolic link",
      bad: "ssl_cert = </etc/ssl/mail.pem\nssl_key = «</etc/ssl/private/mail.key»\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private": { kind: "directory", mode: 0o710, group: "ssl-cert" },
          "/etc/ssl/private/mail.key": { link: "/srv/keys/mail.key" },
          "/srv/keys/mail.key": { mode: 0o644, pem: [key()] },
        },
        users: { postgres: ["postgres", "ssl-cert"] },
      },
    },
    {
      title: "certificate and key in one file, in Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "SSLPORT=993\nTLS_CERTFILE=«/etc/courier/imapd.pem»\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": {
            mode: 0o644,
            owner: "courier",
            group: "courier",
            pem: [key(), certificate(["mail.example.org"])],
          },
        },
        users: { courier: ["courier"] },
      },
    },
    {
      title: "a group that everybody is in",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.pem
ssl_server_key_file = «/etc/ssl/mail.key»
`,
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/mail.key": { mode: 0o640, group: "users", pem: [key()] },
        },
        users: { alice: ["users"] },
      },
    },
    {
      title: "root alone",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/private/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private/mail.key": { mode: 0o400, pem: [key()] },
        },
      },
    },
    {
      title: "Debian's group for keys",
      good: "ssl_cert = </etc/ssl/certs/ssl-cert-snakeoil.pem\nssl_key = </etc/ssl/private/ssl-cert-snakeoil.key\n",
      machine: {
        files: {
          "/etc/ssl/certs/ssl-cert-snakeoil.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private/ssl-cert-snakeoil.key": { mode: 0o640, group: "ssl-cert", pem: [key()] },
        },
        users: { postgres: ["postgres", "ssl-cert"] },
      },
      trap: true,
    },
    {
      title: "certbot keeps everybody out of the directory",
      good: "ssl_cert = </etc/letsencrypt/live/m/fullchain.pem\nssl_key = </etc/letsencrypt/live/m/privkey.pem\n",
      machine: {
        files: {
          "/etc/letsencrypt/live/m/fullchain.pem": { link: "/etc/letsencrypt/archive/m/fullchain1.pem" },
          "/etc/letsencrypt/live/m/privkey.pem": { link: "/etc/letsencrypt/archive/m/privkey1.pem" },
          "/etc/letsencrypt/archive": { kind: "directory", mode: 0o700 },
          "/etc/letsencrypt/archive/m/fullchain1.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/letsencrypt/archive/m/privkey1.pem": { mode: 0o644, pem: [key()] },
        },
      },
      trap: true,
    },
    {
      title: "Courier's own user, who reads it",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "SSLPORT=993\nTLS_CERTFILE=/etc/courier/imapd.pem\n",
      },
      machine: {
        files: {
          "/etc/courier/imapd.pem": {
            owner: "courier",
            group: "courier",
            pem: [key(), certificate(["mail.example.org"])],
          },
        },
        users: { courier: ["courier"] },
      },
      trap: true,
    },
  ],
});

/** Those named as keys, and others that hold one. */
function* keyFiles(context: RuleContext, machine: Machine): Generator<TlsFile> {
  for (const { key } of tlsIdentities(context)) if (key !== undefined) yield key;
  for (const file of tlsFiles(context)) {
    const mayHold = file.use === "key" || file.use === "certificate" || file.use === "chain";
    if (mayHold && blocksOf(machine.pem(file.path)).some(isKey)) yield file;
  }
}

/** Groups whose members are trusted with keys, those of the mail daemons among them. */
const forKeys =
  /^(?:root|wheel|ssl|ssl-cert|tls|certs?|certificates?|keys|acme|certbot|letsencrypt|lego|mail|vmail|dovecot|postfix|courier|daemon)$/;
/** What gets certificates and puts them there. */
const bringers =
  /^_?(?:acme|acme\.?sh|acme-?client|certbot|letsencrypt|lego|dehydrated|getssl|caddy|traefik)$/;
const couriers = /^_?(?:courier|daemon|mail)$/;

interface Wrong {
  readonly what: string;
  readonly severity: Severity;
}

function judge(file: FoundFile, { daemon }: System): Wrong | undefined {
  const error = (what: string): Wrong => ({ what, severity: "error" });
  if (everybodyCan(file, "write")) return error("every user of the machine can replace");
  if (everybodyCan(file, "read")) return error("every user of the machine can read");
  const { owner, group } = file;
  if (!forKeys.test(group.name ?? "") && (groupCan(file, "read") || groupCan(file, "write"))) {
    const anybody = /^(?:users|nogroup|nobody|staff|everyone)$/.test(group.name ?? "");
    const right = groupCan(file, "read") ? "read" : "replace";
    return {
      what: `the group \`${nameOf(group)}\` can ${right}`,
      severity: anybody ? "error" : "warning",
    };
  }
  const mayOwn = owner.id === 0 || bringers.test(owner.name ?? "") || isReader(file, daemon);
  return mayOwn
    ? undefined
    : { what: `the user \`${nameOf(owner)}\` can read and replace`, severity: "warning" };
}

/** couriertls drops its rights before it reads the key (starttls.c, `-user`). */
function isReader({ owner }: FoundFile, daemon: System["daemon"]): boolean {
  return daemon === "courier" && couriers.test(owner.name ?? "");
}

function commandsFor(file: FoundFile, { daemon }: System, machine: Machine): string {
  const { owner, group, path } = file;
  const keepsOwner = owner.id === 0 || bringers.test(owner.name ?? "") || isReader(file, daemon);
  const keepsGroup = group.id !== 0 && forKeys.test(group.name ?? "") && (file.mode & 0o040) !== 0;
  const chmod = command("chmod", keepsGroup ? "0640" : "0600", path);
  if (daemon === "courier" && !isReader(file, daemon) && !(keepsGroup && couriers.test(group.name ?? ""))) {
    const user = machine.user("courier") === undefined && machine.user("daemon") ? "daemon" : "courier";
    return `${command("chown", user, path)} && ${chmod}`;
  }
  return keepsOwner ? chmod : `${command("chown", "root", path)} && ${chmod}`;
}
