// Lints many hosts, each as `lint` does: a system that another host has as well, file by file, is judged once.

import { discover } from "./discover.ts";
import { inOrder } from "./engine.ts";
import type { Finding } from "./finding.ts";
import { type Host, steadyHost } from "./host.ts";
import { applyIgnores, type Suppressed } from "./ignores.ts";
import { findingsOf, type LintReport, type LintRequest, lint } from "./lint.ts";
import { factsOf, type SystemFacts } from "./model/system-facts.ts";
import { resolvers } from "./resolve/index.ts";
import type { Entry } from "./resolve/resolve.ts";
import { recording, type SharedAnswers, sharedAnswers, weightOfAll } from "./shared-answers.ts";
import type { Daemon } from "./system.ts";

/** Of `LintReport` what a fleet run tells of a host. */
export interface HostReport extends Pick<LintReport, "findings" | "suppressed" | "failures"> {
  readonly systems: readonly SystemFacts[];
}

/** What one system comes to, whatever host has it. */
interface Part {
  readonly facts: SystemFacts;
  readonly kept: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Paths of all files that it, or something said of it, has to do with. */
  readonly paths: ReadonlySet<string>;
}

/** Characters that parts may hold all in all; what is kept of one are its texts, its findings and what was asked. */
const limit = 8 * 1024 * 1024;
/** Of one finding, in characters. */
const findingWeight = 2000;

type HostRequest = Pick<LintRequest, "host" | "options">;

/** The linter of all hosts of one run; one host is linted at a time. */
export function manyLinter(
  common: Pick<LintRequest, "rules" | "selection" | "ignores">,
): (request: HostRequest) => Promise<HostReport> {
  const parts = sharedAnswers<Part>(limit);
  return async (given) => {
    const request: LintRequest = { ...common, ...given, host: steadyHost(given.host), paths: ["."] };
    // What is left out is told by places on the disk, which hosts do not have in common.
    const shared = given.options.exclusion === undefined ? await inParts(request, parts) : undefined;
    return shared ?? whole(await lint(request));
  };
}

function whole({ systems, findings, suppressed, failures }: LintReport): HostReport {
  return { systems: systems.map(factsOf), findings, suppressed, failures };
}

/** `undefined` = something of the host concerns more than one system, or none. */
async function inParts(request: LintRequest, known: SharedAnswers<Part>): Promise<HostReport | undefined> {
  const { entries, templates, failures, limits } = discover(["."], request.host, request.options);
  if (templates.length + failures.length + limits.length > 0) return undefined;
  const all: Entries = {
    daemons: new Set(entries.map(({ daemon }) => daemon)),
    named: new Set(entries.flatMap(({ root, files }) => [root, ...files])),
  };
  const parts: Part[] = [];
  for (const entry of entries) {
    const part = await partOf(entry, all, request, known);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  if (!areApart(parts)) return undefined;
  return {
    systems: parts.map(({ facts }) => facts),
    findings: inOrder(parts.flatMap(({ kept }) => kept)),
    suppressed: parts.flatMap(({ suppressed }) => suppressed),
    failures: [],
  };
}

function areApart(parts: readonly Part[]): boolean {
  const all = new Set(parts.flatMap(({ paths }) => [...paths]));
  return all.size === parts.reduce((sum, { paths }) => sum + paths.size, 0);
}

/** What the systems of a host know of one another. */
interface Entries {
  readonly daemons: ReadonlySet<Daemon>;
  /** Files that belong to a system by name. */
  readonly named: ReadonlySet<string>;
}

async function partOf(
  entry: Entry,
  all: Entries,
  request: LintRequest,
  known: SharedAnswers<Part>,
): Promise<Part | undefined> {
  const work = JSON.stringify([entry, [...all.daemons].sort(), request.options]);
  const found = known.find(work, request.host);
  if (found !== undefined) return found;
  const { host, asked } = recording(request.host);
  const part = await judge(entry, all, { ...request, host });
  if (part !== undefined)
    known.keep(work, asked, part, weightOfAll(asked) + part.kept.length * findingWeight);
  return part;
}

/** All that is ever asked of the system is asked here: later its files are another host's. */
async function judge(
  entry: Entry,
  { daemons, named }: Entries,
  request: LintRequest,
): Promise<Part | undefined> {
  let refused = false;
  const { host, ignores } = request;
  const noting: Host = {
    ...host,
    read: (path) => {
      const read = host.read(path);
      refused ||= read.kind === "unreadable" && named.has(path);
      return read;
    },
  };
  const { options } = request;
  const dialect = entry.dialect ?? options.dialect;
  const own = dialect === undefined ? options : { ...options, dialect };
  const system = await resolvers[entry.daemon](entry, noting, own);
  if (refused) return undefined;
  const found = findingsOf([system], { templates: [], limits: [] }, request, daemons);
  const { kept, suppressed } = applyIgnores(found, [system], ignores);
  const facts = factsOf(system);
  const paths = new Set([...facts.files, ...found.map(({ span }) => span.file)].map(({ path }) => path));
  return { facts, kept, suppressed, paths };
}
