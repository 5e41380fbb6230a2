import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/unknown-variable",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A variable stands for nothing that Dovecot knows when it starts.",
  why: `Dovecot 2.3 puts the value of a setting in the place of \`$name\` and refuses to start when there is no such setting. Dovecot 2.4 puts \`%{name}\` into the settings of its services before anybody has logged in, and refuses to start over one that only a user has.`,
  remedy: `Write the name of a setting, or put the value into single quotes when the dollar sign is meant. In the settings of a service, write the value itself.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/unknown-variable"),
  examples: [
    { title: "a misspelled name", bad: "mail_plugins = «$mail_plugin quota»\n" },
    {
      title: "a service for each user",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.0
service imap {
  chroot = «/home/%{user}»
}
`,
    },
    { title: "adding to a list", good: "mail_plugins = $mail_plugins quota\n" },
    { title: "a dollar sign in quotes", good: "login_greeting = '$mail_plugin'\n", trap: true },
  ],
});
