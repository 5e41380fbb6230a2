import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/global-after-block",
  since: "0.1.0",
  severity: "note",
  precision: "very-high",
  cwe: [],
  summary: "A global setting comes after the same one in a block, and does not reach into it.",
  why: `The more special block wins whatever the order is. Who reads the file from top to bottom takes the last line for the one that counts.`,
  remedy: `Put global settings before the blocks.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/global-after-block"),
  examples: [
    {
      title: "the later line looks as if it won",
      bad: "protocol imap {\n  mail_debug = yes\n}\n«mail_debug = no»\n",
    },
    { title: "the global one first", good: "mail_debug = no\nprotocol imap {\n  mail_debug = yes\n}\n" },
    {
      title: "two blocks",
      good: "protocol imap {\n  mail_debug = yes\n}\nprotocol pop3 {\n  mail_debug = no\n}\n",
      trap: true,
    },
    {
      title: "the later line looks as if it won, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocol imap {
  mail_max_userip_connections = 5
}
«mail_max_userip_connections = 20»
`,
    },
    {
      title: "the global one first, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_max_userip_connections = 20
protocol imap {
  mail_max_userip_connections = 5
}
`,
    },
  ],
});
