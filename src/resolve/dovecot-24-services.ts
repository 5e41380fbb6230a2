// What doveconf 2.4 checks in services, their limits and listeners: master_settings_ext_check in src/master/master-settings.c.

import { infos24 } from "../settings/dovecot-24.ts";
import { masterIndex, placeOf, settingsIn, spanOfOrigin } from "./dovecot-24-checks.ts";
import { effectiveOf, elementsOf, type Target } from "./dovecot-24-effective.ts";
import { problem } from "./dovecot-24-problem.ts";
import { type Cell, type Filter, findFilter, type Store } from "./dovecot-24-store.ts";
import { isUnlimited, isYes, sizeOf, timeOf } from "./dovecot-24-values.ts";

interface Service {
  readonly name: string;
  readonly target: Target;
  readonly get: (key: string) => { readonly value: string; readonly cell: Cell | undefined } | undefined;
}

interface Fault {
  readonly kind: string;
  readonly message: string;
  readonly cell: Cell | undefined;
}

/** Services that can only have one process. */
const single = new Set(["anvil", "auth", "indexer", "log"]);
const types = new Set(["", "log", "config", "anvil", "login", "startup", "worker"]);

/** Reports the first fault, as doveconf stops there. */
export function checkServices(store: Store, filter: Filter): void {
  const settings = settingsIn(store, filter, masterIndex);
  const [lastUid, lastGid] = [settings.number("last_valid_uid"), settings.number("last_valid_gid")];
  for (const [last, first] of [
    [lastUid, "first_valid_uid"],
    [lastGid, "first_valid_gid"],
  ] as const)
    if (last !== undefined && last !== 0 && (settings.number(first) ?? 0) > last) {
      const span = placeOf(store, filter, masterIndex, [first, first.replace("first", "last")]);
      problem(store, "bad-value", span, `\`${first}\` is larger than \`${first.replace("first", "last")}\``);
      return;
    }
  if ((settings.list("service") ?? []).length === 0) return;
  if (settings.list("listen")?.length === 0) {
    const span = placeOf(store, filter, masterIndex, ["listen", "service"]);
    problem(store, "bad-value", span, "`listen` must not be empty where services are set");
    return;
  }
  const fault = serviceFault(store, filter, settings.list("protocols"));
  if (fault === undefined) return;
  const span =
    (fault.cell && spanOfOrigin(fault.cell.origin)) ?? placeOf(store, filter, masterIndex, ["protocols"]);
  problem(store, fault.kind, span, fault.message);
}

function serviceFault(
  store: Store,
  filter: Filter,
  protocols: readonly string[] | undefined,
): Fault | undefined {
  const services = settingsIn(store, filter, masterIndex)
    .list("service")
    ?.map((name) => serviceOf(store, filter, name));
  if (services === undefined) return undefined;
  for (const { name, get } of services) {
    const type = get("service_type");
    if (type !== undefined && !types.has(type.value))
      return {
        kind: "bad-value",
        message: `\`${type.value}\` is no \`type\` of \`service ${name}\``,
        cell: type.cell,
      };
  }
  const known = new Set(
    services.map(({ get }) => get("service_protocol")?.value).filter((name) => name !== ""),
  );
  const wrong = protocols?.find((name) => !known.has(name));
  if (wrong !== undefined)
    return {
      kind: "dovecot/unknown-protocol",
      message: `\`protocols\` has no \`${wrong}\`, but ${[...known].map((name) => `\`${name}\``).join(", ")}`,
      cell: undefined,
    };
  const enabled = services.filter(({ get }) => {
    const protocol = get("service_protocol")?.value ?? "";
    return protocol === "" || protocols === undefined || protocols.includes(protocol);
  });
  for (const service of enabled) {
    if (!isTouched(store, filter, service.name)) continue;
    const fault = limitFault(service);
    if (fault !== undefined) return fault;
  }
  return listenerFault(store, enabled);
}

const serviceIndex = infos24().findIndex(({ name }) => name === "service");

/** Does the tree say anything that may change the limits of a service? The built-in ones are right. */
function isTouched(store: Store, filter: Filter, name: string): boolean {
  const { root } = store;
  if (filter !== root || root.groups.length > 0 || root.cells.has(serviceIndex)) return true;
  if ([...(root.cells.get(masterIndex)?.keys() ?? [])].some((key) => key.startsWith("default_"))) return true;
  return findFilter(store, undefined, { name: `service/${name}`, labelled: true }, false) !== undefined;
}

function serviceOf(store: Store, filter: Filter, name: string): Service {
  const target: Target = { context: contextOf(filter), blocks: [`service/${name}`] };
  return { name, target, get: (key) => effectiveOf(store, target, key) };
}

function contextOf(filter: Filter): Target["context"] {
  let context: Target["context"] = {};
  for (let at: Filter | undefined = filter; at !== undefined; at = at.parent) {
    const { protocol, localText, localName, remoteText } = at.condition;
    context = {
      ...(protocol === undefined ? {} : { protocol }),
      ...(localText === undefined ? {} : { local: localText }),
      ...(localName === undefined ? {} : { localName }),
      ...(remoteText === undefined ? {} : { remote: remoteText }),
      ...context,
    };
  }
  return context;
}

function limitFault({ name, get }: Service): Fault | undefined {
  const fault = (key: string, message: string): Fault => ({
    kind: "bad-value",
    message: `\`service ${name}\`: ${message}`,
    cell: get(key)?.cell,
  });
  const number = (key: string): number | undefined => {
    const value = get(key)?.value ?? "";
    if (isUnlimited(value)) return Number.POSITIVE_INFINITY;
    const found = /^\d+$/.test(value) ? BigInt(value) : (sizeOf(value) ?? timeOf(value));
    return found === undefined ? undefined : Number(found);
  };
  const processes = number("service_process_limit");
  if (isYes(get("service_drop_priv_before_exec")?.value ?? "") && get("service_chroot")?.value !== "")
    return fault(
      "service_drop_priv_before_exec",
      "`drop_priv_before_exec = yes` cannot be used with `chroot`",
    );
  if (processes === 0) return fault("service_process_limit", "`process_limit` must be higher than 0");
  if ((number("service_process_min_avail") ?? 0) > (processes ?? Number.POSITIVE_INFINITY))
    return fault("service_process_min_avail", "`process_min_avail` is higher than `process_limit`");
  if (number("service_client_limit") === 0)
    return fault("service_client_limit", "`client_limit` must be higher than 0");
  for (const key of ["restart_request_count", "idle_kill_interval"])
    if (number(`service_${key}`) === 0)
      return fault(
        `service_${key}`,
        `\`${key}\` must be higher than 0; write \`unlimited\` if there is to be no limit`,
      );
  if ((number("service_vsz_limit") ?? 1 << 20) < 1 << 20)
    return fault("service_vsz_limit", "`vsz_limit` is too low: write at least `1M`, or `unlimited`");
  return single.has(name) && (processes ?? 1) > 1
    ? fault("service_process_limit", "`process_limit` must be 1: this service is one process")
    : undefined;
}

/** Two listeners on one path, or on one port and address. */
function listenerFault(store: Store, services: readonly Service[]): Fault | undefined {
  const base = (effectiveOf(store, { context: {}, blocks: [] }, "base_dir")?.value ?? "").replace(/\/$/, "");
  const seen = new Map<string, string>();
  for (const { name, target } of services)
    for (const kind of ["unix_listener", "fifo_listener", "inet_listener"])
      for (const label of elementsOf(store, target, kind)) {
        const inner: Target = { ...target, blocks: [...target.blocks, `${kind}/${label}`] };
        const get = (key: string) => effectiveOf(store, inner, key);
        const own = kind === "inet_listener" ? get("inet_listener_port") : get(`${kind}_path`);
        if (kind !== "inet_listener" && own?.value === "")
          return {
            kind: "bad-value",
            message: `\`${kind}\` of \`service ${name}\` has an empty path`,
            cell: own.cell,
          };
        for (const place of placesOfListener(store, inner, kind, base)) {
          const other = seen.get(place);
          if (other !== undefined)
            return {
              kind: "dovecot/duplicate-listener",
              message: `\`service ${name}\` and \`service ${other}\` both listen on \`${place}\``,
              cell: own?.cell,
            };
          seen.set(place, name);
        }
      }
  return undefined;
}

function placesOfListener(store: Store, target: Target, kind: string, base: string): readonly string[] {
  const value = (key: string) => effectiveOf(store, target, key)?.value ?? "";
  if (kind !== "inet_listener") {
    if (/^0*$/.test(value(`${kind}_mode`))) return [];
    const path = value(`${kind}_path`);
    return [path.startsWith("/") ? path : `${base}/${path}`];
  }
  const port = value("inet_listener_port");
  if (!/^\d+$/.test(port) || Number(port) === 0) return [];
  return elementsOf(store, target, "listen").map((address) => `${address}:${Number(port)}`);
}
