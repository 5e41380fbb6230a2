import { programOf, serviceId } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import type { PostfixConfig } from "../../src/resolve/postfix-config.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import { listed, postfixSystems } from "../../src/vocabulary.ts";
import { placeOfValue, readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/master-missing-service",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "A service is missing that something in the configuration needs.",
  why: "The daemons ask one another: who rewrites addresses, who takes messages, who sends bounces. `maillog_file` needs the `postlog` service, and TLS needs `tlsmgr`: without them nothing is logged, or sessions wait for random numbers and fail.",
  remedy: "Add the line of the stock master.cf.",
  references: [readme("MAILLOG_README"), readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context)) {
      if (config.withoutMaster || config.withoutMain || config.masterFile === undefined) continue;
      reportStock(context, config);
      const has = (id: string): boolean => config.services.some((service) => serviceId(service) === id);
      const log = config.get("maillog_file");
      const name = textValue(config, "postlog_service_name") ?? "";
      if (
        log?.origin.kind === "file" &&
        !log.unknown &&
        log.value.trim() !== "" &&
        name !== "" &&
        !has(`${name}/unix-dgram`)
      )
        context.report({
          span: placeOfValue(log) ?? log.origin.span,
          message: `\`maillog_file\` needs the service \`${name}\`, which master.cf lacks: nothing is logged; add \`${name} unix-dgram n - n - 1 postlogd\``,
        });
    }
  },
  examples: [
    {
      title: "a log without its service",
      files: {
        "main.cf": "maillog_file = «/var/log/postfix.log»\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
      },
    },
    {
      title: "services that all mail needs",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf":
          "smtp inet n - y - - smtpd\ncleanup unix n - y - 0 cleanup\n«qmgr unix» n - n 300 1 qmgr\nsmtp unix - - y - - smtp\nbounce unix - - y - 0 bounce\n",
      },
    },
    {
      title: "a part of master.cf",
      files: {
        "main.cf": "compatibility_level = 3.6\n",
        "master.cf": "smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n",
      },
      trap: true,
    },
    {
      title: "with it",
      files: {
        "main.cf": "maillog_file = /var/log/postfix.log\n",
        "master.cf": "postlog unix-dgram n - n - 1 postlogd\n",
      },
    },
    {
      title: "to syslog",
      files: { "main.cf": "maillog_file =\n", "master.cf": "smtp inet n - y - - smtpd\n" },
      trap: true,
    },
  ],
});

/** Whom the other daemons ask at every message, by the parameter of the service's name (global/mail_proto.h, mail_params.h). */
const stock: Readonly<Record<string, string>> = {
  cleanup_service_name: "cleanup",
  rewrite_service_name: "rewrite",
  bounce_service_name: "bounce",
  defer_service_name: "defer",
};

/** In a master.cf that is whole, as it has a queue manager. */
function reportStock(context: RuleContext, config: PostfixConfig): void {
  const queue = config.services.find((service) => programOf(service) === "qmgr");
  if (queue === undefined) return;
  const lacking = Object.entries(stock).flatMap(([parameter, usual]) => {
    const name = textValue(config, parameter);
    return name === usual && !config.services.some((one) => one.name.text === name) ? [`\`${name}\``] : [];
  });
  if (lacking.length === 0) return;
  context.report({
    span: { ...queue.name.span, end: queue.type.span.end },
    message: `master.cf lacks ${listed(lacking)}, which the other services ask at every message: mail waits for it and fails; add the ${lacking.length === 1 ? "line" : "lines"} of the stock master.cf`,
  });
}
