import { defineRule } from "../../src/rule.ts";
import type { SourceFile } from "../../src/source.ts";
import { courierSystems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "courier/line-continuation",
  since: "0.1.0",
  severity: "error",

  precision: "high",
  cwe: [],
  summary: "A value ends with a carriage return.",
  why: "The shell keeps the carriage return of a file with Windows line ends as part of the value: the daemon gets another word than the administrator sees, and `YES` is then no number, no port and no path.",
  remedy: "Save the file with Unix line ends.",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }],
  check(context) {
    for (const system of courierSystems(context)) {
      const seen = new Set<SourceFile>();
      for (const { variables } of system.config.instances)
        for (const [name, { value, origin }] of variables) {
          if (origin.kind === "default" || !value.endsWith("\r") || seen.has(origin.span.file)) continue;
          seen.add(origin.span.file);
          context.report({
            span: { ...origin.span, end: origin.span.end - 1 },
            message: `the value of \`${name}\` ends with a carriage return, as all of a file with Windows line ends do: the daemon reads another word than you see; save it with Unix line ends`,
            about: { setting: name, scope: [] },
          });
        }
    }
  },
  examples: [
    {
      title: "Windows line ends",
      files: { "courier/imapd": "«IMAPDSTARTTLS=YES»\r\nPORT=143\r\n", "courier/imapd-ssl": "" },
    },
    {
      title: "Unix line ends",
      files: { "courier/imapd": "IMAPDSTARTTLS=YES\nPORT=143\n", "courier/imapd-ssl": "" },
    },
    {
      title: "in a comment",
      files: { "courier/imapd": "# old\r\nPORT=143\n", "courier/imapd-ssl": "" },
      trap: true,
    },
  ],
});
