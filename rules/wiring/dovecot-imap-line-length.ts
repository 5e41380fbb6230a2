import { defineRule } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { written } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/imap-line-length",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [770],
  summary: "IMAP commands may be very long.",
  why: "Before a client has logged in, each connection may make the server hold a line of that length in memory.",
  remedy: "Delete the line: the default is 64 KiB.",
  references: [
    {
      title: "Dovecot, imap_max_line_length",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#imap_max_line_length",
    },
  ],
  check(context) {
    for (const { name, value, span, statement, where, about } of written(context, "imap_max_line_length")) {
      const bytes = sizeOf(value);
      if (bytes === undefined || bytes <= 1024 * 1024) continue;
      context.report({
        span,
        message: `\`${name} = ${value}\`${where} lets clients make the server hold lines of that length; delete the line`,
        fix: deleteLinesFix("use the default", statement),
        about,
      });
    }
  },
  examples: [
    {
      title: "ten megabytes",
      bad: "ssl = required\nimap_max_line_length = «10 M»\n",
      fixed: "ssl = required\n",
    },
    { title: "the default", good: "ssl = required\n" },
    { title: "twice the default", good: "imap_max_line_length = 128 k\n", trap: true },
    {
      title: "ten megabytes, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
imap_max_line_length = «10 M»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
`,
    },
    {
      title: "the default, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
`,
    },
  ],
});

const factors: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/** A size as the daemon writes it: `64 k`, `10 M`. */
function sizeOf(value: string): number | undefined {
  const match = /^(\d+)\s*([a-z]?)[a-z]*$/i.exec(value);
  const factor = factors[(match?.[2] ?? "").toLowerCase()];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}
