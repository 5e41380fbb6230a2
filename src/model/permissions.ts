// Who can read and change a file of the machine, besides root: its permission bits and those of the directories above it.

import type { Directory, FoundFile, Identity } from "../machine.ts";

type Right = "read" | "write";

const bits: Readonly<Record<Right, number>> = { read: 0o4, write: 0o2 };

/** Any user: the directories on the way must let them pass (path_resolution(7)). */
export function everybodyCan(file: FoundFile, right: Right): boolean {
  return (file.mode & bits[right]) !== 0 && above(file).every(({ mode }) => (mode & 0o001) !== 0);
}

/** The directories of its real path: nobody has to go by the symbolic link. */
function above({ path, parents }: FoundFile): readonly Directory[] {
  return parents.filter((one) => one.path === "/" || path.startsWith(`${one.path}/`));
}

/** Members of the file's group, where that is not root's. */
export function groupCan(file: FoundFile, right: Right): boolean {
  const { mode, group } = file;
  if (group.id === 0 || (mode & (bits[right] << 3)) === 0) return false;
  return above(file).every((one) => (one.mode & (one.group.id === group.id ? 0o010 : 0o001)) !== 0);
}

export interface Replacer {
  readonly directory: Directory;
  /** `owner` and `group`: by their right to the directory. */
  readonly who: "everybody" | "group" | "owner";
}

/**
 * The outermost directory in which somebody but root may put another file in the place of this one, or of a directory on
 * the way. In one with the sticky bit, such as /tmp, that takes the file's owner or the directory's (unlink(2)).
 */
export function replacerOf(
  { parents }: FoundFile,
  trusted: (identity: Identity) => boolean,
): Replacer | undefined {
  for (const directory of parents) {
    const { mode, owner, group } = directory;
    const sticky = (mode & 0o1000) !== 0;
    if (!trusted(owner)) return { directory, who: "owner" };
    if (!sticky && (mode & 0o002) !== 0) return { directory, who: "everybody" };
    if (!sticky && (mode & 0o020) !== 0 && !trusted(group)) return { directory, who: "group" };
  }
  return undefined;
}

/** `0640` */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

export function nameOf({ id, name }: Identity): string {
  return name ?? (id === 0 ? "root" : String(id));
}

/** `mode 0644, root:root`, for a message. */
export function rightsOf({ mode, owner, group }: FoundFile | Directory): string {
  return `mode ${octal(mode)}, ${nameOf(owner)}:${nameOf(group)}`;
}

/** A command for the shell, its words quoted where they need it. */
export function command(...words: readonly string[]): string {
  return words
    .map((word) => (/^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(" ");
}
