// What a mailint.toml that was found, and not named, may reach: whoever lints a stranger's tree may well find one in it.

import { existsSync, realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import type { RunSettings } from "../config-file.ts";
import { failure } from "./io.ts";

export interface Bounds {
  /** Absolute; the file speaks for what lies in it. */
  readonly directory: string;
  /** The file, as messages name it. */
  readonly shown: string;
}

/** The settings that can lead out. */
export type BoundKey = "paths" | "root" | "baseline" | "format" | "follow";

/**
 * Throws a usage error that names the key, of those that are `asked`. Paths count from the bounds' directory, those of
 * reports from `working`.
 */
export function checkBounds(
  settings: RunSettings,
  asked: (key: BoundKey) => boolean,
  bounds: Bounds,
  working: string,
): void {
  const { paths = [], root, baseline, format = [], follow } = settings;
  const files = format.filter((spec) => spec.includes("=")).map((spec) => spec.slice(spec.indexOf("=") + 1));
  const places: Readonly<Record<Exclude<BoundKey, "follow">, readonly string[]>> = {
    paths: paths.map((path) => resolve(bounds.directory, path)),
    root: root === undefined ? [] : [resolve(bounds.directory, root)],
    baseline: baseline === undefined ? [] : [resolve(bounds.directory, baseline)],
    format: files.map((file) => resolve(working, file)),
  };
  for (const [key, all] of Object.entries(places))
    if (asked(key as BoundKey)) for (const place of all) checkPath(key, place, bounds);
  if (follow === true && asked("follow"))
    throw failure(`${bounds.shown}: \`follow\` leads out of the directory of the file; ${trusted(bounds)}`);
}

/** `place` is absolute. */
export function checkPath(key: string, place: string, bounds: Bounds): void {
  if (!liesBelow(bounds.directory, place))
    throw failure(
      `${bounds.shown}: \`${key}\` leads out of the directory of the file, to \`${place}\`; ${trusted(bounds)}`,
    );
}

function trusted({ shown }: Bounds): string {
  return `give \`--config ${shown}\` if you trust it`;
}

/** As written, and behind all symbolic links as far as there is something; what Git keeps for itself does not. */
function liesBelow(directory: string, place: string): boolean {
  if (!isInside(directory, place) || relative(directory, place).toLowerCase().split(sep).includes(".git"))
    return false;
  let there = place;
  while (there !== directory && !existsSync(there)) there = dirname(there);
  return isInside(realpathSync(directory), realpathSync(there));
}

function isInside(directory: string, place: string): boolean {
  return place === directory || place.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}
