// authdaemond and its list of modules: who can log in, and what the rule and the resolver say of it.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { bootCourier, shipped } from "./courier.ts";
import { takesCleartext } from "./probe.ts";

/** Line of authdaemonrc, whether the files of the other modules are empty, and whether the account can log in. */
const cases: readonly (readonly [line: string, emptied: boolean, letsIn: boolean])[] = [
  ['authmodulelist="authuserdb"', false, true],
  ['authmodulelist=authuserdb # no "others"', false, true],
  ['authmodulelist="authnosuch authuserdb"', false, true],
  ['authmodulelist="authcustom authuserdb"', false, true],
  ['authmodulelist="authmysql authpgsql authuserdb"', true, true],
  ['authmodulelist="authldap authuserdb"', true, false],
  ['authmodulelist="authsqlite authuserdb"', true, false],
  ['authmodulelist="authuserdbb"', false, false],
  ["authmodulelist='authuserdb'", false, false],
  ['authmodulelist = "authuserdb"', false, false],
  ['authmodulelist="authuserdb"\nno assignment', false, false],
];

describeWithRoot("courier", "the modules of authdaemond", () => {
  test.each(cases)("%j", { timeout: 120_000 }, async (line, emptied, letsIn) => {
    const base = shipped("authdaemonrc").replace(/^authmodulelist=.*$/m, "");
    const names = ["authmysqlrc", "authldaprc", "authpgsqlrc", "authsqliterc"];
    const empty = emptied ? Object.fromEntries(names.map((name) => [name, ""])) : {};
    await using courier = await bootCourier(["imapd"], ({ ports }) => ({
      imapd: `${shipped("imapd")}\nADDRESS=127.0.0.1\nPORT=${ports[0]}\n`,
      authdaemonrc: `${base}\n${line}\n`,
      ...empty,
    }));
    const target = { host: "127.0.0.1", port: courier.ports[0] ?? 0 };
    expect(await takesCleartext("imap", target, courier.account)).toBe(letsIn);
  });

  test("what stops authdaemond is a problem", async () => {
    const found = async (line: string): Promise<readonly boolean[]> => {
      const host = memoryHost({ "courier/authdaemonrc": `daemons=5\n${line}\n` });
      const { systems } = await loadSystems({ paths: ["courier"], host, options: {} });
      return systems.flatMap(({ problems }) => problems.map(({ fatal }) => fatal));
    };
    expect(await found('authmodulelist = "authuserdb"')).toEqual([false]);
    expect(await found('authmodulelist="authuserdb"\nno assignment')).toEqual([true]);
    expect(await found('authmodulelist=authuserdb # no "others"')).toEqual([]);
    expectProofs("wire", "test/wire/courier-auth.test.ts", new Set(["courier/authmodulelist-default"]));
  });
});
