// The machine that mailint runs on, or one whose disk lies below a directory: what `--live` lets rules ask.

import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import type { Account, FoundFile, Identity, Machine, MachineFile, NoFile, PemFile } from "../machine.ts";
import { failureOf, type Step, walk } from "./machine-walk.ts";
import { pemBlocks } from "./pem.ts";

/** A larger file is not read: the bundle of all public authorities has a quarter of a mebibyte. */
const sizeLimit = 4 * 1024 * 1024;

interface MachineOptions {
  /** What is linted: a path inside is a place on this disk as it stands. */
  readonly roots: readonly string[];
  /** Directory that stands for the machine's `/`. */
  readonly root?: string | undefined;
  readonly directory: string;
  readonly now: number;
}

export interface RealMachine extends Machine {
  /** Paths that could not be looked at, with the reason, in the order asked. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Looks at each path once. */
export function realMachine(options: MachineOptions): RealMachine {
  const placeOf = places(options);
  const names = once(() => readNames(placeOf("/").root));
  const refused = new Map<string, string>();
  const noted = <Answer extends MachineFile | PemFile>(ask: (place: Place) => Answer) => {
    const known = new Map<string, Answer>();
    return (path: string): Answer => {
      const answer = known.get(path) ?? ask(placeOf(path));
      known.set(path, answer);
      if (answer.kind === "unreadable") refused.set(path, answer.reason);
      return answer;
    };
  };
  return {
    now: options.now,
    file: noted((place) => fileAt(place, names())),
    list: (path) => namesAt(placeOf(path)),
    pem: noted(pemAt),
    user: (name) => names().account(name),
    refused,
  };
}

interface Place {
  /** Place of the machine's `/`, empty for that of this one. */
  readonly root: string;
  /** As the machine names it. */
  readonly path: string;
}

function places({ roots, root, directory }: MachineOptions): (path: string) => Place {
  const at = (path: string) => resolve(directory, path);
  const given = roots.map(at);
  const top = root === undefined || at(root) === "/" ? "" : at(root);
  const lies = (path: string, area: string) => path === area || path.startsWith(`${area}/`);
  return (path) => {
    const full = at(path);
    if (top === "") return { root: "", path: full };
    if (lies(full, top)) return { root: top, path: full.slice(top.length) || "/" };
    const stands = !path.startsWith("/") || given.some((area) => lies(full, area));
    return { root: stands ? "" : top, path: full };
  };
}

function fileAt({ root, path }: Place, names: Names): MachineFile {
  const found = walk(path, root);
  if (found.kind !== "found") return found;
  const permissions = ({ path, stats }: Step) => ({
    path,
    mode: stats.mode & 0o7777,
    owner: named(stats.uid, names.users),
    group: named(stats.gid, names.groups),
  });
  const { target, directories } = found;
  return {
    kind: kindOf(target.stats),
    size: target.stats.size,
    ...permissions(target),
    parents: directories.map((step) => ({ kind: "directory", ...permissions(step) })),
  };
}

function kindOf(stats: Stats): FoundFile["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSocket()) return "socket";
  return stats.isFIFO() ? "pipe" : "device";
}

function named(id: number, names: ReadonlyMap<number, string>): Identity {
  const name = names.get(id);
  return name === undefined ? { id } : { id, name };
}

function namesAt({ root, path }: Place): readonly string[] | undefined {
  const found = walk(path, root);
  if (found.kind !== "found") return undefined;
  try {
    return readdirSync(root + found.target.path).sort();
  } catch {
    return undefined;
  }
}

function pemAt(place: Place): PemFile {
  const text = readRegular(place);
  return typeof text === "string" ? { kind: "pem", blocks: pemBlocks(text) } : text;
}

/** Opens without waiting (a FIFO would) and asks the open file what it is, so that nobody can swap it in between. */
function readRegular({ root, path }: Place): string | NoFile {
  const found = walk(path, root);
  if (found.kind !== "found") return found;
  let descriptor: number | undefined;
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    if (found.target.stats.isDirectory()) return { kind: "unreadable", reason: "is a directory" };
    if (!found.target.stats.isFile()) return { kind: "unreadable", reason: "is no regular file" };
    descriptor = openSync(root + found.target.path, flags);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { kind: "unreadable", reason: "is no regular file" };
    if (stats.size > sizeLimit)
      return { kind: "unreadable", reason: `larger than the limit of ${sizeLimit >> 20} MiB` };
    return readFileSync(descriptor, "latin1");
  } catch (error) {
    return failureOf(error, path);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

interface Names {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
  readonly account: (name: string) => Account | undefined;
}

/** passwd(5) and group(5) of the machine; the first line that has a number or a name counts. */
function readNames(root: string): Names {
  const rows = (path: string) => {
    const text = readRegular({ root, path });
    return (typeof text === "string" ? text.split("\n") : [])
      .map((line) => line.split(":"))
      .filter(([name = "", , id = ""]) => /^[^+-]/.test(name) && /^\d+$/.test(id));
  };
  const [passwd, group] = [rows("/etc/passwd"), rows("/etc/group")];
  const byId = (lines: readonly string[][]) =>
    new Map(lines.map(([name = "", , id]) => [Number(id), name] as const).reverse());
  const [users, groups] = [byId(passwd), byId(group)];
  return {
    users,
    groups,
    account: (name) => {
      const line = passwd.find(([one]) => one === name);
      if (line === undefined) return undefined;
      const primary = Number(line[3]);
      const others = group.filter(
        ([, , id, members = ""]) => Number(id) !== primary && members.split(",").includes(name),
      );
      const ids = [primary, ...others.map(([, , id]) => Number(id))];
      return { id: Number(line[2]), groups: ids.map((id) => named(id, groups)) };
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
