import { isTemplate } from "../../src/resolve/template.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { postconf, spelled } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/banner-without-hostname",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "The greeting does not begin with the server's name.",
  why: "RFC 5321 requires the host name first in the greeting. Clients and loop detection read it from there.",
  remedy: "Begin `smtpd_banner` with `$myhostname`.",
  references: [postconf("smtpd_banner"), rfc(5321, "4.2")],
  check(context) {
    for (const one of spelled(context, "smtpd_banner")) {
      if (/^\$(?:\{|\()?(?:myhostname|smtpd_proxy_ehlo)\b/.test(one.value.raw.trim())) continue;
      // The name that a template engine puts there.
      if (/^[{<@#%_]/.test(one.value.raw.trim()) && isTemplate(one.value.raw)) continue;
      if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\s/i.test(`${one.text} `) || one.value.raw.trim().startsWith("$"))
        continue;
      context.report({
        span: one.span,
        message: `\`smtpd_banner = ${one.text}\` does not begin with the host name; begin it with \`$myhostname\``,
      });
    }
  },
  examples: [
    {
      title: "a greeting in words",
      dialect: "postfix-main",
      bad: "smtpd_banner = «Welcome to our mail server»\n",
    },
    { title: "the name first", dialect: "postfix-main", good: "smtpd_banner = $myhostname ESMTP\n" },
    {
      title: "a template's name first",
      dialect: "postfix-main",
      good: "smtpd_banner = {{ hostname }} ESMTP\n",
      trap: true,
    },
    {
      title: "the name written out",
      dialect: "postfix-main",
      good: "smtpd_banner = mail.example.org ESMTP\n",
      trap: true,
    },
  ],
});
