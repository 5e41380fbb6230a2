// Files that a Dovecot tree names, as far as they are at hand: external files, parameters of TLS.

import { basename, dirname, type Host, joinPath } from "../host.ts";
import type { LintOptions } from "../options.ts";
import { type SourceFile, sourceFile } from "../source.ts";
import type { Entry } from "./resolve.ts";

/**
 * Where the file `name`, named in the file `from`, may lie: where its path leads, below `--root` if that is said; else, as
 * a copy of /etc/dovecot has it, beside the root file, or above the `conf.d` of a fragment.
 */
export function placesOfFile(
  entry: Entry,
  options: LintOptions,
  name: string,
  from: string,
): readonly string[] {
  const home = dirname(entry.root);
  if (!name.startsWith("/")) return [joinPath(dirname(from), name), joinPath(home, name)];
  const around = entry.partial ? [home, joinPath(home, "..")] : [home];
  const path = options.root === undefined ? name : joinPath(options.root, `.${name}`);
  return [path, ...around.map((directory) => joinPath(directory, basename(name)))];
}

/** The file with its text; `undefined` = it is not at hand. */
export function namedFile(
  entry: Entry,
  host: Host,
  options: LintOptions,
  name: string,
  from: string,
): SourceFile | undefined {
  for (const path of placesOfFile(entry, options, name, from)) {
    const read = host.read(path);
    if (read.kind === "text") return sourceFile(path, read.text, "dovecot-ext");
  }
  return undefined;
}
