// A run with everything a report can hold, on files in memory and rules of its own.

import type { Finding } from "../../src/finding.ts";
import { memoryHost } from "../../src/host.ts";
import { type LintReport, lint } from "../../src/lint.ts";
import type { ReportInput } from "../../src/report/report.ts";
import { defineRule, type Rule, type RuleContext } from "../../src/rule.ts";
import { runRules } from "../../src/run-rules.ts";
import { everyRule } from "../../src/selection.ts";
import type { Span } from "../../src/source.ts";

export const files = {
  "etc/main.cf": [
    "myhostname = mail.example.com",
    "smtpd_banner = $myhostname says \u001b[31mhello\u001b[0m",
    "smtp_sasl_password_maps = inline:{ host=me:hunter22 }",
    "mynetworks = 0.0.0.0/0",
    "# mailint-ignore sample-network: a test net, trusted",
    "relayhost = 0.0.0.0/0",
    "",
  ].join("\n"),
};

function spanOf({ systems }: RuleContext, needle: string, from = 0): Span {
  const file = systems[0]?.root;
  if (file === undefined) throw new Error("no system");
  const start = file.text.indexOf(needle, from);
  return { file, start, end: start + needle.length };
}

const common = {
  since: "0.1.0",
  precision: "high",
  references: [],
  examples: [],
  why: "It is bad.",
  remedy: "Write it otherwise. Then restart.",
} as const;

const network = defineRule({
  ...common,
  id: "sample-network",
  severity: "error",
  securitySeverity: 9.8,
  cwe: [269, 1188],
  summary: "Everybody is trusted.",
  check(context) {
    for (let from = 0; ; ) {
      const span = spanOf(context, "0.0.0.0/0", from);
      if (span.start < 0) break;
      from = span.end;
      context.report({
        span,
        message: "`0.0.0.0/0` trusts everybody",
        related: [{ message: "this host is meant", span: spanOf(context, "mail.example.com") }],
        about: { setting: "mynetworks", scope: ["smtp/inet"] },
        fix: { title: "write `127.0.0.0/8`", safety: "safe", edits: [{ span, text: "127.0.0.0/8" }] },
      });
    }
  },
});

const secret = defineRule({
  ...common,
  id: "sample-secret",
  severity: "warning",
  cwe: [],
  summary: "A password stands in the file.",
  check: (context) =>
    context.report({
      span: spanOf(context, "host=me:hunter22"),
      message: "the password `hunter22` stands in the file",
      fix: {
        title: "move hunter22 away",
        safety: "unsafe",
        edits: [{ span: spanOf(context, "hunter22"), text: "x" }],
      },
    }),
});

const banner = defineRule({
  ...common,
  id: "sample/banner",
  severity: "note",
  cwe: [],
  summary: "The banner is coloured.",
  check: (context) =>
    context.report({
      span: spanOf(context, "\u001b[31mhello\u001b[0m"),
      message: "it says `\u001b[31mhello\u001b[0m`,\n100%: why?",
    }),
});

const sampleRules: readonly Rule[] = [network, secret, banner, ...runRules];

async function sampleReport(tree: Readonly<Record<string, string>> = files): Promise<LintReport> {
  return lint({
    paths: [""],
    host: memoryHost(tree),
    options: {},
    rules: sampleRules,
    selection: everyRule,
    ignores: {},
  });
}

export async function sampleInput(change: Partial<ReportInput> = {}): Promise<ReportInput> {
  const base = { rules: sampleRules, version: "0.1.0", directory: "/srv/repo", color: false, links: false };
  return { ...(await sampleReport()), ...base, ...change };
}

export function emptyInput(): ReportInput {
  return {
    systems: [],
    findings: [] satisfies Finding[],
    suppressed: [],
    stale: [],
    failures: [],
    templates: [],
    excluded: 0,
    timing: [],
    rules: sampleRules,
    version: "0.1.0",
    directory: "/srv/repo",
    color: false,
    links: false,
  };
}
