import { defineRule } from "../../src/rule.ts";
import { postconf, readme, setFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "mynetworks-style-wide",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [284],
  summary: "`mynetworks_style` trusts machines nobody listed.",
  why: `\`class\` trusts the whole class A, B or C network of each interface, \`subnet\` every machine on the same network: on a
rented server these are other customers. They relay without a password.`,
  remedy: "Set `mynetworks` to the networks you run, or `mynetworks_style = host`.",
  references: [postconf("mynetworks_style"), readme("COMPATIBILITY_README")],
  check(context) {
    for (const one of written(context, "mynetworks_style")) {
      const style = one.text.toLowerCase();
      if (style !== "class" && style !== "subnet") continue;
      if (one.config.get("mynetworks", one.service)?.origin.kind === "file") continue;
      const who =
        style === "class"
          ? "the whole address class of each interface, strangers among them,"
          : "every machine on the networks of this host";
      context.report({
        span: one.span,
        severity: style === "class" ? "error" : "warning",
        message: `\`mynetworks_style = ${one.text}\` lets ${who} relay without a password; write \`host\`, or list \`mynetworks\``,
        fix: setFix(one, "host", "unsafe"),
      });
    }
  },
  examples: [
    {
      title: "neighbours",
      dialect: "postfix-main",
      bad: "mynetworks_style = «subnet»\n",
      fixed: "mynetworks_style = host\n",
    },
    {
      title: "a class of addresses",
      dialect: "postfix-main",
      bad: "mynetworks_style = «class»\n",
      fixed: "mynetworks_style = host\n",
    },
    { title: "this host", dialect: "postfix-main", good: "mynetworks_style = host\n" },
    {
      title: "`mynetworks` takes precedence",
      dialect: "postfix-main",
      good: "mynetworks_style = subnet\nmynetworks = 127.0.0.0/8\n",
      trap: true,
    },
  ],
});
