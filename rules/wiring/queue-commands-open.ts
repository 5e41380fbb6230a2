import { defineRule } from "../../src/rule.ts";
import { firstLine, postfixSystems } from "../../src/vocabulary.ts";
import { placeOfValue, postconf } from "../../src/vocabulary-postfix.ts";

const commands: Readonly<Record<string, string>> = {
  authorized_mailq_users: "look at the queue, with who writes to whom",
  authorized_flush_users: "have the queue delivered at once",
  authorized_submit_users: "send mail with sendmail(1)",
};

export default defineRule({
  id: "postfix/queue-commands-open",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 2,
  precision: "low",
  cwe: [732],
  optIn: true,
  summary: "Every user of the machine may look at the queue and send mail.",
  why: `\`static:anyone\`, the default, lets any account use mailq(1), postqueue(1) and sendmail(1): a broken web application reads the senders
and recipients of all mail that waits, and sends its own.`,
  remedy:
    "Name the accounts that need it, such as `authorized_mailq_users = root, nagios` and `authorized_submit_users = !www-data, static:all`.",
  references: Object.keys(commands).map(postconf),
  check(context) {
    for (const system of postfixSystems(context)) {
      const { config } = system;
      if (config.withoutMain) continue;
      const open = Object.keys(commands).filter((name) => {
        const value = config.get(name);
        return value !== undefined && !value.unknown && /^static:\S*$/.test(value.value.trim());
      });
      if (open.length === 0) continue;
      const written = open.find((name) => placeOfValue(config.get(name)) !== undefined) ?? "";
      const may = open.map((name) => `${commands[name]} (\`${name}\`)`).join(", ");
      context.report({
        span: placeOfValue(config.get(written)) ?? firstLine(system),
        message: `every account on this machine may ${may}; on a machine with other services name those that need it`,
      });
    }
  },
  examples: [
    { title: "as by default", dialect: "postfix-main", bad: "«myhostname = mail.example.org»\n" },
    {
      title: "named accounts",
      dialect: "postfix-main",
      good: "authorized_mailq_users = root\nauthorized_flush_users = root\nauthorized_submit_users = root, postfix\n",
    },
    {
      title: "all but the web server",
      dialect: "postfix-main",
      good: "authorized_mailq_users = root\nauthorized_flush_users = root\nauthorized_submit_users = !www-data, static:all\n",
      trap: true,
    },
  ],
});
