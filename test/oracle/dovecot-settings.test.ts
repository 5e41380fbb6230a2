// Every name and default that Dovecot 2.4 prints of itself, against what a configuration that sets nothing has here.

import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { resolveDovecot24 } from "../../src/resolve/dovecot-24.ts";
import type { DovecotConfig, DovecotSection, EffectiveValue } from "../../src/resolve/dovecot-config.ts";
import { infos24 } from "../../src/settings/dovecot-24.ts";
import { describeWithRoot, type Root, run } from "./daemons.ts";

interface Block {
  readonly lines: Map<string, string>;
  readonly blocks: Map<string, Block>;
}

const emptyBlock = (): Block => ({ lines: new Map(), blocks: new Map() });

/** `doveconf -d` as a tree. */
function printedDefaults(root: Root): Block {
  const top = emptyBlock();
  const stack = [top];
  for (const raw of run(root, ["/usr/bin/doveconf", "-d", "-P"]).stdout.toString().split("\n")) {
    const line = raw.trim();
    const open = /^(.*) \{$/.exec(line)?.[1];
    const setting = /^("(?:[^"\\]|\\.)*"|\S+) = ?(.*)$/.exec(line);
    if (open !== undefined) {
      const block = emptyBlock();
      const [kind = "", label] = open.split(/ (.*)/s);
      stack.at(-1)?.blocks.set(titleOf(kind, unquoted(label ?? "")), block);
      stack.push(block);
    } else if (line === "}") stack.pop();
    else if (setting?.[1] !== undefined && !line.startsWith("#"))
      stack.at(-1)?.lines.set(unquoted(setting[1]), unquoted(setting[2] ?? ""));
  }
  return top;
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, "$1") : text;
}

function configWithoutSettings(): DovecotConfig {
  const text = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";
  const entry = { daemon: "dovecot", root: "dovecot.conf", files: [], partial: false } as const;
  const root = { path: entry.root, text, dialect: "dovecot" } as const;
  const host = memoryHost({ [entry.root]: text });
  return resolveDovecot24(entry, root, host, { dovecot: "2.4" }, "given").config;
}

const listTypes = new Set(
  infos24().flatMap(({ settings }) =>
    settings.filter(({ type }) => type === "boollist" || type === "strlist").map(({ name }) => name),
  ),
);

/** What the tree of doveconf says of a block and the blocks in it, and `get` and `sections` do not. */
function differences(
  printed: Block,
  path: string,
  get: (name: string) => EffectiveValue | undefined,
  sections: (head: string) => DovecotSection | undefined,
  config: DovecotConfig,
): string[] {
  const found: string[] = [];
  const compare = (name: string, wanted: string) => {
    // A service's user may be another setting.
    const reference = /^\$SET:(\w+)$/.exec(wanted)?.[1];
    const value = reference === undefined ? wanted : config.get(reference)?.value;
    const got = get(name)?.value;
    const isSame = listTypes.has(fullName(path, name)) ? sorted(got) === sorted(value) : got === value;
    if (!isSame) found.push(`${path}${name} = ${value}, here ${got}`);
  };
  for (const [name, value] of printed.lines) {
    // A list that stands in a block by its name is printed there, and empty outside.
    const isElsewhere =
      value === "" && [...printed.blocks.keys()].some((head) => name.startsWith(`${head}_`));
    if (!isElsewhere) compare(name, value);
  }
  for (const [head, block] of printed.blocks) {
    if (head.startsWith("group ") || head.startsWith("group_by ")) continue;
    const section = sections(head);
    if (section !== undefined)
      found.push(
        ...differences(block, `${path}${head} / `, section.get, (inner) => innerOf(section, inner), config),
      );
    else if (listTypes.has(head) || get(head) !== undefined) {
      const pairs = [...block.lines].map(([key, value]) => (value === "yes" ? key : `${key}=${value}`));
      compare(head, pairs.join(" "));
    } else found.push(`${path}${head} { } is not there`);
  }
  return found;
}

/** `x` in `y NAME / ` may be short for `y_x`. */
function fullName(path: string, name: string): string {
  const kind = /(\w+)(?: [^/]*)? \/ $/.exec(path)?.[1];
  return listTypes.has(`${kind}_${name}`) ? `${kind}_${name}` : name;
}

const sorted = (list: string | undefined): string | undefined => list?.split(" ").sort().join(" ");

function innerOf(section: DovecotSection, head: string): DovecotSection | undefined {
  return section.sections.find(({ kind, label }) => titleOf(kind, label) === head);
}

function titleOf(kind: string, label: string): string {
  return label === "" ? kind : `${kind} ${label}`;
}

describeWithRoot("trixie", "settings of Dovecot 2.4", (root) => {
  const printed = printedDefaults(root);
  const config = configWithoutSettings();

  test("every setting of the table is known to the daemon", () => {
    const names = infos24().flatMap(({ settings }) =>
      settings.filter(({ type }) => type !== "filter" && type !== "filters").map(({ name }) => name),
    );
    expect(run(root, ["/usr/bin/doveconf", "-d", ...new Set(names)]).status).toBe(0);
  });

  test("every name and default that the daemon prints is the one of the table", () => {
    expect(printed.lines.size).toBeGreaterThan(400);
    expect(printed.blocks.size).toBeGreaterThan(40);
    // What the test has to set, and what doveconf asks the machine's plugins for.
    for (const name of [
      "dovecot_storage_version",
      "managesieve_notify_capability",
      "managesieve_sieve_capability",
    ])
      printed.lines.delete(name);
    const section = (head: string) => {
      const kind = head.split(" ", 1)[0] ?? head;
      return config.sections(kind).find(({ label }) => titleOf(kind, label) === head);
    };
    expect(differences(printed, "", (name) => config.get(name), section, config)).toEqual([]);
  });
});
