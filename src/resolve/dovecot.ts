// Dovecot's configuration as the daemon of its version reads it.

import { basename, dirname, type Host, normalizePath } from "../host.ts";
import type { Listener } from "../model/listener.ts";
import { once } from "../once.ts";
import type { LintOptions } from "../options.ts";
import { type SourceFile, sourceFile, textOf } from "../source.ts";
import type { DovecotSystem, Problem } from "../system.ts";
import type { Entry } from "./resolve.ts";

type Version = "2.3" | "2.4";

/**
 * Resolves the tree of a root file with the version given by option, else stated in the file, else 2.3. Never throws.
 * What only the other version needs is not loaded.
 */
export async function resolveDovecot(entry: Entry, host: Host, options: LintOptions): Promise<DovecotSystem> {
  const system = await resolveWhole(entry, host, options);
  return entry.partial ? ofFragment(system) : system;
}

/** Beside a piece of a configuration others are missing, which need not be so on the server. */
function ofFragment(system: DovecotSystem): DovecotSystem {
  if (!system.problems.some(({ kind }) => kind === "missing-include")) return system;
  const problems = system.problems.map((problem): Problem => {
    if (problem.kind !== "missing-include") return problem;
    const message = `\`${textOf(problem.span)}\` is not among what was given: what it sets is unknown`;
    return { ...problem, kind: "include-outside", severity: "note", fatal: false, message };
  });
  return { ...system, problems };
}

async function resolveWhole(entry: Entry, host: Host, options: LintOptions): Promise<DovecotSystem> {
  const read = host.read(entry.root);
  const text = read.kind === "text" ? read.text : "";
  const root = sourceFile(entry.root, text, "dovecot");
  const { version, versionFrom } = versionOf(root, options);
  const newer = async (from = versionFrom) =>
    (await import("./dovecot-24.ts")).resolveDovecot24(entry, root, host, options, from);
  if (version === "2.4") {
    const system = withUnread(await newer(), entry, host);
    const is23 = options.dovecotBefore === "2.3" && !entry.partial && statedBy(root)?.version !== "2.4";
    if (!is23) return system;
    const { resolveDovecot23 } = await import("./dovecot-23.ts");
    return {
      ...system,
      release: options.dovecot ?? version,
      before: once(() => resolveDovecot23(entry, root, host, { ...options, dovecot: "2.3" }, "assumed")),
    };
  }
  const { resolveDovecot23 } = await import("./dovecot-23.ts");
  const system = stating(resolveDovecot23(entry, root, host, options, versionFrom), options);
  if (versionFrom !== "assumed" || strangers(system) === 0) return withUnread(system, entry, host);
  // An included file may state the version; 2.4 refuses whatever comes before it, and says so.
  if (system.files.some(({ text }) => statedBy({ text })?.version === "2.4"))
    return withUnread(await newer("file"), entry, host);
  if (!entry.partial) return withUnread(system, entry, host);
  // A piece of a configuration does not state its version: it is of the one that knows more of its settings.
  const other = await newer();
  return strangers(other) < strangers(system) ? other : system;
}

/** What hides which files are read. */
const foggy = new Set(["include-outside", "missing-include", "limit"]);

/** A note on the pieces of each directory that no include reads, where all includes are known. */
function withUnread(system: DovecotSystem, { pieces = [] }: Entry, host: Host): DovecotSystem {
  if (pieces.length === 0 || system.problems.some(({ kind }) => foggy.has(kind))) return system;
  const realOf = (path: string) => host.real?.(path) ?? normalizePath(path);
  const read = new Set(system.files.map(({ path }) => realOf(path)));
  const unread = new Map<string, SourceFile[]>();
  for (const path of pieces) {
    if (read.has(realOf(path))) continue;
    const found = host.read(path);
    // Comments alone set nothing, read or not.
    if (found.kind !== "text" || !/^[ \t]*[^#\s]/m.test(found.text)) continue;
    const those = unread.get(dirname(path)) ?? [];
    those.push(sourceFile(path, found.text, "dovecot"));
    unread.set(dirname(path), those);
  }
  return { ...system, problems: [...system.problems, ...[...unread.values()].flatMap(unreadProblem)] };
}

/** More names than these are counted. */
const mostNames = 4;

function unreadProblem(files: readonly SourceFile[]): Problem[] {
  const [file] = files;
  if (file === undefined) return [];
  const names = files.slice(0, mostNames).map(({ path }) => `\`${basename(path)}\``);
  const more = files.length - names.length;
  const which = more === 0 ? names.join(", ") : `${names.join(", ")} and ${more} more`;
  const end = file.text.indexOf("\n");
  return [
    {
      kind: "dovecot/unread-file",
      severity: "note",
      fatal: false,
      message: `no include reads ${which}: what ${files.length === 1 ? "it says" : "they say"} has no effect; include ${files.length === 1 ? "it" : "them"} or take ${files.length === 1 ? "it" : "them"} away`,
      span: { file, start: 0, end: end === -1 ? file.text.length : end },
    },
  ];
}

/** How much of a piece the version that it was read as does not understand. */
function strangers({ problems }: DovecotSystem): number {
  return problems.filter(
    ({ kind, message, fatal }) =>
      kind === "unknown-setting" ||
      (fatal && (kind === "obsolete-setting" || kind === "syntax")) ||
      (kind === "dovecot/unknown-variable" && message.startsWith("`$SET:")),
  ).length;
}

const stated = /^[ \t]*dovecot_config_version[ \t]*=[ \t]*"?(2\.\d+)/m;
/** First line of `doveconf`'s output: `# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf`. */
const dumpHeader = /^# (2\.\d+\.\d\S*) \([0-9a-f]+\): /m;

export function versionOf(
  root: SourceFile,
  options: LintOptions,
): { readonly version: Version; readonly versionFrom: DovecotSystem["versionFrom"] } {
  if (options.dovecot !== undefined) return { version: known(options.dovecot), versionFrom: "given" };
  return statedBy(root) ?? { version: "2.3", versionFrom: "assumed" };
}

function statedBy(
  root: Pick<SourceFile, "text">,
): { readonly version: Version; readonly versionFrom: "file" } | undefined {
  const found = (stated.exec(root.text) ?? dumpHeader.exec(root.text))?.[1];
  return found === undefined ? undefined : { version: known(found), versionFrom: "file" };
}

/** With its exact release, where the option or the output of doveconf says it. */
function stating(system: DovecotSystem, { dovecot }: LintOptions): DovecotSystem {
  const dumped = dumpHeader.exec(system.root.text)?.[1];
  const isGiven = dovecot !== undefined && /^\d+\.\d+\.\d/.test(dovecot);
  const exactly = isGiven ? dovecot : dumped;
  const fits = isGiven || dovecot === undefined || dumped?.startsWith(`${dovecot}.`);
  if (exactly === undefined || !fits) return system;
  let listeners: readonly Listener[] | undefined;
  return {
    ...system,
    exactly,
    listeners: () => {
      listeners ??= system.listeners().map((one) => asOf(exactly, one));
      return listeners;
    },
  };
}

/** Before 2.3.15 `ssl_min_protocol` was `TLSv1` by default, and in 2.2 `ssl_protocols` was `!SSLv2 !SSLv3` or less. */
function asOf(release: string, listener: Listener): Listener {
  const isOld = /^2\.[0-2]\.|^2\.3\.(?:\d|1[0-4])(?!\d)/.test(release);
  const isDefault = listener.because.minTls?.kind === "default" && listener.minTls === "TLSv1.2";
  return isOld && isDefault ? { ...listener, minTls: "TLSv1" } : listener;
}

/** The nearer of the two dialects: 2.2 and older are read as 2.3, newer ones as 2.4. */
function known(version: string): Version {
  const [major = 2, minor = 3] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 4) ? "2.4" : "2.3";
}
