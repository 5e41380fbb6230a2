import { defineRule } from "../../src/rule.ts";
import { known, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/auth-policy-fail-open",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [636],
  summary: "When the policy server cannot be asked, everybody passes.",
  why: "An attacker who keeps the policy server from answering, or waits until it is down, guesses passwords without it.",
  remedy: "Write `auth_policy_reject_on_fail = yes` when a short outage of logins is better than guessing.",
  references: [
    {
      title: "Dovecot, auth_policy_reject_on_fail",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_policy_reject_on_fail",
    },
  ],
  optIn: true,
  check(context) {
    for (const { system, value, span, about } of written(context, "auth_policy_server_url")) {
      const reject = known(system, "auth_policy_reject_on_fail");
      if (value === "" || reject === undefined || reject.value === "yes") continue;
      context.report({
        span,
        message: `\`auth_policy_reject_on_fail\` ${reject.origin.kind === "default" ? "defaults to" : "is"} \`no\`: logins pass when the policy server cannot be asked`,
        about,
      });
    }
  },
  examples: [
    {
      title: "the default",
      bad: "auth_policy_server_url = «http://localhost:4001/»\nauth_policy_hash_nonce = 8f2ab11c\n",
    },
    {
      title: "rejected",
      good: "auth_policy_server_url = http://localhost:4001/\nauth_policy_hash_nonce = 8f2ab11c\nauth_policy_reject_on_fail = yes\n",
    },
    { title: "no policy server", good: "auth_policy_reject_on_fail = no\n", trap: true },
    {
      title: "the default, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = «http://localhost:4001/»
auth_policy_hash_nonce = 8f2ab11c
`,
    },
    {
      title: "rejected, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = http://localhost:4001/
auth_policy_hash_nonce = 8f2ab11c
auth_policy_reject_on_fail = yes
`,
    },
  ],
});
