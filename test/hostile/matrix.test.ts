// Trees as nobody should have them, through every command: each ends with a documented exit code and words for people.

import { expect, test } from "vitest";
import { formats } from "../../src/report/index.ts";
import { directoryWith, mailint } from "../cli/harness.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

const sound: Readonly<Record<string, string>> = {
  "main.cf": "myhostname = mx.example.org\nmynetworks = 0.0.0.0/0\nsmtpd_tls_security_level = none\n",
  "master.cf": "smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
  "dovecot.conf":
    "ssl = no\ndisable_plaintext_auth = no\nprotocols = imap pop3\npassdb {\n  driver = pam\n}\n",
  imapd: 'ADDRESS=0\nPORT=143\nIMAPDSTART=YES\nIMAP_CAPABILITY="IMAP4rev1 AUTH=PLAIN"\n',
  authmysqlrc: "##NAME: MARKER:0\nMYSQL_SERVER\tdb.example.org\n",
};
const each = (change: (text: string) => string): Files =>
  Object.fromEntries(Object.entries(sound).map(([name, text]) => [name, change(text)]));

/** Every value and name of the sound tree replaced, a tree each. */
const withWord = (words: readonly string[]): Files =>
  Object.fromEntries(
    words.flatMap((word, at) => [
      [
        `${at}/main.cf`,
        `mynetworks = ${word} [${word}\nmessage_size_limit = ${word}\ncompatibility_level = ${word}\n${word} = x\nrelayhost = $${word}\n`,
      ],
      [`${at}/master.cf`, `${word}:${word} inet n ${word} y ${word} ${word} smtpd ${word}\n${word} inet\n`],
      [
        `${at}/dovecot.conf`,
        `default_client_limit = ${word}\nssl_min_protocol = ${word}\nlisten = ${word}\nservice imap-login {\n  inet_listener ${word} {\n    port = ${word}\n  }\n}\n${word} {\n}\n!include ${word}.conf\n`,
      ],
      [
        `${at}/new/dovecot.conf`,
        `dovecot_config_version = ${word}\n${word} ${word} {\n  ${word} = ${word}\n}\n`,
      ],
      [`${at}/imapd`, `ADDRESS=${word}\nPORT=${word}\nIMAPDSTART=${word}\n${word}=x\n. /etc/${word}\n`],
    ]),
  );

/** Numbers of a generator that is the same everywhere. */
function junk(alphabet: string, length: number): string {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >> 8;
  };
  return Array.from({ length }, () => alphabet[next() % alphabet.length]).join("");
}

const nested = (open: string, close: string) => `${open.repeat(3000)}x${close.repeat(3000)}`;

const trees: readonly (readonly [string, Files])[] = [
  ["nothing in the files", each(() => "")],
  ["blanks and comments only", each(() => " \n\t\n# x\n")],
  ["line ends of DOS", each((text) => text.replaceAll("\n", "\r\n"))],
  ["line ends of the old Macintosh", each((text) => text.replaceAll("\n", "\r"))],
  ["a byte order mark", each((text) => `\ufeff${text}`)],
  ["NUL bytes", each((text) => text.replaceAll(" ", "\0"))],
  [
    "UTF-16",
    Object.fromEntries(Object.entries(sound).map(([name, text]) => [name, Buffer.from(text, "utf16le")])),
  ],
  [
    "Latin-1",
    Object.fromEntries(
      Object.entries(sound).map(([name, text]) => [
        name,
        Buffer.from(`# \xe4\n${text}\xfc = \xff\n`, "latin1"),
      ]),
    ),
  ],
  ["a merge that nobody resolved", each((text) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> x\n`)],
  ["a file that breaks off", each((text) => text.slice(0, text.length >> 1))],
  ["every line twice, the last first", each((text) => `${text.split("\n").reverse().join("\n")}\n${text}`)],
  ["signs of all grammars", each(() => junk("{}=#\\\"'$%<>!@:,;[]()*? \t\n\nabc", 4000))],
  ["templates", each((text) => `{% if x %}\n${text}{{ a }} = {{ b }}\n<%= c %>\n{% endif %}\n`)],
  [
    "nested deeply",
    {
      ...sound,
      "main.cf": `smtpd_banner = ${nested("${a?{", "}}")}\n`,
      imapd: `A=${nested("${a:-", "}")}\nB=${nested("$((", "))")}\n`,
      "dovecot.conf": `mail_home = ${nested("%{if;", "}")}\n${"a {\n".repeat(300)}`,
      "v/dovecot.conf": `dovecot_config_version = 2.4.1\nmail_path = ${nested("%{", "}")}\n`,
    },
  ],
  [
    "numbers that are none",
    withWord(["1e400", "-1", "NaN", "99999999999999999999", "0x10", "\u0661", "2147483648", "1d1d", "%"]),
  ],
  [
    "words that act",
    withWord(["\u001b[31m", "\u001b]0;t\u0007", "\u009b1m", "\u202e", "\b", "\u007f", "\u2028"]),
  ],
  ["words that every object has", withWord(["__proto__", "constructor", "toString"])],
];

const plain = Object.keys(formats).filter((format) => !["html", "sarif"].includes(format));
const commands: readonly (readonly string[])[] = [
  ...Object.keys(formats).map((format) => [".", "-f", format]),
  [".", "--profile", "strict", "--no-ignores"],
  [".", "--target", "dovecot=2.4", "--target", "postfix=3.11"],
  [".", "--live", "--root", "."],
  [".", "--fix=unsafe", "--diff"],
  ["show", "."],
  ["show", ".", "--all", "--expand"],
  ["show", ".", "--overrides", "-f", "json"],
  ["listeners", "."],
  ["relay", "."],
  ["report", ".", "--profile", "rfc8314"],
  ["explain", "mynetworks", "--in", "."],
  ["upgrade", ".", "--target", "dovecot=2.4"],
  ["fleet", ".", "--jobs", "0"],
  [".", "--update-baseline", "--baseline", "known.json"],
  [".", "--baseline", "known.json"],
  [".", "--fix=unsafe"],
  ["upgrade", ".", "--target", "dovecot=2.4", "--in-place"],
];

/** Control characters other than the line end, and those that reorder or hide text. */
const acting = /[^\n\P{Cc}]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/** A stack, a rule that threw, a value that JavaScript printed. */
const failed = /internal error:|failed on this configuration \(|\n {4}at .*:\d+:\d+\)|\[object |`undefined`/;

test.each(trees)("%s", { timeout: 120_000 }, async (_, files) => {
  const directory = directoryWith(files);
  for (const args of commands) {
    const { code, stdout, stderr } = await mailint(directory, args, {
      terminal: true,
      env: { NO_COLOR: "1" },
    });
    const said = `mailint ${args.join(" ")}`;
    expect([0, 1, 2, 3], said).toContain(code);
    const own = stderr.replaceAll(/\r|\u001b\[\d*K/g, "");
    expect(stdout + own, said).not.toMatch(failed);
    if (!args.includes("html")) expect(acting.exec(stdout.replaceAll("\t", " ")), said).toBeNull();
    expect(acting.exec(own), said).toBeNull();
    if (plain.includes(args[2] ?? ""))
      expect(Math.max(...stdout.split("\n").map(({ length }) => length)), said).toBeLessThan(20_000);
    if (code > 1) expect(own, said).toMatch(/^mailint: |\d+ hosts?: |: (?:error|note): /m);
  }
});
