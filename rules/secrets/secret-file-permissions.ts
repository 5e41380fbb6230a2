import { type FoundFile, isFound } from "../../src/machine.ts";
import { command, everybodyCan, nameOf, rightsOf } from "../../src/model/permissions.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import { dictReaders, type NamedFile, passwordFiles } from "../../src/vocabulary-files.ts";
import { writtenSecrets } from "../../src/vocabulary-secrets.ts";

interface SecretFile extends Omit<NamedFile, "system" | "readers"> {
  readonly readers?: string | undefined;
  readonly about?: { readonly setting: string };
}

export default defineRule({
  id: "secret-file-permissions",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [732],
  summary: "Every user of the machine can read a file with passwords.",
  why: `Whoever runs a program on the machine, a web application for example, reads the password of the database or of the relay, or the
hashes of all users' passwords, to be guessed at leisure. The text of a Postfix table counts as well as the table that postmap made
of it. Without \`--live\` nobody looks at the files.`,
  remedy:
    "Take the right away with `chmod`: the daemons read these files as root, or as a group that may keep its right. Then change the passwords.",
  references: [
    { title: "Postfix, SASL_README", url: "https://www.postfix.org/SASL_README.html#client_sasl_enable" },
    { title: "makeuserdb(8)", url: "https://www.courier-mta.org/makeuserdb.html" },
    {
      title: "Dovecot, passwd-file",
      url: "https://doc.dovecot.org/latest/core/config/auth/databases/passwd_file.html",
    },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    const seen = new Set<string>();
    for (const { path, words, span, about, readers } of secretFiles(context)) {
      const found = machine.file(path);
      if (!isFound(found) || found.kind !== "file" || seen.size === seen.add(found.path).size) continue;
      const right = everybodyCan(found, "read")
        ? "read"
        : everybodyCan(found, "write")
          ? "change"
          : undefined;
      if (right === undefined) continue;
      const file = words.includes(`\`${found.path}\``) ? "" : ` \`${found.path}\``;
      context.report({
        span,
        message: `${words}: every user of the machine can ${right}${file || " it"} (${rightsOf(found)}); run \`${remedyFor(found, readers)}\``,
        ...(about === undefined ? {} : { about }),
      });
    }
  },
  examples: [
    {
      title: "the password for the relay",
      files: { "main.cf": "smtp_sasl_password_maps = «hash:/etc/postfix/sasl_passwd»\n" },
      machine: {
        files: {
          "/etc/postfix/sasl_passwd": { mode: 0o600 },
          "/etc/postfix/sasl_passwd.db": { mode: 0o644 },
        },
      },
    },
    {
      title: "the hashes of users' passwords",
      bad: "passdb {\n  driver = passwd-file\n  args = «scheme=BLF-CRYPT /etc/dovecot/users»\n}\n",
      machine: { files: { "/etc/dovecot/users": { mode: 0o644 } } },
    },
    {
      title: "the hashes of users' passwords, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb passwd-file {
  passwd_file_path = «/etc/dovecot/users»
}
`,
      machine: { files: { "/etc/dovecot/users": { mode: 0o644 } } },
    },
    {
      title: "Courier's users",
      files: { "courier/authdaemonrc": '«authmodulelist="authuserdb"»\n' },
      machine: { files: { "courier/userdb": { mode: 0o644 } } },
    },
    {
      title: "only root and the daemon's group",
      files: { "main.cf": "smtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\n" },
      machine: {
        files: {
          "/etc/postfix/sasl_passwd": { mode: 0o600 },
          "/etc/postfix/sasl_passwd.db": { mode: 0o640, group: "postfix" },
        },
        users: { postfix: ["postfix"] },
      },
    },
    {
      title: "a directory that lets nobody through",
      good: "passdb {\n  driver = passwd-file\n  args = /etc/dovecot/private/users\n}\n",
      machine: {
        files: {
          "/etc/dovecot/private": { kind: "directory", mode: 0o700 },
          "/etc/dovecot/private/users": { mode: 0o644 },
        },
      },
      trap: true,
    },
    {
      title: "a table without passwords",
      files: { "main.cf": "virtual_alias_maps = hash:/etc/postfix/virtual\n" },
      machine: { files: { "/etc/postfix/virtual.db": { mode: 0o644 } } },
      trap: true,
    },
    {
      title: "a file for each domain",
      good: "passdb {\n  driver = passwd-file\n  args = /srv/mail/%d/passwd\n}\n",
      machine: { files: { "/srv/mail/example.org/passwd": { mode: 0o644 } } },
      trap: true,
    },
  ],
});

/** Files that are there for passwords, then files of the configuration that hold one. */
function* secretFiles(context: RuleContext): Generator<SecretFile> {
  yield* passwordFiles(context);
  for (const { name, where, span, idle } of writtenSecrets(context))
    if (!idle)
      yield {
        path: span.file.path,
        words: `\`${name}\`${where}`,
        span,
        about: { setting: name },
        readers: dictReaders(context, span.file.path),
      };
}

/** The group that has to read the file gets it; another group keeps what it has, as it may be the daemon's. */
function remedyFor(file: FoundFile, readers: string | undefined): string {
  if (readers === undefined || nameOf(file.owner) === readers)
    return command("chmod", modeFor(file), file.path);
  const chmod = command("chmod", "0640", file.path);
  return nameOf(file.group) === readers ? chmod : `${command("chgrp", readers, file.path)} && ${chmod}`;
}

function modeFor({ mode, group }: FoundFile): string {
  return group.id !== 0 && nameOf(group) !== "users" && (mode & 0o040) !== 0 ? "0640" : "0600";
}
