// Configuration files of lookup tables (ldap_table(5), mysql_table(5), ...) that lie beside main.cf or are linted alone.

import type { MapSetting, MapStatement } from "../../grammars/postfix-map/ast.ts";
import { parseMap } from "../../grammars/postfix-map/parser.ts";
import { basename } from "../host.ts";
import { nearest } from "../nearest.ts";
import { tableDrivers, tableNames } from "../settings/postfix.ts";
import type { Release } from "../settings/postfix-release.ts";
import type { SourceFile } from "../source.ts";
import type { Problem } from "../system.ts";
import { tableReferences } from "./postfix-dbms.ts";
import { type MainTable, mainTable } from "./postfix-tree.ts";

export interface PostfixMap {
  readonly file: SourceFile;
  /** `ldap`, `mysql`, ...: as main.cf or master.cf names the file, else by the names it sets; `undefined` when unclear. */
  readonly driver: string | undefined;
  readonly statements: readonly MapStatement[];
  readonly values: MainTable;
}

/** `references`: expanded values in which a table may be named. */
export function readMaps(
  files: readonly SourceFile[],
  references: Iterable<string>,
  releases: readonly Release[],
): readonly PostfixMap[] {
  if (files.length === 0) return [];
  const named = new Map<string, string>();
  for (const value of references)
    for (const { type, name } of tableReferences(value))
      if (name.startsWith("/") && tableDrivers().includes(type)) named.set(basename(name), type);
  return files.map((file) => {
    const { statements } = parseMap(file);
    const settings = statements.filter((statement): statement is MapSetting => statement.kind === "setting");
    const driver = named.get(basename(file.path)) ?? guessDriver(settings, releases);
    return { file, driver, statements, values: mainTable(settings) };
  });
}

/** The only driver that reads all names of the file, or of which the file's names tell. */
function guessDriver(settings: readonly MapSetting[], releases: readonly Release[]): string | undefined {
  const fitting = tableDrivers().filter((driver) => {
    const names = tableNames(driver, releases) ?? [];
    return settings.length > 0 && settings.every(({ name }) => names.includes(name));
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Names that the driver does not read (pcf_check_dbms_client() in postconf/postconf_dbms.c). */
export function mapProblems(maps: readonly PostfixMap[], releases: readonly Release[]): Problem[] {
  return maps.flatMap(({ driver, values }) => {
    const known = driver === undefined ? undefined : tableNames(driver, releases);
    if (known === undefined) return [];
    return [...values.values()].flatMap(({ statement }): Problem[] => {
      const { name, nameSpan: span } = statement;
      if (known.includes(name)) return [];
      const guess = nearest(name, known);
      const advice = guess === undefined ? "" : `; did you mean \`${guess}\`?`;
      return [
        {
          kind: "unknown-setting",
          severity: "warning",
          message: `\`${name}\` is nothing that a table of type \`${driver}\` reads: postfix ignores it${advice}`,
          span,
          ...(guess === undefined
            ? {}
            : {
                fix: {
                  title: `Write \`${guess}\``,
                  safety: "unsafe" as const,
                  edits: [{ span, text: guess }],
                },
              }),
          fatal: false,
        },
      ];
    });
  });
}
