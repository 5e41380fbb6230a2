import { defineRule } from "../../src/rule.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/chroot-dirs-wide",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [250],
  summary: "Users may be locked into directories that they can write to.",
  why: "A process that is started in a directory its user controls can be given other system files there, and become root.",
  remedy: "Name directories that only root can write to, or delete the line.",
  references: [
    {
      title: "Dovecot, valid_chroot_dirs",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#valid_chroot_dirs",
    },
  ],
  check(context) {
    for (const { name, value, span, where, about } of written(context, "valid_chroot_dirs")) {
      const wide = value.split(":").filter((path) => /^\/(home|var|tmp|srv)?\/*$/.test(path.trim()));
      if (value === "" || wide.length === 0) continue;
      context.report({
        span,
        message: `\`${name}\`${where} allows \`${wide.join(":")}\`, where users can write; name narrower directories`,
        about,
      });
    }
  },
  examples: [
    { title: "all homes", bad: "valid_chroot_dirs = «/home»\n" },
    { title: "a directory of root's", good: "valid_chroot_dirs = /var/vmail/jail\n" },
    { title: "none", good: "valid_chroot_dirs =\n", trap: true },
    {
      title: "all homes, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
valid_chroot_dirs = «/home»
`,
    },
    {
      title: "a directory of root's, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
valid_chroot_dirs = /var/vmail/jail
`,
    },
  ],
});
