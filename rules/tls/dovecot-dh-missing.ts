import { plainSuites } from "../../src/model/cipher-list.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { contextOf, isIncomplete, written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/dh-missing",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [],
  summary: "The cipher list names DHE suites, and there are no Diffie-Hellman parameters.",
  why: `Since 2.3 Dovecot makes no parameters of its own. Dovecot 2.3 agrees on such a suite all the same and then breaks the
handshake off ("no DH parameters provided"): a client that likes DHE best cannot connect. Dovecot 2.4 never uses these suites.`,
  remedy: "Leave the DHE suites out of the list: every client of today knows ECDHE.",
  references: [
    rfc(9325, "4.2"),
    {
      title: "Dovecot, ssl_server_dh_file",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_server_dh_file",
    },
  ],
  check(context) {
    for (const { system, name, value, span, scope, where, about } of written(context, "ssl_cipher_list")) {
      const old = system.config.version === "2.3";
      const file = old ? "ssl_dh" : "ssl_server_dh_file";
      const suites = plainSuites(value)?.filter((suite) => /^(DHE|EDH)-/.test(suite)) ?? [];
      const parameters = system.config.get(file, contextOf(scope));
      if (suites.length === 0 || parameters?.value !== "" || parameters.unknown || isIncomplete(system))
        continue;
      context.report({
        span,
        ...(old ? { severity: "warning" } : {}),
        message: `\`${name}\`${where} names \`${suites[0]}\`${suites.length === 1 ? "" : " and others of its kind"}, but \`${file}\` is not set: ${old ? "a client that chooses it is cut off" : "it is never used"}; leave the DHE suites out`,
        about,
      });
    }
  },
  examples: [
    {
      title: "a DHE suite beside others",
      bad: "ssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256»\n",
    },
    {
      title: "a DHE suite beside others, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = «ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256»
`,
    },
    { title: "none", good: "ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256\n" },
    {
      title: "none, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256
`,
    },
    {
      title: "with parameters",
      good: "ssl_dh = </etc/dovecot/dh.pem\nssl_cipher_list = ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256\n",
      trap: true,
    },
    {
      title: "the parameters may be in a file that is not at hand",
      good: "ssl_cipher_list = DHE-RSA-AES128-GCM-SHA256\n!include_try /etc/dovecot/local.conf\n",
      trap: true,
    },
  ],
});
