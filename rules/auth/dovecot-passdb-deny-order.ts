import { databasesOf } from "../../src/model/dovecot-passdb.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/passdb-deny-order",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [696, 863],
  summary: "A list of denied users is asked after the passwords.",
  why: "Databases are asked in their order, and the first right password lets the user in: the denied ones never get as far as the list.",
  remedy: "Put the `passdb` with `deny = yes` first.",
  references: [
    {
      title: "Dovecot, password databases",
      url: "https://doc.dovecot.org/latest/core/config/auth/passdb.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      let letsIn = false;
      for (const { section } of databasesOf(system, "passdb")) {
        if (section.get("deny")?.value === "yes") {
          if (letsIn && section.origin.kind === "file")
            context.report({
              span: originPlace(section.origin, system),
              message:
                "this `passdb` with `deny = yes` comes after one that lets users in, so it denies nobody; put it first",
            });
        } else if (section.get("master")?.value !== "yes") {
          letsIn ||= (section.get("result_success")?.value ?? "return-ok") === "return-ok";
        }
      }
    }
  },
  examples: [
    {
      title: "the list at the end",
      bad: `passdb {
  driver = pam
}
«passdb {»
  driver = passwd-file
  args = /etc/dovecot/denied
  deny = yes
}
`,
    },
    {
      title: "the list first",
      good: `passdb {
  driver = passwd-file
  args = /etc/dovecot/denied
  deny = yes
}
passdb {
  driver = pam
}
`,
    },
    {
      title: "the one before it goes on after success",
      good: `passdb {
  driver = pam
  result_success = continue-ok
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/denied
  deny = yes
}
`,
      trap: true,
    },
    {
      title: "the list at the end, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb pam {
}
«passdb denied {»
  driver = passwd-file
  passwd_file_path = /etc/dovecot/denied
  deny = yes
}
`,
    },
    {
      title: "the list first, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
passdb denied {
  driver = passwd-file
  passwd_file_path = /etc/dovecot/denied
  deny = yes
}
passdb pam {
}
`,
    },
  ],
});
