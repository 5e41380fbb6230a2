// Systems for the commands that look and do not judge, with what to say when there are none.

import { loadSystems } from "../lint.ts";
import { visible } from "../report/visible.ts";
import type { System } from "../system.ts";
import { exit, type Io, tellFailures } from "./io.ts";
import { type TreeFlags, treeOf, withSettings } from "./tree.ts";

/** `code` is 3 when a path cannot be read or no configuration is there. */
export async function systemsOf(
  paths: readonly string[],
  flags: TreeFlags,
  io: Io,
): Promise<{ readonly systems: readonly System[]; readonly code: number }> {
  const { systems, failures, templates, excluded } = await loadSystems(
    await treeOf(paths, await withSettings(flags, io), io),
  );
  tellFailures(failures, io);
  for (const path of templates) io.stderr.write(`mailint: ${visible(path)}: is a template and is not read\n`);
  if (systems.length === 0 && failures.length === 0) tellNothingFound(excluded, io);
  return { systems, code: systems.length === 0 || failures.length > 0 ? exit.input : exit.clean };
}

/** `excluded`: how many paths the search has not looked at. */
export function tellNothingFound(excluded: number, { stderr }: Io): void {
  stderr.write(`mailint: no configuration of Dovecot, Postfix or Courier was found${besides(excluded)}\n`);
}

/** What a search that found nothing has not looked at. */
export function besides(excluded: number): string {
  if (excluded === 0) return "";
  return ` (${excluded} ${excluded === 1 ? "path is" : "paths are"} excluded)`;
}
