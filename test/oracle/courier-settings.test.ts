// The list of Courier's variables against the files that Debian's packages install: every name, and the values.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { courierVariable } from "../../src/settings/courier.ts";
import { describeWithRoot, rootDirectory } from "./daemons.ts";

const files = [
  "imapd",
  "imapd-ssl",
  "pop3d",
  "pop3d-ssl",
  "esmtpd",
  "esmtpd-msa",
  "esmtpd-ssl",
  "courierd",
  "authdaemonrc",
  "authmysqlrc",
  "authpgsqlrc",
  "authsqliterc",
  "authldaprc",
];

/** Name, file and value of each assignment; in the rc files of authlib with blanks between. */
function assignments(root: string): readonly (readonly [name: string, file: string, value: string])[] {
  return files.flatMap((file) => {
    const text = readFileSync(`${root}/etc/courier/${file}`, "latin1");
    const form = /^auth(?!daemon)/.test(file) ? /^([A-Z]\w*)[ \t]+(.*)$/gm : /^([A-Za-z]\w*)=(.*)$/gm;
    return [...text.matchAll(form)].map(
      ([, name = "", value = ""]) => [name, file, value.trim().replace(/^(["'])(.*)\1$/, "$2")] as const,
    );
  });
}

/** Values of release 1.0, from which bookworm's packages come. */
function knownValue(name: string, file: string): string | null | undefined {
  const history = courierVariable(name)?.files[file] ?? {};
  return Object.entries(history).findLast(([release]) => Number(release) <= 1)?.[1];
}

describeWithRoot("courier", "Courier's variables", (root) => {
  test("every name of the installed files is known for its file", () => {
    const strange = assignments(rootDirectory(root)).filter(
      ([name, file]) => knownValue(name, file) === undefined,
    );
    expect(strange).toEqual([]);
  });

  test("the values are those of the release, but for paths and what Debian changed", () => {
    const other = assignments(rootDirectory(root)).filter(([name, file, value]) => {
      const known = knownValue(name, file);
      return typeof known === "string" && !known.includes("@") && known !== value;
    });
    expect(other.map(([name, file, value]) => `${file}: ${name}=${value}`)).toMatchInlineSnapshot(`
      [
        "imapd: MAXPERIP=20",
        "imapd: IMAP_ULIMITD=131072",
        "imapd: IMAPDSTART=YES",
        "imapd-ssl: IMAPDSSLSTART=YES",
        "pop3d: POP3DSTART=YES",
        "pop3d-ssl: POP3DSSLSTART=YES",
        "esmtpd: ULIMIT=32768",
        "esmtpd: BOFHNOEXPN=1",
        "esmtpd: BOFHNOVRFY=1",
        "esmtpd: ESMTPDSTART=YES",
        "esmtpd-ssl: ESMTPDSSLSTART=YES",
        "authmysqlrc: MYSQL_SERVER=localhost",
        "authsqliterc: SQLITE_DATABASE=/var/lib/courier/users.db",
      ]
    `);
  });
});
