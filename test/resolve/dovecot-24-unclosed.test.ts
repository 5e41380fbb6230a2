import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { lineOf } from "../../src/source.ts";

const head = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

/** `line: message` of what stops the daemon, and the lines that it refers to. */
async function refusals(text: string): Promise<readonly string[]> {
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost({ "dovecot.conf": head + text }),
    options: {},
  });
  return systems.flatMap(({ problems }) =>
    problems
      .filter(({ fatal }) => fatal)
      .map(({ span, message, related = [] }) =>
        [
          `${lineOf(span.file, span.start)}: ${message}`,
          ...related.map((one) => lineOf(one.span.file, one.span.start)),
        ].join(" < "),
      ),
  );
}

const listener = (name: string) => `service ${name}-login {\n  inet_listener ${name} {\n    port = 0\n  }\n`;

test.each([
  [
    "a block that is missing its end, before another one",
    `${listener("imap")}${listener("pop3")}}\n${listener("submission")}}\n`,
    ["7: this cannot stand in `service imap-login`: a `}` is missing before this line < 3"],
  ],
  [
    "two blocks that are missing their ends",
    "service imap-login {\n  inet_listener imap {\n    port = 0\nservice pop3-login {\n}\n",
    ["6: this cannot stand in `inet_listener imap`: a `}` is missing before this line < 4 < 3"],
  ],
  [
    "nothing behind it",
    listener("imap"),
    ["3: this `service imap-login` block is never closed; write `}` on a line behind its last setting"],
  ],
  [
    "a block that has no name either",
    "service {\n  vsz_limit = 10M\n",
    [
      "3: this `service` block needs a name: write `service NAME {`; nor is it ever closed: write `}` behind its last setting",
    ],
  ],
  [
    "a block that has no name, whose settings 2.4 has",
    "service {\n  vsz_limit = 10M\n}\n",
    ["3: this `service` block needs a name: write `service NAME {`"],
  ],
  [
    "what is in no place for another reason",
    `${listener("imap")}${listener("pop3")}}\n}\n`,
    ["7: a `service` block cannot stand inside of a `service` block"],
  ],
])("%s", async (_, text, wanted) => {
  expect(await refusals(text)).toEqual(wanted);
});
