import { defineRule, rfc } from "../../src/rule.ts";
import { firstLine } from "../../src/vocabulary.ts";
import { assigned, assignFix, esmtp, isOne } from "../../src/vocabulary-courier.ts";
import {
  byPlace,
  mainFix,
  postconf,
  setFix,
  smtpds,
  withFix,
  writtenFlag,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "vrfy-enabled",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 5.3,
  precision: "medium",
  cwe: [203, 204],
  summary: "VRFY tells strangers which addresses exist.",
  why: `\`VRFY user\` answers 252 or 550 without any mail being sent. Spammers try names with it; RCPT TO tells the same, but is
limited and logged as mail.`,
  remedy: "Set `disable_vrfy_command = yes` in Postfix, `BOFHNOVRFY=1` in Courier.",
  references: [
    postconf("disable_vrfy_command"),
    { title: "esmtpd(8)", url: "https://www.courier-mta.org/esmtpd.html" },
    rfc(5321, "7.3"),
  ],
  check(context) {
    for (const one of assigned(context, esmtp, "BOFHNOVRFY"))
      if (!isOne(one.value))
        context.report({
          span: one.span,
          message: `\`BOFHNOVRFY=${one.value}\` answers VRFY, which tells strangers which addresses exist; write \`BOFHNOVRFY=1\``,
          fix: assignFix(one, "1"),
          about: { setting: one.name, scope: [one.instance.name] },
        });
    const every = [...smtpds(context)];
    for (const one of writtenFlag(context, "no", "disable_vrfy_command")) {
      const readers = every.filter(
        ({ get }) => get("disable_vrfy_command")?.statement === one.value.statement,
      );
      // What each service replaces is read by none.
      if (readers.length === 0) continue;
      context.report({
        span: one.span,
        message: "`disable_vrfy_command = no` tells strangers which addresses exist; write `yes`",
        fix: setFix(one, "yes"),
      });
    }
    const open = every.filter(
      (one) =>
        one.port === 25 &&
        !one.endpoint.local &&
        one.flag("disable_vrfy_command") === "no" &&
        !one.isWritten("disable_vrfy_command"),
    );
    for (const [span, [one]] of byPlace(open, ({ system }) => firstLine(system))) {
      if (one === undefined || one.config.withoutMain) continue;
      context.report({
        span,
        message:
          "`disable_vrfy_command` defaults to `no`: VRFY tells strangers which addresses exist; write `disable_vrfy_command = yes`",
        ...withFix(mainFix(one.system, span, "disable_vrfy_command", "yes")),
      });
    }
  },
  examples: [
    {
      title: "switched on",
      dialect: "postfix-main",
      bad: "disable_vrfy_command = «no»\n",
      fixed: "disable_vrfy_command = yes\n",
    },
    {
      title: "the default",
      dialect: "postfix-main",
      bad: "«myhostname = mail.example.org»\n",
      fixed: "disable_vrfy_command = yes\nmyhostname = mail.example.org\n",
    },
    {
      title: "Courier's port 465 as Debian ships it",
      files: { "courier/esmtpd": "BOFHNOVRFY=1\n", "courier/esmtpd-ssl": "BOFHNOVRFY=«0»\n" },
      fixedFiles: { "courier/esmtpd-ssl": "BOFHNOVRFY=1\n" },
    },
    { title: "Courier refuses it", files: { "courier/esmtpd": "BOFHNOVRFY=1\n" } },
    {
      title: "Courier's port 465 has the value of port 25 where it has none of its own",
      files: { "courier/esmtpd": "BOFHNOVRFY=1\n", "courier/esmtpd-ssl": "SSLPORT=465\n" },
      trap: true,
    },
    { title: "switched off", dialect: "postfix-main", good: "disable_vrfy_command = yes\n" },
    {
      title: "each service says no to what main.cf says",
      files: {
        "main.cf": "disable_vrfy_command = no\n",
        "master.cf": "smtp inet n - y - - smtpd\n  -o disable_vrfy_command=yes\n",
      },
      trap: true,
    },
    {
      title: "only this host can ask",
      files: { "main.cf": "inet_interfaces = loopback-only\n", "master.cf": "smtp inet n - y - - smtpd\n" },
      trap: true,
    },
  ],
});
