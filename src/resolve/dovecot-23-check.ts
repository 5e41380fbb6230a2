// The semantic checks that doveconf of Dovecot 2.3 makes after reading: config_all_parsers_check in config-parser.c.

import { roots } from "../settings/dovecot-23.ts";
import { checkAuth } from "./dovecot-23-check-auth.ts";
import { checkFilterPairs } from "./dovecot-23-check-filters.ts";
import { checkMail, checkStorage } from "./dovecot-23-check-mail.ts";
import { checkServices } from "./dovecot-23-check-services.ts";
import { checkStats } from "./dovecot-23-check-stats.ts";
import { checkWords } from "./dovecot-23-check-words.ts";
import { type Checking, failAt, type Subject } from "./dovecot-23-checking.ts";
import { headersOf } from "./dovecot-23-filter.ts";
import { mergeTables, tableWithRenamed } from "./dovecot-23-merge.ts";
import type { FilterTables, Reading } from "./dovecot-23-state.ts";

/** By module and name of the table, as doveconf's tables have them. */
const checks: Readonly<Record<string, (subject: Subject) => void>> = {
  auth: checkAuth,
  mail_storage: checkStorage,
  mail_user: checkMail,
  master: checkServices,
  stats: checkStats,
};

/** Checks the global settings and those of each block, and reports each fault once. */
export function checkTree(reading: Reading): void {
  const checking: Checking = { reading, reported: new Set() };
  checkSsl(checking);
  const renamed = tableWithRenamed(reading.tables[0]);
  for (const tables of reading.tables) {
    const merged = mergeTables(reading.tables, tables, renamed);
    for (const conflict of merged.conflicts) {
      const block = headersOf(conflict.tables.filter).join(" { ");
      const { special, general, name } = conflict;
      failAt(
        checking,
        general.valueSpan,
        "dovecot/settings-conflict",
        `\`${name}\` in \`${block}\` and in a block that applies beside it: neither is the more special one, and the daemon does not choose`,
        { related: [{ message: "also set here", span: special.valueSpan }] },
      );
    }
    for (const [at, struct] of merged.tops.entries()) {
      const info = roots()[at]?.info ?? roots()[at]?.module ?? "";
      if (struct === undefined) continue;
      const subject: Subject = { checking, struct, top: struct };
      checks[info]?.(subject);
      checkWords(info, subject);
    }
  }
  checkFilterPairs(checking, renamed);
}

/** With the global `ssl = no` no block can turn TLS on. */
function checkSsl(checking: Checking): void {
  const [global, ...blocks] = checking.reading.tables;
  const off = sslOf(global);
  if (off?.text !== "no" || off.unknown) return;
  for (const tables of blocks) {
    const on = sslOf(tables);
    if (on === undefined || on.text === "no") continue;
    failAt(
      checking,
      on.valueSpan,
      "dovecot/ssl-subsection-ignored",
      `\`ssl = ${on.text}\` in \`${headersOf(tables.filter).join(" { ")}\` has no effect: the global \`ssl = no\` turns TLS off everywhere`,
      {
        severity: "warning",
        fatal: false,
        related: [{ message: "TLS is turned off here", span: off.valueSpan }],
      },
    );
  }
}

function sslOf(tables: FilterTables | undefined) {
  for (const state of tables?.states ?? []) {
    const value = state?.top.values.get("ssl");
    if (value !== undefined) return value;
  }
  return undefined;
}
