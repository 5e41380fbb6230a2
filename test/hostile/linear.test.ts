// What a file costs grows with its size and not with the square of it: steps are counted, not seconds.

import { describe, expect, test } from "vitest";
import type { Dialect, SourceFile } from "../../src/source.ts";
import { counting, stepsOf, withCounters } from "./steps.ts";

const { grammars, runOn, upgradeOn } = await counting<{
  readonly grammars: readonly (readonly [string, Dialect, (file: SourceFile) => unknown])[];
  readonly upgradeOn: (text: string) => Promise<void>;
  readonly runOn: (name: string, files: Readonly<Record<string, string>>) => Promise<void>;
}>(`export * from "./test/hostile/counted.ts";`);

/** Each is repeated: the last is nothing but junk. */
const pieces = [
  "ssl = no\n",
  "a = b \\\n",
  "a =\n  b\n",
  "protocol imap {\n",
  "}\n",
  "# comment\n",
  "\n",
  "smtp inet n - y - - smtpd -o a=b\n",
  "  -o { a = $b }\n",
  "X=\"$Y\"'z'`w`\n",
  "${a?{b}:{c}}",
  "permit, !reject ",
  "\"'",
  "{",
  "<({[\0\r\t\u{1f600}\udc80",
];

/**
 * How the cost of the second half of 4 × `count` pieces compares to that of the second quarter, without what every run
 * costs: 2 where each piece costs the same, 4 where it costs as much as there are pieces before it.
 */
async function growth(count: number, run: (pieces: number) => unknown): Promise<number> {
  await run(10);
  const [one, two, four] = [
    await stepsOf(() => run(count)),
    await stepsOf(() => run(2 * count)),
    await stepsOf(() => run(4 * count)),
  ];
  expect(one).toBeGreaterThan(0);
  return two === one ? 0 : (four - two) / (two - one);
}

const linear = 2.4;

describe.each(grammars)("%s", (_, dialect, parse) => {
  test.each(pieces)("%j again and again", async (piece) => {
    const run = (count: number) => parse({ path: "x", text: piece.repeat(count), dialect });
    expect(await growth(500, run)).toBeLessThan(linear);
  });
});

const many = (line: (at: number) => string) => (count: number) =>
  Array.from({ length: count }, (_, at) => line(at)).join("");

const version24 = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";
const databases = many((at) => `passdb {\n  driver = pam\n  args = ${at}\n}\n`);

type Tree = readonly [title: string, file: string, text: (count: number) => string];

const trees: readonly Tree[] = [
  ["settings of Dovecot", "dovecot.conf", many((at) => `unknown_${at} = x\n`)],
  ["one setting of Dovecot", "dovecot.conf", many((at) => `ssl = ${at}\n`)],
  ["services of Dovecot", "dovecot.conf", many((at) => `service s${at} {\n  user = x\n}\n`)],
  ["passdbs of Dovecot", "dovecot.conf", many((at) => `passdb {\n  driver = pam\n  args = ${at}\n}\n`)],
  ["nameless databases of 2.4", "dovecot.conf", (count) => version24 + databases(count)],
  [
    "secrets of Dovecot",
    "dovecot.conf",
    many((at) => `passdb {\n  driver = static\n  args = password=x${at}y\n}\n`),
  ],
  ...["", version24].flatMap((head) =>
    ["local 10.0.", "remote 10.0."].map(
      (block): Tree => [
        `${block}x blocks of ${head === "" ? "2.3" : "2.4"}`,
        "dovecot.conf",
        (count) =>
          head +
          many((at) => `${block}${at >> 8}.${at & 255} {\n  login_greeting = ${at}\n  ssl = no\n}\n`)(count),
      ],
    ),
  ),
  [
    "blocks of Dovecot by name",
    "dovecot.conf",
    many((at) => `local_name mx${at}.example.org {\n  login_greeting = ${at}\n  ssl = no\n}\n`),
  ],
  ...["", version24].map(
    (head): Tree => [
      `blocks for patterns of names of ${head === "" ? "2.3" : "2.4"}`,
      "dovecot.conf",
      (count) =>
        head +
        many(
          (at) => `local_name *.d${at}.example.org {\n  ssl = no\n}\nlocal_name a${at}*.example.org {\n}\n`,
        )(count),
    ],
  ),
  [
    "patterns that hide names",
    "dovecot.conf",
    many(
      (at) =>
        `local_name *.d${at}.example.org {\n  login_greeting = ${at}\n}\nlocal_name a.d${at}.example.org {\n  login_greeting = x\n}\n`,
    ),
  ],
  [
    "elements of one list",
    "dovecot.conf",
    (count) =>
      version24 + many((at) => `protocol imap {\n  mail_plugins {\n    p${at} = yes\n  }\n}\n`)(count),
  ],
  ["settings of Postfix", "main.cf", many((at) => `unknown_${at} = $other_${at}\n`)],
  ["one setting of Postfix", "main.cf", many((at) => `biff = ${at}\n`)],
  [
    "postscreens of Postfix",
    "master.cf",
    many((at) => `p${at} inet n - y - - postscreen\nsmtpd${at} pass n - y - - smtpd\n`),
  ],
  ["networks on one line", "main.cf", (count) => `mynetworks = ${"192.0.2.1/99 ".repeat(count)}\n`],
  ["fixes of one finding", "main.cf", many(() => "smtpd_helo_requird = yes\n")],
  ["fixes", "master.cf", many((at) => `s${at} inet n - y - - smtpd -o smtpd_tls_security_level = may\n`)],
  ["services of Postfix", "master.cf", many((at) => `s${at} inet n - n - - smtpd -o x=y\n`)],
  ["variables of Courier", "imapd", many((at) => `UNKNOWN_${at}="$OTHER_${at}"\n`)],
  ["words of Courier", "imapd", many((at) => `word${at} x\n`)],
  ["settings of authlib", "authmysqlrc", many((at) => `UNKNOWN_${at} x\n`)],
  ["secrets", "main.cf", many((at) => `my_password_${at}_password = secret${at}x\n`)],
  ["ignores", "main.cf", many((at) => `unknown_${at} = x # x\n# mailint-ignore unknown-setting: x\n`)],
  [
    "ignores that hide",
    "dovecot.conf",
    many((at) => `unknown_${at} = x # mailint-ignore unknown-setting: x\n`),
  ],
  ["junk", "dovecot.conf", many((at) => `<({[ ${at}\n`)],
];

const classes = many((at) => `class${at}, `);

/** Files that stand beside one another; the first is what is linted. */
const hosts: readonly (readonly [
  title: string,
  files: (count: number) => Readonly<Record<string, string>>,
])[] = [
  [
    "services and restriction classes",
    (count) => ({
      "main.cf":
        `smtpd_restriction_classes = ${classes(count)}\nsmtpd_recipient_restrictions = ${classes(count)} reject\n` +
        many((at) => `class${at} = check_client_access hash:/etc/postfix/${at}\n`)(count),
      "master.cf": many((at) => `${at + 1000} inet n - y - - smtpd\n  -o syslog_name=${at}\n`)(count),
    }),
  ],
  [
    "services and lists of their own",
    (count) => ({
      "main.cf": `smtpd_recipient_restrictions = ${many((at) => `check_client_access hash:/${at}, `)(count)} reject\n`,
      "master.cf": many(
        (at) =>
          `${at + 1000} inet n - y - - smtpd\n  -o smtpd_client_restrictions=check_ccert_access,hash:${at}\n`,
      )(count),
    }),
  ],
];

describe("the whole pipeline", () => {
  test.each(hosts)("%s", { timeout: 120_000 }, async (_, files) => {
    expect(await growth(200, (count) => runOn("main.cf", files(count)))).toBeLessThan(linear);
  });

  test.each(trees)("%s", { timeout: 120_000 }, async (_, name, text) => {
    expect(await growth(200, (count) => runOn(name, { [name]: text(count) }))).toBeLessThan(linear);
  });
});

const of23: readonly (readonly [title: string, text: (count: number) => string])[] = [
  ["passdbs", databases],
  ["namespaces", many((at) => `namespace {\n  prefix = ${at}/\n}\n`)],
  [
    "settings of plugins",
    (count) => `plugin {\n${many((at) => `  quota_rule${at} = *:storage=1M\n`)(count)}}\n`,
  ],
  ["lists that go on", many((at) => `mail_plugins = $mail_plugins p${at}\n`)],
  [
    "plugins of blocks",
    (count) =>
      `plugin {\n${many((at) => `  a${at} = x\n`)(count)}}\nprotocol imap {\n  plugin {\n${many((at) => `    b${at} = x\n`)(count)}  }\n}\n`,
  ],
];

describe("the upgrade", () => {
  test.each(of23)("%s", { timeout: 120_000 }, async (_, text) => {
    expect(await growth(200, (count) => upgradeOn(text(count)))).toBeLessThan(linear);
  });
});

test("restriction classes that name one another again and again", { timeout: 120_000 }, async () => {
  const doubling = (depth: number) =>
    `smtpd_restriction_classes = ${many((at) => `c${at} `)(depth)}\nsmtpd_recipient_restrictions = c0\n` +
    many((at) => `c${at} = c${at + 1}, c${at + 1}\n`)(depth);
  const steps = (depth: number) => stepsOf(() => runOn("main.cf", { "main.cf": doubling(depth) }));
  const [some, more] = [await steps(40), await steps(80)];
  expect(more / some).toBeLessThan(4);
});

test("what is quadratic shows", async () => {
  const text = withCounters(
    "export const f = (n: number) => { for (let a = 0; a < n; a++) for (let b = 0; b < n; b++); return [n].map((x) => x); };",
    "x.ts",
  );
  expect(text.match(/mailintSteps/g)).toHaveLength(4);
  const { f } = await counting<{ f: (count: number) => unknown }>(text);
  expect(await growth(50, f)).toBeGreaterThan(3.8);
});
