// A template's lines in dovecot.conf: no mistakes of whoever wrote it, and nothing of what they leave is known.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { lineOf } from "../../src/source.ts";

async function problemsOf(text: string): Promise<string[]> {
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost({ "dovecot.conf": text }),
    options: {},
  });
  return systems.flatMap(({ problems }) =>
    problems.map(({ kind, severity, span }) => `${severity} ${kind} ${lineOf(span.file, span.start)}`),
  );
}

const storage = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

test.each([
  [
    "a section that a loop writes",
    "namespace inbox {\n  {% for box in boxes %}\n  mailbox {{ box }} {\n    auto = subscribe\n  }\n  {% endfor %}\n}\n",
    ["note template 2", "note template 6"],
  ],
  [
    "a section closed on the line of an instruction",
    "{% for one in domains %}\nlocal_name {{ one }} {\n  ssl_cert = </etc/{{ one }}.pem\n}{% endfor %}\nssl = required\n",
    ["note template 1"],
  ],
  [
    "a value that goes on below an instruction",
    "mail_plugins = quota{{ ' ' }}\n  {%- if zip -%}\n  zlib{{ ' ' }}\n  {%- endif %}\n  {%- if fts -%}\n  fts fts_flatcurve\n  {%- endif %}\n",
    [2, 3, 4, 5, 6, 7].map((line) => `note template ${line}`),
  ],
  [
    "values that envsubst puts in",
    "first_valid_uid = ${VMAIL_UID}\nssl = ${SSL_MODE}\nplugin {\n  sieve = ${MAIL_DIR}/%d/%n\n}\nprotocols = imap $PROTOCOLS\n",
    ["error dovecot/unknown-variable 6"],
  ],
  [
    "numbers that a script puts in",
    "first_valid_uid = VMAIL_UID\nservice imap-login {\n  process_limit = DOVECOT_MAX_PROCESS\n  process_min_avail = many\n}\n",
    ["error bad-value 4"],
  ],
  [
    "sections that lines of the engine open",
    "{{ section }} {\n  ssl = no\n}\n{% if pop3 %} protocol pop3 {\n}\n",
    ["note template 1", "note template 4"],
  ],
  ["a mistake in the same file", "ssl = {{ ssl }}\nnonsense\n", ["error syntax 2"]],
  ["a closing brace too many", "ssl = {{ ssl }}\n}\n", ["error syntax 2"]],
])("%s", async (_, text, expected) => {
  expect(await problemsOf(text)).toEqual(expected);
});

test("the same in Dovecot 2.4", async () => {
  const numbers = `${storage}first_valid_uid = VMAIL_UID\nservice imap {\n  process_limit = many\n}\n`;
  expect(await problemsOf(numbers)).toEqual(["error bad-value 5"]);
  const text = `${storage}namespace inbox {\n  mailbox {{ box }} {\n    auto = subscribe\n  }{% if more %}\n  inbox = yes\n}\n`;
  expect(await problemsOf(text)).toEqual([]);
  const opened = `${storage}{{ section }} {\n  inbox = yes\n}\n`;
  expect(await problemsOf(opened)).not.toContainEqual(expect.stringContaining("error syntax"));
});
