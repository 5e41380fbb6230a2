import { type Database, databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace } from "../../src/vocabulary-dovecot.ts";

/** What sets two such databases apart, and old versions mixed up. */
const apart = ["username_filter", "mechanisms", "master"];

export default defineRule({
  id: "dovecot/passdb-duplicate-args",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 8.8,
  precision: "medium",
  cwe: [287, 863],
  summary: "Two password databases differ only in what Dovecot before 2.3.20 mixes up.",
  why: `Dovecot up to 2.3.19 takes a \`passdb\` for one it has already if driver and arguments are alike, and then applies
\`username_filter\`, \`mechanisms\` and \`master\` of the wrong one: a user may log in as another, as a master user does
(CVE-2022-30550). Distributions have brought the correction to their older packages.`,
  remedy: "Upgrade, or make the arguments differ: `username_format` in one of them, or a copy of the file.",
  references: [{ title: "CVE-2022-30550", url: "https://www.cve.org/CVERecord?id=CVE-2022-30550" }],
  check(context) {
    for (const system of dovecotSystems(context)) {
      if (system.config.version !== "2.3") continue;
      const databases = databasesOf(system, "passdb").filter(({ unknown }) => !unknown);
      /** By what is alike, the first database with each combination of what is apart. */
      const seen = new Map<string, Map<string, Database>>();
      for (const one of databases) {
        const alike = JSON.stringify([one.driver, text(one, "args")]);
        const own = JSON.stringify(apart.map((name) => text(one, name)));
        const others = seen.get(alike) ?? new Map<string, Database>();
        const twin = [...others].find(([combination]) => combination !== own)?.[1];
        if (twin !== undefined) report(context.report, system, one, twin);
        if (!others.has(own) && others.size < 2) others.set(own, one);
        seen.set(alike, others);
      }
    }
  },
  examples: [
    {
      title: "one file for users and for master users",
      bad: `passdb {
  driver = passwd-file
  args = /etc/dovecot/users
  master = yes
}
«passdb {»
  driver = passwd-file
  args = /etc/dovecot/users
}
`,
    },
    {
      title: "a file each",
      good: `passdb {
  driver = passwd-file
  args = /etc/dovecot/master-users
  master = yes
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
`,
    },
    {
      title: "the same twice changes nothing",
      good: `passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
`,
      trap: true,
    },
    {
      title: "Dovecot 2.4 keeps them apart",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb master {
  driver = passwd-file
  passwd_file_path = /etc/dovecot/users
  master = yes
}
passdb users {
  driver = passwd-file
  passwd_file_path = /etc/dovecot/users
}
`,
      trap: true,
    },
  ],
});

const text = ({ section }: Database, name: string): string => section.get(name)?.value ?? "";

function report(say: RuleContext["report"], system: DovecotSystem, one: Database, twin: Database): void {
  const differing = apart.filter((name) => text(one, name) !== text(twin, name));
  say({
    span: originPlace(one.section.origin, system),
    message: `this \`passdb\` has driver and \`args\` of an earlier one and another ${differing.map((name) => `\`${name}\``).join(" and ")}: Dovecot before 2.3.20 mixes them up, and users can log in as others; make \`args\` differ, or upgrade`,
    related: [{ span: originPlace(twin.section.origin, system), message: "the earlier one" }],
  });
}
