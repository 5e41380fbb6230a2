// What the conversions of old settings share: saying so, and setting the new ones instead.

import { type Assignment, report } from "./dovecot-23-apply.ts";
import {
  type AppliedLine,
  applyPath,
  faultSpan,
  type Line,
  type OpenSection,
  problem,
  type Reading,
} from "./dovecot-23-state.ts";

export function obsolete(reading: Reading, line: Line, message: string): void {
  problem(reading, "obsolete-setting", faultSpan(line, line.nameSpan), message, {
    severity: "warning",
    fatal: false,
  });
}

export function text(key: string, value: string): Assignment {
  return { kind: "set", how: "text", key, value };
}

/** Sets a full path in the tables of `section`, and reports what the daemon refuses in it. */
export function applyTo(
  reading: Reading,
  section: OpenSection,
  path: string,
  value: string,
  line: Line,
  label?: string,
): AppliedLine {
  const applied = tryTo(reading, section, path, value, line, label);
  report(reading, applied, path.slice(path.lastIndexOf("/") + 1), line);
  return applied;
}

/** Sets the same setting of several services; what is refused does not count when the last one is ManageSieve's. */
export function applyToAll(
  reading: Reading,
  section: OpenSection,
  paths: readonly string[],
  value: string,
  line: Line,
): void {
  const lenient = paths.at(-1)?.startsWith("service/managesieve") === true;
  for (const path of paths) {
    if (lenient) tryTo(reading, section, path, value, line);
    else applyTo(reading, section, path, value, line);
  }
}

function tryTo(
  reading: Reading,
  section: OpenSection,
  path: string,
  value: string,
  line: Line,
  label?: string,
): AppliedLine {
  const origin = { kind: "file", span: line.statement.span, via: line.via } as const;
  const mark = {
    origin,
    sequence: reading.sequence,
    valueSpan: line.valueSpan,
    unknown: false,
    template: false,
  };
  return applyPath(section.tables, section.filter, path, value, mark, label);
}

/** t_strsplit_spaces: runs of the separators count as one, and none stands at the ends. */
export function splitSpaces(value: string, separators: string): string[] {
  const words: string[] = [];
  let word = "";
  for (const char of value) {
    if (!separators.includes(char)) word += char;
    else if (word !== "") {
      words.push(word);
      word = "";
    }
  }
  if (word !== "") words.push(word);
  return words;
}
