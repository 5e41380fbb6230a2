// Where mailint is at home: `homepage` of package.json, from which all links derive. A fork changes it there and runs `npm run docs`.

import manifest from "../package.json" with { type: "json" };

export const home: string = manifest.homepage;

/** A file of the repository, for people to read. */
export function inRepository(path: string): string {
  return `${home}/blob/main/${path}`;
}
