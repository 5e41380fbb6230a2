// Prints a Postfix configuration as postconf(1) does: main.cf as `-n`, all of it, or `-nx`; master.cf as `-M` and `-P`.

import { splitNameValue } from "../../grammars/postfix-main/lines.ts";
import { extractBraces } from "../../grammars/postfix-master/arguments.ts";
import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { buildNames, isLegacy, isReadOnly, parameterFact } from "../settings/postfix.ts";
import type { PostfixSystem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { compareBytes } from "./postfix-expand.ts";

/** `set`: what main.cf sets; `all`: every parameter; `expand`: what main.cf sets with `$name` replaced. */
type MainForm = "set" | "all" | "expand";

/** Lines of `postconf -n`, `postconf` or `postconf -nx`. What only the machine knows stands as `$name`. */
export function showMain({ config }: PostfixSystem, { form }: { readonly form: MainForm }): string[] {
  const names = config.names();
  const set = config.parameters.map(({ name }) => name).filter(names.inMain);
  const shown = new Set(form === "all" ? [...set, ...names.withDefault(), ...legacyOfServices(config)] : set);
  if (form !== "all") for (const name of set) if (isReadOnly(name, config.releases)) shown.delete(name);
  const given = form === "expand" ? givenNames(config) : ofPostconf;
  return [...shown]
    .sort(compareBytes)
    .map((name) => printLine(`${name} = ${shownValue(config, name, form, given)}`));
}

/** A legacy parameter that a service sets counts as the user's everywhere (pcf_scan_user_parameter_namespace()). */
function legacyOfServices({ allServices, releases }: PostfixConfig): string[] {
  const names = [...sharedOverrides(allServices).values()].flatMap((table) => [...table.keys()]);
  return names.filter((name) => isLegacy(name, releases));
}

function shownValue(
  config: PostfixConfig,
  name: string,
  form: MainForm,
  given: ReadonlyMap<string, string>,
): string {
  const own = ofPostconf.get(name);
  if (own !== undefined) return own;
  const found = config.get(name);
  if (found === undefined) return "";
  if (form !== "expand" || parameterFact(name)?.type === "raw") return found.raw;
  return config.expand(found.raw, undefined, given).value;
}

/** What postconf says of itself. */
const ofPostconf = new Map([
  ["process_name", "postconf"],
  ["service_name", ""],
]);

/** With the defaults that the build decides, as `all` shows them. */
function givenNames(config: PostfixConfig): ReadonlyMap<string, string> {
  const given = new Map(ofPostconf);
  for (const name of buildNames()) {
    const found = config.get(name);
    if (found?.origin.kind === "default") given.set(name, found.raw);
  }
  return given;
}

/** pcf_print_line(): white space between words becomes one blank. */
function printLine(text: string): string {
  const nul = text.indexOf("\0");
  return (nul === -1 ? text : text.slice(0, nul))
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== "")
    .join(" ");
}

/** Lines of `postconf -M`, or of `postconf -P` with `overrides`. */
export function showMaster(
  { config }: PostfixSystem,
  { overrides }: { readonly overrides: boolean },
): string[] {
  if (!overrides) return config.allServices.map(masterLine);
  const shared = sharedOverrides(config.allServices);
  return config.allServices.flatMap((service) => {
    const pairs = [...(shared.get(service) ?? [])].filter(([name]) => !isReadOnly(name, config.releases));
    const prefix = `${service.name.text}/${service.type.text}`;
    return pairs
      .sort(([one], [other]) => compareBytes(one, other))
      .map(([name, value]) => printLine(`${prefix}/${name} = ${value}`));
  });
}

/** Columns at which postconf likes the fields to begin (pcf_print_master_entry()). */
const columns = [0, 11, 17, 25, 33, 41, 49, 57];

function masterLine(service: MasterService): string {
  const { name, type, unprivileged, chroot, wakeup, maxproc, command } = service;
  const fields = [name, type, service.private, unprivileged, chroot, wakeup, maxproc, command];
  let line = "";
  fields.forEach((field, at) => {
    if (at > 0) line += " ".repeat(Math.max(1, (columns[at] ?? 0) - byteLength(line)));
    line += field.text;
  });
  return line + argumentText(normalized(service));
}

function argumentText(args: readonly string[]): string {
  let text = "";
  let inOptions = true;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const operand = !inOptions;
    if (inOptions && (!arg.startsWith("-") || arg === "--")) inOptions = false;
    const value = inOptions && arg[1] === "o" ? args[at + 1] : undefined;
    // Postconf's slip: the first word that is no option never gets its braces back.
    text += ` ${operand ? grouped(arg) : arg}`;
    if (value !== undefined) {
      text += ` ${grouped(value)}`;
      at++;
    }
  }
  return text;
}

function grouped(word: string): string {
  return /[ \t\r\n]/.test(word) ? `{${word}}` : word;
}

/** Bytes in UTF-8; a byte that `decode` kept alone is one. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) bytes += 1;
    else bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Arguments in postconf's canonical form (pcf_normalize_daemon_args()), its slip with `o` inside of `-oname` included. */
function normalized(service: MasterService): string[] {
  const rest = service.args.map(({ text }) => text).reverse();
  const args: string[] = [];
  for (let arg = rest.pop(); arg !== undefined; arg = rest.pop()) {
    if (!arg.startsWith("-") || arg === "--") {
      rest.push(arg);
      break;
    }
    const second = arg.indexOf("o", 2);
    if (second !== -1) rest.push(`-${arg.slice(second)}`);
    const option = second === -1 ? arg : arg.slice(0, second);
    args.push(option[1] === "o" ? "-o" : option);
    if (option[1] !== "o") continue;
    const value = option.length > 2 ? option.slice(2) : rest.pop();
    if (value !== undefined) args.push(value.startsWith("{") ? namedValue(withoutBraces(value)) : value);
  }
  for (const operand of rest.reverse()) args.push(operand.startsWith("{") ? withoutBraces(operand) : operand);
  return args;
}

function withoutBraces(text: string): string {
  const { start, end } = extractBraces(text);
  return text.slice(start, end);
}

function namedValue(text: string): string {
  const split = splitNameValue(text);
  if (split.kind === "error") return text;
  return `${text.slice(split.name.start, split.name.end)}=${text.slice(split.value.start, split.value.end)}`;
}

/** Parameters of each service as postconf keeps them: services of the same name and type share one table. */
export function sharedOverrides(
  services: readonly MasterService[],
): ReadonlyMap<MasterService, ReadonlyMap<string, string>> {
  const tables = new Map<string, Map<string, string>>();
  const found = new Map<MasterService, Map<string, string>>();
  for (const service of services) {
    const space = `${service.name.text}/${service.type.text}`;
    for (const text of optionValues(normalized(service))) {
      const split = splitNameValue(text);
      if (split.kind === "error") continue;
      const table = tables.get(space) ?? new Map<string, string>();
      tables.set(space, table);
      table.set(text.slice(split.name.start, split.name.end), text.slice(split.value.start, split.value.end));
    }
    const table = tables.get(space);
    if (table !== undefined) found.set(service, table);
  }
  return found;
}

/** Values of `-o` in canonical arguments (pcf_register_user_parameters()). */
function optionValues(args: readonly string[]): string[] {
  const values: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (!arg.startsWith("-") || arg === "--") break;
    if (arg[1] !== "o" || at + 1 >= args.length) continue;
    if (arg === "-o") values.push(args[at + 1] as string);
    at++;
  }
  return values;
}

/** A service's columns for machines. */
export function serviceRows({ config }: PostfixSystem) {
  return config.services.map((service) => ({
    name: service.name.text,
    type: service.type.text,
    private: service.private.text,
    unprivileged: service.unprivileged.text,
    chroot: service.chroot.text,
    wakeup: service.wakeup.text,
    maxproc: service.maxproc.text,
    command: service.command.text,
    args: service.args.map(({ text }) => text),
  }));
}
