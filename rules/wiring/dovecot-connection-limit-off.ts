import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/connection-limit-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "high",
  cwe: [770],
  summary: "One user may hold any number of connections.",
  why: "A single client, broken or hostile, can take up all processes and keep everybody else out.",
  remedy: "Delete the line: the default is 10 for each user and address; some clients need 20 or 50.",
  references: [
    {
      title: "Dovecot, mail_max_userip_connections",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#mail_max_userip_connections",
    },
  ],
  check(context) {
    for (const { system, name, value, span, where, about } of written(
      context,
      "mail_max_userip_connections",
    )) {
      if (isProxy(system)) continue;
      if (value !== "0" && value !== "unlimited" && !(Number(value) > 1000)) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets one user hold ${value === "0" || value === "unlimited" ? "any number of" : value} connections; delete the line or write a number below 100`,
        about,
      });
    }
  },
  examples: [
    { title: "no limit", bad: "mail_max_userip_connections = «0»\n" },
    { title: "the default", good: "ssl = required\n" },
    { title: "more than the default", good: "mail_max_userip_connections = 50\n", trap: true },
    {
      title: "no limit, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_max_userip_connections = «unlimited»
`,
    },
    {
      title: "the default, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
`,
    },
    {
      title: "a proxy does not count: the server behind it does",
      good: "mail_max_userip_connections = 0\npassdb {\n  driver = static\n  args = proxy=y host=10.0.0.2 nopassword=y\n}\n",
      trap: true,
    },
  ],
});

function isProxy(system: DovecotSystem): boolean {
  const databases = databasesOf(system, "passdb");
  return databases.length > 0 && databases.every(({ fields }) => fields.has("proxy"));
}
