import { programOf } from "../../src/model/postfix-services.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { postconf, readme, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/debug-logging",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.5,
  precision: "high",
  cwe: [532],
  summary: "Sessions are logged word by word.",
  why: "With `-v` or `debug_peer_list` everything that a client and Postfix say is logged, the AUTH exchange with its passwords among it.",
  remedy: "Remove it when the search for the error is over.",
  references: [postconf("debug_peer_list"), readme("DEBUG_README")],
  check(context) {
    for (const one of written(context, "debug_peer_list"))
      if (one.text !== "")
        context.report({
          span: one.span,
          message: `\`debug_peer_list = ${one.text}\` logs sessions with their passwords; remove it`,
          fix: removeFix(one),
        });
    for (const { config } of postfixSystems(context))
      for (const service of config.services) {
        const option = service.options.find(({ letter }) => letter === "v");
        if (option !== undefined && ["smtpd", "smtp", "lmtp"].includes(programOf(service)))
          context.report({
            span: option.span,
            message: `\`-v\` on service \`${service.name.text}\` logs sessions with their passwords; remove it`,
          });
      }
  },
  examples: [
    {
      title: "one peer",
      dialect: "postfix-main",
      bad: "myhostname = mail.example.org\ndebug_peer_list = «192.0.2.7»\n",
      fixed: "myhostname = mail.example.org\n",
    },
    { title: "all sessions", dialect: "postfix-master", bad: "smtp inet n - y - - smtpd «-v»\n" },
    { title: "nobody", dialect: "postfix-main", good: "debug_peer_list =\n" },
  ],
});
