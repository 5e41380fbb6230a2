// Which files form which system: from the paths of a run to entries, one a daemon instance.

import type { Exclusion } from "./exclude.ts";
import { basename, dirname, type Host, joinPath } from "./host.ts";
import { nearest } from "./nearest.ts";
import { oncePerText } from "./once.ts";
import type { LintOptions } from "./options.ts";
import type { Entry } from "./resolve/resolve.ts";
import {
  dialectOfName,
  dialectOfText,
  isAboutDovecot,
  isCopy,
  isFragment,
  isSample,
  isWholeDovecot,
  templateTarget,
  withoutCopySuffix,
} from "./sniff.ts";
import type { Dialect } from "./source.ts";

/** A path that was given and cannot be linted. */
export interface InputFailure {
  readonly path: string;
  readonly reason: string;
}

export interface Discovery {
  readonly entries: readonly Entry[];
  /** Templates of configuration files met on the way: they are named and not linted. */
  readonly templates: readonly string[];
  readonly failures: readonly InputFailure[];
  /** What a limit of this program kept from being read; `reason` names the limit. */
  readonly limits: readonly InputFailure[];
  /** How many files and directories met on the way are excluded. */
  readonly excluded: number;
}

interface Candidate {
  readonly path: string;
  readonly dialect: Dialect;
  /** Given by name, not met in a directory. */
  readonly given: boolean;
  /** The name told the dialect, not the content or the user. */
  readonly named: boolean;
}

interface Search {
  readonly host: Host;
  readonly dialect: Dialect | undefined;
  readonly exclusion: Exclusion | undefined;
  readonly candidates: Map<string, Candidate>;
  readonly templates: Set<string>;
  readonly failures: InputFailure[];
  readonly limits: InputFailure[];
  readonly visited: Set<string>;
  excluded: number;
}

/** Deeper directories are not searched. */
const depthLimit = 64;
const skipped = new Set([".git", ".hg", ".svn", "node_modules", ".terraform", "__pycache__"]);

/** Directories are searched, files taken as they are; `dialect` is for files whose name does not tell. */
export function discover(
  paths: readonly string[],
  host: Host,
  { dialect, exclusion }: Pick<LintOptions, "dialect" | "exclusion"> = {},
): Discovery {
  const search: Search = {
    host,
    dialect,
    exclusion,
    candidates: new Map(),
    templates: new Set(),
    failures: [],
    limits: [],
    visited: new Set(),
    excluded: 0,
  };
  for (const path of paths) take(trimSlash(path), search);
  return {
    entries: entriesOf([...search.candidates.values()], host),
    templates: [...search.templates],
    failures: search.failures,
    limits: search.limits,
    excluded: search.excluded,
  };
}

function trimSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

function take(path: string, search: Search): void {
  switch (search.host.kind(path === "." ? "" : path)) {
    case "directory":
      walk(path === "." ? "" : path, search, 0);
      break;
    case "file":
      takeFile(path, search);
      break;
    case "missing":
      search.failures.push({ path, reason: `no such file or directory${neighbour(path, search.host)}` });
      break;
    case "other": {
      const read = search.host.read(path);
      const reason = read.kind === "unreadable" ? read.reason : "is no regular file";
      search.failures.push({ path, reason });
    }
  }
}

/** The entry beside a missing path that its name most likely means. */
function neighbour(path: string, host: Host): string {
  const near = nearest(basename(path), host.list(dirname(path)) ?? []);
  return near === undefined ? "" : `; did you mean \`${joinPath(dirname(path), near)}\`?`;
}

/** Was the file refused by a limit of this program, which its reason then names? */
export function isLimit({ reason }: { readonly reason: string }): boolean {
  return /\blimit\b/.test(reason);
}

/** A file that the user names is linted or the user is told why not. */
function takeFile(path: string, search: Search): void {
  if (templateTarget(path) !== undefined && search.dialect === undefined) {
    search.templates.add(path);
    return;
  }
  const looked = lookAt(path, search);
  if ("reason" in looked)
    (isLimit(looked) ? search.limits : search.failures).push({ path, reason: looked.reason });
  else search.candidates.set(path, { path, given: true, ...looked });
}

function lookAt(path: string, search: Search): Pick<Candidate, "dialect" | "named"> | { reason: string } {
  const read = search.host.read(path);
  if (read.kind === "unreadable") return { reason: read.reason };
  if (read.kind !== "text") return { reason: "cannot be read" };
  const byName = search.dialect === undefined ? nameTells(path, read.text) : undefined;
  const dialect = search.dialect ?? byName ?? dialectOfText(read.text);
  if (dialect === undefined)
    return {
      reason: "neither its name nor its content tells which daemon reads it; say which with `--dialect`",
    };
  if (dialect === "dovecot-ext" && search.host.kind(joinPath(dirname(path), "dovecot.conf")) !== "file")
    return { reason: "is read by a dovecot.conf that names it; lint the directory that has both" };
  return { dialect, named: byName !== undefined };
}

function walk(directory: string, search: Search, depth: number): void {
  const { host, visited } = search;
  const real = host.real?.(directory) ?? directory;
  if (visited.has(real)) return;
  if (depth > depthLimit) {
    const reason = `directories are searched down to the limit of ${depthLimit} in one another`;
    search.limits.push({ path: directory, reason });
    return;
  }
  visited.add(real);
  const names = host.list(directory);
  if (names === undefined) {
    search.failures.push({ path: directory || ".", reason: "the directory cannot be read" });
    return;
  }
  for (const name of names) {
    const path = joinPath(directory, name);
    const matters = mayMatter(name);
    if (!matters && (skipped.has(name) || host.kind(path) !== "directory")) continue;
    if (isExcluded(path, search)) search.excluded++;
    else if (matters) meet(path, search);
    else walk(path, search, depth + 1);
  }
}

function isExcluded(path: string, { host, exclusion }: Search): boolean {
  return exclusion?.skips(path, host.kind(path) === "directory") === true;
}

/** Names of files worth a look in a directory; all others are asked only whether they are directories. */
function mayMatter(name: string): boolean {
  const target = templateTarget(name) ?? name;
  return dialectOfName(target) !== undefined || /\.(?:conf|cf|inc|ext)$/.test(target);
}

function meet(path: string, search: Search): void {
  const kind = search.host.kind(path);
  if (kind === "directory") {
    walk(path, search, depthOf(path));
    return;
  }
  if (kind === "other" && dialectOfName(path) !== undefined) {
    const read = search.host.read(path);
    search.failures.push({
      path,
      reason: read.kind === "unreadable" ? read.reason : "is no regular file",
    });
    return;
  }
  if (kind !== "file" || isSpare(path, search.host) || search.candidates.has(path)) return;
  const target = templateTarget(path);
  if (target !== undefined) {
    if (dialectOfName(target) !== undefined || (isFragment(target) && sniff(path, search) !== undefined))
      search.templates.add(path);
    return;
  }
  const byName = dialectOfName(path);
  if (byName === "courier" && isProgram(path, search.host)) return;
  if (byName === "dovecot" && isOfAnother(path, search.host)) return;
  const dialect = byName === undefined || mustLook(byName, path) ? sniff(path, search) : byName;
  if (dialect === undefined || (byName !== dialect && !speaksForItself(dialect))) return;
  search.candidates.set(path, { path, dialect, given: false, named: byName !== undefined });
}

/** Courier's programs have the names of its files (/usr/lib/courier/courier/imapd). */
function isProgram(path: string, host: Host): boolean {
  const read = host.read(path);
  return read.kind === "unreadable" && read.reason.includes("a program");
}

function isOfAnother(path: string, host: Host): boolean {
  const read = host.read(path);
  return read.kind === "text" && isAboutDovecot(read.text);
}

function nameTells(path: string, text: string): Dialect | undefined {
  const dialect = dialectOfName(path);
  return dialect === "dovecot" && isAboutDovecot(text) ? undefined : dialect;
}

/** A copy counts only as a sample that stands alone, such as Courier's `imapd.dist`. */
function isSpare(path: string, host: Host): boolean {
  return isCopy(path) && (!isSample(path) || host.kind(withoutCopySuffix(path)) !== "missing");
}

function depthOf(path: string): number {
  return path.split("/").length;
}

/** Courier's names are also those of PAM services and programs, `x-master.cf` may be a list of overrides: look inside. */
function mustLook(dialect: Dialect, path: string): boolean {
  if (dialect === "courier") return !/(?:^|\/)courier/.test(dirname(path));
  return dialect.startsWith("postfix-") && !/^ma(?:in|ster)\.cf/.test(basename(path));
}

/** `*.conf` and `*.cf` of unknown name: taken when they are Dovecot's, or a table of Postfix. */
function speaksForItself(dialect: Dialect): boolean {
  return dialect === "dovecot" || dialect === "postfix-map";
}

function sniff(path: string, search: Search): Dialect | undefined {
  const read = search.host.read(path);
  return read.kind === "text" ? sniffed(read.text) : undefined;
}

/** Many hosts have the same files. */
const sniffed = oncePerText(8 * 1024 * 1024, dialectOfText);

function entriesOf(candidates: readonly Candidate[], host: Host): Entry[] {
  const byDirectory = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const directory = dirname(candidate.path);
    const those = byDirectory.get(directory) ?? [];
    those.push(candidate);
    byDirectory.set(directory, those);
  }
  const entries = [...byDirectory].flatMap(([directory, those]) => [
    ...dovecotEntries(directory, those, byDirectory, host),
    ...postfixEntries(directory, those, host),
    ...courierEntries(directory, those, host),
  ]);
  const roots = new Set<string>();
  return entries.filter(({ root }) => roots.size < roots.add(root).size);
}

function dovecotEntries(
  directory: string,
  candidates: readonly Candidate[],
  all: ReadonlyMap<string, readonly Candidate[]>,
  host: Host,
): Entry[] {
  const own = candidates.filter(({ dialect }) => dialect === "dovecot" || dialect === "dovecot-ext");
  const extras = own.filter(({ dialect }) => dialect === "dovecot-ext").map(({ path }) => path);
  const beside = joinPath(directory, "dovecot.conf");
  const isRoot =
    own.some(({ path }) => path === beside) || (extras.length > 0 && host.kind(beside) === "file");
  const root = isRoot ? beside : undefined;
  const entries: Entry[] = [];
  if (root !== undefined)
    entries.push({
      ...{ daemon: "dovecot", root, files: extras, partial: false, dialect: "dovecot" },
      pieces: piecesBelow(directory, all),
    });
  // What lies below a dovecot.conf is its, whether it includes it or not.
  const covered = root !== undefined || nearestRoot(directory, all) !== undefined;
  for (const { path, dialect, given, named } of own) {
    // Read by what dovecot.conf says of it: alone it is nothing that Dovecot could start with.
    if (path === root || dialect === "dovecot-ext" || (covered && !given)) continue;
    const partial = isPartialDovecot(path, named, host);
    entries.push({ daemon: "dovecot", root: path, files: [], partial, dialect });
  }
  return entries;
}

/** Files by the names of pieces (`conf.d/*.conf`), with no other dovecot.conf between them and the root. */
function piecesBelow(directory: string, all: ReadonlyMap<string, readonly Candidate[]>): string[] {
  const found: string[] = [];
  for (const [below, candidates] of all) {
    if (below !== directory && !below.startsWith(directory === "" ? "" : `${directory}/`)) continue;
    if (below !== directory && nearestRoot(below, all) !== directory) continue;
    for (const { path, dialect } of candidates)
      if (dialect === "dovecot" && path.endsWith(".conf") && isFragment(path)) found.push(path);
  }
  return found;
}

/** The nearest directory, from `directory` itself up, that has a dovecot.conf. */
function nearestRoot(directory: string, all: ReadonlyMap<string, readonly Candidate[]>): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (all.get(at)?.some(({ path }) => basename(path) === "dovecot.conf")) return at;
    if (at === "" || at === "/" || at === ".") return undefined;
  }
}

function isPartialDovecot(path: string, named: boolean, host: Host): boolean {
  if (isFragment(path)) return true;
  if (named) return false;
  const read = host.read(path);
  return !(read.kind === "text" && isWholeDovecot(read.text));
}

function postfixEntries(directory: string, candidates: readonly Candidate[], host: Host): Entry[] {
  const own = candidates.filter(({ dialect }) => dialect.startsWith("postfix-"));
  if (own.length === 0) return [];
  const isNamed = (name: string) => (path: string) => basename(path) === name;
  const beside = (name: string) => {
    const path = joinPath(directory, name);
    return host.kind(path) === "file" ? path : undefined;
  };
  const paths = own.map(({ path }) => path);
  const pair = paths.some((path) => isNamed("main.cf")(path) || isNamed("master.cf")(path));
  const main = pair ? beside("main.cf") : undefined;
  const master = pair ? beside("master.cf") : undefined;
  const root = main ?? master;
  const maps = own.filter(({ dialect }) => dialect === "postfix-map").map(({ path }) => path);
  const entries: Entry[] = [];
  if (root !== undefined) {
    const files = [...(main !== undefined && master !== undefined ? [master] : []), ...maps];
    const dialect = main === undefined ? "postfix-master" : "postfix-main";
    entries.push({ daemon: "postfix", root, files, partial: main === undefined, dialect });
  }
  for (const { path, dialect, named } of own) {
    if (path === main || path === master || (root !== undefined && maps.includes(path))) continue;
    const partial = dialect !== "postfix-main" || (named && !/^main\.cf/.test(basename(path)));
    entries.push({ daemon: "postfix", root: path, files: [], partial, dialect });
  }
  return entries;
}

/** In the order in which the start scripts read them; the first one there is the root. */
const courierOrder = [
  "imapd",
  "imapd-ssl",
  "pop3d",
  "pop3d-ssl",
  "esmtpd",
  "esmtpd-msa",
  "esmtpd-ssl",
  "courierd",
  "authdaemonrc",
  "authmysqlrc",
  "authpgsqlrc",
  "authsqliterc",
  "authldaprc",
];

function courierEntries(directory: string, candidates: readonly Candidate[], host: Host): Entry[] {
  const own = candidates.filter(({ dialect }) => dialect.startsWith("courier"));
  if (own.length === 0) return [];
  const entries: Entry[] = [];
  const named = own.filter(
    ({ path, named }) => named && courierOrder.includes(withoutCopySuffix(basename(path))),
  );
  if (named.length > 0) {
    const paths = courierOrder
      .flatMap((name) => [joinPath(directory, name), joinPath(directory, `${name}.dist`)])
      .filter((path) => host.kind(path) === "file" && !isSpare(path, host));
    const [root, ...files] = paths;
    if (root !== undefined) entries.push({ daemon: "courier", root, files, partial: false });
  }
  for (const candidate of own) {
    const { path, dialect } = candidate;
    if (named.includes(candidate)) continue;
    entries.push({ daemon: "courier", root: path, files: [], partial: false, dialect });
  }
  return entries;
}
