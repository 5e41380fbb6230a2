import type { DovecotSection } from "../../src/resolve/dovecot-config.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { deleteLinesFix, dovecotSystems } from "../../src/vocabulary.ts";
import { known, knownIn, settingAt, valuePart, writtenIn, writtenOf } from "../../src/vocabulary-dovecot.ts";

const roots = new Set(["root", "0", ""]);

export default defineRule({
  id: "dovecot/login-user-privileged",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "high",
  cwe: [250],
  summary: "Login processes run as a user with rights, or outside of their chroot.",
  why: `The login processes talk to strangers before anybody has said who they are. They run as a user of their own
(\`dovenull\`) that owns nothing, locked in an empty directory, so that a fault in them gives nothing away. As \`dovecot\`
they could open the sockets and files of Dovecot's own processes; as root they refuse to run, and nobody can log in.`,
  remedy: "Delete the line: the default is right.",
  references: [
    { title: "Dovecot, system users", url: "https://doc.dovecot.org/latest/core/config/system_users.html" },
    {
      title: "Dovecot, login processes",
      url: "https://doc.dovecot.org/latest/core/config/login_processes.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      checkUsers(context, system);
      for (const service of system.config.sections("service"))
        if (knownIn(system, service, "type")?.value === "login") checkService(context, system, service);
    }
  },
  examples: [
    { title: "login processes as root", bad: "default_login_user = «root»\n", fixed: "" },
    {
      title: "login processes as Dovecot's own user",
      bad: "mail_uid = vmail\ndefault_login_user = «dovecot»\n",
      fixed: "mail_uid = vmail\n",
    },
    {
      title: "one service as root",
      bad: "service imap-login {\n  user = «root»\n  process_min_avail = 4\n}\n",
      fixed: "service imap-login {\n  process_min_avail = 4\n}\n",
    },
    {
      title: "outside of the chroot, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  «chroot =»
  process_min_avail = 4
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  process_min_avail = 4
}
`,
    },
    { title: "a user that owns nothing", good: "default_login_user = dovenull\n" },
    {
      title: "the default, in Dovecot 2.4",
      version: "2.4",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nservice imap-login {\n  chroot = login\n}\n",
    },
    {
      title: "the authentication process needs root for PAM",
      good: "service auth {\n  user = root\n}\n",
      trap: true,
    },
    {
      title: "mail processes have no chroot",
      good: "service imap {\n  chroot =\n}\n",
      trap: true,
    },
    {
      title: "both users renamed, and still different",
      good: "default_internal_user = mail\ndefault_login_user = nobody\n",
      trap: true,
    },
    {
      title: "one service as root, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  user = «root»
}
`,
    },
  ],
});

function checkUsers(context: RuleContext, system: DovecotSystem): void {
  const internal = known(system, "default_internal_user")?.value;
  for (const { value, span, statement, about } of writtenIn(system, "default_login_user")) {
    const fault = faultOf(value, internal);
    if (fault === undefined) continue;
    context.report({
      span,
      message: `\`default_login_user = ${value}\`: ${fault}; delete the line, the default is \`dovenull\``,
      fix: deleteLinesFix("use the default user", statement),
      about,
    });
  }
}

function faultOf(user: string, internal: string | undefined): string | undefined {
  if (roots.has(user)) return "login processes refuse to run as root, and nobody can log in";
  return user === internal
    ? "login processes run as Dovecot's internal user, and a fault in them opens the other processes' sockets to strangers"
    : undefined;
}

function checkService(context: RuleContext, system: DovecotSystem, service: DovecotSection): void {
  const internal = known(system, "default_internal_user")?.value;
  for (const name of ["user", "chroot"]) {
    const setting = settingAt(system, service.values.get(name)?.origin);
    const found = setting === undefined || setting.unknown ? undefined : writtenOf(system, setting);
    if (found === undefined) continue;
    const fault = name === "user" ? faultOf(found.value, internal) : openFault(found.value);
    if (fault === undefined) continue;
    context.report({
      span: valuePart(found.statement),
      message: `\`${name} = ${found.value}\`${found.where}: ${fault}; delete the line, the default is \`${name === "user" ? "default_login_user" : "login"}\``,
      ...(name === "chroot" ? { severity: "warning" } : {}),
      fix: deleteLinesFix("use the default", found.statement),
      about: found.about,
    });
  }
}

function openFault(chroot: string): string | undefined {
  return chroot === "" || chroot === "/"
    ? "the processes that talk to strangers see all files of the machine"
    : undefined;
}
