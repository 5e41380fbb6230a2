import { changedDefaults } from "../../src/checks-postfix-defaults.ts";
import { defineRule } from "../../src/rule.ts";
import { postconf, readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/changed-default",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [1188],
  summary: "A default of the release to come is another than that of today.",
  why: `With \`--target\` the tree is read as if the new release ran on it. What main.cf does not set then has the new default: clients that
were taken are refused, or mail goes other ways, without a line having changed.`,
  remedy:
    "Keep the new default where it does no harm, else write the old value into main.cf before the upgrade.",
  references: [readme("COMPATIBILITY_README"), postconf("compatibility_level")],
  check: changedDefaults,
  examples: [
    {
      title: "bare newlines from 3.7 to 3.10",
      dialect: "postfix-main",
      version: "3.10",
      before: "3.8",
      bad: "«compatibility_level = 3.6»\nsmtpd_forbid_unauth_pipelining = yes\n",
    },
    {
      title: "TLS for outgoing mail from 3.10 to 3.11",
      dialect: "postfix-main",
      version: "3.11",
      before: "3.10",
      bad: "«compatibility_level = 3.11»\n",
    },
    {
      title: "set, so that no default counts",
      dialect: "postfix-main",
      version: "3.10",
      before: "3.8",
      good: "compatibility_level = 3.6\nsmtpd_forbid_bare_newline = normalize\nsmtpd_forbid_unauth_pipelining = yes\n",
    },
    {
      title: "the compatibility level keeps the old default",
      dialect: "postfix-main",
      version: "3.11",
      before: "3.10",
      good: "compatibility_level = 3.6\n",
      trap: true,
    },
    {
      title: "no upgrade is asked about",
      dialect: "postfix-main",
      version: "3.10",
      good: "compatibility_level = 3.6\n",
      trap: true,
    },
  ],
});
