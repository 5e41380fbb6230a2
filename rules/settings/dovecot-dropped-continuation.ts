import { isTemplateFile } from "../../src/resolve/template.ts";
import { defineRule } from "../../src/rule.ts";
import { linesOf } from "../../src/source.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/dropped-continuation",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary:
    "A `\\` at the end of a line is followed by an empty line or a comment, so the whole setting is gone.",
  why: `An empty line or one with only a comment ends a continued setting without taking it: Dovecot reads on as if none of its lines were there, and says nothing.`,
  remedy: `Take the comment or the empty line out from between, or the \`\\\` from the end of the line.`,
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
    { title: "config_parse_line() in src/config/config-parser.c" },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const file of system.files) {
        if (file.dialect !== "dovecot" || !file.text.includes("\\") || isTemplateFile(file)) continue;
        const starts = linesOf(file);
        let begin: number | undefined;
        for (const [at, start] of starts.entries()) {
          const line = file.text.slice(start, starts[at + 1] ?? file.text.length);
          const text = line.trim();
          if (begin !== undefined && (text === "" || text.startsWith("#"))) {
            const said = file.text.slice(begin, start).trimEnd();
            // At the end of the file nothing comes after the last line break.
            if (start < file.text.length)
              context.report({
                span: { file, start: begin, end: begin + said.length },
                message: `${text === "" ? "an empty line" : "a comment"} follows the \`\\\`, and Dovecot drops the whole setting; take it out from between`,
              });
            begin = undefined;
          } else if (text !== "" && !text.startsWith("#") && text.endsWith("\\"))
            begin ??= start + (line.length - line.trimStart().length);
          else begin = undefined;
        }
      }
  },
  examples: [
    {
      title: "a comment between",
      bad: "«login_trusted_networks = 10.0.0.0/8 \\»\n# the office\nssl = required\n",
    },
    {
      title: "an empty line in Dovecot 2.4",
      version: "2.4",
      bad: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n«auth_verbose = \\»\n\nauth_debug = no\n",
    },
    { title: "lines that go on", good: "login_trusted_networks = 10.0.0.0/8 \\\n  192.0.2.0/24\n" },
    { title: "a backslash at the end of a comment", good: "# C:\\mail\\\n\nssl = required\n", trap: true },
  ],
});
