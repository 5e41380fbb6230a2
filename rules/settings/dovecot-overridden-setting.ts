import { isTemplateFile } from "../../src/resolve/template.ts";
import { defineRule } from "../../src/rule.ts";
import { lineOf, textOf } from "../../src/source.ts";
import type { Origin } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";

const version24 = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

/** Adds to what was there. */
function builds(origin: Origin): boolean {
  return origin.kind === "file" && textOf(origin.span).includes("$");
}

export default defineRule({
  id: "dovecot/overridden-setting",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "A setting is written twice in one section of a file, and the first does nothing.",
  why: `Dovecot takes the last value without a word. Whoever changes the first one wonders why nothing happens, and whoever trusts it is wrong about what is in force.`,
  remedy: `Delete the line that is not meant.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { name, origin, overridden } of system.settings()) {
        if (origin.kind !== "file" || overridden.length === 0) continue;
        if (isTemplateFile(origin.span.file) || builds(origin)) continue;
        for (const one of overridden) {
          if (one.kind !== "file" || one.span.file !== origin.span.file || builds(one)) continue;
          if (one.span.start >= origin.span.start || !textOf(one.span).startsWith(name)) continue;
          context.report({
            span: one.span,
            message: `\`${textOf(one.span)}\` does nothing: line ${lineOf(origin.span.file, origin.span.start)} sets \`${name}\` again in the same section; delete the one that is not meant`,
            related: [{ span: origin.span, message: "what counts" }],
            about: { setting: name },
          });
        }
      }
  },
  examples: [
    { title: "two values", bad: "«mail_debug = yes»\nssl = required\nmail_debug = no\n" },
    {
      title: "in two blocks of one name",
      bad: "protocol imap {\n  «mail_max_userip_connections = 5»\n}\nprotocol imap {\n  mail_max_userip_connections = 50\n}\n",
    },
    {
      title: "two values in Dovecot 2.4",
      version: "2.4",
      bad: `${version24}«auth_verbose = yes»\nauth_verbose = no\n`,
    },
    {
      title: "a file of one's own over the shipped ones is how it is meant",
      files: {
        "dovecot.conf": "!include conf.d/*.conf\n!include_try local.conf\n",
        "conf.d/10-mail.conf": "mail_debug = yes\n",
        "local.conf": "mail_debug = no\n",
      },
      trap: true,
    },
    {
      title: "a value that builds on the one before",
      good: "mail_plugins = quota\nmail_plugins = $mail_plugins acl\n",
      trap: true,
    },
    {
      title: "another scope",
      good: "mail_debug = no\nprotocol imap {\n  mail_debug = yes\n}\n",
      trap: true,
    },
  ],
});
