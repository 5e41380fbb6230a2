// The words of rules about Dovecot's settings and of rules about listeners: values written anywhere, values known, ports.

import { groupBy } from "./group-by.ts";
import { isMissingPart } from "./model/dovecot-listeners.ts";
import type { Listener, Protocol } from "./model/listener.ts";
import { oncePer, oncePerKey } from "./once.ts";
import { ownEntry } from "./own-entry.ts";
import type { DovecotContext, DovecotSection, EffectiveValue } from "./resolve/dovecot-config.ts";
import type { RuleContext } from "./rule.ts";
import { type SourceFile, type Span, textOf } from "./source.ts";
import type { DovecotSystem, Origin, Setting, System } from "./system.ts";
import { dovecotSystems, firstLine, listed, settingsOf } from "./vocabulary.ts";

/** A value that the tree gives a setting, wherever it stands, and that is known. */
export interface Written {
  readonly system: DovecotSystem;
  readonly name: string;
  readonly value: string;
  /** Of the value. */
  readonly span: Span;
  /** Of the whole setting. */
  readonly statement: Span;
  /** The file has the setting under this very name, and not under an old one that the daemon turns into it. */
  readonly verbatim: boolean;
  readonly scope: readonly string[];
  /** ` in \`protocol imap\`` for a message; "" at the top. */
  readonly where: string;
  readonly about: { readonly setting: string; readonly scope: readonly string[] };
}

/** All known values that Dovecot trees give to any of these settings, in all scopes. */
export function written(context: RuleContext, ...names: readonly string[]): readonly Written[] {
  return dovecotSystems(context).flatMap((system) => writtenIn(system, ...names));
}

export function writtenIn(system: DovecotSystem, ...names: readonly string[]): readonly Written[] {
  const find = writtenBy(system);
  return settingsOf(system, names).flatMap((setting) => (setting.unknown ? [] : (find(setting) ?? [])));
}

const writtenBy = oncePer((system: DovecotSystem) =>
  oncePerKey((setting: Setting) => writtenOf(system, setting)),
);

export function writtenOf(system: DovecotSystem, setting: Setting): Written | undefined {
  const { name, value, scope, origin } = setting;
  if (origin.kind !== "file") return undefined;
  return {
    system,
    name,
    value,
    span: valuePart(origin.span),
    statement: origin.span,
    verbatim: textOf(origin.span).startsWith(name),
    scope,
    where: whereOf(scope),
    about: { setting: name, scope },
  };
}

/** ` in \`service imap-login { inet_listener imap\`` and the like. */
export function whereOf(scope: readonly string[]): string {
  return scope.length === 0 ? "" : ` in \`${scope.join(" / ")}\``;
}

const conditions: Readonly<Record<string, keyof DovecotContext>> = {
  protocol: "protocol",
  local: "local",
  remote: "remote",
  local_name: "localName",
};

/** For whom a setting in these blocks holds; `protocol !imap` and blocks that are no filters narrow nothing. */
export function contextOf(scope: readonly string[]): DovecotContext {
  return Object.fromEntries(
    scope.flatMap((block) => {
      const [word = "", label = ""] = block.split(" ", 2);
      const key = ownEntry(conditions, word);
      return key === undefined || label === "" || label.startsWith("!") ? [] : [[key, label]];
    }),
  );
}

/** What stands behind the `=` of a setting; the whole where there is none or nothing behind it. */
export function valuePart(statement: Span): Span {
  const text = textOf(statement);
  const found = /^[^=]*=\s*(?=\S)/.exec(text);
  if (found === null) return statement;
  return { file: statement.file, start: statement.start + found[0].length, end: statement.end };
}

/** The effective value, unless nobody can know it: a default counts only where the whole tree is at hand. */
export function known(
  system: DovecotSystem,
  name: string,
  context?: DovecotContext,
): EffectiveValue | undefined {
  return certain(system, system.config.get(name, context));
}

export function knownIn(
  system: DovecotSystem,
  section: DovecotSection,
  name: string,
): EffectiveValue | undefined {
  return certain(system, section.get(name));
}

/** A fragment, or an include found nothing: what the tree does not set may be set where nobody looked. */
export function isIncomplete({ partial, problems }: System): boolean {
  return partial || isMissingPart(problems);
}

function certain(system: DovecotSystem, value: EffectiveValue | undefined): EffectiveValue | undefined {
  if (value === undefined || value.unknown) return undefined;
  return isIncomplete(system) && value.origin.kind === "default" ? undefined : value;
}

/** Place of a value: itself, for a default what makes it matter, else the first line of the root file. */
export function placeOf(system: System, value: EffectiveValue | undefined, instead?: Origin): Span {
  if (value?.valueSpan !== undefined) return value.valueSpan;
  if (value?.origin.kind === "file") return valuePart(value.origin.span);
  return instead === undefined ? firstLine(system) : originPlace(instead, system);
}

/** The value at an origin; for a section its header. */
export function originPlace(origin: Origin, system: System): Span {
  return origin.kind === "file" ? valuePart(origin.span) : firstLine(system);
}

/** The setting that stands at an origin. */
export function settingAt(system: System, origin: Origin | undefined): Setting | undefined {
  if (origin?.kind !== "file") return undefined;
  return settingsByPlace(system).get(origin.span.file)?.get(origin.span.start);
}

/** By the file and offset of each; of several at one place the first. */
const settingsByPlace = oncePer((system: System) => {
  const found = new Map<SourceFile, Map<number, Setting>>();
  for (const setting of system.settings()) {
    if (setting.origin.kind !== "file") continue;
    const { file, start } = setting.origin.span;
    const ofFile = found.get(file) ?? new Map<number, Setting>();
    found.set(file, ofFile);
    if (!ofFile.has(start)) ofFile.set(start, setting);
  }
  return found;
});

const login: readonly Protocol[] = ["imap", "pop3", "smtp", "submission", "managesieve"];

/** Where people log in from other machines. */
export function loginListeners(system: System): readonly Listener[] {
  return system.listeners().filter(({ protocol, local }) => login.includes(protocol) && !local);
}

/** `imap (port 143) and pop3 (port 110)`. */
export function namesOf(listeners: readonly Listener[]): string {
  return listed(
    listeners.map(({ protocol, port }) => (port === undefined ? protocol : `${protocol} (port ${port})`)),
  );
}

/** Listeners by the place in the configuration that `because` names, or by their own origin. */
export function byPlace(
  listeners: readonly Listener[],
  because: (listener: Listener) => Origin | undefined,
): ReadonlyMap<string, { readonly origin: Origin | undefined; readonly listeners: readonly Listener[] }> {
  const groups = new Map<string, { origin: Origin | undefined; listeners: Listener[] }>();
  for (const listener of listeners) {
    const origin = because(listener);
    const key = origin?.kind === "file" ? `${origin.span.file.path}:${origin.span.start}` : "";
    const group = groups.get(key) ?? { origin, listeners: [] };
    group.listeners.push(listener);
    groups.set(key, group);
  }
  return groups;
}

/** Words of a list value: separated by white space and commas. */
export function wordsOf(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((word) => word !== "");
}

/** A setting of any daemon that the tree sets to a known value, by names. */
export function settingsNamed(
  { systems }: RuleContext,
  ...names: readonly string[]
): readonly { readonly system: System; readonly setting: Setting; readonly span: Span }[] {
  return systems.flatMap((system) =>
    settingsOf(system, names).flatMap((setting) =>
      setting.unknown || setting.origin.kind !== "file"
        ? []
        : [{ system, setting, span: valuePart(setting.origin.span) }],
    ),
  );
}

interface OfService {
  readonly section: DovecotSection;
  readonly service: DovecotSection;
}

const serviceSections = oncePer(({ config }: DovecotSystem) =>
  groupBy(
    config
      .sections("service")
      .flatMap((service) => service.sections.map((section): OfService => ({ section, service }))),
    ({ section }) => section.kind,
  ),
);

/** Listeners of the services, with the services they belong to. */
export function sectionsOf(system: DovecotSystem, kind: string): readonly OfService[] {
  return serviceSections(system).get(kind) ?? [];
}

/** A section that the tree itself opens. */
export function isWritten(section: DovecotSection): boolean {
  return section.origin.kind === "file";
}
