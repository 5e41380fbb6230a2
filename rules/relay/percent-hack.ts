import { defineRule } from "../../src/rule.ts";
import { postconf, setFix, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/percent-hack",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "`user%domain` and `site!user` are rewritten to other domains.",
  why: `\`allow_percent_hack\` and \`swap_bangpath\` are on by default and serve address forms of the 1980s. They widen what an
attacker can try; Postfix keeps such recipients from being relayed.`,
  remedy: "Set `allow_percent_hack = no` and `swap_bangpath = no` unless somebody needs them.",
  references: [postconf("allow_percent_hack"), postconf("swap_bangpath")],
  optIn: true,
  check(context) {
    for (const one of writtenFlag(context, "yes", "allow_percent_hack", "swap_bangpath"))
      context.report({
        span: one.span,
        message: `\`${one.name} = yes\` rewrites addresses of a form nobody uses any more; set it to \`no\``,
        fix: setFix(one, "no", "unsafe"),
      });
  },
  examples: [
    {
      title: "asked for",
      dialect: "postfix-main",
      bad: "allow_percent_hack = «yes»\n",
      fixed: "allow_percent_hack = no\n",
    },
    { title: "switched off", dialect: "postfix-main", good: "allow_percent_hack = no\nswap_bangpath = no\n" },
  ],
});
