// Writes src/settings/data/dovecot-2.3-roots.json: what doveconf of 2.3 knows of every setting, read from its own tables.
//
// `tsx scripts/dovecot-23-roots.ts ROOT`: ROOT is a directory with Dovecot 2.3 unpacked, such as scripts/oracles.sh makes.
// The tables are the `struct setting_parser_info` of src/lib-settings/settings-parser.h, those of the settings modules first,
// as config_parse_load_modules in src/config/config-parser.c orders them.

import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type Image, loadImage } from "./elf.ts";

const types = [
  "bool",
  "uint",
  "uint_oct",
  "time",
  "time_msecs",
  "size",
  "in_port",
  "str",
  "str_vars",
  "enum",
  "deflist",
  "deflist_unique",
  "strlist",
  "alias",
] as const;
const POINTER = 8;
const NONE = 0xffff_ffff_ffff_ffffn;

interface Field {
  name: string;
  type: (typeof types)[number];
  hidden?: true;
  /** As compiled in: numbers in their unit, an enum's allowed values with the default first, `null` = unset string. */
  value?: string | null;
  /** Of a section: its fields, and which of them its name goes to. */
  fields?: Field[];
  label?: string;
}

interface Item {
  [name: string]: string | null | Item[];
}

interface Root {
  module: string;
  info: string | undefined;
  fields: Field[];
}

function definitionsOf(image: Image, info: number): { address: number; field: Field }[] {
  const list = image.pointer(info + POINTER);
  const found: { address: number; field: Field }[] = [];
  if (list === undefined) return found;
  for (let address = list; ; address += 32) {
    const key = image.pointer(address + 8);
    if (key === undefined) return found;
    const type = types[Number(image.integer(address, 4))];
    if (type === undefined) throw new Error(`unknown type at ${address}`);
    const hidden = (image.integer(address + 4, 4) & 1n) === 1n;
    found.push({
      address,
      field: { name: image.string(key), type, ...(hidden ? { hidden: true as const } : {}) },
    });
  }
}

const offsetOf = (image: Image, definition: number): number => Number(image.integer(definition + 16, 8));

function valueAt(image: Image, field: Field, address: number): string | null {
  switch (field.type) {
    case "bool":
      return image.integer(address, 1) === 0n ? "no" : "yes";
    case "in_port":
      return String(image.integer(address, 2));
    case "size":
      return String(image.integer(address, 8));
    case "uint_oct":
      return `0${image.integer(address, 4).toString(8)}`;
    case "uint":
    case "time":
    case "time_msecs":
      return String(image.integer(address, 4));
    default: {
      const text = image.pointer(address);
      return text === undefined ? null : image.string(text);
    }
  }
}

const isSection = (field: Field): boolean => field.type === "deflist" || field.type === "deflist_unique";

function fieldsOf(image: Image, info: number): Field[] {
  const defaults = image.pointer(info + 2 * POINTER);
  return definitionsOf(image, info).map(({ address, field }) => {
    if (isSection(field)) return sectionOf(image, address, field);
    if (defaults !== undefined && field.type !== "alias" && field.type !== "strlist")
      field.value = valueAt(image, field, defaults + offsetOf(image, address));
    return field;
  });
}

function sectionOf(image: Image, definition: number, field: Field): Field {
  const info = image.pointer(definition + 24);
  if (info === undefined) throw new Error(`section ${field.name} without fields`);
  const nameOffset = image.integer(info + 3 * POINTER, 8);
  const label = definitionsOf(image, info).find(
    (one) => nameOffset !== NONE && BigInt(offsetOf(image, one.address)) === nameOffset,
  );
  field.fields = fieldsOf(image, info);
  if (label !== undefined) field.label = label.field.name;
  return field;
}

/** Elements of a static array of pointers to structures (src/lib/array-decl.h, struct buffer of src/lib/buffer.h). */
function itemsIn(tables: Image, info: number, values: Image, buffer: number | undefined): Item[] {
  const data = buffer === undefined ? undefined : values.pointer(buffer);
  if (buffer === undefined || data === undefined) return [];
  const count = Number(values.integer(buffer + POINTER, 8)) / POINTER;
  return Array.from({ length: count }, (_, index) => values.pointer(data + index * POINTER))
    .filter((structure) => structure !== undefined)
    .map((structure) => itemOf(tables, info, values, structure));
}

/** A structure in one image whose type is described in another. */
function itemOf(tables: Image, info: number, values: Image, structure: number): Item {
  const item: Item = {};
  for (const { address, field } of definitionsOf(tables, info)) {
    const place = structure + offsetOf(tables, address);
    const list = tables.pointer(address + 24);
    if (isSection(field) && list !== undefined)
      item[field.name] = itemsIn(tables, list, values, values.pointer(place));
    else if (field.type !== "alias") item[field.name] = valueAt(values, field, place);
  }
  return item;
}

/** What the pointers of a list lead to, its end marked by a null: here, or in another of the images. */
function* targetsOf(image: Image, list: number | undefined): Generator<{ image: Image; address: number }> {
  for (let at = list; at !== undefined; at += POINTER) {
    const address = image.pointer(at);
    const name = image.imported(at);
    if (address !== undefined) yield { image, address };
    else if (name === undefined) return;
    else {
      const imported = libdovecot.address(name);
      if (imported !== undefined) yield { image: libdovecot, address: imported };
    }
  }
}

function rootOf(image: Image, info: number): Root {
  const module = image.pointer(info);
  const name = image.nameAt(info)?.replace(/_setting_parser_info$/, "");
  return {
    module: module === undefined ? "" : image.string(module),
    info: name,
    fields: fieldsOf(image, info),
  };
}

const directory = process.argv[2] ?? "/opt/mailint-oracles/bookworm";
const modules = `${directory}/usr/lib/dovecot/modules/settings`;
const doveconf = loadImage(`${directory}/usr/bin/doveconf`);
const libdovecot = loadImage(`${directory}/usr/lib/dovecot/libdovecot.so.0`);
const serviceInfo = doveconf.address("service_setting_parser_info");
const defaultRoots = doveconf.address("all_default_roots");
const allServices = doveconf.address("config_all_services_buf");
if (serviceInfo === undefined || defaultRoots === undefined || allServices === undefined)
  throw new Error(`${directory} holds no doveconf of Dovecot 2.3`);

const roots: Root[] = [];
const services: Item[] = [];
for (const file of readdirSync(modules)
  .filter((name) => name.endsWith(".so"))
  .sort()) {
  const image = loadImage(`${modules}/${file}`);
  const name = basename(file, ".so").replace(/^lib/, "");
  for (const target of targetsOf(image, image.address(`${name}_set_roots`)))
    roots.push(rootOf(target.image, target.address));
  const one = image.address(`${name}_service_settings`);
  const many = [...targetsOf(image, image.address(`${name}_service_settings_array`))];
  for (const structure of one === undefined ? many.map((target) => target.address) : [one])
    services.push(itemOf(doveconf, serviceInfo, image, structure));
}
for (const target of targetsOf(doveconf, defaultRoots)) roots.push(rootOf(target.image, target.address));
services.push(...itemsIn(doveconf, serviceInfo, doveconf, allServices));

const version = execFileSync("chroot", [directory, "/usr/sbin/dovecot", "--version"], { encoding: "utf8" });
writeFileSync(
  new URL("../src/settings/data/dovecot-2.3-roots.json", import.meta.url),
  `${JSON.stringify({ version: version.trim(), roots, services }, undefined, 1)}\n`,
);
