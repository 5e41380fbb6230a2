import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/core-dumps-setuid",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.4,
  precision: "high",
  cwe: [528],
  summary: "Crashed processes leave their memory on the disk.",
  why: "`PR_SET_DUMPABLE` makes processes that changed their user dump core; such a file holds passwords and mail.",
  remedy: "Take it out of `import_environment` once the crash is understood.",
  references: [
    {
      title: "Dovecot, import_environment",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#import_environment",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "import_environment")) {
      if (!value.includes("PR_SET_DUMPABLE")) continue;
      context.report({
        span,
        message: `\`${name}\`${where} lets processes with passwords in their memory dump core; take \`PR_SET_DUMPABLE\` out`,
        about,
      });
    }
  },
  examples: [
    { title: "for debugging", bad: "import_environment = «$import_environment PR_SET_DUMPABLE=1»\n" },
    { title: "the default and more", good: "import_environment = $import_environment LANG\n" },
    { title: "the core pattern alone", good: "import_environment = CORE_OUTOFMEM=1\n", trap: true },
    {
      title: "for debugging, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
import_environment {
  PR_SET_DUMPABLE = «1»
}
`,
    },
    {
      title: "the default and more, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
import_environment {
  LANG = C
}
`,
    },
  ],
});
