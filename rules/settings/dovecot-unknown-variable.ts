import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/unknown-variable",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A `$name` stands for no setting.",
  why: `Dovecot 2.3 puts the value of a setting in the place of \`$name\` and refuses to start when there is no such setting.`,
  remedy: `Write the name of a setting, or put the value into single quotes when the dollar sign is meant.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/unknown-variable"),
  examples: [
    { title: "a misspelled name", bad: "mail_plugins = «$mail_plugin quota»\n" },
    { title: "adding to a list", good: "mail_plugins = $mail_plugins quota\n" },
    { title: "a dollar sign in quotes", good: "login_greeting = '$mail_plugin'\n", trap: true },
  ],
});
