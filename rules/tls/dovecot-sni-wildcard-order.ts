import type { Fix } from "../../src/finding.ts";
import { groupBy } from "../../src/group-by.ts";
import { oncePer, oncePerKey } from "../../src/once.ts";
import type { DovecotConfig, DovecotFilterBlock } from "../../src/resolve/dovecot-config.ts";
import { defineRule } from "../../src/rule.ts";
import { lineOf, linesOf, type Span } from "../../src/source.ts";
import { dovecotSystems, listed } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/sni-wildcard-order",
  since: "0.1.0",
  severity: "warning",
  precision: "high",
  cwe: [],
  summary: "The block for a pattern of names hides the one for a single name.",
  why: `Of two \`local_name\` blocks that fit the name a client asks for, Dovecot 2.3 takes the first and 2.4 the last,
whatever is more special. Clients that ask for the single name get the certificate of the pattern.`,
  remedy: "In Dovecot 2.4 write the pattern before the names that it covers, in 2.3 after them.",
  references: [
    {
      title: "Dovecot, TLS with different certificates by name",
      url: "https://doc.dovecot.org/latest/core/config/ssl.html#with-client-tls-sni-server-name-indication-support",
    },
  ],
  check(context) {
    for (const { config } of dovecotSystems(context)) {
      const named = config.filters.filter(({ context: { localName } }) => localName !== undefined);
      const coveredBy = covering(named);
      for (const winner of named) {
        const { localName: pattern } = winner.context;
        if (!pattern?.includes("*") || winner.origin.kind !== "file") continue;
        const hidden = coveredBy(winner).filter((one) => hides(config, winner, one).length > 0);
        const [first] = hidden;
        if (first === undefined) continue;
        const settings = listed(hides(config, winner, first).map((name) => `\`${name}\``));
        const [side, other] = config.version === "2.4" ? ["after", "before"] : ["before", "after"];
        const fix = fixOf(config, winner, hidden);
        context.report({
          span: winner.origin.span,
          message: `\`local_name ${pattern}\` stands ${side} \`local_name ${first.context.localName}\`${hidden.length === 1 ? "" : ` and ${hidden.length - 1} more`} and hides ${settings} there; write it ${other} ${hidden.length === 1 ? "that block" : "those blocks"}`,
          related: hidden
            .slice(0, 5)
            .flatMap(({ origin }) =>
              origin.kind === "file" ? [{ span: origin.span, message: "hidden" }] : [],
            ),
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  },
  examples: [
    {
      title: "2.4 takes the last one",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
«local_name *.example.org {»
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name *.example.org {
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
local_name imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
`,
    },
    {
      title: "2.3 takes the first one",
      bad: `«local_name *.example.org {»
  ssl_cert = </etc/ssl/wildcard.pem
}
local_name imap.example.org {
  ssl_cert = </etc/ssl/imap.pem
}
`,
      fixed: `local_name imap.example.org {
  ssl_cert = </etc/ssl/imap.pem
}
local_name *.example.org {
  ssl_cert = </etc/ssl/wildcard.pem
}
`,
    },
    {
      title: "more names than one",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
local_name pop.example.org {
  ssl_server_cert_file = /etc/ssl/pop.pem
}
«local_name *.example.org {»
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name *.example.org {
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
local_name imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
local_name pop.example.org {
  ssl_server_cert_file = /etc/ssl/pop.pem
}
`,
    },
    {
      title: "the single name last, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name *.example.org {
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
local_name imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
`,
    },
    {
      title: "a pattern that does not cover the name",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name a.imap.example.org {
  ssl_server_cert_file = /etc/ssl/imap.pem
}
local_name *.example.org {
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
`,
      trap: true,
    },
    {
      title: "blocks that set different things",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
local_name imap.example.org {
  login_greeting = ready
}
local_name *.example.org {
  ssl_server_cert_file = /etc/ssl/wildcard.pem
}
`,
      trap: true,
    },
  ],
});

/**
 * The blocks for single names that a block for a pattern covers, in their order; `*` stands for one label
 * (dns_match_wildcard in src/lib-dns/dns-util.c). All else that they hold for is the same.
 */
function covering(
  blocks: readonly DovecotFilterBlock[],
): (winner: DovecotFilterBlock) => readonly DovecotFilterBlock[] {
  const single = blocks.filter(({ context: { localName } }) => localName?.includes("*") === false);
  const alike = (labels: readonly string[], { context, negatedProtocol }: DovecotFilterBlock) =>
    JSON.stringify([labels, { ...context, localName: undefined }, negatedProtocol]);
  const byStars = oncePerKey((stars: string) => {
    const starred = new Set(stars.split(" "));
    return groupBy(single, (block) =>
      alike(
        labelsOf(block).map((label, at) => (starred.has(`${at}`) ? "*" : label)),
        block,
      ),
    );
  });
  return (winner) => {
    const labels = labelsOf(winner);
    const stars = labels.flatMap((label, at) => (label === "*" ? [at] : []));
    return byStars(stars.join(" ")).get(alike(labels, winner)) ?? [];
  };
}

function labelsOf({ context: { localName = "" } }: DovecotFilterBlock): readonly string[] {
  return localName.toLowerCase().split(".");
}

/** Names of the settings that `winner`, a pattern, takes away from `hidden`, a name that it covers. */
function hides(
  { version }: DovecotConfig,
  winner: DovecotFilterBlock,
  hidden: DovecotFilterBlock,
): readonly string[] {
  const [first, second] = version === "2.4" ? [hidden, winner] : [winner, hidden];
  if (!isBefore(first, second)) return [];
  return [...hidden.values].flatMap(([setting, own]) => {
    const other = winner.values.get(setting);
    return other === undefined || other.unknown || own.unknown || other.value === own.value ? [] : [setting];
  });
}

/** Within one file only: the order of includes is not looked at. */
function isBefore(one: DovecotFilterBlock, other: DovecotFilterBlock): boolean {
  if (one.origin.kind !== "file" || other.origin.kind !== "file") return false;
  return one.origin.span.file === other.origin.span.file && one.origin.span.start < other.origin.span.start;
}

/** Moves the pattern's block to the other side of all names that it hides. */
function fixOf(
  config: DovecotConfig,
  winner: DovecotFilterBlock,
  hidden: readonly DovecotFilterBlock[],
): Fix | undefined {
  const block = linesOfBlock(config, winner);
  const last = config.version === "2.4" ? hidden[0] : hidden.at(-1);
  const other = last === undefined ? undefined : linesOfBlock(config, last);
  if (block === undefined || other === undefined) return undefined;
  const to = config.version === "2.4" ? other.start : other.end;
  const { file } = block;
  return {
    title: "move the pattern's block",
    safety: "safe",
    edits: [
      { span: block, text: "" },
      { span: { file, start: to, end: to }, text: file.text.slice(block.start, block.end) },
    ],
  };
}

/** The whole lines of a block at the top; `undefined` if it is not at the top, has an include, or does not end. */
function linesOfBlock({ statements }: DovecotConfig, { origin }: DovecotFilterBlock): Span | undefined {
  if (origin.kind !== "file") return undefined;
  const all = statements();
  const from = placesOf(all).get(origin.span);
  if (from === undefined || (all[from]?.scope.length ?? 1) > 0) return undefined;
  let depth = 0;
  for (let at = from; at < all.length; at++) {
    const statement = all[at]?.statement;
    if (statement === undefined) return undefined;
    if (statement.kind === "include" || statement.kind === "junk") return undefined;
    depth += statement.kind === "open" ? 1 : statement.kind === "close" ? -1 : 0;
    if (depth === 0) return wholeLines(origin.span, statement.span);
  }
  return undefined;
}

/** Of spans that are given twice the first counts. */
const placesOf = oncePer(
  (all: ReturnType<DovecotConfig["statements"]>) =>
    new Map(all.map(({ statement: { span } }, at) => [span, at] as const).reverse()),
);

function wholeLines({ file, start }: Span, { end }: Span): Span | undefined {
  const lines = linesOf(file);
  const next = lines[lineOf(file, Math.max(start, end - 1))];
  return next === undefined ? undefined : { file, start: lines[lineOf(file, start) - 1] ?? 0, end: next };
}
