import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/lmtp-concurrency-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [770],
  summary: "Any number of deliveries into one mailbox may run at once.",
  why: `They wait for one another's lock: mail for one user, sent in bulk, takes up all LMTP processes, and nobody else's
mail is delivered. Dovecot 2.4.1 made 10 the default.`,
  remedy: "Write `lmtp_user_concurrency_limit = 10`.",
  references: [
    {
      title: "Dovecot, lmtp_user_concurrency_limit",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#lmtp_user_concurrency_limit",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "lmtp_user_concurrency_limit")) {
      if (value !== "0" && value !== "unlimited") continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where}: bulk mail for one user can take up all LMTP processes; write \`10\``,
        fix: replaceFix("limit them", span, "10"),
        about,
      });
    }
  },
  examples: [
    {
      title: "no limit",
      bad: "lmtp_user_concurrency_limit = «0»\n",
      fixed: "lmtp_user_concurrency_limit = 10\n",
    },
    {
      title: "no limit, in Dovecot 2.4",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nlmtp_user_concurrency_limit = «unlimited»\n",
      fixed:
        "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nlmtp_user_concurrency_limit = 10\n",
    },
    { title: "a limit", good: "lmtp_user_concurrency_limit = 5\n" },
    {
      title: "the default, in Dovecot 2.4",
      version: "2.4",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = lmtp\n",
    },
    { title: "the default of 2.3, which nobody wrote", good: "protocols = lmtp\n", trap: true },
  ],
});
