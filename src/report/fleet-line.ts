// What a fleet run says of one host: one line of JSON, whose shape is docs/schema/fleet.schema.json, versioned.

import type { Finding, Severity } from "../finding.ts";
import type { HostReport } from "../lint-many.ts";
import { type Exposure, exposureOf } from "../model/exposure.ts";
import type { Listener } from "../model/listener.ts";
import { countSeverities, maskerOf, placeOf } from "./report.ts";
import { snippetOf } from "./snippet.ts";
import { visible } from "./visible.ts";

export interface LineFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line of the file, secrets masked. */
  readonly source: string;
  readonly fix?: { readonly title: string; readonly safety: "safe" | "unsafe" };
}

export type LineListener = Pick<
  Listener,
  "daemon" | "name" | "protocol" | "address" | "tls" | "tlsRequired" | "cleartextLogin" | "local"
> & { readonly port: number | null; readonly minTls: string | null };

interface LineHead {
  readonly version: 1;
  /** Version of mailint that wrote the line. */
  readonly mailint: string;
  readonly host: string;
  /** Directory or archive, as given. */
  readonly path: string;
}

export interface LintedHost extends LineHead {
  readonly status: "linted";
  readonly exposure: Exposure;
  readonly counts: Readonly<Record<Severity | "suppressed", number>>;
  readonly systems: readonly {
    readonly daemon: string;
    readonly version: string;
    readonly root: string;
    readonly partial: boolean;
  }[];
  readonly listeners: readonly LineListener[];
  readonly findings: readonly LineFinding[];
  /** Files and directories of the host that could not be read; beyond a hundred the last one says how many more. */
  readonly failures: readonly { readonly file: string; readonly reason: string }[];
}

/** `nothing`: no configuration was found; `failed`: the host could not be read, or its worker died. */
interface MissedHost extends LineHead {
  readonly status: "nothing" | "failed";
  readonly reason: string;
}

export type HostLine = LintedHost | MissedHost;

export interface HostName {
  readonly host: string;
  readonly path: string;
}

export function missedHost(
  { host, path }: HostName,
  status: MissedHost["status"],
  reason: string,
  mailint: string,
): MissedHost {
  return { version: 1, mailint, host, path, status, reason: visible(reason) };
}

/** Paths of the report are shown as they are, relative to the top of the host. */
export function hostLine({ host, path }: HostName, report: HostReport, mailint: string): LintedHost {
  const hide = maskerOf(report);
  const { error, warning, note } = countSeverities(report.findings);
  return {
    version: 1,
    mailint,
    host,
    path,
    status: "linted",
    exposure: exposureOf(report),
    counts: { error, warning, note, suppressed: report.suppressed.length },
    systems: report.systems.map(({ daemon, version, root, partial }) => ({
      daemon,
      version,
      root,
      partial,
    })),
    listeners: report.systems.flatMap(({ listeners }) => listeners).map((one) => lineListener(one, hide)),
    findings: report.findings.map((one) => lineFinding(one, hide)),
    failures: failuresOf(report),
  };
}

/** More failures than these are counted: a host can have as many as it has files. */
const mostFailures = 100;

function failuresOf({ failures }: Pick<HostReport, "failures">): LintedHost["failures"] {
  const told = failures.slice(0, mostFailures).map(({ path: file, reason }) => ({ file, reason }));
  const more = failures.length - told.length;
  return more === 0 ? told : [...told, { file: ".", reason: `${more} more could not be read` }];
}

function lineListener(listener: Listener, hide: (text: string) => string): LineListener {
  const { daemon, name, protocol, address, port, tls, tlsRequired, cleartextLogin, minTls, local } = listener;
  return {
    daemon,
    name: hide(name),
    protocol,
    address: hide(address),
    port: port ?? null,
    tls,
    tlsRequired,
    cleartextLogin,
    minTls: minTls ?? null,
    local,
  };
}

function lineFinding(finding: Finding, hide: (text: string) => string): LineFinding {
  const { rule, severity, message, span, fix } = finding;
  const { file, line, column } = placeOf(span, "");
  return {
    rule,
    severity,
    message: hide(message),
    file,
    line,
    column,
    source: snippetOf(span)?.line ?? "",
    ...(fix === undefined ? {} : { fix: { title: hide(fix.title), safety: fix.safety } }),
  };
}
