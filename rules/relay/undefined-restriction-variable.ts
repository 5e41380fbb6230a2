import { restrictionLists } from "../../src/model/postfix-restrictions.ts";
import { defineRule } from "../../src/rule.ts";
import { mainFix, postconf, smtpds, withFix } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/undefined-restriction-variable",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [665, 862],
  summary: "A restriction list is taken from a parameter that is not defined.",
  why: `\`$mua_client_restrictions\` and the like in the stock master.cf are names of your own: until main.cf defines them they expand
to nothing, and the service has no restrictions of that kind.`,
  remedy:
    "Define the parameter in main.cf, such as `mua_client_restrictions = permit_sasl_authenticated, reject`.",
  references: [
    { title: "postconf(5), main.cf file format", url: "https://www.postfix.org/postconf.5.html" },
    postconf("smtpd_client_restrictions"),
  ],
  check(context) {
    for (const { system, config, service } of smtpds(context)) {
      for (const name of restrictionLists) {
        const value = config.get(name, service);
        if (value?.origin.kind !== "file" || config.withoutMain) continue;
        for (const match of value.raw.matchAll(/\$\{?\(?([a-zA-Z_]\w*)\)?\}?(?![?:\w])/g)) {
          const own = match[1] ?? "";
          if (config.get(own, service) !== undefined) continue;
          const start = match.index;
          const span = value.statement?.locate(start, start + match[0].length) ?? value.origin.span;
          context.report({
            span,
            message: `\`$${own}\` in \`${name}\` is not defined and expands to nothing: the restrictions it stands for are missing; define \`${own}\` in main.cf`,
            ...withFix(
              own === "mua_client_restrictions" && system.config.mainFile !== undefined
                ? mainFix(system, span, own, "permit_sasl_authenticated, reject")
                : undefined,
            ),
          });
        }
      }
    }
  },
  examples: [
    {
      title: "the stock submission service, uncommented",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_client_restrictions=«$mua_client_restrictions»\n",
      },
      fixedFiles: {
        "main.cf": "mua_client_restrictions = permit_sasl_authenticated, reject\ncompatibility_level = 3.6\n",
      },
    },
    {
      title: "defined",
      files: {
        "main.cf": "mua_client_restrictions = permit_sasl_authenticated, reject\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_client_restrictions=$mua_client_restrictions\n",
      },
    },
    {
      title: "a name that is tested for",
      dialect: "postfix-main",
      good: "smtpd_client_restrictions = ${extra_checks?{permit_inet_interfaces}}, permit_mynetworks\n",
      trap: true,
    },
  ],
});
