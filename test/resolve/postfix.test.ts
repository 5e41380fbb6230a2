// Effective values of Postfix: overrides, main.cf, defaults of the release, and what cannot be known.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { memoryHost } from "../../src/host.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { serviceRows, showMain, showMaster } from "../../src/resolve/postfix-show.ts";
import { textOf } from "../../src/source.ts";
import type { PostfixSystem } from "../../src/system.ts";

function resolve(main: string | undefined, master?: string, postfix?: string): PostfixSystem {
  const files = {
    ...(main === undefined ? {} : { "main.cf": main }),
    ...(master === undefined ? {} : { "master.cf": master }),
  };
  const [root = "main.cf", ...rest] = Object.keys(files);
  const entry = { daemon: "postfix", root, files: rest, partial: main === undefined } as const;
  return resolvePostfix(entry, memoryHost(files), postfix === undefined ? {} : { postfix }) as PostfixSystem;
}

function value(system: PostfixSystem, name: string, service?: MasterService): string | undefined {
  const found = system.config.get(name, service);
  return found === undefined ? undefined : `${found.unknown ? "? " : ""}${found.value}`;
}

describe("main.cf", () => {
  test.each<[string, string, string, string | undefined, string?]>([
    ["as set", "biff = no\n", "biff", "no"],
    ["a name that a script fills in", "relayhost = $RELAY_HOST\n", "relayhost", "? "],
    ["a name that nobody sets", "relayhost = $relay_host\n", "relayhost", ""],
    ["the last one", "biff = no\nbiff = yes\n", "biff", "yes"],
    ["a default of all releases", "", "smtpd_helo_required", "no"],
    ["a default that changed", "", "smtpd_forbid_bare_newline", "? normalize"],
    ["... in a release", "", "smtpd_forbid_bare_newline", "normalize", "3.9"],
    ["... before it", "", "smtpd_forbid_bare_newline", "no", "3.8"],
    ["... in an old patch release", "", "smtpd_forbid_bare_newline", undefined, "3.7.3"],
    ["a default that releases write in two ways and mean alike", "", "smtp_tls_security_level", ""],
    [
      "... above the level of the change",
      "compatibility_level = 3.6\n",
      "smtpd_relay_restrictions",
      "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination",
    ],
    ["no such name", "", "smtpd_no_such", undefined],
    ["a name of a later release", "", "smtp_tlsrpt_enable", undefined, "3.7"],
    ["expanded", "mail_name = a $relayhost b\nrelayhost = ${biff}\nbiff = no\n", "mail_name", "a no b"],
    ["not expanded where the daemon does it later", "forward_path = $home/x\n", "forward_path", "$home/x"],
    ["the machine's name", "mydestination = $myhostname, a\n", "mydestination", "? $myhostname, a"],
    ["the machine's name is never empty", "relayhost = ${myhostname?a}\n", "relayhost", "a"],
    ["a domain made of the name", "myhostname = ${biff}.example.org\nbiff = mx\n", "mydomain", "example.org"],
    ["a name without a dot", "myhostname = mx\n", "mydomain", "localdomain"],
    ["no name, no domain", "", "mydomain", "? $mydomain"],
    ["what the build decides", "", "daemon_directory", "? /usr/lib/postfix/sbin"],
    ["compatibility level 0", "", "smtpd_relay_restrictions", "", "3.7"],
    [
      "compatibility level 3.6",
      "compatibility_level = 3.6\n",
      "smtpd_relay_restrictions",
      "permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination",
      "3.7",
    ],
    ["a comparison of levels before 3.6", "compatibility_level = 2\n", "append_dot_mydomain", "no", "3.5"],
    ["a placeholder", "myhostname = ##HOST##\n", "myhostname", "? ##HOST##"],
    ["a template", "biff = {{ biff }}\n", "biff", "? {{ biff }}"],
    ["made of a template", "biff = {{ biff }}\nmail_name = a$biff\n", "mail_name", "? a{{ biff }}"],
    ["a test of a template", "biff = {{ biff }}\nmail_name = ${biff?x}\n", "mail_name", "? ${biff?x}"],
    [
      "a comparison with the machine's name",
      "mail_name = ${{$myhostname} == {a} ? {b} : {c}}\n",
      "mail_name",
      "? ${{$myhostname} == {a} ? {b} : {c}}",
    ],
    ["a cycle", "mail_name = $relayhost\nrelayhost = $mail_name\n", "mail_name", "? "],
  ])("%s", (_, main, name, expected, version) => {
    expect(value(resolve(main, undefined, version), name)).toBe(expected);
  });

  test("the version as given", () => {
    expect(value(resolve("", undefined, "3.7.11"), "mail_version")).toBe("3.7.11");
    expect(resolve("", undefined, "3.7")).toMatchObject({ version: "3.7", versionFrom: "given" });
    expect(resolve("")).toMatchObject({ versionFrom: "assumed", config: { version: undefined } });
  });

  test("origin, overridden places, and parts of the value", () => {
    const found = resolve("mynetworks = a\n# c\nmynetworks = b,\n  c\n").config.get("mynetworks");
    expect(found?.origin.kind === "file" && textOf(found.origin.span)).toBe("mynetworks = b,\n  c");
    expect(found?.overridden.map((origin) => origin.kind === "file" && textOf(origin.span))).toEqual([
      "mynetworks = a",
    ]);
    const at = found?.raw.indexOf("c") ?? -1;
    expect(found?.statement && textOf(found.statement.locate(at, at + 1))).toBe("c");
  });
});

describe("services", () => {
  const master = `smtp inet n - y - - smtpd -o mail_name=a -o mail_name=b
submission inet n - y - - smtpd
  -o { mail_name = $own c }
  -o own=d
  -o syslog_name=postfix/$service_name
25 inet n - n - - smtpd
foo unix - - n - - pipe argv=x
`;
  const system = resolve("mail_name = main\nrelayhost = $mail_name\nfoo_time_limit = 5\n", master);
  const [submission, smtp, foo] = system.config.services;

  test("the last of each port counts", () => {
    expect(system.config.services.map(({ name }) => name.text)).toEqual(["submission", "25", "foo"]);
    expect(system.config.allServices).toHaveLength(4);
  });

  test("`-o` over main.cf over defaults", () => {
    expect(value(system, "mail_name", submission)).toBe("d c");
    expect(value(system, "relayhost", submission)).toBe("d c");
    expect(value(system, "relayhost", smtp)).toBe("main");
    expect(value(system, "relayhost")).toBe("main");
    expect(value(system, "syslog_name", submission)).toBe("postfix/submission");
    expect(value(system, "process_name", foo)).toBe("pipe");
    expect(value(system, "own")).toBe(undefined);
  });

  test("parameters that a service brings", () => {
    expect(value(system, "foo_destination_rate_delay")).toBe("0s");
    expect(value(system, "foo_time_limit")).toBe("5");
    expect(value(system, "bar_time_limit")).toBe(undefined);
  });

  test("settings with their scope", () => {
    expect(system.settings().map(({ name, scope, value }) => [name, scope, value])).toEqual([
      ["mail_name", [], "main"],
      ["relayhost", [], "main"],
      ["foo_time_limit", [], "5"],
      ["mail_name", ["submission/inet"], "d c"],
      ["own", ["submission/inet"], "d"],
      ["syslog_name", ["submission/inet"], "postfix/submission"],
    ]);
  });

  test("columns for machines", () => {
    expect(serviceRows(system)[2]).toEqual({
      name: "foo",
      type: "unix",
      private: "-",
      unprivileged: "-",
      chroot: "n",
      wakeup: "-",
      maxproc: "-",
      command: "pipe",
      args: ["argv=x"],
    });
  });

  test("as postconf shows them", () => {
    expect(showMaster(system, { overrides: false })[1]).toBe(
      "submission inet  n       -       y       -       -       smtpd -o {mail_name=$own c} -o own=d -o syslog_name=postfix/$service_name",
    );
    expect(showMaster(system, { overrides: true })).toEqual([
      "smtp/inet/mail_name = b",
      "submission/inet/mail_name = $own c",
      "submission/inet/own = d",
      "submission/inet/syslog_name = postfix/$service_name",
    ]);
    expect(showMain(system, { form: "set" })).toEqual([
      "foo_time_limit = 5",
      "mail_name = main",
      "relayhost = $mail_name",
    ]);
    expect(showMain(system, { form: "expand" })[2]).toBe("relayhost = main");
  });
});

test("a lone master.cf: only what it sets itself is known", () => {
  const system = resolve(
    undefined,
    "smtp inet n - y - - smtpd -o mail_name=a -o relayhost=$biff -o myorigin=$own\n",
  );
  const [smtp] = system.config.services;
  expect(value(system, "myorigin", smtp)).toBe("? $own");
  expect(system).toMatchObject({ partial: true, config: { withoutMain: true, withoutMaster: false } });
  expect(value(system, "mail_name", smtp)).toBe("a");
  expect(value(system, "relayhost", smtp)).toBe("? $biff");
  expect(value(system, "smtpd_helo_required", smtp)).toBe("? no");
});

test("a main.cf without master.cf", () => {
  expect(resolve("").config).toMatchObject({ withoutMaster: true, withoutMain: false, services: [] });
});

test("files that are not there make an empty, partial system", () => {
  const entry = { daemon: "postfix", root: "main.cf", files: ["master.cf"], partial: false } as const;
  const system = resolvePostfix(entry, memoryHost({}), {});
  expect(system).toMatchObject({ files: [], partial: true, problems: [] });
});

describe("hostile input", () => {
  const seed = Number(process.env.MAILINT_SEED ?? 4711);
  const piece = fc.oneof(
    fc.constantFrom(
      "smtp inet n - y - - smtpd",
      " -o ",
      "{",
      "}",
      "=",
      "$",
      "${",
      "${a?{",
      "$a",
      "$__proto__",
      "$constructor ",
      "\n",
      "\n ",
      "#",
      "\0",
      "\udc80",
    ),
    fc.constantFrom(
      "a",
      "__proto__",
      "constructor",
      "toString",
      "smtpd_restriction_classes",
      "virtual_alias_maps",
      "ldap:",
      "myhostname",
    ),
    fc.string({ maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

  test("nothing is thrown", () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.constantFrom(undefined, "3.5", "3.10", "x", "99.1"),
        (main, master, version) => {
          const system = resolve(main, master, version);
          for (const { span } of system.problems) expect(span.end).toBeLessThanOrEqual(span.file.text.length);
          system.settings();
          showMain(system, { form: "expand" });
          showMain(system, { form: "set" });
          showMaster(system, { overrides: true });
          showMaster(system, { overrides: false });
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  test("references that never end", () => {
    const system = resolve("a = ${{$a} == {x} ? {y} : {z}}\nmail_name = $a\nb = ${b?$b}\nrelayhost = $b\n");
    expect(value(system, "mail_name")).toMatch(/^\?/);
    expect(system.problems.some(({ fatal }) => fatal)).toBe(true);
  });
});
