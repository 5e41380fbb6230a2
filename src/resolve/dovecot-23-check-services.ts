// Checks of services and their listeners, after master_settings_verify in src/master/master-settings.c of Dovecot 2.3.

import type { Span } from "../source.ts";
import {
  childrenOf,
  fail,
  failAt,
  known,
  knownNumber,
  mayHaveMore,
  type Subject,
  spanOf,
  words,
} from "./dovecot-23-checking.ts";
import { nameOf } from "./dovecot-23-tree.ts";

const serviceTypes = ["", "log", "config", "anvil", "login", "startup", "worker"];
/** Services that may have one process only (`process_limit_1`). */
const single = new Set(["log", "indexer", "auth", "anvil", "old-stats", "replicator", "ipc", "director"]);

export function checkServices(top: Subject): void {
  if (known(top, "listen") === "")
    fail(top, ["listen"], "bad-value", "`listen` must not be empty; `*, ::` stands for all addresses");
  checkRange(top, "first_valid_uid", "last_valid_uid");
  checkRange(top, "first_valid_gid", "last_valid_gid");
  const services = childrenOf(top, "service");
  checkNames(services);
  const enabled = checkProtocols(top, services);
  const listeners = new Map<string, { span: Span | undefined; service: string }>();
  for (const service of services) {
    const protocol = known(service, "protocol");
    if (protocol === undefined || (protocol !== "" && enabled?.includes(protocol) !== true)) continue;
    checkLimits(top, service);
    for (const kind of ["unix_listener", "fifo_listener"])
      for (const listener of childrenOf(service, kind))
        checkFileListener(top, service, listener, kind, listeners);
    for (const listener of childrenOf(service, "inet_listener")) {
      const port = knownNumber(listener, "port");
      const address = known(listener, "address");
      if (port === undefined || port === 0n || address === undefined) continue;
      addListener(service, listener, `${port}:${address}`, ["port", "address"], listeners);
    }
  }
}

function checkRange(top: Subject, first: string, last: string): void {
  const low = knownNumber(top, first);
  const high = knownNumber(top, last);
  if (low !== undefined && high !== undefined && high !== 0n && low > high)
    fail(
      top,
      [last, first],
      "dovecot/settings-conflict",
      `\`${first}\` (${low}) is larger than \`${last}\` (${high}): no user would be valid`,
    );
}

function checkNames(services: readonly Subject[]): void {
  const seen = new Set<string>();
  for (const service of services) {
    const name = nameOf(service.struct);
    if (name === "") fail(service, [], "bad-value", "this `service` has no name; write `service NAME {`");
    else if (seen.has(name)) fail(service, [], "bad-value", `there is another service \`${name}\``);
    seen.add(name);
    const type = known(service, "type");
    if (type !== undefined && !serviceTypes.includes(type))
      fail(
        service,
        ["type"],
        "bad-value",
        `\`type = ${type}\` in \`service ${name}\`: there is no such type of service`,
      );
  }
}

/** The protocols that are on; `undefined` = nobody can know. */
function checkProtocols(top: Subject, services: readonly Subject[]): readonly string[] | undefined {
  const value = known(top, "protocols");
  if (value === undefined) return undefined;
  const protocols = words(value, / +/);
  if (protocols.length === 1 && protocols[0] === "none") return [];
  const offered = new Set(services.map((service) => known(service, "protocol")));
  for (const protocol of protocols)
    if (!offered.has(protocol) && !offered.has(undefined) && !mayHaveMore(top.checking))
      fail(
        top,
        ["protocols"],
        "dovecot/unknown-protocol",
        `\`protocols\` names \`${protocol}\`, which no service offers; there are ${[...offered].filter(Boolean).sort().join(", ")}, separated by blanks`,
      );
  return protocols;
}

function checkLimits(top: Subject, service: Subject): void {
  const name = nameOf(service.struct);
  const chroot = known(service, "chroot");
  if (known(service, "drop_priv_before_exec") === "yes" && chroot !== undefined && chroot !== "")
    fail(
      service,
      ["drop_priv_before_exec", "chroot"],
      "dovecot/settings-conflict",
      `\`service ${name}\`: \`drop_priv_before_exec = yes\` cannot be used with \`chroot = ${chroot}\``,
    );
  const own = knownNumber(service, "process_limit");
  const limit = own === 0n ? knownNumber(top, "default_process_limit") : own;
  const least = knownNumber(service, "process_min_avail");
  if (limit !== undefined && least !== undefined && least > limit)
    fail(
      service,
      ["process_min_avail", "process_limit", "default_process_limit"],
      "dovecot/settings-conflict",
      `\`service ${name}\`: \`process_min_avail = ${least}\` is higher than the limit of ${limit} processes`,
    );
  const memory = knownNumber(service, "vsz_limit");
  if (memory !== undefined && memory !== 0n && memory < 1048576n)
    fail(
      service,
      ["vsz_limit"],
      "bad-value",
      `\`service ${name}\`: \`vsz_limit\` of ${memory} bytes is too low, the least is \`1 M\`; \`0\` means no limit`,
    );
  if (single.has(name) && limit !== undefined && limit > 1n)
    fail(
      service,
      ["process_limit"],
      "bad-value",
      `\`service ${name}\` works with one process only: \`process_limit\` must be 1`,
    );
}

type Listeners = Map<string, { span: Span | undefined; service: string }>;

function checkFileListener(
  top: Subject,
  service: Subject,
  listener: Subject,
  kind: string,
  listeners: Listeners,
): void {
  const path = known(listener, "path") ?? nameOf(listener.struct);
  if (path === "") {
    fail(listener, [], "bad-value", `this \`${kind}\` in \`service ${nameOf(service.struct)}\` has no path`);
    return;
  }
  const base = known(top, "base_dir")?.replace(/\/$/, "");
  const mode = knownNumber(listener, "mode");
  if (mode === undefined || mode === 0n || base === undefined) return;
  addListener(service, listener, path.startsWith("/") ? path : `${base}/${path}`, ["mode"], listeners);
}

function addListener(
  service: Subject,
  listener: Subject,
  socket: string,
  names: readonly string[],
  listeners: Listeners,
): void {
  const isBuiltIn =
    listener.struct.opened.length === 0 && !names.some((name) => listener.struct.values.has(name));
  const own = { span: isBuiltIn ? undefined : spanOf(listener, names), service: nameOf(service.struct) };
  const other = listeners.get(socket);
  if (other === undefined) {
    listeners.set(socket, own);
    return;
  }
  const [second, first] = isBefore(own.span, other.span) ? [other, own] : [own, other];
  const span = second.span ?? first.span ?? spanOf(listener, ["protocols"]);
  if (span === undefined) return;
  failAt(
    listener.checking,
    span,
    "dovecot/duplicate-listener",
    `\`service ${own.service}\` and \`service ${other.service}\` both listen on \`${readable(socket)}\`: the daemon does not start`,
    {
      related:
        first.span === undefined || first.span === span
          ? []
          : [{ message: "the other listener", span: first.span }],
    },
  );
}

function isBefore(a: Span | undefined, b: Span | undefined): boolean {
  return a !== undefined && b !== undefined && a.file === b.file && a.start < b.start;
}

/** `143:` is port 143 on every address. */
function readable(socket: string): string {
  const [, port, address] = /^(\d+):(.*)$/s.exec(socket) ?? [];
  if (port === undefined) return socket;
  return address === "" ? `port ${port}` : `port ${port} of ${address}`;
}
