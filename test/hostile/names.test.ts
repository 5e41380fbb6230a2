// Names that act: control characters and commands of terminals and of GitHub in paths, and names that every object has.

import { afterEach, describe, expect, test } from "vitest";
import { directoryWith, mailint } from "../cli/harness.ts";

const acting = [
  "line\nbreak",
  "carriage\rreturn",
  "\u001b[31mred",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://evil.example\u001b\\link",
  "\u009b31m",
  "bidi\u202egnp",
  "zero\u200bwidth",
  "::error file=x::forged",
  "a%0A::error::forged",
  "::set-output name=x::y",
  "##[error]forged",
  "comma,colon:percent%",
  "<script>alert(1)</script>",
  "quote\"apostrophe'&amp",
  "-dash",
  "`backtick`",
];

function tree(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of acting) {
    const directory = name.replaceAll("/", "_");
    files[`${directory}/main.cf`] =
      `${name.replace(/[\r\n]/g, "")} = x\nno_such_${name} = ${name}\ndisable_vrfy_command = no\n`;
    files[`${directory}/dovecot.conf`] = `ssl = no\n${name} {\n${name} = ${name}\n!include ${name}.conf\n`;
    files[`${directory}/imapd`] = `IMAPDSTART=YES\nADDRESS=${name}\n. /etc/${name}\n`;
  }
  return files;
}

/** Control characters other than the line end, and characters that reorder or hide text. */
const harmful = /[^\n\P{Cc}]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

describe.each(["text", "compact", "github"])("as %s", (format) => {
  test("nothing of a stranger acts", async () => {
    const { stdout, stderr } = await mailint(directoryWith(tree()), [".", "-f", format]);
    expect(stdout.length).toBeGreaterThan(1000);
    expect(harmful.exec(stdout)).toBeNull();
    expect(harmful.exec(stderr)).toBeNull();
    const lines = (stdout + stderr).split("\n");
    if (format === "github") {
      const commands = lines.filter((line) => /^\s*::/.test(line));
      expect(
        commands.filter((line) => !/^::(?:error|warning|notice|group|endgroup)\b[^:]*/.test(line)),
      ).toEqual([]);
      expect(commands.filter((line) => /^::error (?:file=x::|::)|^::error::forged/.test(line))).toEqual([]);
    } else expect(lines.filter((line) => /^(?:::|\s*$)?(?:::error|::set-output)/.test(line))).toEqual([]);
    expect(stdout + stderr).not.toContain("##[");
    if (format === "compact")
      expect(
        lines.filter((line) => line !== "" && !/: (?:error|warning|note): .* \[[\w/-]+\]$/.test(line)),
      ).toEqual([]);
  });
});

test.each(["lint", "listeners", "show"])(
  "%s proposes a neighbour's name without what acts in it",
  async (command) => {
    const directory = directoryWith({ "main\u0007.cf": "mydomain = example.org\n" });
    const { stderr } = await mailint(directory, [command, "main.cf"]);
    expect(stderr).toContain("did you mean");
    expect(harmful.exec(stderr)).toBeNull();
  },
);

test("on a terminal only our own colours and links are left", async () => {
  const { stdout } = await mailint(directoryWith(tree()), ["."], { terminal: true });
  const rest = stdout
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .replaceAll(
      /\u001b\]8;;(?:https:\/\/github\.com\/mailint\/|file:\/\/)[^\u001b\u0007]*(?:\u001b\\|\u0007)/g,
      "",
    )
    .replaceAll(/\u001b\]8;;(?:\u001b\\|\u0007)/g, "");
  expect(harmful.exec(rest)).toBeNull();
});

test.each([
  ["show", "."],
  ["listeners", "."],
  ["relay", "."],
  [".", "--fix=unsafe", "--diff"],
  ["upgrade", "comma,colon:percent%", "--target", "dovecot=2.4"],
])("mailint %s %s on a terminal", async (...args) => {
  const { stdout, stderr } = await mailint(directoryWith(tree()), args, {
    terminal: true,
    env: { NO_COLOR: "1" },
  });
  // The line of progress writes over itself.
  expect(harmful.exec(stderr.replaceAll(/\r|\u001b\[\d*K/g, ""))).toBeNull();
  expect(harmful.exec(stdout.replaceAll("\t", " "))).toBeNull();
});

test.each<readonly string[]>([
  [".", "-f", "json"],
  [".", "-f", "sarif"],
  [".", "-f", "gitlab"],
  ["show", ".", "-f", "json"],
  ["listeners", ".", "-f", "json"],
  ["relay", ".", "-f", "json"],
  ["report", ".", "--profile", "rfc8314", "-f", "json"],
])("%s %s %s: every name is in a string, and nothing in it acts", async (...args) => {
  const { stdout } = await mailint(directoryWith(tree()), args);
  expect(() => JSON.parse(stdout)).not.toThrow();
  expect(harmful.exec(stdout)).toBeNull();
});

test("the lines of a fleet are JSON in which nothing acts", async () => {
  const files = Object.fromEntries(Object.entries(tree()).map(([path, text]) => [`hosts/${path}`, text]));
  const { stdout } = await mailint(directoryWith(files), ["fleet", "hosts", "--jobs", "0"]);
  const lines = stdout.trimEnd().split("\n");
  expect(new Set(lines.map((line) => JSON.parse(line).host)).size).toBe(acting.length);
  expect(harmful.exec(stdout)).toBeNull();
});

test.each(["checkstyle", "junit", "html"])("as %s nothing becomes markup or breaks it", async (format) => {
  const { stdout } = await mailint(directoryWith(tree()), [".", "-f", format]);
  expect(stdout).not.toContain("<script>alert");
  expect(stdout).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
});

const common = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "__defineGetter__",
  "valueOf",
];

describe("names that every object has", () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort();
  afterEach(() => {
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  const files = (name: string): Record<string, string> => ({
    "postfix/main.cf": `${name} = polluted\nx = $${name} \${${name}?{a}:{b}}\nsmtpd_restriction_classes = ${name}\nsmtpd_recipient_restrictions = ${name}, check_client_access ${name}:x\nvirtual_alias_maps = ldap:${name}\n${name}_server_host = ldap://x\n`,
    "postfix/master.cf": `${name} inet n - y - - ${name} -o ${name}=polluted\nsmtp inet n - y - - smtpd -o {${name} = x}\n`,
    "dovecot/dovecot.conf": `${name} = polluted\n${name} {\n  ${name} = x\n}\nprotocol ${name} {\n  ${name} = %{${name}} $${name}\n}\nservice ${name} {\n  inet_listener ${name} {\n    port = 1\n  }\n}\nplugin {\n  ${name} = 1\n}\npassdb {\n  driver = ${name}\n}\nnamespace ${name} {\n}\n`,
    "dovecot-2.4/dovecot.conf": `dovecot_config_version = 2.4.1\n${name} = polluted\n${name} ${name} {\n  ${name} = x\n}\n${name}/${name} = x\npassdb ${name} {\n}\nfts ${name} {\n}\ngroup @${name} ${name} {\n}\n@${name} = ${name}\n`,
    "courier/imapd": `${name}=polluted\nexport ${name}\nIMAPDSTART=$${name}\nunset ${name}\n`,
    "courier/authmysqlrc": `##NAME: MARKER:0\n${name.toUpperCase()} x\n${name} polluted\n`,
  });

  test.each(common)("%s in every dialect, through every command", async (name) => {
    const directory = directoryWith(files(name));
    for (const args of [
      [".", "-f", "json"],
      [".", "-f", "html"],
      ["show", ".", "-f", "json"],
      ["show", ".", "--all", "--expand"],
      ["listeners", "."],
      ["relay", "."],
      ["upgrade", "dovecot", "--target", "dovecot=2.4", "--diff"],
      [".", "--fix=unsafe", "--diff"],
      ["explain", name, "--in", "postfix"],
    ]) {
      const { stdout, stderr } = await mailint(directory, args);
      expect(stdout + stderr, args.join(" ")).not.toMatch(/internal.error|\n {4}at /);
    }
    const { stdout } = await mailint(directory, ["show", "postfix/main.cf"]);
    expect(stdout).toContain(`${name} = polluted`);
  });

  test.each(common)("%s as a rule, a setting of mailint.toml, an entry of the baseline", async (name) => {
    const main = { "main.cf": `# mailint-ignore ${name}: reason\nbiff = no\n` };
    const runs: [Record<string, string>, string[]][] = [
      [{ ...main, "mailint.toml": `${name} = 1\n` }, ["main.cf"]],
      [{ ...main, "mailint.toml": `[rules]\n${name} = "off"\n` }, ["main.cf"]],
      [
        { ...main, "mailint.toml": `[${name}]\npolluted = true\n[rules.${name}]\npolluted = true\n` },
        ["main.cf"],
      ],
      [main, ["main.cf", "--rule", `${name}=off`]],
      [main, ["main.cf", "--only", name]],
      [main, ["main.cf", "-f", name]],
      [main, ["explain", name]],
      [main, ["report", "main.cf", "--profile", name]],
      [
        { ...main, "b.json": `{"${name}": {"polluted": true}, "version": 1, "entries": [{"${name}": 1}]}` },
        ["main.cf", "--baseline", "b.json"],
      ],
    ];
    for (const [files, args] of runs) {
      const { code, stdout, stderr } = await mailint(directoryWith(files), args);
      expect(stdout + stderr, args.join(" ")).not.toMatch(/internal error|\n {4}at /);
      expect([0, 1, 2, 3]).toContain(code);
    }
  });
});
