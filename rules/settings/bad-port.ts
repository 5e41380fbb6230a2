import { nearest } from "../../src/nearest.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems, replaceFix } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

/** Names of /etc/services that Postfix's own master.cf has, or had. */
const names = ["smtp", "smtps", "submission", "submissions", "qmqp", "lmtp"];

export default defineRule({
  id: "postfix/bad-port",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [1284],
  summary: "The port of a service does not exist.",
  why: "postconf takes any text for a port. The master daemon stops at a name that is not in /etc/services, and at a number above 65535 listens on another port.",
  remedy: "Write the number, or the name as /etc/services has it.",
  references: [readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const { name, type } of config.services) {
        if (type.text !== "inet" || !/^[\w.:[\]-]+$/.test(name.text)) continue;
        const port = name.text.slice(name.text.lastIndexOf(":") + 1);
        const span = { ...name.span, start: name.span.end - port.length };
        if (/^\d+$/.test(port)) {
          if (Number(port) > 65_535 || Number(port) === 0)
            context.report({ span, message: `there is no port \`${port}\`: ports go from 1 to 65535` });
          continue;
        }
        const guess = names.includes(port) ? undefined : nearest(port, names);
        if (guess === undefined) continue;
        context.report({
          span,
          message: `\`${port}\` is no port that /etc/services is known to have: the master daemon would stop; did you mean \`${guess}\`?`,
          fix: replaceFix(`write \`${guess}\``, span, guess, "unsafe"),
        });
      }
  },
  examples: [
    {
      title: "a misspelled name",
      files: { "main.cf": "biff = no\n", "master.cf": "«submision» inet n - y - - smtpd\n" },
      fixedFiles: { "master.cf": "submission inet n - y - - smtpd\n" },
    },
    {
      title: "a number that is none",
      files: { "main.cf": "biff = no\n", "master.cf": "127.0.0.1:«99999» inet n - y - - smtpd\n" },
    },
    {
      title: "names and numbers",
      files: {
        "main.cf": "biff = no\n",
        "master.cf": "smtp inet n - y - - smtpd\n[::1]:2525 inet n - y - - smtpd\n",
      },
    },
    {
      title: "a name of the machine's own",
      files: {
        "main.cf": "biff = no\n",
        "master.cf": "amavis-back inet n - y - - smtpd\nsubmision unix - - y - - smtp\n",
      },
      trap: true,
    },
  ],
});
