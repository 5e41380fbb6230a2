import { defineRule } from "../../src/rule.ts";
import { isLoopbackHost, postconf, readme, removeFix, written } from "../../src/vocabulary-postfix.ts";

/** Seconds of a time value; the unit of smtpd_timeout is seconds (util/conv_time.c). */
function seconds(text: string): number | undefined {
  const [, number, unit = "s"] = /^(\d+)([smhdw])?$/i.exec(text) ?? [];
  const factor = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }[unit.toLowerCase()];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

export default defineRule({
  id: "postfix/timeouts-high",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2,
  precision: "high",
  cwe: [400],
  summary: "A silent client keeps its smtpd process for very long.",
  why: `Each connection holds a process. By default smtpd waits five minutes (RFC 5321 asks for that), and ten seconds when all processes are
taken. A long fixed time takes away this defence: a few hundred silent connections stop the server. With \`smtpd_per_request_deadline = no\`
a client that sends one byte now and then never runs into the limit, also when all processes are taken.`,
  remedy: "Delete the line: the default depends on the load.",
  references: [
    postconf("smtpd_timeout"),
    postconf("smtpd_per_request_deadline"),
    readme("STRESS_README"),
    { title: "RFC 5321, section 4.5.3.2", url: "https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2" },
  ],
  check(context) {
    for (const one of written(context, "smtpd_timeout")) {
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      if (one.value.raw.includes("stress") || !((seconds(one.text) ?? 0) > 600)) continue;
      context.report({
        span: one.span,
        message: `\`smtpd_timeout = ${one.text}\` lets a silent client keep its process that long, also when all are taken; remove it (the default is 300s, and 10s under stress)`,
        fix: removeFix(one),
      });
    }
    for (const one of written(context, "smtpd_per_request_deadline", "smtpd_per_record_deadline")) {
      if (one.text.toLowerCase() !== "no" || one.value.raw.includes("$")) continue;
      if (one.service !== undefined && isLoopbackHost(one.service.name.text)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name} = no\` lets a client that sends a byte now and then keep its process, also when all are taken; remove it (the default is \`yes\` under stress)`,
        fix: removeFix(one),
      });
    }
  },
  examples: [
    {
      title: "an hour",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_timeout = «1h»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    {
      title: "no deadline, even under stress",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\nsmtpd_per_request_deadline = «no»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "five minutes", dialect: "postfix-main", good: "smtpd_timeout = 300s\n" },
    {
      title: "long, but not under stress",
      dialect: "postfix-main",
      good: "smtpd_timeout = ${stress?{10}:{1200}}s\n",
      trap: true,
    },
  ],
});
