import { execFileSync } from "node:child_process";
import { describe, expect, test, vi } from "vitest";
import { allRules } from "../../src/cli/rule-set.ts";
import { directoryWith, mailint } from "./harness.ts";

// What the resolvers say stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [] }));

const files = {
  "postfix/main.cf": "myhostname = a.example\nmynetworks = 127.0.0.0/8\nmynetworks = 10.0.0.0/8\n",
  "postfix/master.cf": "smtp inet n - y - - smtpd\n  -o syslog_name=in\n",
  "dovecot/dovecot.conf": "ssl = yes\ndoveadm_password = hunter22\n!include conf.d/*.conf\n",
  "dovecot/conf.d/10-ssl.conf": "ssl = required\nprotocol imap {\n  mail_max_userip_connections = 20\n}\n",
};

describe("show", () => {
  test("prints main.cf as postconf -n does", async () => {
    const { stdout } = await mailint(directoryWith(files), ["show", "postfix/main.cf"]);
    expect(stdout).toBe("myhostname = a.example\nmynetworks = 10.0.0.0/8\n");
  });

  test("prints master.cf as postconf -M does, and what its services set as -P", async () => {
    const directory = directoryWith(files);
    expect((await mailint(directory, ["show", "postfix/master.cf"])).stdout).toMatch(
      /^smtp {7}inet {2}n {7}- {7}y .* smtpd -o syslog_name=in\n$/,
    );
    expect((await mailint(directory, ["show", "postfix", "--overrides"])).stdout).toBe(
      "smtp/inet/syslog_name = in\n",
    );
  });

  test("a tree that doveconf refuses prints nothing and says where it stops", async () => {
    const refused = { "dovecot/dovecot.conf": "ssl = yes\nmail_plugin = quota\n" };
    const { code, stdout, stderr } = await mailint(directoryWith(refused), ["show", "dovecot"]);
    expect(stderr).toBe(
      "mailint: dovecot/dovecot.conf:2:1: `mail_plugin` is no setting of Dovecot 2.3; did you mean `mail_plugins`? (doveconf stops here and prints nothing)\n",
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("json says where values come from, and hides secrets", async () => {
    const { stdout } = await mailint(directoryWith(files), ["show", "dovecot", "--format", "json"]);
    expect(stdout).not.toContain("hunter22");
    const [system] = JSON.parse(stdout);
    expect(system).toMatchObject({ daemon: "dovecot", version: "2.3", root: "dovecot/dovecot.conf" });
    expect(system.settings.find(({ name }: { name: string }) => name === "ssl")).toEqual({
      name: "ssl",
      scope: [],
      value: "required",
      unknown: false,
      origin: {
        file: "dovecot/conf.d/10-ssl.conf",
        line: 1,
        column: 1,
        via: [{ file: "dovecot/dovecot.conf", line: 3 }],
      },
      overridden: [{ file: "dovecot/dovecot.conf", line: 1, column: 1 }],
    });
  });
});

describe("explain", () => {
  test("a variable of Courier, with and without a configuration", async () => {
    const tree = { "courier/imapd": "PORT=143\nMAXPERIP=9\n", "courier/imapd-ssl": "SSLPORT=993\n" };
    const alone = await mailint(directoryWith({}), ["explain", "IMAP_TLS_REQUIRED"]);
    expect(alone).toMatchObject({ code: 0, stderr: "" });
    expect(alone.stdout).toBe(
      "IMAP_TLS_REQUIRED: a variable of Courier\n  a number; any word counts as 0\n  shipped in imapd-ssl as `0`\n  in Courier 0.72 already\nwhat holds in a configuration: `mailint explain IMAP_TLS_REQUIRED --in PATH`\n",
    );
    const set = await mailint(directoryWith(tree), ["explain", "MAXPERIP", "--in", "courier"]);
    expect(set.stdout).toContain("  MAXPERIP = 9 in imapd\n    set at courier/imapd:2:1\n");
    expect(set.stdout).toContain("  shipped in imapd as `4`\n");
    const unset = await mailint(directoryWith(tree), ["explain", "IMAP_ACL", "--in", "courier"]);
    expect(unset.stdout).toContain("  set nowhere\n  a number; any word counts as 0\n");
  });

  test("a rule", async () => {
    const { code, stdout } = await mailint(directoryWith({}), ["explain", "unused-ignore"]);
    expect(stdout).toMatch(
      /^unused-ignore: A `mailint-ignore` comment hides nothing\.\n\nseverity warning, precision very-high\n\n/,
    );
    expect(code).toBe(0);
  });

  test.each([
    [
      "ssl_min_protocol",
      "ssl_min_protocol: a setting of Dovecot\n  2.3: a text; by default `TLSv1.2`\n  2.4: a text; by default `TLSv1.2`\n",
    ],
    ["client_limit", "  2.3: in `service NAME {`\n  2.4: in `service NAME {`\n"],
    [
      "mail_location",
      "  2.3: a text\n  2.3: in `namespace NAME {`\n  2.4: 2.3 had it, and 2.4 has it no more\n",
    ],
    ["smtpd_tls_auth_only", "smtpd_tls_auth_only: a parameter of Postfix\n  yes or no; by default `no`\n"],
    ["virtual_maps", "  deprecated since 3.11\n  `virtual_alias_maps` took its place\n"],
    ["smtp_tls_cipherlist", "  gone since 2.3\n  `smtp_tls_mandatory_ciphers` took its place\n"],
  ])("the setting %s, without a configuration", async (name, text) => {
    const { code, stdout, stderr } = await mailint(directoryWith({}), ["explain", name]);
    expect(stdout).toContain(text);
    expect(stdout).toMatch(/what holds in a configuration: `mailint explain \w+ --in PATH`\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("a setting, with what it overrides and how it was included", async () => {
    const { stdout } = await mailint(directoryWith(files), ["explain", "ssl", "--in", "dovecot"]);
    expect(stdout).toBe(`ssl in dovecot/dovecot.conf (dovecot 2.3)
  ssl = required
    set at dovecot/conf.d/10-ssl.conf:1:1, included by dovecot/dovecot.conf:3
    overrides dovecot/dovecot.conf:1:1
  the daemon's default: yes
`);
  });

  test("a setting that only has a default", async () => {
    const { stdout } = await mailint(directoryWith(files), [
      "explain",
      "smtpd_helo_required",
      "--in",
      "postfix",
    ]);
    expect(stdout).toMatch(/smtpd_helo_required = no: the daemon's default\n$/);
  });

  test("no secret is told", async () => {
    const { stdout } = await mailint(directoryWith(files), [
      "explain",
      "doveadm_password",
      "--in",
      "dovecot",
    ]);
    expect(stdout).toContain("doveadm_password = ********");
    expect(stdout).not.toContain("hunter22");
  });

  test("a misspelt setting gets the nearest name", async () => {
    const { code, stderr } = await mailint(directoryWith(files), ["explain", "mynetwork", "--in", "postfix"]);
    expect(stderr).toMatch(/^mailint: `mynetwork` is set nowhere in postfix.*did you mean `mynetworks`\?\n$/);
    expect(code).toBe(2);
  });
});

describe("rules", () => {
  test("as a table", async () => {
    const { stdout } = await mailint(directoryWith({}), ["rules"]);
    expect(stdout.split("\n")[0]).toMatch(/^RULE +SEVERITY +SUMMARY$/);
  });

  test("those that speak of all words", async () => {
    const { stdout } = await mailint(directoryWith({}), ["rules", "IGNORE", "nothing"]);
    expect(stdout.trimEnd().split("\n").slice(1)).toEqual([expect.stringMatching(/^unused-ignore /)]);
  });

  test("as json, one object a rule", async () => {
    const { stdout } = await mailint(directoryWith({}), ["rules", "--format", "json"]);
    const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual((await allRules()).map(({ id }) => id));
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});

test("listeners of a Dovecot", async () => {
  const { code, stdout } = await mailint(directoryWith(files), ["listeners", "dovecot", "--format", "json"]);
  expect(Array.isArray(JSON.parse(stdout))).toBe(true);
  expect(code).toBe(0);
});

test("relay says the verdict and its path", async () => {
  const open = {
    "main.cf":
      "mynetworks = 0.0.0.0/0\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n",
    "master.cf": files["postfix/master.cf"],
  };
  const { stdout } = await mailint(directoryWith(open), ["relay", "."]);
  expect(stdout).toMatch(
    /^smtp\/inet: open\n {2}main\.cf:2: smtpd_relay_restrictions: permit_mynetworks: permit\n/m,
  );
});

describe("standard input", () => {
  test("is read under the name that is given", async () => {
    const { code, stdout } = await mailint(
      directoryWith({}),
      ["-", "--stdin-filename", "etc/main.cf", "-f", "compact"],
      { stdin: "smtpd_helo_requird = yes\n" },
    );
    expect(stdout).toMatch(/^etc\/main\.cf:1:1: /);
    expect(code).toBe(1);
  });

  test("or in the dialect that is given", async () => {
    const { stdout } = await mailint(directoryWith({}), ["-", "--dialect", "postfix-main", "-f", "compact"], {
      stdin: "smtpd_helo_requird = yes\n",
    });
    expect(stdout).toMatch(/^stdin:1:1: /);
  });
});

test("several formats in one run, into files and standard output", async () => {
  const directory = directoryWith(files);
  const { stdout } = await mailint(directory, [
    "postfix",
    "-f",
    "compact",
    "-f",
    "sarif=out.sarif",
    "-f",
    "json=out.json",
    "--fail-on=never",
  ]);
  expect(stdout).not.toMatch(/^\{/);
  const listed = execFileSync("ls", { cwd: directory, encoding: "utf8" }).trim().split("\n");
  expect(listed).toEqual(["dovecot", "out.json", "out.sarif", "postfix"]);
});

test("--timing tells each stage's share on standard error", async () => {
  const { stderr } = await mailint(directoryWith(files), ["postfix", "--timing", "--fail-on=never"]);
  expect(stderr.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "discover",
    "resolve",
    "rules",
    "ignores",
    "report",
    "",
  ]);
});

test.each(["bash", "zsh", "fish"])("completions for %s name every command", async (shell) => {
  const { stdout } = await mailint(directoryWith({}), ["completions", shell]);
  for (const command of ["lint", "show", "listeners", "relay", "explain", "rules", "init"])
    expect(stdout).toContain(command);
  if (shell === "bash") execFileSync("bash", ["-n"], { input: stdout });
});

test("NO_COLOR and FORCE_COLOR decide over the terminal", async () => {
  const directory = directoryWith({ "main.cf": "smtpd_helo_requird = yes\n" });
  const escapes = async (env: Record<string, string>, terminal: boolean) =>
    (await mailint(directory, [], { env, terminal })).stdout.includes("\u001b[");
  expect(await escapes({}, true)).toBe(true);
  expect(await escapes({}, false)).toBe(false);
  expect(await escapes({ NO_COLOR: "1" }, true)).toBe(false);
  expect(await escapes({ FORCE_COLOR: "1" }, false)).toBe(true);
});
