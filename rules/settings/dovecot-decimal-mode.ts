import { defineRule } from "../../src/rule.ts";
import { dovecotSystems, replaceFix, settingsOf } from "../../src/vocabulary.ts";
import { writtenOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/decimal-mode",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 5.5,
  precision: "very-high",
  cwe: [732],
  summary: "The mode of a socket is written without the leading zero, so it is a decimal number.",
  why: `Dovecot reads a number as octal only when it begins with 0: \`mode = 600\` is 01130, other permissions than anybody meant, and the daemon says nothing.`,
  remedy: `Write the zero: \`mode = 0600\`.`,
  references: [
    {
      title: "Dovecot, types of settings, octal",
      url: "https://doc.dovecot.org/latest/core/settings/types.html#octal",
    },
    { title: "str_parse_get_octal and settings-parser.c, get_octal()" },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const setting of settingsOf(system, ["mode", "unix_listener_mode", "fifo_listener_mode"])) {
        const found = setting.unknown ? undefined : writtenOf(system, setting);
        const raw = found?.span.file.text.slice(found.span.start, found.span.end).trim() ?? "";
        if (found === undefined || !/^[1-7][0-7]{2,3}$/.test(raw)) continue;
        context.report({
          span: found.span,
          message: `\`mode = ${raw}\`${found.where} is decimal, in octal 0${Number(raw).toString(8)}; write \`mode = 0${raw}\``,
          fix: replaceFix(`write \`0${raw}\``, found.span, `0${raw}`, "unsafe"),
          about: found.about,
        });
      }
  },
  examples: [
    {
      title: "three digits",
      bad: "service auth {\n  unix_listener /run/auth {\n    mode = «600»\n  }\n}\n",
      fixed: "service auth {\n  unix_listener /run/auth {\n    mode = 0600\n  }\n}\n",
    },
    {
      title: "the same in Dovecot 2.4",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nservice auth {\n  unix_listener /run/auth {\n    mode = «666»\n  }\n}\n",
      fixed:
        "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nservice auth {\n  unix_listener /run/auth {\n    mode = 0666\n  }\n}\n",
    },
    { title: "octal", good: "service auth {\n  unix_listener /run/auth {\n    mode = 0600\n  }\n}\n" },
    {
      title: "zero switches the listener off",
      good: "service auth {\n  unix_listener /run/auth {\n    mode = 0\n  }\n}\n",
      trap: true,
    },
  ],
});
