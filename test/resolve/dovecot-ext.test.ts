import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import type { LintOptions } from "../../src/options.ts";
import { lineOf, textOf } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";

async function systemOf(
  files: Readonly<Record<string, string>>,
  options: LintOptions = {},
  path = "dovecot.conf",
): Promise<DovecotSystem> {
  const { systems } = await loadSystems({ paths: [path], host: memoryHost(files), options });
  const [system] = systems;
  if (system?.daemon !== "dovecot") throw new Error("no Dovecot system");
  return system;
}

const passdb = "passdb {\n  driver = sql\n  args = /etc/dovecot/dovecot-sql.conf.ext\n}\n";
const sqlite = "driver = sqlite\nconnect = /var/lib/mail.db\n";

function placed({ problems }: DovecotSystem): readonly string[] {
  return problems.map(
    ({ kind, span }) => `${span.file.path}:${lineOf(span.file, span.start)} ${kind} ${textOf(span)}`,
  );
}

describe("which files", () => {
  test("a passdb and a userdb that name one file read it once", async () => {
    const userdb = passdb.replace("passdb", "userdb");
    const { config, files } = await systemOf({
      "dovecot.conf": passdb + userdb,
      "dovecot-sql.conf.ext": sqlite,
    });
    expect(config.extFiles.map(({ kind, uses }) => [kind, uses.map(({ by }) => by)])).toEqual([
      ["sql", ["passdb", "userdb"]],
    ]);
    expect(files.map(({ path, dialect }) => [path, dialect])).toEqual([
      ["dovecot.conf", "dovecot"],
      ["dovecot-sql.conf.ext", "dovecot-ext"],
    ]);
  });

  test("a database in a filter block", async () => {
    const { config } = await systemOf({
      "dovecot.conf": `protocol lda {\n${passdb.replace("passdb", "userdb")}}\n`,
      "dovecot-sql.conf.ext": sqlite,
    });
    expect(config.extFiles.map(({ name }) => name)).toEqual(["/etc/dovecot/dovecot-sql.conf.ext"]);
  });

  test("below --root where the path leads", async () => {
    const { config } = await systemOf(
      { "root/etc/dovecot/dovecot.conf": passdb, "root/etc/dovecot/dovecot-sql.conf.ext": sqlite },
      { root: "root" },
      "root/etc/dovecot/dovecot.conf",
    );
    expect(config.extFiles.map(({ file }) => file.path)).toEqual(["root/etc/dovecot/dovecot-sql.conf.ext"]);
  });

  test("a fragment's file lies above its conf.d", async () => {
    const { config, partial } = await systemOf(
      { "conf.d/auth-sql.conf.ext": passdb, "dovecot-sql.conf.ext": sqlite },
      {},
      "conf.d/auth-sql.conf.ext",
    );
    expect(partial).toBe(true);
    expect(config.extFiles.map(({ file }) => file.path)).toEqual(["dovecot-sql.conf.ext"]);
  });

  test("a dict's URI, in `dict { }` and in a plugin's setting", async () => {
    const { config } = await systemOf({
      "dovecot.conf":
        "dict {\n  quota = pgsql:/etc/dovecot/a.conf.ext\n  expire = file:/var/lib/x\n}\nplugin {\n  acl_shared_dict = sqlite:/etc/dovecot/b.conf.ext\n  quota = maildir\n}\n",
      "a.conf.ext": "connect = host=db\n",
      "b.conf.ext": "connect = /var/lib/acl.db\n",
    });
    expect(config.extFiles.map(({ kind, uses }) => [kind, uses[0]?.by, uses[0]?.driver])).toEqual([
      ["dict-sql", "dict quota", "pgsql"],
      ["dict-sql", "acl_shared_dict", "sqlite"],
    ]);
  });

  test("one that is not at hand is a note", async () => {
    const system = await systemOf({ "dovecot.conf": passdb });
    expect(placed(system)).toEqual(["dovecot.conf:3 include-outside /etc/dovecot/dovecot-sql.conf.ext"]);
    expect(system.problems[0]?.severity).toBe("note");
  });

  test("2.4 has none", async () => {
    const { config } = await systemOf(
      { "dovecot.conf": passdb, "dovecot-sql.conf.ext": sqlite },
      { dovecot: "2.4" },
    );
    expect(config.extFiles).toEqual([]);
  });
});

describe("what they set", () => {
  test("values, defaults, and where a value comes from", async () => {
    const { config, settings } = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": `${sqlite}driver = mysql\n`,
    });
    const [file] = config.extFiles;
    expect(file?.get("driver")).toMatchObject({ value: "mysql", unknown: false });
    expect(file?.get("driver")?.overridden).toHaveLength(1);
    expect(file?.get("default_pass_scheme")).toMatchObject({ value: "MD5", origin: { kind: "default" } });
    expect(file?.get("nonsense")).toBeUndefined();
    const shown = settings().filter(({ scope }) => scope[0] === "/etc/dovecot/dovecot-sql.conf.ext");
    expect(shown.map(({ name }) => name)).toEqual(["driver", "connect"]);
    expect(shown[0]?.origin.kind === "file" && shown[0].origin.via.map(textOf)).toEqual([
      "/etc/dovecot/dovecot-sql.conf.ext",
    ]);
  });

  test("a template's expression and the environment are unknown", async () => {
    const { config, problems } = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": "driver = {{ driver }}\nconnect = $ENV:DB\ndefault_pass_scheme = '$ENV:x'\n",
    });
    const [file] = config.extFiles;
    expect(["driver", "connect", "default_pass_scheme"].map((name) => file?.get(name)?.unknown)).toEqual([
      true,
      true,
      false,
    ]);
    expect(problems).toEqual([]);
  });

  test("what stands before a part that is not at hand is unknown", async () => {
    const { config } = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext":
        "driver = sqlite\n!include_try /run/secrets/db.ext\nconnect = /var/lib/mail.db\n",
    });
    const [file] = config.extFiles;
    expect(["driver", "connect", "user_query"].map((name) => file?.get(name)?.unknown)).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("what is made to take long", () => {
  test("files that include each other many times over", async () => {
    const names = Array.from({ length: 24 }, (_, at) => `${at}.ext`);
    const files = Object.fromEntries(
      names.map((name, at) => [name, `!include_try ${at + 1}.ext\n`.repeat(2)]),
    );
    const { problems } = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": `${sqlite}!include 0.ext\n`,
      ...files,
    });
    expect(problems.some(({ kind }) => kind === "limit")).toBe(true);
    expect(problems.length).toBeLessThan(100);
  });

  test("one setting on thousands of lines", async () => {
    const { config } = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": sqlite.repeat(20_000),
    });
    expect(config.extFiles[0]?.get("driver")?.overridden).toHaveLength(20);
  });

  test("sections in sections", async () => {
    const { problems } = await systemOf({
      "dovecot.conf": "dict {\n  d = pgsql:/etc/dovecot/d.conf.ext\n}\n",
      "d.conf.ext": `connect = host=db\n${"map {\n".repeat(20_000)}`,
    });
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe("what is wrong with them", () => {
  test("all faults, each at its line, and none ends the daemon as a whole", async () => {
    const system = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": `${sqlite}nonsense\nuser_qurey = SELECT \\\n  1\n}\nuserdb_warning_disable = 1\n`,
    });
    expect(placed(system)).toEqual([
      "dovecot-sql.conf.ext:3 syntax nonsense",
      "dovecot-sql.conf.ext:5 unknown-setting 1",
      "dovecot-sql.conf.ext:6 syntax }",
      "dovecot-sql.conf.ext:7 bad-value 1",
    ]);
    expect(system.problems.every(({ fatal }) => !fatal)).toBe(true);
  });

  test("a `#` without a space before it cuts the value", async () => {
    const system = await systemOf({
      "dovecot.conf": passdb,
      "dovecot-sql.conf.ext": "driver = pgsql\nconnect = host=db password=a#b\n",
    });
    expect(placed(system)).toEqual(["dovecot-sql.conf.ext:2 syntax #"]);
  });

  test("variables of a dict's pattern and its fields belong together", async () => {
    const map = (pattern: string, field: string) =>
      `connect = host=db\nmap {\n  pattern = ${pattern}\n  table = t\n  value_field = v\n  fields {\n    a = ${field}\n  }\n}\n`;
    const found = async (text: string) =>
      placed(
        await systemOf({
          "dovecot.conf": "dict {\n  d = pgsql:/etc/dovecot/d.conf.ext\n}\n",
          "d.conf.ext": text,
        }),
      );
    expect(await found(map("shared/$u", "$u"))).toEqual([]);
    expect(await found(map("shared/$u", "${int:u}"))).toEqual([]);
    expect(await found(map("shared/$u", "$w"))).toEqual(["d.conf.ext:3 bad-value shared/$u"]);
    expect(await found(map("shared/x", "$w"))).toEqual(["d.conf.ext:7 bad-value $w"]);
    expect(await found(map("shared/x", "w"))).toEqual(["d.conf.ext:7 bad-value w"]);
  });
});
