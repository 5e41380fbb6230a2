import { restOfTimes } from "../../src/checks-postfix-literal.ts";
import { defineRule } from "../../src/rule.ts";

export default defineRule({
  id: "postfix/time-rest-ignored",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [1284],
  summary: "Postfix reads one number with one unit and ignores the rest of the time.",
  why: "`2s30m` is two seconds: what follows the unit is not looked at (util/conv_time.c), and neither postconf nor the daemon says a word.",
  remedy: "Write one number and one of the letters `s`, `m`, `h`, `d` and `w`.",
  references: [{ title: "postconf(5), time units", url: "https://www.postfix.org/postconf.5.html" }],
  check: restOfTimes,
  examples: [
    {
      title: "minutes and seconds",
      dialect: "postfix-main",
      bad: "smtpd_timeout = «1m30s»\n",
      fixed: "smtpd_timeout = 90s\n",
    },
    {
      title: "a unit in full",
      dialect: "postfix-main",
      bad: "maximal_queue_lifetime = «5days»\n",
      fixed: "maximal_queue_lifetime = 5d\n",
    },
    {
      title: "what looks like half an hour is two seconds",
      dialect: "postfix-main",
      bad: "smtpd_timeout = «2s30m»\n",
      fixed: "smtpd_timeout = 1802s\n",
    },
    { title: "one unit", dialect: "postfix-main", good: "smtpd_timeout = 90s\n" },
    {
      title: "a number alone, in the unit of the parameter",
      dialect: "postfix-main",
      good: "bounce_queue_lifetime = 5\nsmtpd_timeout = ${stress?{10}:{300}}s\n",
      trap: true,
    },
  ],
});
