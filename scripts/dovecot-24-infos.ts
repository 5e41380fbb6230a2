// Writes src/settings/data/dovecot-2.4.json: what doveconf of 2.4 knows of every setting, read from its own tables.
//
// `tsx scripts/dovecot-24-infos.ts ROOT`: ROOT is a directory with Dovecot 2.4 and all its plugins unpacked, such as
// scripts/oracles.sh makes. The tables are the `struct setting_parser_info` of src/lib-settings/settings-parser.h, those of
// the settings modules last, as config_parse_load_modules in src/config/config-parser.c orders them.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type Image, loadImage } from "./elf.ts";

const types = [
  ...(["bool", "uintmax", "uint", "octal", "time", "msecs", "size", "port", "string", "raw"] as const),
  ...(["enum", "file", "strlist", "boollist", "alias", "filter", "filters"] as const),
];
type Type = (typeof types)[number];

/** A place in one of the files, as the dynamic linker binds them. */
interface Place {
  readonly image: Image;
  readonly address: number;
}

interface Define {
  readonly key: string;
  readonly type: Type;
  readonly hidden: boolean;
  readonly offset: number;
  readonly field: string | undefined;
  readonly required: string | undefined;
}

const directory = process.argv[2] ?? "/opt/mailint-oracles/trixie";
const libraries = `${directory}/usr/lib/dovecot`;
const doveconf = loadImage(`${directory}/usr/bin/doveconf`);
const modules = filesIn(`${libraries}/modules/settings`, ".so");
const shared = filesIn(libraries, ".so.0").map(({ image }) => image);

function filesIn(path: string, end: string): readonly { readonly name: string; readonly image: Image }[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => ({ name: basename(name, end).replace(/^lib/, ""), image: loadImage(`${path}/${name}`) }));
}

/** Where the pointer at an address leads; `undefined` = NULL. */
function follow({ image, address }: Place, offset = 0): Place | undefined {
  const target = image.pointer(address + offset);
  if (target !== undefined) return { image, address: target };
  const name = image.imported(address + offset);
  if (name === undefined) return undefined;
  for (const library of shared) {
    const found = library.address(name);
    if (found !== undefined) return { image: library, address: found };
  }
  throw new Error(`nobody defines ${name}`);
}

function textAt(place: Place, offset: number): string | undefined {
  const target = follow(place, offset);
  return target?.image.string(target.address);
}

function symbol(image: Image, name: string): Place | undefined {
  const address = image.address(name);
  return address === undefined ? undefined : { image, address };
}

/** What `size` bytes apart stands from `list` on, until a NULL at `key`. */
function* rowsOf(list: Place | undefined, size: number, key = 0): Generator<Place> {
  if (list === undefined) return;
  for (let { address } = list; ; address += size) {
    const row = { image: list.image, address };
    if (follow(row, key) === undefined) return;
    yield row;
  }
}

function definesOf(info: Place): readonly Define[] {
  return [...rowsOf(follow(info, 16), 48, 8)].map((row) => {
    const type = types[Number(row.image.integer(row.address, 4))];
    if (type === undefined) throw new Error("unknown type of a setting");
    return {
      key: textAt(row, 8) ?? "",
      type,
      hidden: (row.image.integer(row.address + 4, 4) & 1n) === 1n,
      offset: Number(row.image.integer(row.address + 16, 8)),
      field: textAt(row, 24),
      required: textAt(row, 40),
    };
  });
}

function keyValues(list: Place | undefined): readonly (readonly [string, string])[] {
  return [...rowsOf(list, 16)].map((row) => [textAt(row, 0) ?? "", textAt(row, 8) ?? ""] as const);
}

/** As config_export_type in src/config/config-request.c prints it; `undefined` for lists and blocks. */
function valueIn(struct: Place, { type, offset }: Define): string | undefined {
  const number = (size: 1 | 2 | 4 | 8) => struct.image.integer(struct.address + offset, size);
  switch (type) {
    case "bool":
      return number(1) === 0n ? "no" : "yes";
    case "uintmax":
      return String(number(8));
    case "port":
      return String(number(2));
    case "uint":
      return number(4) === 0xffff_ffffn ? "unlimited" : String(number(4));
    case "octal":
      return `0${number(4).toString(8)}`;
    case "size":
      return number(8) === 0xffff_ffff_ffff_ffffn ? "unlimited" : sizeText(number(8));
    case "time":
      return number(4) === 0xffff_ffffn ? "infinite" : timeText(number(4));
    case "msecs":
      if (number(4) === 0xffff_ffffn) return "infinite";
      return number(4) % 1000n === 0n ? timeText(number(4) / 1000n) : `${number(4)} ms`;
    case "string":
    case "raw":
    case "enum":
    case "file":
      return textAt(struct, offset) ?? "";
    default:
      return undefined;
  }
}

function sizeText(size: bigint): string {
  return inUnits(size, "B", [
    ["k", 1024n],
    ["M", 1024n],
    ["G", 1024n],
    ["T", 1024n],
  ]);
}

function timeText(seconds: bigint): string {
  return inUnits(seconds, "secs", [
    ["mins", 60n],
    ["hours", 60n],
    ["days", 24n],
    ["weeks", 7n],
  ]);
}

function inUnits(value: bigint, smallest: string, units: readonly (readonly [string, bigint])[]): string {
  if (value === 0n) return "0";
  let rest = value;
  let unit = smallest;
  for (const [next, size] of units) {
    if (rest % size !== 0n) break;
    rest /= size;
    unit = next;
  }
  return `${rest} ${unit}`;
}

/** `[key, type, default, hidden, field, required]` without empty ones at the end. */
function rowOf(define: Define, defaults: Place | undefined): readonly unknown[] {
  const { key, type, hidden, field, required } = define;
  const value = defaults && valueIn(defaults, define);
  const cells = [key, type, value ?? "", hidden ? 1 : 0, field ?? "", required ?? ""];
  while (cells.at(-1) === "" || cells.at(-1) === 0) cells.pop();
  return cells;
}

function infoOf(info: Place) {
  const plugin = textAt(info, 8);
  const defaults = keyValues(follow(info, 32));
  return {
    name: textAt(info, 0) ?? "",
    ...(plugin === undefined ? {} : { plugin }),
    settings: definesOf(info).map((define) => rowOf(define, follow(info, 24))),
    ...(defaults.length === 0 ? {} : { defaults }),
  };
}

/** A service's settings in the order of config_parser_add_services; a zero stands for the global default. */
function serviceOf(service: Place, defaults: Place | undefined, defines: readonly Define[]) {
  const own = defines.flatMap((define) => {
    const value = valueIn(service, define);
    const global = ["uint", "size", "time", "msecs"].includes(define.type) && value === "0";
    return value === undefined || global ? [] : [[define.key, value] as const];
  });
  return { name: textAt(service, 8) ?? "", settings: [...own, ...keyValues(defaults)] };
}

/** Texts that doveconf reads before the configuration (default-settings-import.h): groups of metrics and mailboxes. */
function imports(): string {
  const text = readFileSync(`${directory}/usr/bin/doveconf`, "latin1");
  return ["group @metric_defaults proxy {", "group @mailbox_defaults english {"]
    .map((start) => text.slice(text.indexOf(start), text.indexOf("\0", text.indexOf(start))))
    .join("");
}

const places = [
  symbol(doveconf, "all_default_infos"),
  ...modules.map(({ name, image }) => symbol(image, `${name}_set_infos`)),
].flatMap((list) => [...rowsOf(list, 8)].flatMap((row) => follow(row) ?? []));
const serviceInfo = places.find((info) => textAt(info, 0) === "service");
const builtIn = symbol(doveconf, "config_all_services");
if (serviceInfo === undefined || builtIn === undefined)
  throw new Error(`${directory} holds no doveconf of Dovecot 2.4`);
const defines = definesOf(serviceInfo);
const services = [
  ...modules.flatMap(({ name, image }) => {
    const service = symbol(image, `${name}_service_settings`);
    const defaults = symbol(image, `${name}_service_settings_defaults`);
    return service === undefined ? [] : [serviceOf(service, defaults, defines)];
  }),
  ...[...rowsOf(follow(builtIn), 16)].flatMap((row) => {
    const service = follow(row);
    return service === undefined ? [] : [serviceOf(service, follow(row, 8), defines)];
  }),
].sort((one, other) => (one.name < other.name ? -1 : 1));

const version = execFileSync("chroot", [directory, "/usr/sbin/dovecot", "--version"], { encoding: "utf8" });
const lines = (items: readonly unknown[]) => `[\n${items.map((item) => JSON.stringify(item)).join(",\n")}\n]`;
writeFileSync(
  new URL("../src/settings/data/dovecot-2.4.json", import.meta.url),
  `{
"version":${JSON.stringify(version.trim())},
"infos":${lines(places.map(infoOf))},
"services":${lines(services)},
"imports":${JSON.stringify(imports())}
}
`,
);
