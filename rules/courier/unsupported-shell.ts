import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "unsupported-shell",
  since: "0.1.0",
  severity: "note",
  precision: "very-high",
  cwe: [],
  summary: "A Courier file holds more shell than assignments.",
  why: `Courier's files are sourced by a shell, and so may hold any program. What such a line does is known only where it
runs: the variables it may set are unknown to every rule. Courier's own scripts read the same files with \`grep\` and
\`sed\` as well, which see nothing but lines \`NAME=value\`.`,
  remedy: "Write plain lines `NAME=value`.",
  references: [
    { title: "imapd(8), configuration files", url: "https://www.courier-mta.org/imap/imapd.html" },
    {
      title: "POSIX.1-2017, Shell Command Language",
      url: "https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html",
    },
  ],
  check: (context) => reportProblems(context, "unsupported-shell"),
  examples: [
    {
      title: "the output of a command",
      dialect: "courier",
      name: "courier/imapd",
      bad: "ADDRESS=«`hostname -i`»\nPORT=143\n",
    },
    {
      title: "a choice",
      dialect: "courier",
      name: "courier/imapd",
      bad: "«if test -f /etc/tls; then»\n  IMAPDSTARTTLS=YES\nfi\n",
    },
    {
      title: "an open substitution in quotes",
      dialect: "courier",
      name: "courier/imapd",
      bad: 'ADDRESS=«"${"»\n',
    },
    {
      title: "assignments",
      dialect: "courier",
      name: "courier/imapd",
      good: "IMAPDSTARTTLS=YES\nexport PORT=143\n",
    },
    {
      title: "variables and defaults are understood",
      dialect: "courier",
      name: "courier/imapd",
      good: 'prefix=/usr\nTLS_CERTFILE="${prefix}/share/imapd.pem"\nPORT=${PORT:-143}\n',
      trap: true,
    },
  ],
});
