// Names and values of variables against what the releases of Courier know: slips, names of old, words for numbers.

import { groupBy } from "../group-by.ts";
import { nearest } from "../nearest.ts";
import { authNames, courierVariable, courierVariables, goneFrom } from "../settings/courier.ts";
import { type SourceFile, textOf } from "../source.ts";
import type { Problem } from "../system.ts";
import type { CourierAuthFile, CourierInstance, CourierValue } from "./courier-config.ts";

/** A shell file may hold variables of its own: only a name near to a known one, and used nowhere, is taken for a slip. */
export function judgeVariables(
  instances: readonly CourierInstance[],
  files: readonly SourceFile[],
): Problem[] {
  const used = new Set(files.flatMap((file) => [...usesIn(file).keys()]));
  return instances.flatMap(({ variables }) =>
    [...variables].flatMap(([name, value]): Problem[] => {
      if (value.origin.kind === "default") return [];
      if (courierVariables.has(name)) return [...obsolete(name, value), ...wrongType(name, value)];
      return used.has(name) ? [] : unknown(name, value, courierVariables, "no program of Courier");
    }),
  );
}

/** In the rc files of authlib no other names have a use. */
export function judgeAuthNames({ name: file, values }: CourierAuthFile): Problem[] {
  const known = authNames(file);
  if (known.size === 0) return [];
  return [...values].flatMap(([name, value]) =>
    known.has(name) ? obsolete(name, value) : unknown(name, value, known, "authlib does not read"),
  );
}

function unknown(
  name: string,
  { origin }: CourierValue,
  known: ReadonlySet<string>,
  reader: string,
): Problem[] {
  const meant = nearest(name, known);
  if (meant === undefined || origin.kind === "default") return [];
  const span = { ...origin.span, end: origin.span.start + name.length };
  const subject = reader.startsWith("no ") ? `${reader} reads \`${name}\`` : `${reader} \`${name}\``;
  const message = `${subject}, so this has no effect; did you mean \`${meant}\`?`;
  const fix = { title: `write \`${meant}\``, safety: "unsafe", edits: [{ span, text: meant }] } as const;
  return [{ kind: "unknown-setting", severity: "warning", message, span, fix, fatal: false }];
}

function obsolete(name: string, { origin }: CourierValue): Problem[] {
  const gone = goneFrom(name);
  if (gone === undefined || origin.kind === "default") return [];
  const span = { ...origin.span, end: origin.span.start + name.length };
  const when =
    gone.until === undefined ? "no release of Courier reads" : `no release after Courier ${gone.until} reads`;
  const advice = gone.now === undefined ? "delete it" : `write \`${gone.now}\``;
  const message = `${when} \`${name}\`, so this has no effect; ${advice}`;
  return [{ kind: "obsolete-setting", severity: "warning", message, span, fatal: false }];
}

/** Values that the programs take for another than they say; STARTTLS has a rule of its own. */
function wrongType(name: string, { value, unknown, origin }: CourierValue): Problem[] {
  if (unknown || value === "" || origin.kind === "default") return [];
  const meaning = meaningOf(name, value);
  if (meaning === undefined) return [];
  const at = textOf(origin.span).indexOf("=") + 1;
  const span = { ...origin.span, start: origin.span.start + at };
  const message = `\`${name}=${value}\` ${meaning}`;
  return [{ kind: "bad-value", severity: "warning", message, span, fatal: false }];
}

function meaningOf(name: string, value: string): string | undefined {
  switch (courierVariable(name)?.type) {
    case "number":
      return /^\s*[+-]?\d/.test(value)
        ? undefined
        : /^MAX/.test(name)
          ? "is no number: couriertcpd refuses it and the server does not start; write a number"
          : "is no number, and Courier takes it for 0; write `1` for yes or `0` for no";
    case "flag":
      return /^[01]/.test(value) ? undefined : "means no: Courier takes only `1` for yes; write `1` or `0`";
    case "yesno":
      return /^[yn]/i.test(value) || /STARTTLS$/.test(name)
        ? undefined
        : "means no: Courier looks for a `y` at the beginning; write `YES` or `NO`";
    default:
      return undefined;
  }
}

/** The names behind a `$`, each with the offsets of its uses. */
export function usesIn({ text }: SourceFile): ReadonlyMap<string, readonly { readonly index: number }[]> {
  return groupBy(text.matchAll(/\$\{?([A-Za-z_]\w*)/g), ([, name = ""]) => name);
}
