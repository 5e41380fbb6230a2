// What a shell does not mind and nobody means: variables that stand for nothing, and values that are given twice.

import { nearest } from "../nearest.ts";
import { oncePer } from "../once.ts";
import { courierVariables } from "../settings/courier.ts";
import { type SourceFile, type Span, textOf } from "../source.ts";
import type { Problem } from "../system.ts";
import type { CourierInstance } from "./courier-config.ts";
import { usesIn } from "./courier-names.ts";
import type { Shell } from "./courier-shell.ts";

/** What the start scripts set before they read the files (imapd.rc.in, esmtpd.in, esmtpd-ssl.in). */
const scriptVariables = new Set([
  "prefix",
  "exec_prefix",
  "sysconfdir",
  "bindir",
  "sbindir",
  "libexecdir",
  "localstatedir",
  "datadir",
  "HOME",
  "HOSTNAME",
  "LANG",
]);

/**
 * A use that stands for nothing in every reading of its file: before the line that sets the name, or of a name that
 * nobody sets and Courier does not have. One of its own that nobody sets is the default.
 */
export function undefinedVariables(shells: readonly Shell[]): Problem[] {
  const key = (span: Span): string => `${span.file.path}\0${span.start}`;
  const uses = shells.flatMap((shell) => shell.uses);
  const found = new Set(uses.filter(({ isSet }) => isSet).map(({ span }) => key(span)));
  return uses.flatMap(({ name, span, isSet }): Problem[] => {
    if (isSet || found.has(key(span)) || scriptVariables.has(name) || !/^[A-Za-z_]/.test(name)) return [];
    const later = shells.some(({ variables }) => variables.has(name));
    if (!later && courierVariables.has(name)) return [];
    const meant = later ? undefined : nearest(name, courierVariables);
    const advice = later
      ? "put this line behind the one that does"
      : meant
        ? `did you mean \`${meant}\`?`
        : "set it above, or correct the name";
    const message = `\`${textOf(span)}\` stands for nothing: no line before this one sets \`${name}\`; ${advice}`;
    return [{ kind: "undefined-variable", severity: "warning", message, span, fatal: false }];
  });
}

/** Two values for one variable in one file: the last one counts, unless the lines between make use of the first. */
export function valuesGivenTwice(instances: readonly CourierInstance[]): Problem[] {
  const usesOf = oncePer(usesIn);
  const isUsedBetween = (name: string, file: SourceFile, start: number, end: number): boolean =>
    usesOf(file)
      .get(name)
      ?.some(({ index }) => index >= start && index < end) ?? false;
  return instances.flatMap(({ variables }) =>
    [...variables].flatMap(([name, { origin, overridden }]): Problem[] => {
      const before = overridden.at(-1);
      if (origin.kind !== "file" || before?.kind !== "file") return [];
      const { file } = origin.span;
      if (before.span.file !== file || sameValue(before.span, origin.span)) return [];
      if (isUsedBetween(name, file, before.span.start, origin.span.end)) return [];
      const span = { file, start: before.span.start, end: before.span.start + name.length };
      return [
        {
          kind: "duplicate-setting",
          severity: "warning",
          message: `\`${textOf(before.span)}\` has no effect: \`${textOf(origin.span)}\` follows, and the last one counts; delete one of them`,
          span,
          related: [{ span: origin.span, message: "this one counts" }],
          fatal: false,
        },
      ];
    }),
  );
}

function sameValue(one: Span, other: Span): boolean {
  const bare = (span: Span): string => textOf(span).replace(/["']/g, "");
  return bare(one) === bare(other);
}
