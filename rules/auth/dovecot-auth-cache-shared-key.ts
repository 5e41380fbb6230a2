import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems, replaceFix } from "../../src/vocabulary.ts";
import { writtenIn } from "../../src/vocabulary-dovecot.ts";

const passdbs = new Set(["oauth2", "passwd", "bsdauth"]);

export default defineRule({
  id: "dovecot/auth-cache-shared-key",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.1,
  precision: "medium",
  cwe: [287],
  summary: "The authentication cache of Dovecot 2.4.0 and 2.4.1 gives one user another's answer.",
  why: `With these databases the cache of 2.4.0 and 2.4.1 has one entry for all users: after the first login everybody is
taken for that user (CVE-2025-30189). Dovecot 2.4.2 has the correction, and distributions brought it to their packages.`,
  remedy: "Upgrade to 2.4.2 or newer, or write `auth_cache_size = 0` until then.",
  references: [{ title: "CVE-2025-30189", url: "https://www.cve.org/CVERecord?id=CVE-2025-30189" }],
  check(context) {
    for (const system of dovecotSystems(context)) {
      if (system.config.version !== "2.4" || !isAffected(system.root.text)) continue;
      const database =
        databasesOf(system, "passdb").find(({ driver }) => passdbs.has(driver)) ??
        databasesOf(system, "userdb").find(({ driver }) => driver === "passwd");
      if (database === undefined || database.unknown) continue;
      for (const { name, value, span, about } of writtenIn(system, "auth_cache_size")) {
        if (/^0\b/.test(value)) continue;
        context.report({
          span,
          message: `\`${name} = ${value}\` with the ${database.section.kind} driver \`${database.driver}\`: in Dovecot 2.4.0 and 2.4.1 the cache mixes users up; upgrade, or write \`0\``,
          fix: replaceFix("no cache", span, "0"),
          about,
        });
      }
    }
  },
  examples: [
    {
      title: "a cache over system accounts",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_cache_size = «10M»
userdb passwd {
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_cache_size = 0
userdb passwd {
}
`,
    },
    {
      title: "no cache",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_cache_size = 0
userdb passwd {
}
`,
    },
    {
      title: "another database",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_cache_size = 10M
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
`,
      trap: true,
    },
    {
      title: "Dovecot 2.3 is not affected",
      good: "auth_cache_size = 10M\nuserdb {\n  driver = passwd\n}\n",
      trap: true,
    },
  ],
});

/** The configuration is written for 2.4.0 or 2.4.1: a newer server may run it, an older one does not. */
function isAffected(text: string): boolean {
  return /^[ \t]*dovecot_config_version[ \t]*=[ \t]*"?2\.4\.[01]\b/m.test(text);
}
