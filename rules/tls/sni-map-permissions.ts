import { type FoundFile, isFound } from "../../src/machine.ts";
import { command, everybodyCan, groupCan, nameOf, rightsOf } from "../../src/model/permissions.ts";
import { defineRule } from "../../src/rule.ts";
import { tableFiles } from "../../src/vocabulary-files.ts";
import { postconf } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/sni-map-permissions",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [732],
  summary: "Others than root can read the table that holds the private keys of names.",
  why: `\`postmap -F\` copies the files that the text names into the table: private keys with their certificates. The text may be readable, the
table may not; but postmap gives a new table the rights of the text that it is made of. Without \`--live\` nobody looks at the file.`,
  remedy:
    "`chmod 0600` both the table and its text, and then make new keys: nobody knows who has read these.",
  references: [
    postconf("tls_server_sni_maps"),
    { title: "postmap(1)", url: "https://www.postfix.org/postmap.1.html" },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    for (const { parameter, isIndex, path, words, span } of tableFiles(context)) {
      if (parameter !== "tls_server_sni_maps" || !isIndex) continue;
      const found = machine.file(path);
      const who = isFound(found) ? readersOf(found) : undefined;
      if (!isFound(found) || who === undefined) continue;
      const text = path.replace(/\.\w+$/, "");
      const both = isFound(machine.file(text)) ? [text, found.path] : [found.path];
      context.report({
        span,
        message: `${words}: ${who} can read \`${path}\` (${rightsOf(found)}), which holds private keys; run \`${command("chmod", "0600", ...both)}\``,
        about: { setting: parameter },
      });
    }
  },
  examples: [
    {
      title: "made of a text that all may read",
      files: {
        "main.cf": "smtpd_tls_security_level = may\ntls_server_sni_maps = «hash:/etc/postfix/sni»\n",
      },
      machine: { files: { "/etc/postfix/sni": {}, "/etc/postfix/sni.db": { mode: 0o644 } } },
    },
    {
      title: "root alone",
      files: {
        "main.cf": "smtpd_tls_security_level = may\ntls_server_sni_maps = hash:/etc/postfix/sni\n",
      },
      machine: { files: { "/etc/postfix/sni": { mode: 0o600 }, "/etc/postfix/sni.db": { mode: 0o600 } } },
    },
    {
      title: "the text alone names files",
      files: {
        "main.cf": "smtpd_tls_security_level = may\ntls_server_sni_maps = texthash:/etc/postfix/sni\n",
      },
      machine: { files: { "/etc/postfix/sni": { mode: 0o644 } } },
      trap: true,
    },
  ],
});

function readersOf(file: FoundFile): string | undefined {
  if (everybodyCan(file, "read")) return "every user of the machine";
  const { group } = file;
  return groupCan(file, "read") && group.name !== "postfix" ? `the group \`${nameOf(group)}\`` : undefined;
}
