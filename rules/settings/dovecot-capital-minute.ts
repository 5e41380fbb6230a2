import { defineRule } from "../../src/rule.ts";
import { fieldOf, roots, rootsWith } from "../../src/settings/dovecot-23.ts";
import { setting24 } from "../../src/settings/dovecot-24.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { writtenOf } from "../../src/vocabulary-dovecot.ts";

function isTime(name: string, scope: readonly string[]): boolean {
  const kind = scope.at(-1)?.split(" ")[0] ?? "";
  const old = rootsWith(name).map((at) => fieldOf(roots()[at]?.fields ?? [], name)?.type);
  const types = [...old, setting24(name)?.type, setting24(`${kind}_${name}`)?.type];
  return types.includes("time") || types.includes("time_msecs") || types.includes("msecs");
}

export default defineRule({
  id: "dovecot/capital-minute",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "A time ends in a capital `M`, which is minutes, not months.",
  why: `Dovecot reads units of time in either case: \`M\` and \`m\` are minutes. There is no unit for a month, so mails or caches may be dropped far sooner than meant.`,
  remedy: `Write \`mins\`, or the days: \`30 days\`.`,
  references: [
    {
      title: "Dovecot, types of settings, time",
      url: "https://doc.dovecot.org/latest/core/settings/types.html#time",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const setting of system.settings()) {
        const found = setting.unknown ? undefined : writtenOf(system, setting);
        const raw = found?.span.file.text.slice(found.span.start, found.span.end).trim() ?? "";
        const number = /^(\d+)\s*M$/.exec(raw)?.[1];
        if (found === undefined || number === undefined || !isTime(found.name, found.scope)) continue;
        context.report({
          span: found.span,
          message: `\`${found.name} = ${raw}\`${found.where} is ${number} minutes; write \`${number} mins\`, or for months the days`,
          about: found.about,
        });
      }
  },
  examples: [
    { title: "a cache", bad: "auth_cache_ttl = «1M»\n" },
    {
      title: "a mailbox of Dovecot 2.4",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nnamespace inbox {\n  inbox = yes\n  mailbox Trash {\n    autoexpunge = «3M»\n  }\n}\n",
    },
    { title: "minutes", good: "auth_cache_ttl = 1m\n" },
    { title: "a size", good: "auth_cache_size = 1M\n", trap: true },
  ],
});
