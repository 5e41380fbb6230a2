import { serviceId } from "../../src/model/postfix-services.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems } from "../../src/vocabulary.ts";
import { placeOfValue, readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/master-missing-service",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "A service is missing that something in the configuration needs.",
  why: "`maillog_file` needs the `postlog` service, and TLS needs `tlsmgr`: without them nothing is logged, or sessions wait for random numbers and fail.",
  remedy: "Add the line of the stock master.cf.",
  references: [readme("MAILLOG_README"), readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context)) {
      if (config.withoutMaster || config.withoutMain || config.masterFile === undefined) continue;
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
