// Merges SARIF logs: runs of one tool become one run, with each rule, artifact and taxon once and each result once.
//
// Results name rules and artifacts by their place in the run's lists (SARIF 2.1.0, 3.27.6 and 3.4.5), so what moves in a
// list is numbered anew wherever it is named.

import type { Artifact, Log, ReportingDescriptor, Result, Run, ToolComponent } from "sarif";

/** Values in one another that a log may have: a dozen are usual, and a stack holds some thousands. */
const depthLimit = 200;

/** Is it a log that `mergeSarif` can read? Its details are taken over unseen. */
export function isSarifLog(value: unknown): value is Log {
  return (
    isObject(value) &&
    value.version === "2.1.0" &&
    isListOfObjects(value.runs) &&
    value.runs.every(isRun) &&
    isShallow(value, depthLimit)
  );
}

/** Whatever is merged has the type that it must have. */
function isRun({ tool, results, artifacts, taxonomies }: Readonly<Record<string, unknown>>): boolean {
  const driver = isObject(tool) ? tool.driver : undefined;
  return (
    isObject(driver) &&
    typeof driver.name === "string" &&
    isList(driver.rules) &&
    isList(results, ({ taxa }) => isList(taxa)) &&
    isList(artifacts, ({ location }) => location === undefined || isObject(location)) &&
    isList(taxonomies, ({ taxa }) => isList(taxa))
  );
}

/** A list of objects that `holds` for, or none. */
function isList(value: unknown, holds: (one: Readonly<Record<string, unknown>>) => boolean = () => true) {
  return value === undefined || (isListOfObjects(value) && value.every(holds));
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((one) => isShallow(one, depth - 1));
}

/** Runs and results stay in the order of the logs; runs of different tools or versions stay apart. */
export function mergeSarif(logs: readonly Log[]): Log {
  const groups = new Map<string, Run[]>();
  logs
    .flatMap(({ runs }) => runs)
    .forEach((run, at) => {
      const key = keyOf(run) ?? `apart ${at}`;
      const group = groups.get(key) ?? [];
      group.push(run);
      groups.set(key, group);
    });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [...groups.values()].map(mergeRuns),
  };
}

/** Lists whose places results may name and that are not merged: a run with one stays as it is. */
const otherLists = [
  "addresses",
  "conversion",
  "externalPropertyFileReferences",
  "graphs",
  "invocations",
  "logicalLocations",
  "policies",
  "threadFlowLocations",
  "translations",
  "webRequests",
  "webResponses",
] as const satisfies readonly (keyof Run)[];

/** What runs must share to be one: the tool, the unit of columns, the category that code scanning keeps apart. */
function keyOf(run: Run): string | undefined {
  if (run.tool.extensions !== undefined || otherLists.some((name) => run[name] !== undefined))
    return undefined;
  const { name, version, semanticVersion } = run.tool.driver;
  return JSON.stringify([name, version, semanticVersion, run.columnKind, run.automationDetails?.id]);
}

function mergeRuns(runs: readonly Run[]): Run {
  const [first, ...others] = runs;
  if (first === undefined) throw new Error("a group of runs is never empty");
  if (others.length === 0)
    return first.results === undefined ? first : { ...first, results: unique(first.results) };
  const rules = union<ReportingDescriptor>(({ id }) => id);
  const artifacts = union<Artifact>(({ location }) => `${location?.uriBaseId}\n${location?.uri}`);
  const results = runs.flatMap((run) => {
    const toRule = (run.tool.driver.rules ?? []).map((rule) => rules.add(withoutIndexes(rule)));
    const toArtifact = (run.artifacts ?? []).map(artifacts.add);
    return (run.results ?? []).map((result) => renumbered(result, toRule, toArtifact));
  });
  const taxonomies = mergeTaxonomies(runs.flatMap((run) => run.taxonomies ?? []));
  const { originalUriBaseIds: bases, taxonomies: _, artifacts: __, ...kept } = first;
  const sameBases = runs.every((run) => equal(run.originalUriBaseIds, bases));
  return {
    ...kept,
    tool: { ...first.tool, driver: { ...first.tool.driver, rules: rules.all } },
    ...(taxonomies.length === 0 ? {} : { taxonomies }),
    ...(artifacts.all.length === 0 ? {} : { artifacts: artifacts.all.map(standingAlone) }),
    // Shards may have run in different places: then the base is for the reader to know (3.14.14).
    ...(bases === undefined || !sameBases ? {} : { originalUriBaseIds: bases }),
    results: unique(results),
  };
}

/** A list that holds each key once; `add` tells the place of the item or of its twin. */
function union<Item>(keyOf: (item: Item) => string) {
  const places = new Map<string, number>();
  const all: Item[] = [];
  return {
    all,
    add: (item: Item): number => {
      const key = keyOf(item);
      const place = places.get(key) ?? all.push(item) - 1;
      places.set(key, place);
      return place;
    },
  };
}

function renumbered(result: Result, toRule: readonly number[], toArtifact: readonly number[]): Result {
  const { ruleIndex } = result;
  const rule = ruleIndex === undefined ? undefined : toRule[ruleIndex];
  const moved = deeply(result, (key, value) => {
    if (!isObject(value) || typeof value.index !== "number") return value;
    if (key === "artifactLocation" || key === "analysisTarget") {
      const { index, ...location } = value;
      const place = toArtifact[index as number];
      return place === undefined ? location : { ...location, index: place };
    }
    return key === "rule" ? { ...value, index: toRule[value.index] ?? -1 } : value;
  });
  const taxa = result.taxa === undefined ? {} : { taxa: result.taxa.map(withoutIndexes) };
  return { ...moved, ...taxa, ...(rule === undefined ? {} : { ruleIndex: rule }) };
}

/** References by id and name need no place; those of taxa and taxonomies move when lists are merged. */
function withoutIndexes<Item extends object>(item: Item): Item {
  return deeply(item, (key, value) => {
    if (!isObject(value) || !["target", "toolComponent"].includes(key)) return value;
    const { index: _, ...named } = value;
    return named;
  });
}

/** Its own place, and that of what contains it, are no longer true. */
function standingAlone({ parentIndex: _, ...artifact }: Artifact): Artifact {
  if (artifact.location === undefined) return artifact;
  const { index: __, ...location } = artifact.location;
  return { ...artifact, location };
}

function mergeTaxonomies(all: readonly ToolComponent[]): ToolComponent[] {
  const merged = new Map<string, ToolComponent>();
  for (const one of all) {
    const key = one.guid ?? one.name;
    const taxa = union<ReportingDescriptor>(({ id }) => id);
    for (const taxon of [...(merged.get(key)?.taxa ?? []), ...(one.taxa ?? [])]) taxa.add(taxon);
    merged.set(key, { ...(merged.get(key) ?? one), ...(taxa.all.length === 0 ? {} : { taxa: taxa.all }) });
  }
  return [...merged.values()];
}

/** The first of those that a fingerprint calls the same; without fingerprints only equal ones are. */
function unique(results: readonly Result[]): Result[] {
  const seen = new Set<string>();
  const once = results.filter((result) => seen.size < seen.add(identityOf(result)).size);
  // A run that states suppressions states them for each result (3.27.23).
  const states = once.some(({ suppressions }) => suppressions !== undefined);
  return states ? once.map((result) => ({ ...result, suppressions: result.suppressions ?? [] })) : once;
}

function identityOf(result: Result): string {
  const prints = { ...result.partialFingerprints, ...result.fingerprints };
  const names = Object.keys(prints).sort();
  if (names.length === 0) return JSON.stringify(result);
  const place = result.locations?.[0]?.physicalLocation?.artifactLocation;
  const rule = result.ruleId ?? result.rule?.id;
  return JSON.stringify([rule, place?.uriBaseId, place?.uri, names.map((name) => [name, prints[name]])]);
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A copy in which `change` has seen every value below, the innermost first. */
function deeply<Value>(value: Value, change: (key: string, value: unknown) => unknown): Value {
  return JSON.parse(JSON.stringify(value), (key, one) => change(key, one)) as Value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOfObjects(value: unknown): value is readonly Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isObject);
}
