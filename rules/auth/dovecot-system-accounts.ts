import { databasesOf, isGuarded } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { agreeing, dovecotSystems } from "../../src/vocabulary.ts";
import { loginListeners, namesOf, originPlace } from "../../src/vocabulary-dovecot.ts";

const ofSystem = new Set(["pam", "passwd", "shadow", "bsdauth"]);

export default defineRule({
  id: "system-accounts-as-mail-users",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [522],
  summary: "Mail logins from the network check the passwords of system accounts.",
  why: "Mail servers are searched for passwords all day. One that is guessed there opens a shell as well, and one that a mail program stored on a lost telephone does, too.",
  remedy:
    "Keep mail passwords in a database of their own (`passwd-file`, `sql`, `ldap`), or let PAM refuse accounts that have a shell.",
  references: [
    {
      title: "Dovecot, password databases",
      url: "https://doc.dovecot.org/latest/core/config/auth/passdb.html",
    },
  ],
  optIn: true,
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = loginListeners(system);
      if (open.length === 0) continue;
      const names = namesOf(open);
      for (const database of databasesOf(system, "passdb")) {
        const { driver, section, unknown } = database;
        if (!ofSystem.has(driver) || unknown || isGuarded(database) || section.origin.kind !== "file")
          continue;
        context.report({
          span: originPlace(section.origin, system),
          message: `\`passdb\` with driver \`${driver}\`: ${names} ${agreeing(names, "checks", "check")} the passwords of system accounts; keep mail passwords apart`,
        });
      }
    }
  },
  examples: [
    { title: "PAM", bad: "protocols = imap\n«passdb {»\n  driver = pam\n}\n" },
    {
      title: "PAM, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
«passdb pam {»
}
`,
    },
    {
      title: "a file of its own",
      good: "protocols = imap\npassdb {\n  driver = passwd-file\n  args = /etc/dovecot/users\n}\n",
    },
    {
      title: "a file of its own, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
`,
    },
    {
      title: "only this machine may connect",
      good: "protocols = imap\nlisten = 127.0.0.1\npassdb {\n  driver = pam\n}\n",
      trap: true,
    },
    {
      title: "only these networks may use it",
      good: "protocols = imap\npassdb {\n  driver = pam\n  override_fields = allow_nets=10.0.0.0/8\n}\n",
      trap: true,
    },
  ],
});
