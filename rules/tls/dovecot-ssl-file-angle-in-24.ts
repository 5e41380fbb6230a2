import { defineRule } from "../../src/rule.ts";
import { dovecotSystems, replaceFix } from "../../src/vocabulary.ts";
import { writtenOf } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/ssl-file-angle-in-24",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "The content of a file stands where Dovecot 2.4 wants its path.",
  why: `In Dovecot 2.3 \`<\` puts the content of a file into the setting. Where 2.4 reads the file itself, it takes that content
for a path, finds no such file, and does not start; doveconf says nothing unless it runs with \`-x\`.`,
  remedy: "Take the `<` away.",
  references: [
    {
      title: "Dovecot, upgrading from 2.3 to 2.4",
      url: "https://doc.dovecot.org/latest/installation/upgrade/2.3-to-2.4.html",
    },
    {
      title: "Dovecot, ssl_server_cert_file",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_server_cert_file",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      if (system.config.version !== "2.4") continue;
      for (const setting of system.settings()) {
        const one = writtenOf(system, setting);
        // From 2.4.5 on, `<<` starts a text of several lines.
        const angle = /^<(?!<)\s*/.exec(setting.value)?.[0];
        if (one === undefined || angle === undefined || !isPath(setting.name)) continue;
        const start = one.span.file.text.startsWith("<", one.span.start) ? one.span : undefined;
        context.report({
          span: one.span,
          message: `\`${setting.name} = ${setting.value}\`${one.where} takes the content of the file for a path, and the daemon does not start; write \`${setting.value.slice(angle.length)}\``,
          ...(start === undefined
            ? {}
            : {
                fix: replaceFix("name the file", { ...start, end: start.start + angle.length }, ""),
              }),
          about: one.about,
        });
      }
    }
  },
  examples: [
    {
      title: "as Dovecot 2.3 wants it",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = «</etc/ssl/mail.pem»
ssl_server_key_file = /etc/ssl/private/mail.key
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.pem
ssl_server_key_file = /etc/ssl/private/mail.key
`,
    },
    {
      title: "for one name",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name mail.example.org {
  ssl_server {
    key_file = «</etc/ssl/private/mail.example.org.key»
  }
}
`,
    },
    {
      title: "paths",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = /etc/ssl/mail.pem
ssl_server_key_file = /etc/ssl/private/mail.key
`,
    },
    { title: "in Dovecot 2.3 it belongs there", good: "ssl_cert = </etc/ssl/mail.pem\n", trap: true },
    {
      title: "a setting that is no path may come from a file",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
doveadm_password = </etc/dovecot/doveadm.secret
`,
      trap: true,
    },
  ],
});

/** Settings of type SET_FILE; the name of MySQL's option file is a plain text. */
function isPath(name: string): boolean {
  return name.endsWith("_file") && name !== "mysql_option_file";
}
