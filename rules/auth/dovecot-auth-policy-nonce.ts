import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/auth-policy-nonce",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [330],
  summary: "The nonce that hides passwords from the policy server is short or an example.",
  why: "The policy server gets hashes of passwords and this nonce. With a known or short one the passwords can be searched for.",
  remedy: "Write a long random text, for example the output of `openssl rand -hex 16`.",
  references: [
    {
      title: "Dovecot, auth_policy_hash_nonce",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_policy_hash_nonce",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "auth_policy_hash_nonce")) {
      if (
        value === "" ||
        value.startsWith("<") ||
        (value.length >= 8 && !/localized|random|changeme|example|secret|nonce/i.test(value))
      )
        continue;
      context.report({
        span,
        message: `\`${name}\`${where} is ${value.length < 8 ? "short" : "an example"}, so hashes of passwords can be searched; write a long random text`,
        about,
      });
    }
  },
  examples: [
    {
      title: "an example",
      bad: "auth_policy_server_url = http://localhost:4001/\nauth_policy_hash_nonce = «localized_random_string»\n",
    },
    {
      title: "random",
      good: "auth_policy_server_url = http://localhost:4001/\nauth_policy_hash_nonce = 4c0d9e63b2f84b1fa1d7\n",
    },
    {
      title: "read from a file",
      good: "auth_policy_server_url = http://localhost:4001/\nauth_policy_hash_nonce = </etc/dovecot/nonce\n",
      trap: true,
    },
    {
      title: "an example, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = http://localhost:4001/
auth_policy_hash_nonce = «localized_random_string»
`,
    },
    {
      title: "random, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = http://localhost:4001/
auth_policy_hash_nonce = 4c0d9e63b2f84b1fa1d7
`,
    },
  ],
});
