import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, spelled } from "../../src/vocabulary-postfix.ts";

const piece = /\$[{(]?mail_version\b[})]?|\([^()]*\)|\b\d+\.\d+\.\d+\b/gi;
const version = /mail_version\b|\b\d+\.\d+\.\d+\b/i;
const system = /ubuntu|debian|red ?hat|centos|suse|fedora|gnu/i;

/** The version, or the name of the system in parentheses. */
function leakIn(banner: string): string | undefined {
  const pieces = banner.match(piece) ?? [];
  return pieces.find((one) => !one.startsWith("(") || system.test(one) || version.test(one));
}

export default defineRule({
  id: "banner-leak",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2.6,
  precision: "high",
  cwe: [200, 497],
  summary: "The greeting tells the software's version or the system.",
  why: "The version in the greeting tells an attacker which flaws to try, at no cost.",
  remedy: "Write `smtpd_banner = $myhostname ESMTP`.",
  references: [postconf("smtpd_banner")],
  check(context) {
    for (const one of spelled(context, "smtpd_banner")) {
      const leak = leakIn(one.value.raw);
      if (leak === undefined) continue;
      context.report({
        span: one.span,
        message: `\`${leak}\` in \`smtpd_banner\` tells strangers the version or system; write \`$myhostname ESMTP\``,
        fix: setFix(one, "$myhostname ESMTP"),
      });
    }
  },
  examples: [
    {
      title: "the distribution",
      dialect: "postfix-main",
      bad: "smtpd_banner = «$myhostname ESMTP $mail_name (Debian/GNU)»\n",
      fixed: "smtpd_banner = $myhostname ESMTP\n",
    },
    {
      title: "the version",
      dialect: "postfix-main",
      bad: "smtpd_banner = «$myhostname ESMTP $mail_name $mail_version»\n",
      fixed: "smtpd_banner = $myhostname ESMTP\n",
    },
    {
      title: "the default",
      dialect: "postfix-main",
      good: "smtpd_banner = $myhostname ESMTP $mail_name\n",
      trap: true,
    },
    { title: "the name only", dialect: "postfix-main", good: "smtpd_banner = $myhostname ESMTP\n" },
  ],
});
