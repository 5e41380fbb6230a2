// What is wrong with main.cf and master.cf: kind and place of each problem, and what its fix makes of the file.

import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import type { LintOptions } from "../../src/options.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { textOf } from "../../src/source.ts";
import type { Problem, System } from "../../src/system.ts";

interface Files {
  readonly main?: string;
  readonly master?: string;
}

function resolve({ main, master }: Files, options: LintOptions = {}): System {
  const files = {
    ...(main === undefined ? {} : { "main.cf": main }),
    ...(master === undefined ? {} : { "master.cf": master }),
  };
  const [root = "main.cf", ...rest] = Object.keys(files);
  return resolvePostfix(
    { daemon: "postfix", root, files: rest, partial: main === undefined },
    memoryHost(files),
    options,
  );
}

const short = ({ kind, span }: Problem): string => `${kind}: ${textOf(span)}`;

function problems(files: Files, options: LintOptions = {}): string[] {
  return resolve(files, options).problems.map(short);
}

/** The text of the file after the fixes of all its problems. */
function mended(files: Files): string {
  const system = resolve(files);
  const edits = system.problems.flatMap(({ fix }) => fix?.edits ?? []);
  let { text } = system.root;
  for (const { span, text: put } of [...edits].sort((one, other) => other.span.start - one.span.start))
    text = text.slice(0, span.start) + put + text.slice(span.end);
  return text;
}

const smtp = "smtp inet n - y - - smtpd";

describe("main.cf", () => {
  test.each<[string, string, string[]]>([
    ["a clean file", "# c\nmyhostname = mx.example.org\nmynetworks = 127.0.0.0/8,\n  [::1]/128\n", []],
    ["no equals sign", "relayhost x\nbiff = no\n", ["syntax: relayhost x"]],
    ["plus equals", "mynetworks += 10.0.0.0/8\n", ["syntax: mynetworks += 10.0.0.0/8"]],
    [
      "the output of diff",
      "--- a/main.cf\n+++ b/main.cf\n@@ -1 +1 @@\n-biff = yes\n+biff = no\n inet_interfaces = all\n",
      ["syntax: @@ -1 +1 @@"],
    ],
    [
      "a file that a script fills in",
      "myhostname = ${HOST}\nmynetworks = ${NETS}\nrelayhost = $RELAY\nmyorigin = $HOST\n",
      ["undefined-variable: ${HOST}"],
    ],
    ["expressions of NethServer", "myhostname = ${tmpl_name}\n${tmpl_more}\n", []],
    ["nothing to continue", "  biff = no\n", ["syntax:   biff = no"]],
    ["a NUL byte", "biff = no\0x\n", ["syntax: \0"]],
    ["a broken reference", "relayhost = a ${b\n", ["syntax: ${b"]],
    [
      "a cycle",
      "relayhost = $mail_name\nmail_name = $relayhost\n",
      ["syntax: $mail_name", "syntax: $relayhost"],
    ],
    ["twice, other values", "biff = no\nbiff = yes\n", ["duplicate-setting: biff"]],
    ["twice, same value", "biff = no\nbiff = no\n", []],
    ["a misspelt name", "smtpd_tls_securty_level = may\n", ["unknown-setting: smtpd_tls_securty_level"]],
    ["an unknown name that master.cf may use", "mua_checks = permit\n", []],
    ["a name only a service may bring", "foo_destination_rate_delay = 1s\nfoo_time_limit = 1h\n", []],
    ["a name of its own, used", "own = a\nrelayhost = $own\n", []],
    ["a restriction class", "smtpd_restriction_classes = own\nown = permit\n", []],
    ["a name of a table", "alias_maps = ldap:dir\ndir_search_base = x\ndir_bind_pw = y\n", []],
    ["a read-only name", "process_name = x\n", ["postfix/read-only-parameter: process_name"]],
    ["a deprecated name has a rule that looks at all of them", "smtpd_use_tls = yes\n", []],
    ["an undefined name", "relayhost = a$nosuch\n", ["undefined-variable: $nosuch"]],
    ["an undefined name that is tested", "relayhost = ${nosuch?a}${nosuch:b}\n", []],
    ["names of delivery time", "forward_path = $home/.forward\nluser_relay = $user@example.org\n", []],
    ["a comment behind a value", "biff = no # comment\n", ["postfix/inline-comment: # comment"]],
    ["a number sign in a text", "smtpd_banner = mx #1 ESMTP\nrelayhost = a#b\n", []],
    ["a number sign within braces", "alias_maps = inline:{ {a = #b} }\n", []],
    [
      "an indented setting",
      "mynetworks = 10.0.0.0/8\n  relayhost = x\n",
      ["postfix/accidental-continuation: relayhost"],
    ],
    ["an indented pair that is none", "debugger_command =\n  PATH=/bin; x\n  y=z\n", []],
    ["pairs within braces", "alias_maps = inline:{\n  { relayhost = x }\n  biff = y }\n", []],
    [
      "the rest of a value that is commented out",
      "relayhost = x\n#mynetworks = 10.0.0.0/8,\n   [::1]/128\n",
      ["postfix/accidental-continuation: [::1]/128"],
    ],
    ["a comment within a list", "mynetworks = 10.0.0.0/8,\n#  mynetworks = old\n  [::1]/128\n", []],
  ])("%s", (_, main, expected) => {
    expect(problems({ main })).toEqual(expected);
  });

  test.each<[string, string]>([
    ["smtpd_helo_required = maybe", "maybe"],
    ["message_size_limit = 10M", "10M"],
    ["message_size_limit =", "message_size_limit"],
    ["queue_run_delay = 5x", "5x"],
    ["queue_run_delay = -1s", "-1s"],
    ["smtpd_recipient_limit = 0", "0"],
    ["smtp_tls_security_level = must", "must"],
    ["inet_protocols = ipv4, ipv5", "ipv5"],
    ["compatibility_level = x", "x"],
    ["myorigin =", "myorigin"],
    ["mail_name = x\nsyslog_facility = $mail_name", "$mail_name"],
  ])("%s is a bad value", (main, place) => {
    expect(problems({ main: `${main}\n` })).toEqual([`bad-value: ${place}`]);
  });

  test.each([
    "smtpd_helo_required = YES",
    "queue_run_delay = 5minutes",
    "message_size_limit = 0",
    "smtp_tls_security_level = Dane",
    "smtp_tls_security_level =",
    "inet_protocols = $own\nown = ipv4",
    "queue_run_delay = {{ delay }}",
    "smtpd_helo_required = @HELO@",
    "smtp_tls_security_level = ${stress?may}",
    "postscreen_dnsbl_allowlist_threshold = -1",
  ])("%s is none", (main) => {
    expect(problems({ main: `${main}\n` })).toEqual([]);
  });

  test("a name of a later release, and none when the release is open", () => {
    const main = "smtp_tlsrpt_enable = no\n";
    expect(problems({ main }, { postfix: "3.7" })).toEqual(["unknown-setting: smtp_tlsrpt_enable"]);
    expect(problems({ main }, { postfix: "3.10" })).toEqual([]);
    expect(problems({ main })).toEqual([]);
    const [problem] = resolve({ main }, { postfix: "3.7" }).problems;
    expect(problem?.message).toContain("came with postfix 3.10");
  });

  test("values beyond all measure are unknown, not followed", () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `v${at} = $v${at + 1}$v${at + 1}\n`).join("");
    const system = resolve({ main: `${doubled}v40 = xxxxxxxxxx\nrelayhost = $v0\n` });
    expect(system.problems.map(({ kind }) => kind)).toContain("limit");
    expect(system.daemon === "postfix" && system.config.get("relayhost")?.unknown).toBe(true);
  });

  test.each<[string, string, string]>([
    ["a comment moves", "biff = no  # why\n", "# why\nbiff = no\n"],
    [
      "a list keeps its other lines",
      "mynetworks = a,\n  b # why\n  c\n",
      "# why\nmynetworks = a,\n  b\n  c\n",
    ],
    ["a boolean", "biff = false\n", "biff = no\n"],
    ["a size", "message_size_limit = 10M\n", "message_size_limit = 10485760\n"],
    ["a time", "queue_run_delay = 5M\n", "queue_run_delay = 5m\n"],
    ["a word", "inet_protocols = ipv4, ipv66\n", "inet_protocols = ipv4, ipv6\n"],
    ["a name", "smtpd_tls_securty_level = may\n", "smtpd_tls_security_level = may\n"],
    ["an indented setting", "biff = no\n  relayhost = x\n", "biff = no\nrelayhost = x\n"],
    [
      "an orphaned list",
      "biff = no\n#mynetworks =\n  a\n  b\n# c\n",
      "biff = no\n#mynetworks =\n#  a\n#  b\n# c\n",
    ],
  ])("fix: %s", (_, main, expected) => {
    expect(mended({ main })).toBe(expected);
  });
});

describe("master.cf", () => {
  test.each<[string, string, string[]]>([
    [
      "a clean file",
      `${smtp}\n  -o smtpd_helo_required=yes -o { mail_name = a b }\nx unix - n n - - pipe argv=a { b }\n`,
      [],
    ],
    ["a missing column", "smtp inet n - y - smtpd\n", ["syntax: smtp inet n - y - smtpd"]],
    ["a bad type", "smtp tcp n - y - - smtpd\n", ["bad-value: tcp"]],
    [
      "bad columns",
      "x unix N yes 1 60x -1 smtpd\n",
      ["N", "yes", "1", "60x", "-1"].map((bad) => `bad-value: ${bad}`),
    ],
    ["a private inet service", "smtp inet - - y - - smtpd\n", ["bad-value: -"]],
    ["braces that do not close", `${smtp} -o { mail_name = x\n`, ["syntax: { mail_name = x"]],
    ["an unknown daemon", "x unix - - n - - smtpdd\n", ["postfix/unknown-daemon: smtpdd"]],
    ["a program of one's own", "x unix - - n - - /usr/local/bin/own\n", []],
    [
      "blanks round an equals sign",
      `${smtp} -o biff = no -v\n`,
      ["postfix/master-override-syntax: -o biff = no"],
    ],
    [
      "a list that is cut",
      `${smtp} -o mynetworks=a, b\n`,
      ["postfix/master-override-syntax: -o mynetworks=a, b"],
    ],
    ["a missing -o", `${smtp}\n  -o mail_name=x\n  biff=no\n`, ["postfix/master-override-syntax: biff=no"]],
    ["a comment", `${smtp} # why\n`, ["postfix/master-override-syntax: #"]],
    ["the same option twice", `${smtp} -o biff=no -o biff=yes\n`, ["duplicate-setting: biff"]],
    [
      "the same service twice",
      `${smtp}\n25 inet n - n - - smtpd\n`,
      ["postfix/master-duplicate-service: 25"],
    ],
    ["the same name, other types", `${smtp}\nsmtp unix - - y - - smtp\n`, []],
    [
      "an indented service",
      `${smtp}\n  x unix - - n - - smtp\n`,
      ["postfix/accidental-continuation: x unix - - n - - smtp"],
    ],
    [
      "options under a commented service",
      `${smtp}\n#submission inet n - y - - smtpd\n  -o biff=no\n  -o mail_name=x\n`,
      ["postfix/options-under-commented-service: -o biff=no"],
    ],
    [
      "options under a comment of their own",
      `${smtp}\n# submission is off\n  -o biff=no\n#  -o x=y\n  -v\n`,
      [],
    ],
    ["an option nobody reads", `${smtp} -o smtpd_bnner=x\n`, ["unknown-setting: smtpd_bnner"]],
    ["a bad value", `${smtp} -o biff=1\n`, ["bad-value: 1"]],
    [
      "an undefined name",
      `${smtp} -o smtpd_client_restrictions=$mua_x\n`,
      ["postfix/undefined-restriction-variable: $mua_x"],
    ],
    ["a template", "smtp {{ type }} n - y - - smtpd -o {{ option }}\n", []],
  ])("%s", (_, master, expected) => {
    expect(problems({ main: "biff = no\n", master })).toEqual(expected);
  });

  test("alone, it says nothing of what main.cf may define", () => {
    expect(problems({ master: `${smtp} -o own_name=x -o smtpd_client_restrictions=$mua_x\n` })).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["blanks", `${smtp} -o biff = no -v\n`, `${smtp} -o biff=no -v\n`],
    [
      "a list with blanks",
      `${smtp}\n  -o mynetworks = a, b\n  -v\n`,
      `${smtp}\n  -o { mynetworks = a, b }\n  -v\n`,
    ],
    ["a cut list", `${smtp} -o mynetworks=a, b\n`, `${smtp} -o { mynetworks = a, b }\n`],
    ["a missing -o", `${smtp} biff=no\n`, `${smtp} -o biff=no\n`],
    ["a private inet service", "smtp inet y - y - - smtpd\n", `${smtp}\n`],
    [
      "orphaned options",
      `${smtp}\n#x inet n - y - - smtpd\n  -o a=b\n  -v\n# c\n`,
      `${smtp}\n#x inet n - y - - smtpd\n#  -o a=b\n#  -v\n# c\n`,
    ],
  ])("fix: %s", (_, master, expected) => {
    expect(mended({ master })).toBe(expected);
  });
});

describe("tables", () => {
  const host = (map: string, main?: string) =>
    memoryHost({ "t.cf": map, ...(main === undefined ? {} : { "main.cf": main }) });

  test("a table beside main.cf is read as the type that main.cf says", () => {
    const map = "hosts = db\nuser = u\nquery = SELECT 1\nhostss = x\nno pair\n";
    const files = host(map, "virtual_alias_maps = proxy:mysql:/etc/postfix/t.cf\n");
    const entry = { daemon: "postfix", root: "main.cf", files: ["t.cf"], partial: false } as const;
    const system = resolvePostfix(entry, files, {});
    expect(system.problems.map(short)).toEqual(["unknown-setting: hostss", "syntax: no pair"]);
    expect(system.daemon === "postfix" && system.config.maps().map(({ driver }) => driver)).toEqual([
      "mysql",
    ]);
  });

  test("a table alone is read by the names it sets", () => {
    const entry = {
      daemon: "postfix",
      root: "t.cf",
      files: [],
      partial: true,
      dialect: "postfix-map",
    } as const;
    const system = resolvePostfix(entry, host("server_host = ldap://x\nsearch_base = dc=x\n"), {});
    expect(system.problems).toEqual([]);
    expect(system.daemon === "postfix" && system.config.maps()[0]?.driver).toBe("ldap");
  });
});
