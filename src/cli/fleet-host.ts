// Lints one host of a fleet: a directory or an archive, to its line. Nothing that a tree holds makes it throw.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { InputFailure } from "../discover.ts";
import { exclusionOf } from "../exclude.ts";
import type { Host } from "../host.ts";
import { archiveHost } from "../host-archive.ts";
import { diskHost, type TextPool } from "../host-disk.ts";
import type { IgnoreOptions } from "../ignores.ts";
import { manyLinter } from "../lint-many.ts";
import { once } from "../once.ts";
import { type HostLine, type HostName, hostLine, missedHost } from "../report/fleet-line.ts";
import type { Selection } from "../selection.ts";
import { isArchive, refusedArchive } from "./fleet-sources.ts";
import { allRules } from "./rule-set.ts";
import { textPool } from "./text-pool.ts";
import { version } from "./version.ts";

/** What holds for every host of a run; it crosses to the workers by structured clone. */
export interface FleetSettings {
  /** Absolute directory that relative paths of hosts start at. */
  readonly directory: string;
  /** Patterns of what is left out, that count from there. */
  readonly exclude: readonly string[];
  readonly dovecot?: string | undefined;
  readonly postfix?: string | undefined;
  readonly courier?: string | undefined;
  readonly selection: Selection;
  readonly ignores: IgnoreOptions;
}

/** Bytes of files that are kept, lest they be decoded anew for each host. */
const textLimit = 16 * 1024 * 1024;

type HostLinter = (host: HostName) => Promise<HostLine>;

/** A linter for many hosts: what they share is loaded once. */
export function hostLinter(settings: FleetSettings): HostLinter {
  const { selection, ignores } = settings;
  const load = once(
    async (): Promise<Shared> => ({
      lint: manyLinter({ rules: await allRules(), selection, ignores }),
      texts: textPool(textLimit),
    }),
  );
  return async (name) => {
    const shared = await load();
    try {
      return await lintHost(name, shared, settings);
    } catch (error) {
      return missedHost(name, "failed", reasonOf(error), version);
    }
  };
}

interface Shared {
  readonly lint: ReturnType<typeof manyLinter>;
  readonly texts: TextPool;
}

async function lintHost(name: HostName, { lint, texts }: Shared, settings: FleetSettings): Promise<HostLine> {
  const { dovecot, postfix, courier } = settings;
  const place = resolve(settings.directory, name.path);
  const opened = await openHost(place, texts);
  const exclusion = exclusionOf(settings.exclude, { base: settings.directory, start: place, given: ["."] });
  const { root } = opened;
  const report = await lint({
    host: opened.host,
    options: {
      ...(dovecot === undefined ? {} : { dovecot }),
      ...(postfix === undefined ? {} : { postfix }),
      ...(courier === undefined ? {} : { courier }),
      ...(root === undefined ? {} : { root }),
      ...(exclusion === undefined ? {} : { exclusion }),
    },
  });
  const failures = [...opened.failures, ...report.failures];
  if (report.systems.length > 0) return hostLine(name, { ...report, failures }, version);
  const [failure] = failures;
  if (failure !== undefined) return missedHost(name, "failed", `${failure.path}: ${failure.reason}`, version);
  return missedHost(name, "nothing", "no configuration of Dovecot, Postfix or Courier was found", version);
}

interface OpenedHost {
  readonly host: Host;
  /** Directory of the host that stands for `/`, when it has one. */
  readonly root: string | undefined;
  readonly failures: readonly InputFailure[];
}

async function openHost(path: string, texts: TextPool): Promise<OpenedHost> {
  const stat = statSync(path);
  if (stat.isDirectory()) {
    const hostWith = (root: string | undefined) => diskHost({ roots: ["."], root, directory: path, texts });
    // With an `etc` at the top, as nearly all have, it is that one.
    const likely = hostWith(".");
    const root = rootOf(likely);
    return { host: sameEverywhere(root === "." ? likely : hostWith(root)), root, failures: [] };
  }
  const refusal = stat.isFile() ? refusedArchive(path) : undefined;
  if (refusal !== undefined) throw new Error(refusal);
  if (!stat.isFile() || !isArchive(path)) throw new Error("is neither a directory nor a tar archive");
  const { readArchive } = await import("./fleet-archive.ts");
  const { members, refused } = await readArchive(path);
  const root = rootOf(archiveHost(members, undefined));
  return { host: archiveHost(members, root), root, failures: refused };
}

/** Real paths start at the top of the host, as all others do: where it lies says nothing of it. */
function sameEverywhere(host: Host): Host {
  const top = host.real?.(".");
  const { real } = host;
  if (top === undefined || real === undefined) return host;
  return {
    ...host,
    real: (path) => {
      const found = real(path);
      return found?.startsWith(`${top}/`) ? found.slice(top.length + 1) : found;
    },
  };
}

/** The directory that stands for `/`: the one that has `etc`, the top or the only one in it. */
function rootOf(host: Host): string | undefined {
  // The listing says what `etc` is, and is needed in any case.
  const [only, ...others] = host.list(".") ?? [];
  if (host.kind("etc") === "directory") return ".";
  return only !== undefined && others.length === 0 && host.kind(`${only}/etc`) === "directory"
    ? only
    : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  ENOTDIR: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "its name is too long",
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const message = error instanceof Error ? error.message : String(error);
  return (
    reasons[code] ?? message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()).replace(/\.$/, "")
  );
}
