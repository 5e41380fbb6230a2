// Every name and default of the checked-in tables, against what the installed daemons print.

import { expect, test } from "vitest";
import { infos24, setting24 } from "../../src/settings/dovecot-24.ts";
import { describeWithRoot, type Root, run } from "./daemons.ts";

interface Block {
  readonly lines: Map<string, string>;
  readonly blocks: Map<string, Block>;
}

/** `doveconf -d` as a tree. */
function defaults(root: Root): Block {
  const top: Block = { lines: new Map(), blocks: new Map() };
  const stack = [top];
  for (const raw of run(root, ["/usr/bin/doveconf", "-d", "-P"]).stdout.toString().split("\n")) {
    const line = raw.trim();
    const open = /^(.*) \{$/.exec(line);
    const setting = /^(\S+) = ?(.*)$/.exec(line);
    if (open?.[1] !== undefined) {
      const block: Block = { lines: new Map(), blocks: new Map() };
      stack.at(-1)?.blocks.set(open[1], block);
      stack.push(block);
    } else if (line === "}") stack.pop();
    else if (setting?.[1] !== undefined && !line.startsWith("#"))
      stack.at(-1)?.lines.set(setting[1], (setting[2] ?? "").replace(/^"(.*)"$/, "$1"));
  }
  return top;
}

describeWithRoot("trixie", "settings of Dovecot 2.4", (root) => {
  const top = defaults(root);

  test("every setting is known by its full name", () => {
    const args = infos24.flatMap(({ settings }) =>
      settings.filter(({ type }) => type !== "filter" && type !== "filters").map(({ name }) => name),
    );
    const { status } = run(root, ["/usr/bin/doveconf", "-d", ...new Set(args)]);
    expect(status).toBe(0);
  });

  test("global settings", () => {
    const overridden = new Map(infos24.flatMap(({ defaults }) => defaults));
    expect(top.lines.size).toBeGreaterThan(400);
    // Written after all infos, from default_client_limit and the like.
    for (const name of ["process_limit", "client_limit", "idle_kill_interval", "vsz_limit"])
      top.lines.delete(`service_${name}`);
    for (const [name, value] of top.lines) {
      const setting = setting24(name);
      expect(setting, name).toBeDefined();
      if (setting?.type !== "boollist" && setting?.type !== "strlist")
        expect([setting?.default, overridden.get(name)], name).toContain(value);
    }
  });
});
