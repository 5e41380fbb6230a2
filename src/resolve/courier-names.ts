// Variables that only look like Courier's: misspelt names, with the one that was most likely meant.

import { nearest } from "../nearest.ts";
import { courierVariables } from "../settings/courier.ts";
import type { SourceFile } from "../source.ts";
import type { Problem } from "../system.ts";
import type { CourierInstance } from "./courier-config.ts";

/** A shell file may hold variables of its own: only a name near to a known one, and used nowhere, is taken for a slip. */
export function misspelt(instances: readonly CourierInstance[], files: readonly SourceFile[]): Problem[] {
  return instances.flatMap(({ variables }) =>
    [...variables].flatMap(([name, { origin }]): Problem[] => {
      if (origin.kind === "default" || courierVariables.has(name) || isUsed(name, files)) return [];
      const meant = nearest(name, courierVariables);
      if (meant === undefined) return [];
      const span = { ...origin.span, end: origin.span.start + name.length };
      const message = `no program of Courier reads \`${name}\`, so this has no effect; did you mean \`${meant}\`?`;
      const fix = {
        title: `write \`${meant}\``,
        safety: "unsafe",
        edits: [{ span, text: meant }],
      } as const;
      return [{ kind: "unknown-setting", severity: "warning", message, span, fix, fatal: false }];
    }),
  );
}

function isUsed(name: string, files: readonly SourceFile[]): boolean {
  return files.some(({ text }) => text.includes(`$${name}`) || text.includes(`\${${name}`));
}
