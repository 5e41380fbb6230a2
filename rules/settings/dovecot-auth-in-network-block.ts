import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/auth-in-network-block",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "An authentication setting stands in a block for a network or a name.",
  why: `The authentication process serves all clients alike: Dovecot refuses \`auth_*\` settings in \`local\`, \`remote\` and \`local_name\`.`,
  remedy: `Move the setting to the top level or into a \`protocol\` block.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/auth-in-network-block"),
  examples: [
    { title: "mechanisms by network", bad: "remote 10.0.0.1 {\n  «auth_mechanisms» = plain\n}\n" },
    { title: "mechanisms for all", good: "auth_mechanisms = plain\n" },
    {
      title: "`disable_plaintext_auth` is a matter of the login process",
      good: "remote 10.0.0.1 {\n  disable_plaintext_auth = no\n}\n",
      trap: true,
    },
  ],
});
