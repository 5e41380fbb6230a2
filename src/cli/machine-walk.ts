// Follows a path of a machine part by part, so that symbolic links stay below the directory that stands for `/`.

import { lstatSync, readlinkSync, type Stats, statSync } from "node:fs";

export interface Step {
  /** As the machine names it, symbolic links resolved. */
  readonly path: string;
  readonly stats: Stats;
}

export type Walk =
  | { readonly kind: "found"; readonly target: Step; readonly directories: readonly Step[] }
  | { readonly kind: "missing"; readonly at: string; readonly linked: boolean }
  | { readonly kind: "unreadable"; readonly reason: string };

/** As the kernel counts them (path_resolution(7)). */
const mostLinks = 40;

/** `root` is the place of the machine's `/`: empty for that of this one. Never throws. */
export function walk(path: string, root: string): Walk {
  try {
    return follow(path, root);
  } catch (error) {
    return failureOf(error, path);
  }
}

function follow(path: string, root: string): Walk {
  const directories: Step[] = [];
  const top = statSync(root === "" ? "/" : root);
  const left = partsOf(path).reverse();
  let links = 0;
  let at: Step = { path: "/", stats: top };
  for (let part = left.pop(); part !== undefined; part = left.pop()) {
    if (!at.stats.isDirectory()) return { kind: "missing", at: at.path, linked: links > 0 };
    directories.push(at);
    const next = part === ".." ? parentOf(at.path) : `${at.path === "/" ? "" : at.path}/${part}`;
    const stats = statsOf(next, root);
    if (stats === undefined) return { kind: "missing", at: next, linked: links > 0 };
    if (!stats.isSymbolicLink()) {
      at = { path: next, stats };
      continue;
    }
    links += 1;
    if (links > mostLinks) return { kind: "unreadable", reason: "its symbolic links form a loop" };
    const target = readlinkSync(root + next);
    for (const one of partsOf(target).reverse()) left.push(one);
    if (target.startsWith("/")) at = { path: "/", stats: top };
  }
  return { kind: "found", target: at, directories: eachOnce(directories) };
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** `undefined` = it is not there. */
function statsOf(path: string, root: string): Stats | undefined {
  return lstatSync(root + path, { throwIfNoEntry: false });
}

function eachOnce(steps: readonly Step[]): Step[] {
  return [...new Map(steps.map((step) => [step.path, step])).values()];
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "its name is too long",
  ENXIO: "is no regular file",
};

export function failureOf(error: unknown, path: string): Exclude<Walk, { kind: "found" }> {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing", at: path, linked: false };
  return { kind: "unreadable", reason: reasons[code] ?? `cannot be read (${code || String(error)})` };
}
