import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/wrong-nesting",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Filter blocks stand in one another the wrong way round.",
  why: `Dovecot lets filters nest in one order only: \`local\`, \`local_name\`, \`remote\`, \`protocol\`; and a network only inside of one that holds it. Otherwise it does not start.`,
  remedy: `Turn the blocks round as the message says.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/wrong-nesting"),
  examples: [
    { title: "`local` inside of `remote`", bad: "remote 10.0.0.1 {\n  «local 10.0.0.2 {»\n  }\n}\n" },
    { title: "`remote` inside of `local`", good: "local 10.0.0.2 {\n  remote 10.0.0.1 {\n  }\n}\n" },
    {
      title: "`protocol` inside of `remote`",
      good: "remote 10.0.0.1 {\n  protocol imap {\n    mail_debug = yes\n  }\n}\n",
      trap: true,
    },
    {
      title: "`local` inside of `remote`, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
remote 10.0.0.1 {
  «local 10.0.0.2 {»
  }
}
`,
    },
    {
      title: "`remote` inside of `local`, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local 10.0.0.2 {
  remote 10.0.0.1 {
  }
}
`,
    },
  ],
});
