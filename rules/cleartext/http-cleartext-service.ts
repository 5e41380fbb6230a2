import { isThisMachine } from "../../src/model/networks.ts";
import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

/** Of the file that 2.3's oauth2 passdb is configured by. */
const ofTokens = ["tokeninfo_url", "introspection_url", "grant_url", "openid_configuration_url"];

const urls = [
  "auth_policy_server_url",
  "oauth2_tokeninfo_url",
  "oauth2_introspection_url",
  "oauth2_grant_url",
  "oauth2_openid_configuration_url",
  ...ofTokens,
  "fts_solr_url",
  "event_exporter_http_post_url",
];

export default defineRule({
  id: "http-cleartext-service",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [319],
  summary: "A service with data of logins is asked over unencrypted HTTP.",
  why: "Names, addresses, tokens or password hashes go to the service, and its answers decide who gets in. Without TLS both can be read and changed on the way.",
  remedy: "Write an `https://` address, or run the service on this machine.",
  references: [
    {
      title: "Dovecot, auth_policy_server_url",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_policy_server_url",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, ...urls)) {
      const host = /^http:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(value)?.[1];
      if (host === undefined || isThisMachine(host)) continue;
      context.report({
        span,
        severity: name.startsWith("oauth2") || ofTokens.includes(name) ? "error" : "warning",
        message: `\`${name}\`${where} asks \`${host}\` over HTTP without TLS; write \`https://\``,
        about,
      });
    }
  },
  examples: [
    {
      title: "a policy server on another machine",
      bad: "auth_policy_server_url = «http://policy.example.org:4001/»\nauth_policy_hash_nonce = 8f2ab11c\n",
    },
    {
      title: "the token server of an oauth2 passdb",
      files: {
        "dovecot.conf": "passdb {\n  driver = oauth2\n  args = /etc/dovecot/dovecot-oauth2.conf.ext\n}\n",
        "dovecot-oauth2.conf.ext": "introspection_url = «http://id.example.org/introspect»\n",
      },
    },
    {
      title: "by HTTPS",
      good: "auth_policy_server_url = https://policy.example.org:4001/\nauth_policy_hash_nonce = 8f2ab11c\n",
    },
    {
      title: "on this machine",
      good: "auth_policy_server_url = http://localhost:4001/\nauth_policy_hash_nonce = 8f2ab11c\n",
      trap: true,
    },
    {
      title: "a policy server on another machine, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = «http://policy.example.org:4001/»
auth_policy_hash_nonce = 8f2ab11c
`,
    },
    {
      title: "by HTTPS, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_policy_server_url = https://policy.example.org:4001/
auth_policy_hash_nonce = 8f2ab11c
`,
    },
  ],
});
