import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { servicesOf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/pipe-shell",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.8,
  precision: "very-high",
  cwe: [78],
  summary: "Addresses from mail reach a shell.",
  why: "`sh -c` with `${sender}`, `${recipient}` or the like in its text runs what an attacker writes into an address.",
  remedy: "Call the program without a shell; pipe(8) passes each argument by itself.",
  references: [{ title: "pipe(8)", url: "https://www.postfix.org/pipe.8.html" }],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const service of servicesOf(config, "pipe")) {
        const at = service.operands.findIndex(({ text }) =>
          /^argv=(?:\/usr)?(?:\/bin\/)?(?:ba|da)?sh$/.test(text),
        );
        if (at === -1 || service.operands[at + 1]?.text !== "-c") continue;
        const script = service.operands[at + 2];
        if (
          script === undefined ||
          !/\$\{?(?:sender|recipient|user|extension|mailbox|original_recipient|client_\w+)/.test(script.text)
        )
          continue;
        context.report({
          span: script.span,
          message:
            "addresses of mail reach `sh -c` here: who writes the address runs commands; call the program without a shell",
        });
      }
  },
  examples: [
    {
      title: "a script line",
      dialect: "postfix-master",
      bad: "filter unix - n n - - pipe user=filter argv=/bin/sh -c { «/usr/local/bin/filter ${recipient}» }\n",
    },
    {
      title: "the program itself",
      dialect: "postfix-master",
      good: "filter unix - n n - - pipe user=filter argv=/usr/local/bin/filter ${recipient}\n",
    },
  ],
});
