// Text in XML 1.0: escaped, and without the characters that XML cannot hold.

import { visible } from "./visible.ts";

export function xml(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
