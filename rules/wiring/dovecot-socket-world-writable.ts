import { ownEntry } from "../../src/own-entry.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems, replaceFix } from "../../src/vocabulary.ts";
import { placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

/** What whoever opens a socket can do, by the socket's name. */
const powers: Readonly<Record<string, string>> = {
  "stats-writer": "falsify the statistics",
  dict: "read and change what the dictionaries hold, such as quota and shared access",
  "dict-async": "read and change what the dictionaries hold, such as quota and shared access",
  "replication-notify": "set off replication of any mailbox",
  "replication-notify-fifo": "set off replication of any mailbox",
  anvil: "see who is logged in, and forge connection counts",
  "anvil-auth-penalty": "have any address slowed down at login",
  indexer: "have any mailbox indexed",
  lmtp: "deliver mail to anybody past all checks of the mail server",
};

export default defineRule({
  id: "dovecot/socket-world-writable",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "medium",
  cwe: [732],
  summary: "Every user of the machine may write to an internal socket of Dovecot.",
  why: `Many instructions open these sockets to everybody, so that mail processes of any user can reach them. On a machine
where others than mail administrators have accounts, or where a web application was broken into, they can be misused.`,
  remedy: "Write `mode = 0660` with the `user` or `group` of the mail processes.",
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const kind of ["unix_listener", "fifo_listener"])
        for (const { section, service } of sectionsOf(system, kind)) {
          const name = section.label.slice(section.label.lastIndexOf("/") + 1);
          const power = ownEntry(powers, name.replace(/^dovecot-/, ""));
          const mode = section.values.get("mode");
          if (power === undefined || mode === undefined || mode.unknown) continue;
          if (isShutIn(section.label) || (Number.parseInt(mode.value, 8) & 0o002) === 0) continue;
          const span = placeOf(system, mode);
          context.report({
            span,
            message: `\`mode = ${mode.value}\` lets every user of the machine write to \`${name}\` of \`service ${service.label}\` and ${power}; write \`0660\` with the \`user\` or \`group\` of those who need it`,
            fix: replaceFix("only owner and group", span, "0660", "unsafe"),
          });
        }
  },
  examples: [
    {
      title: "dictionaries for everybody",
      bad: "service dict {\n  unix_listener dict {\n    mode = «0666»\n  }\n}\n",
    },
    {
      title: "LMTP for everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service lmtp {
  unix_listener lmtp {
    mode = «0666»
  }
}
`,
    },
    {
      title: "dictionaries for one group",
      good: "service dict {\n  unix_listener dict {\n    mode = 0660\n    group = vmail\n  }\n}\n",
    },
    {
      title: "statistics for one group, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service stats {
  unix_listener stats-writer {
    mode = 0660
    group = vmail
  }
}
`,
    },
    {
      title: "in Postfix's private directory, which only Postfix can enter",
      good: "service lmtp {\n  unix_listener /var/spool/postfix/private/dovecot-lmtp {\n    mode = 0666\n  }\n}\n",
      trap: true,
    },
    {
      title: "the default mode, which nobody wrote",
      good: "service lmtp {\n  unix_listener lmtp {\n    user = vmail\n  }\n}\n",
      trap: true,
    },
  ],
});

/** Postfix's queue has directories that no other user can enter: postfix-files(5), `private` and `public`. */
function isShutIn(path: string): boolean {
  return path.includes("/private/");
}
