import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

/** Text extraction and index building hold whole mails and indexes in memory. */
const hungry = /^service (indexer-worker|tika|decode2text)$/;

export default defineRule({
  id: "dovecot/vsz-limit-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [770],
  summary: "Dovecot's processes may take all memory of the machine.",
  why: `The limit ends a process that a damaged index or a hostile mail makes grow. Without it the machine starts to swap,
and the kernel ends some process, perhaps the database or Dovecot itself.`,
  remedy:
    "Delete the line: the default is 256 MB for each process. Where that is too little, write the size that is enough.",
  references: [
    {
      title: "Dovecot, default_vsz_limit",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#default_vsz_limit",
    },
  ],
  check(context) {
    for (const one of written(context, "default_vsz_limit", "vsz_limit", "service_vsz_limit")) {
      if (one.value !== "0" && one.value !== "unlimited") continue;
      if (hungry.test(one.scope.at(-1) ?? "")) continue;
      context.report({
        span: one.span,
        message: `\`${one.name} = ${one.value}\`${one.where}: one process may take all memory of the machine; delete the line, or write a size such as \`1 G\``,
        fix: deleteLinesFix("use the default limit", one.statement, "unsafe"),
        about: one.about,
      });
    }
  },
  examples: [
    {
      title: "no limit for anybody",
      bad: "protocols = imap\ndefault_vsz_limit = «0»\n",
      fixed: "protocols = imap\n",
    },
    { title: "none for one service", bad: "service imap {\n  vsz_limit = «0»\n}\n" },
    {
      title: "none for one service, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap {
  vsz_limit = «unlimited»
}
`,
    },
    { title: "more than the default", good: "default_vsz_limit = 1 G\n" },
    {
      title: "more than the default, in Dovecot 2.4",
      version: "2.4",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\ndefault_vsz_limit = 1 G\n",
    },
    {
      title: "full-text indexing needs much memory",
      good: "service indexer-worker {\n  vsz_limit = 0\n}\n",
      trap: true,
    },
  ],
});
