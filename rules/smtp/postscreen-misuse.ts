import { endpoints, serviceId } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/postscreen-misuse",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The postscreen service is set up in a way that does not work.",
  why: `postscreen needs a \`smtpd pass\` service to hand its clients to, does not serve mail programs (ports 587 and 465), and must be alone on its
port.`,
  remedy:
    "Follow POSTSCREEN_README: `smtp inet ... postscreen`, `smtpd pass ... smtpd`, and `dnsblog` and `tlsproxy`.",
  references: [readme("POSTSCREEN_README")],
  check(context) {
    for (const { config } of postfixSystems(context)) {
      const found = endpoints(config);
      const services = new Set(config.services.map(serviceId));
      for (const { program, port, service } of found) {
        if (program !== "postscreen") continue;
        const span = { ...service.name.span, end: service.type.span.end };
        const name = textValue(config, "smtpd_service_name", service) ?? "";
        const hasPass = name === "" || services.has(`${name}/pass`);
        if (port === 587 || port === 465)
          context.report({
            span,
            message: `postscreen on \`${service.name.text}\` does not serve mail programs; use \`smtpd\` there`,
          });
        else if (!hasPass)
          context.report({
            span,
            message: `postscreen has no \`${name} pass\` service to hand clients to: no mail comes in; add \`${name} pass - - y - - smtpd\``,
          });
      }
    }
  },
  examples: [
    {
      title: "nobody behind it",
      files: { "main.cf": "compatibility_level = 3.6\n", "master.cf": "«smtp inet» n - y - 1 postscreen\n" },
    },
    {
      title: "in front of submission",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "«submission inet» n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n",
      },
    },
    {
      title: "as in the README",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\ndnsblog unix - - y - 0 dnsblog\ntlsproxy unix - - y - 0 tlsproxy\n",
      },
    },
  ],
});
