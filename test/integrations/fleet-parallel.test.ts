// The recipe of docs/fleet.md for one machine with the real GNU parallel, word for word.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  describeWith,
  hostCount,
  parallel,
  paste,
  recipes,
  type Workplace,
  workplace,
} from "./fleet-recipes.ts";

describeWith([parallel], "GNU parallel", () => {
  let place: Workplace;
  beforeAll(() => {
    place = workplace();
  });
  afterAll(() => place.remove());

  test("on this machine", () => {
    expect(recipes()).toHaveLength(2);
    const { directory, status, stderr, names } = paste(place, recipes()[0] ?? "");
    expect(names.sort()).toEqual(place.hosts);
    expect(stderr).toContain(`${hostCount} hosts: ${hostCount} linted\n`);
    expect(status).toBe(1);
    expect(readFileSync(join(directory, "fleet.html"), "utf8")).toContain("</html>");
  }, 240_000);
});
