// What rules and models get of a Dovecot 2.3 tree: values by context, what is unknown, problems, limits.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import type { LintOptions } from "../../src/options.ts";
import { versionOf } from "../../src/resolve/dovecot.ts";
import { resolveDovecot23, showDovecot23 } from "../../src/resolve/dovecot-23.ts";
import { lineOf, textOf } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";

const seed = Number(process.env.MAILINT_SEED ?? 42);

function system(
  files: string | Readonly<Record<string, string>>,
  options: LintOptions = {},
  partial = false,
): DovecotSystem {
  const all = typeof files === "string" ? { "dovecot.conf": files } : files;
  const entry = { daemon: "dovecot", root: "dovecot.conf", files: [], partial } as const;
  const root = { path: entry.root, text: all["dovecot.conf"] ?? "", dialect: "dovecot" } as const;
  return resolveDovecot23(entry, root, memoryHost(all), options, versionOf(root, options).versionFrom);
}

/** `kind file:line text of the span`, fatal ones with `!`. */
function problems(found: DovecotSystem): string[] {
  return found.problems.map(
    ({ kind, span, fatal }) =>
      `${kind}${fatal ? "!" : ""} ${span.file.path}:${lineOf(span.file, span.start)} ${textOf(span)}`,
  );
}

describe("effective values", () => {
  const { config } = system(
    [
      "ssl = yes",
      "auth_cache_ttl = 90 minutes",
      "login_greeting = one",
      "login_greeting = $login_greeting two",
      "mail_home = $ENV:NOWHERE",
      "protocol imap {",
      "  ssl = required",
      "  mail_plugins = $mail_plugins imap_quota",
      "}",
      "local 10.0.0.0/8 {",
      "  login_greeting = inside",
      "  protocol pop3 {",
      "    login_greeting = deep",
      "  }",
      "}",
      "protocol !imap {",
      "  mail_max_userip_connections = 3",
      "}",
      "plugin {",
      "  sieve = ~/x",
      "}",
      "",
    ].join("\n"),
  );

  test.each([
    ["ssl", {}, "yes"],
    ["ssl", { protocol: "imap" }, "required"],
    ["ssl", { protocol: "pop3" }, "yes"],
    ["auth_cache_ttl", {}, "90 mins"],
    ["auth_cache_size", {}, "0"],
    ["login_greeting", {}, "one two"],
    ["login_greeting", { local: "10.1.2.3" }, "inside"],
    ["login_greeting", { local: "10.1.2.3", protocol: "pop3" }, "deep"],
    ["login_greeting", { local: "11.1.2.3", protocol: "pop3" }, "one two"],
    ["mail_max_userip_connections", { protocol: "imap" }, "10"],
    ["mail_max_userip_connections", { protocol: "lmtp" }, "3"],
    ["mail_plugins", { protocol: "imap" }, " imap_quota"],
  ])("%s for %j", (name, context, value) => {
    expect(config.get(name, context)).toMatchObject({ value, unknown: false });
  });

  test("a default has no place, a value has its own", () => {
    expect(config.get("lock_method")).toMatchObject({ origin: { kind: "default" }, valueSpan: undefined });
    const greeting = config.get("login_greeting");
    expect(greeting?.valueSpan && textOf(greeting.valueSpan)).toBe("$login_greeting two");
    expect(greeting?.overridden).toHaveLength(1);
  });

  test("nobody knows the daemon's environment", () => {
    expect(config.get("mail_home")?.unknown).toBe(true);
  });

  test("what is no setting is none", () => {
    expect(config.get("no_such_setting")).toBeUndefined();
    expect(config.get("service")).toBeUndefined();
  });

  test("blocks and plugin settings", () => {
    expect(config.filters.map(({ context, negatedProtocol }) => [context, negatedProtocol])).toEqual([
      [{ protocol: "imap" }, undefined],
      [{ local: "10.0.0.0/8" }, undefined],
      [{ local: "10.0.0.0/8", protocol: "pop3" }, undefined],
      [{}, "imap"],
    ]);
    expect([...(config.filters[0]?.values.keys() ?? [])].sort()).toEqual(["mail_plugins", "ssl"]);
    expect(config.plugin.get("sieve")?.value).toBe("~/x");
  });
});

describe("sections", () => {
  const { config } = system(
    "service imap-login {\n  process_limit = 5\n  inet_listener imap {\n    port = 0\n  }\n  inet_listener own {\n    port = 1143\n  }\n}\npassdb {\n  driver = pam\n}\n",
  );
  const login = config.sections("service").find((service) => service.label === "imap-login");

  test("a built-in service keeps what the tree does not set", () => {
    expect(login?.get("process_limit")).toMatchObject({ value: "5", unknown: false });
    expect(login?.get("service_count")).toMatchObject({ value: "1", origin: { kind: "default" } });
    expect(login?.get("user")?.value).toBe("dovenull");
    expect(login?.get("no_such")).toBeUndefined();
    expect([...(login?.values.keys() ?? [])]).toEqual(["process_limit"]);
  });

  test("listeners, built-in ones first", () => {
    const listeners = login?.sections.filter((section) => section.kind === "inet_listener") ?? [];
    expect(listeners.map(({ label, get }) => [label, get("port")?.value, get("ssl")?.value])).toEqual([
      ["imap", "0", "no"],
      ["imaps", "993", "yes"],
      ["own", "1143", "no"],
    ]);
  });

  test("sections without a name", () => {
    expect(config.sections("passdb").map(({ label, get }) => [label, get("driver")?.value])).toEqual([
      ["", "pam"],
    ]);
    expect(config.sections("no_such")).toEqual([]);
  });
});

describe("what is unknown", () => {
  test("an include outside leaves known only what comes after it", () => {
    const found = system("ssl = yes\n!include /etc/other.conf\nlisten = *\n");
    expect(problems(found)).toEqual(["include-outside dovecot.conf:2 /etc/other.conf"]);
    expect(found.problems[0]?.severity).toBe("note");
    expect(found.config.get("ssl")?.unknown).toBe(true);
    expect(found.config.get("listen")).toMatchObject({ value: "*", unknown: false });
    expect(found.config.get("lock_method")?.unknown).toBe(true);
    // A block in there may set it otherwise.
    expect(found.config.get("listen", { protocol: "imap" })?.unknown).toBe(true);
  });

  test("one inside of a section reaches into the section only", () => {
    const { config } = system("ssl = yes\nprotocol imap {\n  !include /etc/other.conf\n}\n");
    expect(config.get("ssl")?.unknown).toBe(false);
    expect(config.get("ssl", { protocol: "pop3" })?.unknown).toBe(false);
    expect(config.get("ssl", { protocol: "imap" })?.unknown).toBe(true);
  });

  test("an optional one leaves what is written and defaults that are not empty, and is told of once", () => {
    const found = system("ssl = yes\n!include_try /etc/other.conf\n!include_try /etc/more.conf\n");
    const { config } = found;
    expect(config.get("ssl", { protocol: "imap" })).toMatchObject({ value: "yes", unknown: false });
    expect(config.get("disable_plaintext_auth")?.unknown).toBe(false);
    expect(config.get("ssl_cert")?.unknown).toBe(true);
    expect(problems(found)).toEqual(["include-outside dovecot.conf:2 /etc/other.conf"]);
  });

  test("Debian's protocol files set the protocols only", () => {
    const { config } = system("ssl = yes\n!include_try /usr/share/dovecot/protocols.d/*.protocol\n");
    expect(config.get("protocols")?.unknown).toBe(true);
    expect(config.get("ssl")?.unknown).toBe(false);
    expect(config.get("ssl", { protocol: "imap" })?.unknown).toBe(false);
  });

  test("an absolute include is found below the root", () => {
    const files = {
      "dovecot.conf": "!include /etc/dovecot/x.conf\n",
      "root/etc/dovecot/x.conf": "ssl = required\n",
    };
    const found = system(files, { root: "root" });
    expect(problems(found)).toEqual([]);
    expect(found.config.get("ssl")).toMatchObject({ value: "required", unknown: false });
    expect(found.files.map((file) => file.path)).toEqual(["dovecot.conf", "root/etc/dovecot/x.conf"]);
  });

  test("of a fragment, all that it does not set", () => {
    const { config } = system("ssl = yes\n", {}, true);
    expect(config.get("ssl")?.unknown).toBe(false);
    expect(config.get("listen")?.unknown).toBe(true);
  });

  test("what a template engine will put in", () => {
    const found = system("mail_debug = {{ debug }}\n{% if x %}\nssl = no\n");
    expect(problems(found)).toEqual(["template dovecot.conf:2 {% if x %}"]);
    expect(found.config.get("mail_debug")?.unknown).toBe(true);
    expect(found.config.get("ssl")).toMatchObject({ value: "no", unknown: false });
    expect(found.config.get("listen")?.unknown).toBe(true);
  });

  test("no check claims what an unknown value may undo", () => {
    expect(
      problems(system("mail_nfs_index = yes\n!include_try /x\n")).filter((one) => one.includes("!")),
    ).toEqual([]);
  });
});

describe("problems", () => {
  test.each([
    [
      "a section",
      "service auth {\n  user = root\nservice imap {\n}\npassdb {\n  driver = pam\n}\n",
      "service",
    ],
    [
      "an inner section",
      "namespace inbox {\n  mailbox Sent {\n    auto = subscribe\n}\nplugin {\n  sieve = ~/a\n}\nssl = no\n",
      "plugin",
    ],
  ])("%s that is never closed is one finding", (_, text, name) => {
    const line = text.slice(0, text.indexOf(`\n${name}`) + 1).split("\n").length;
    expect(problems(system(text)).filter((one) => one.includes("!"))).toEqual([
      `syntax! dovecot.conf:${line} ${name}`,
    ]);
  });

  test("a section that has no name and is never closed is one finding", () => {
    const [found, ...more] = system("service {\n  vsz_limit = 10M\n").problems;
    expect(found?.message).toBe(
      "this `service` has no name; write `service NAME {`; nor is it ever closed: write `}` behind its last setting",
    );
    expect(more).toEqual([]);
  });

  test("a section in the wrong place that is closed is no missing `}`", () => {
    expect(problems(system("service auth {\n  service imap {\n  }\n}\n"))).toEqual([
      "unknown-setting! dovecot.conf:2 service",
    ]);
  });

  test("a file that waits to be read is no cycle under another spelling", () => {
    const found = system({
      "dovecot.conf": "!include conf.d/*.conf\n",
      "conf.d/a.conf": "!include ../other.conf\n",
      "conf.d/b.conf": "login_greeting = hello\n",
      "other.conf": "!include conf.d/b.conf\n",
    });
    expect(problems(found)).toEqual([]);
  });

  test.each([
    ["ssl_crt = x\n", "unknown-setting! dovecot.conf:1 ssl_crt", "did you mean `ssl_cert`?"],
    ["service imap {\n  ssl_cert = x\n}\n", "unknown-setting! dovecot.conf:2 ssl_cert", "top level"],
    ["servce imap {\n}\n", "unknown-setting! dovecot.conf:1 servce", "did you mean `service`?"],
    ["mail_debug = maybe\n", "bad-value! dovecot.conf:1 maybe", "`yes` or `no`"],
    ["mail_debug = \\\n maybe\n", "bad-value! dovecot.conf:2 maybe", "`maybe`"],
    ["ssl_protocols = !SSLv3\n", "obsolete-setting dovecot.conf:1 ssl_protocols", "ssl_min_protocol = TLSv1"],
    ["!include none.conf\n", "missing-include! dovecot.conf:1 none.conf", "!include_try"],
    ["!include dovecot.conf\n", "include-cycle! dovecot.conf:1 dovecot.conf", "includes itself"],
    ["lone\n", "syntax! dovecot.conf:1 lone", "`=`"],
    ["login_greeting = a#b\n", "syntax dovecot.conf:1 #", "starts a comment"],
    ["rejection_reason = $hostnam x\n", "dovecot/unknown-variable! dovecot.conf:1 $hostnam x", "`$hostname`"],
    [
      "mail_nfs_index = yes\nmail_fsync = always\n",
      "dovecot/settings-conflict! dovecot.conf:1 yes",
      "mmap_disable",
    ],
    [
      "local 10.0.0.1 {\n  login_greeting = a\n  protocol imap {\n    mail_debug = yes\n  }\n}\nprotocol imap {\n  login_greeting = b\n}\n",
      "dovecot/settings-conflict! dovecot.conf:8 b",
      "neither",
    ],
    ["protocols = imap smtp\n", "dovecot/unknown-protocol! dovecot.conf:1 imap smtp", "`smtp`"],
  ])("%j", (text, place, words) => {
    const found = system(text);
    expect(problems(found)).toEqual([place]);
    expect(found.problems[0]?.message).toContain(words);
  });

  test("every fault is told in one run, and hides none of the others", () => {
    const text = "oops\nssl = maybe\nfoo {\n  bar = 1\n}\nnope = 1\nlisten = *\n}\nnamespace x {\n";
    const found = system(text);
    expect(problems(found)).toEqual([
      "syntax! dovecot.conf:1 oops",
      "bad-value! dovecot.conf:2 maybe",
      "unknown-setting! dovecot.conf:3 foo",
      "unknown-setting! dovecot.conf:6 nope",
      "syntax! dovecot.conf:8 }",
      "syntax! dovecot.conf:9 namespace x {",
    ]);
    expect(found.config.get("listen")?.value).toBe("*");
  });

  test("a duplicate listener names the other one", () => {
    const text =
      "service auth {\n  inet_listener a {\n    port = 99\n  }\n}\nservice dict {\n  inet_listener b {\n    port = 99\n  }\n}\n";
    const [problem] = system(text).problems;
    expect(problem?.kind).toBe("dovecot/duplicate-listener");
    expect(problem?.related?.map(({ span }) => lineOf(span.file, span.start))).toEqual([3]);
  });
});

describe("settings of the tree", () => {
  test("stand in file order with their scope and way", () => {
    const found = system({
      "dovecot.conf":
        "ssl = yes\nservice imap {\n  !include a.conf\n}\nprotocol lda {\n  mail_debug = yes\n}\nssl = no\n",
      "a.conf": "unix_listener x {\n  mode = 0600\n}\n",
    });
    expect(found.settings().map(({ name, scope, value }) => [name, scope, value])).toEqual([
      ["mode", ["service imap", "unix_listener x"], "0600"],
      ["mail_debug", ["protocol lda"], "yes"],
      ["ssl", [], "no"],
    ]);
    const [mode] = found.settings();
    expect(mode?.origin.kind === "file" && mode.origin.via.map((span) => textOf(span))).toEqual([
      "!include a.conf",
    ]);
    expect(found.settings().at(-1)?.overridden).toHaveLength(1);
  });
});

describe("limits", () => {
  const kinds = (found: DovecotSystem): string[] => [
    ...new Set(found.problems.map((problem) => problem.kind)),
  ];

  test("an include bomb", () => {
    const files: Record<string, string> = {};
    for (let at = 0; at < 30; at++)
      files[at === 0 ? "dovecot.conf" : `${at}.conf`] = `!include ${at + 1}.conf\n`.repeat(2);
    files["30.conf"] = "mail_debug = yes\n";
    expect(kinds(system(files))).toEqual(["limit"]);
  });

  test("includes nested without end", () => {
    const files: Record<string, string> = {};
    for (let at = 0; at < 600; at++)
      files[at === 0 ? "dovecot.conf" : `${at}.conf`] = `!include ${at + 1}.conf\n`;
    expect(kinds(system(files))).toEqual(["limit"]);
  });

  test("variables that double", () => {
    const found = system(
      `login_greeting = ab\n${"login_greeting = $login_greeting $login_greeting\n".repeat(60)}`,
    );
    expect((found.config.get("login_greeting")?.value.length ?? 0) < 1 << 21).toBe(true);
  });

  test("sections without end", () => {
    expect(kinds(system("mailbox a {\n".repeat(20_000)))).toEqual(["unknown-setting", "limit", "syntax"]);
    expect(kinds(system("service a {\n".repeat(20_000)))).toEqual(["syntax"]);
  });

  test("any text resolves", () => {
    const pieces = [
      ..." \t\n\r\0={}\"'\\#$<",
      ...[
        "ssl",
        "protocol imap {",
        "service x {",
        "}\n",
        "!include a\n",
        "!include_try /x\n",
        "plugin {\n",
        "passdb {\n",
      ],
      ...[
        "mail_debug = yes\n",
        "auth {\n",
        "socket listen {\n",
        "listen = *:1\n",
        "$ssl",
        "local 1.2.3.4 {\n",
      ],
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 60 }),
        (parts) => {
          const found = system({ "dovecot.conf": parts.join(""), a: "ssl = no \\\n" }, { dovecot: "2.3" });
          for (const { span } of found.problems) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(span.file.text.length);
          }
          showDovecot23(found, { all: true });
          found.settings();
          found.config.get("ssl", { protocol: "imap", local: "1.2.3.4" });
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

describe("version", () => {
  const of = (text: string, options: LintOptions = {}) =>
    versionOf({ path: "dovecot.conf", text, dialect: "dovecot" }, options);
  test.each([
    ["ssl = yes\n", {}, "2.3", "assumed"],
    ["dovecot_config_version = 2.4.1\n", {}, "2.4", "file"],
    ["# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\n", {}, "2.3", "file"],
    ["# 2.4.1 (7d8c0e5759): /etc/dovecot/dovecot.conf\n", {}, "2.4", "file"],
    ["dovecot_config_version = 2.4.1\n", { dovecot: "2.3" }, "2.3", "given"],
    ["", { dovecot: "2.4.2" }, "2.4", "given"],
    ["", { dovecot: "2.2" }, "2.3", "given"],
  ])("%j %j", (text, options, version, versionFrom) => {
    expect(of(text, options)).toEqual({ version, versionFrom });
  });
});
