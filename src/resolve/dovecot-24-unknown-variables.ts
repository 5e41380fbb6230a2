// Variables of Dovecot 2.4 in settings that the daemon reads before anybody logs in, when there is no `%{user}` yet:
// settings_get of the groups that doveconf's checks fetch, and the master at its start.

import { ownEntry } from "../own-entry.ts";
import { infos24 } from "../settings/dovecot-24.ts";
import { effectiveOf, elementsOf } from "./dovecot-24-effective.ts";
import { problem } from "./dovecot-24-problem.ts";
import { type Cell, cellsIn, type Filter, placesOf, type Store } from "./dovecot-24-store.ts";
import { isTemplate } from "./dovecot-template.ts";

export function checkVariables(store: Store): void {
  checkDatabases(store);
  checkSieve(store);
  checkServer(store);
  checkServiceDefaults(store);
}

const everybody = { context: {} };

/** What var_expand_process, _system, _dovecot, _env and _event in lib-var-expand, and its functions, give anybody. */
const everywhere = new Set(["date", "dovecot", "env", "event", "generate", "process", "system", "time"]);

/** Fields of `%{system:…}` and `%{dovecot:…}` (expansion-global.c of 2.4.1). */
const fields: Readonly<Record<string, readonly string[]>> = {
  dovecot: ["name", "revision", "support-email", "support-url", "version"],
  system: ["cpu_count", "hostname", "os", "os-version"],
};

const tooEarly = "is not known before somebody logs in, and Dovecot does not start: write the value itself";

interface Unknown {
  readonly variable: string | undefined;
  readonly why: string;
}

/**
 * The first variable that only a login gives a value, as in `%{user}`, or that has no such field; `default` right behind it
 * gives it another value.
 */
function unknownVariable(text: string): Unknown | undefined {
  if (!text.includes("%{")) return undefined;
  for (const [, variable, prefix, field = ""] of text.matchAll(
    /(?<!%)%\{ *((?:([\w-]+):)?([\w-]+)) *(?:\}|\|(?! *default\b))/g,
  )) {
    if (prefix === undefined || !everywhere.has(prefix)) return { variable, why: tooEarly };
    const known = ownEntry(fields, prefix);
    if (known === undefined || known.includes(field)) continue;
    const list = known.map((one) => `\`${one}\``).join(", ");
    return {
      variable,
      why: `is unknown, and Dovecot does not start: of \`${prefix}\` there are ${list}`,
    };
  }
  return undefined;
}

/** The variable in a setting that the tree itself writes, and where. */
function unknownVariableIn(cell: Cell | undefined) {
  if (cell?.kind !== "value" || cell.origin.kind !== "file" || isTemplate(cell.value)) return undefined;
  const found = unknownVariable(cell.expanded ?? "");
  return found === undefined ? undefined : { ...found, span: cell.valueSpan ?? cell.origin.span };
}

/** doveconf gets the settings of each passdb and userdb with their variables put in. */
function checkDatabases(store: Store): void {
  for (const kind of ["passdb", "userdb"]) {
    const info = infos24().find(({ name }) => name === `auth_${kind}`);
    const settings = info?.settings.filter(({ type }) => type !== "boollist" && type !== "strlist") ?? [];
    for (const label of elementsOf(store, { ...everybody, blocks: [] }, kind))
      for (const { name } of settings) {
        const found = unknownVariableIn(
          effectiveOf(store, { ...everybody, blocks: [`${kind}/${label}`] }, name)?.cell,
        );
        if (found === undefined) continue;
        const message = `\`%{${found.variable}}\` in \`${name}\` of \`${kind} ${label}\` ${found.why}`;
        problem(store, "bad-value", found.span, message);
      }
  }
}

/** The groups of settings that Sieve reads when it starts. */
const sieveInfos = new Set([
  ...["sieve", "sieve_duplicate", "sieve_include", "sieve_notify_mailto", "sieve_report", "sieve_spamtest"],
  ...["sieve_subaddress", "sieve_vacation", "sieve_variables", "sieve_virustest"],
]);

/** doveconf starts Sieve to ask for its capabilities. */
function checkSieve(store: Store): void {
  const seen = new Set<string>();
  for (const [index, info] of infos24().entries())
    for (const [name, cell] of (sieveInfos.has(info.name) && store.root.cells.get(index)) || []) {
      const found = unknownVariableIn(cell);
      if (found === undefined || seen.has(name)) continue;
      seen.add(name);
      const message = `\`%{${found.variable}}\` in the global \`${name}\` makes doveconf refuse the tree once ManageSieve is installed: it knows no user; write it in \`protocol\` blocks`;
      problem(store, "bad-value", found.span, message, { severity: "warning" });
    }
}

/** master_settings_get_services: the server's own settings, and those of each service and listener, enabled or not. */
function checkServer(store: Store): void {
  for (const filter of store.filters) {
    const kinds = filter.isDefault ? undefined : kindsIn(filter);
    for (const kind of kinds ?? [])
      for (const [name, cell] of filter.cells.get(indexOf(kind)) ?? []) {
        const found = placesOf(name)[0]?.setting.type === "raw" ? undefined : unknownVariableIn(cell);
        if (found === undefined) continue;
        const message = `\`%{${found.variable}}\` in \`${name}\` ${found.why}`;
        // doveconf itself leaves the variables of a service as they are.
        const isLate = kind === "service" || lateDefaults.has(name);
        problem(store, isLate ? "dovecot/unknown-variable" : "bad-value", found.span, message);
      }
  }
}

/** Global ones that become the services' own. */
const defaultKinds = ["process_limit", "client_limit", "idle_kill_interval", "vsz_limit"];
const lateDefaults = new Set(defaultKinds.map((kind) => `default_${kind}`));

/** Which groups of settings the master reads from this filter, for certain. */
function kindsIn({ condition, parent }: Filter): readonly string[] {
  if (parent === undefined)
    return isAlways(condition)
      ? ["master", "service", "unix_listener", "fifo_listener", "inet_listener"]
      : [];
  if (condition.name?.startsWith("service/") && isRoot(parent)) return ["service"];
  const listener = /^(?:unix|fifo|inet)_listener(?=\/)/.exec(condition.name ?? "")?.[0];
  const outer = parent.parent;
  if (listener === undefined || outer === undefined || !isRoot(outer)) return [];
  return parent.condition.name?.startsWith("service/") ? [listener] : [];
}

const isAlways = (condition: Filter["condition"]) =>
  Object.values(condition).every((one) => one === undefined);
const isRoot = ({ parent, condition }: Filter) => parent === undefined && isAlways(condition);

function indexOf(kind: string): number {
  return infos24().findIndex(({ name }) => name === kind);
}

/** config_parse_finish_service_defaults of 2.4.1 reads these as they are written, and panics over a `$SET:`. */
function checkServiceDefaults(store: Store): void {
  for (const kind of defaultKinds) {
    const [global] = placesOf(`default_${kind}`);
    const cell = global && cellsIn(store.root, global.info).get(`default_${kind}`);
    if (cell?.kind !== "value" || cell.origin.kind !== "file") continue;
    const variable = /(?<=^| )\$(?:SET|ENV):[^ ]*/.exec(cell.value)?.[0];
    if (variable === undefined || isTemplate(cell.value)) continue;
    const message = `\`${variable}\` in \`default_${kind}\` makes doveconf crash, which puts in no variable here: write the value itself`;
    problem(store, "bad-value", cell.valueSpan ?? cell.origin.span, message, {
      severity: "warning",
      fatal: false,
    });
  }
}
