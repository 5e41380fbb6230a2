// The external files of a Dovecot 2.3 tree: found by what names them, read, checked, and shown to the rules.

import { basename, type Host } from "../host.ts";
import type { LintOptions } from "../options.ts";
import type { ExtTable } from "../settings/dovecot-ext.ts";
import type { SourceFile } from "../source.ts";
import type { Origin, Problem, Setting } from "../system.ts";
import type { DovecotSection, EffectiveValue } from "./dovecot-config.ts";
import { checkExt } from "./dovecot-ext-check.ts";
import type { DovecotExtFile, DovecotExtUse } from "./dovecot-ext-config.ts";
import { type ExtReading, type ExtSection, type ExtValue, fileAt, readExt } from "./dovecot-ext-read.ts";
import { extOfDatabase, extOfDict, extOfUri, type NamedExt } from "./dovecot-ext-uses.ts";
import { placesOfFile } from "./dovecot-named-file.ts";
import type { Entry } from "./resolve.ts";

/** What of a tree is at hand when its external files are looked for. */
interface ExtScene {
  readonly entry: Entry;
  readonly host: Host;
  readonly options: LintOptions;
  /** By path: the files of the tree; those read here are added. */
  readonly files: Map<string, SourceFile>;
  /** What is found wrong is added. */
  readonly problems: Problem[];
  readonly databases: readonly DovecotSection[];
  readonly settings: readonly Setting[];
}

const defaultOrigin: Origin = { kind: "default" };

export function readExtFiles(scene: ExtScene): readonly DovecotExtFile[] {
  const named = [...scene.databases.map(extOfDatabase), ...scene.settings.map(extOfDict)];
  const found = new Map<string, DovecotExtFile & { uses: DovecotExtUse[] }>();
  const waiting = named.filter((one) => one !== undefined);
  for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
    const key = `${one.kind} ${one.name}`;
    const known = found.get(key);
    if (known !== undefined) {
      known.uses.push(one.use);
      continue;
    }
    const reading = readNamed(scene, one);
    if (reading === undefined) continue;
    const file = shown(reading.reading, one, reading.file);
    found.set(key, file);
    for (const one of namedIn(file)) waiting.push(one);
  }
  for (const file of found.values()) for (const one of checkExt(file)) scene.problems.push(one);
  return [...found.values()];
}

/** An external file may hold the URI of a dict that has one of its own. */
function namedIn({ values, name }: DovecotExtFile): readonly NamedExt[] {
  return ["uri", "local_validation_key_dict"].flatMap((setting) => {
    const value = values.get(setting);
    const found =
      value === undefined || value.unknown
        ? undefined
        : extOfUri(value.value, `${setting} of ${basename(name)}`, value);
    return found ?? [];
  });
}

function readNamed(
  scene: ExtScene,
  { kind, name, use }: NamedExt,
): { readonly reading: ExtReading; readonly file: SourceFile } | undefined {
  const { entry, host, options, files, problems } = scene;
  for (const path of placesOfFile(entry, options, name, use.span.file.path)) {
    const file = fileAt(scene, path);
    if (file === undefined) continue;
    const reading = readExt({ kind, use, host, options, files, problems }, { path, name }, file);
    return { reading, file };
  }
  problems.push({
    kind: "include-outside",
    severity: "note",
    message: `\`${name}\` is not among what was given: what it sets is unknown`,
    span: use.span,
    fatal: false,
  });
  return undefined;
}

function shown(
  reading: ExtReading,
  { kind, name, use }: NamedExt,
  file: SourceFile,
): DovecotExtFile & { uses: DovecotExtUse[] } {
  const top = sectionOf(reading, reading.top);
  return { kind, name, file, uses: [use], values: top.values, sections: top.sections, get: top.get };
}

function sectionOf(reading: ExtReading, section: ExtSection): DovecotSection {
  const { kind, label, origin, table } = section;
  const values = new Map([...section.values].map(([name, one]) => [name, effective(reading, one)]));
  const known: ExtTable | undefined = typeof table === "string" ? undefined : table;
  return {
    kind,
    label,
    origin,
    values,
    sections: section.sections.map((one) => sectionOf(reading, one)),
    get: (name) => {
      const fact = known?.settings.get(name);
      return values.get(name) ?? (fact && fallback(fact.default ?? "", reading.fog > 0));
    },
  };
}

function effective({ fog }: ExtReading, one: ExtValue): EffectiveValue {
  const { value, templated, sequence, span, origin, overridden } = one;
  return { value, unknown: templated || fog > sequence, valueSpan: span, origin, overridden };
}

function fallback(value: string, unknown: boolean): EffectiveValue {
  return { value, unknown, valueSpan: undefined, origin: defaultOrigin, overridden: [] };
}

/** What the files set, the file's name as the outermost part of its scope. */
export function extSettings(files: readonly DovecotExtFile[]): readonly Setting[] {
  return files.flatMap(({ name, values, sections }) => {
    const settings: Setting[] = [];
    const add = (scope: readonly string[], those: ReadonlyMap<string, EffectiveValue>) => {
      for (const [name, { value, unknown, origin, overridden }] of those)
        settings.push({ name, scope, value, unknown, origin, overridden });
    };
    const walk = (scope: readonly string[], inner: readonly DovecotSection[]) => {
      for (const { kind, label, values, sections } of inner) {
        const own = [...scope, label === "" ? kind : `${kind} ${label}`];
        add(own, values);
        walk(own, sections);
      }
    };
    add([name], values);
    walk([name], sections);
    return settings;
  });
}
