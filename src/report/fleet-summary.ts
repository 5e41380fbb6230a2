// What a fleet run adds up to: hosts and listeners a scan of the network would hold against them.

import { type Exposure, exposures } from "../model/exposure.ts";
import type { HostLine } from "./fleet-line.ts";

export interface Count {
  readonly hosts: number;
  /** Listeners; relays count a service. */
  readonly listeners: number;
}

/** Grows with each line; its size does not depend on how many there were. */
export interface Tally {
  hosts: number;
  linted: number;
  nothing: number;
  failed: number;
  /** Hosts that were linted though something in them could not be read. */
  incomplete: number;
  readonly exposure: Record<keyof Exposure, { hosts: number; listeners: number }>;
  readonly severities: Record<"error" | "warning" | "note", { hosts: number; findings: number }>;
  /** How many hosts a rule found something on. */
  readonly rules: Map<string, number>;
}

export function emptyTally(): Tally {
  const none = () => ({ hosts: 0, listeners: 0 });
  const clean = () => ({ hosts: 0, findings: 0 });
  return {
    hosts: 0,
    linted: 0,
    nothing: 0,
    failed: 0,
    incomplete: 0,
    exposure: {
      withoutTls: none(),
      cleartextLogin: none(),
      openRelay: none(),
      weakTls: none(),
      unknown: none(),
    },
    severities: { error: clean(), warning: clean(), note: clean() },
    rules: new Map(),
  };
}

export function addLine(tally: Tally, line: HostLine): void {
  tally.hosts++;
  tally[line.status]++;
  if (line.status !== "linted") return;
  if (line.failures.length > 0) tally.incomplete++;
  for (const name of exposures) {
    const listeners = line.exposure[name];
    if (listeners === 0) continue;
    tally.exposure[name].hosts++;
    tally.exposure[name].listeners += listeners;
  }
  for (const severity of ["error", "warning", "note"] as const) {
    const findings = line.counts[severity];
    if (findings === 0) continue;
    tally.severities[severity].hosts++;
    tally.severities[severity].findings += findings;
  }
  for (const rule of new Set(line.findings.map((finding) => finding.rule)))
    tally.rules.set(rule, (tally.rules.get(rule) ?? 0) + 1);
}

/** The last line of `--summary json`; its shape is docs/schema/fleet.schema.json. */
export function summaryJson(tally: Tally, mailint: string) {
  const { rules, ...counts } = tally;
  return {
    version: 1,
    mailint,
    summary: { ...counts, rules: Object.fromEntries(commonest(rules)) },
  } as const;
}

export const exposureLabels: Readonly<Record<keyof Exposure, string>> = {
  withoutTls: "IMAP or POP3 without TLS",
  cleartextLogin: "passwords in clear from anyone",
  openRelay: "open relays",
  weakTls: "weak TLS",
  unknown: "TLS or login not known",
};

export function summaryText(tally: Tally): string {
  const { hosts, linted, nothing, failed, incomplete, exposure, severities } = tally;
  const missed = [
    ...(nothing > 0 ? [`${nothing} without a mail configuration`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(incomplete > 0 ? [`${incomplete} read in part`] : []),
  ];
  const head = `${amount(hosts, "host")}: ${[`${linted} linted`, ...missed].join(", ")}`;
  const rows = exposures.map((name) => {
    const { hosts: those, listeners } = exposure[name];
    const share = linted === 0 ? 0 : (those / linted) * 100;
    const places = amount(listeners, name === "openRelay" ? "service" : "listener");
    return `  ${exposureLabels[name].padEnd(32)} ${amount(those, "host").padStart(12)} ${percent(share).padStart(7)}  ${places}`;
  });
  const findings = (["error", "warning", "note"] as const).map(
    (severity) => `${amount(severities[severity].findings, severity)} on ${severities[severity].hosts}`,
  );
  return `${[head, ...rows, `  ${findings.join(", ")}`].join("\n")}\n`;
}

function amount(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function percent(share: number): string {
  return `${share > 0 && share < 0.1 ? "<0.1" : share.toFixed(1)} %`;
}

/** Most hosts first; rules with as many in the order of their ids. */
function commonest(rules: ReadonlyMap<string, number>): [string, number][] {
  return [...rules].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
}
