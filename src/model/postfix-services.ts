// The network services of a master.cf: which daemon, which address, which port.

import type { MasterService } from "../../grammars/postfix-master/ast.ts";
import { groupBy } from "../group-by.ts";
import { oncePer } from "../once.ts";
import { ownEntry } from "../own-entry.ts";
import type { PostfixConfig } from "../resolve/postfix-config.ts";
import { isTemplate } from "../resolve/template.ts";
import { isLoopback, parseNetwork } from "./networks.ts";
import { textValue } from "./postfix-values.ts";

/** Names that Postfix itself knows since 3.6 (`known_tcp_ports`), and those of /etc/services that mail uses. */
const ports: Readonly<Record<string, number>> = {
  smtp: 25,
  submission: 587,
  smtps: 465,
  submissions: 465,
  ssmtp: 465,
  urd: 465,
  lmtp: 24,
  qmqp: 628,
  "msa-smtp": 587,
};

export interface Endpoint {
  /** `name/type` as postconf writes it. */
  readonly id: string;
  /** The program, without a directory. */
  readonly program: string;
  readonly service: MasterService;
  /** As written before the port, without brackets; `undefined` when it listens where `inet_interfaces` says. */
  readonly host: string | undefined;
  /** `undefined` for a port name nobody knows and for a service that does not listen on the network. */
  readonly port: number | undefined;
  /** A client on the network can reach it: type inet, or `smtpd pass` behind a postscreen that listens. */
  readonly network: boolean;
  /** Reachable from this machine only. */
  readonly local: boolean;
  /** Where it listens: the service itself, or for `pass` the postscreen before it. */
  readonly door: MasterService;
}

export function serviceId(service: MasterService): string {
  return `${service.name.text}/${service.type.text}`;
}

export function programOf(service: MasterService): string {
  return service.command.text.slice(service.command.text.lastIndexOf("/") + 1);
}

/** The services that speak with mail clients: smtpd, postscreen and qmqpd of types inet and pass, in file order. */
export const endpoints = oncePer((config: PostfixConfig): readonly Endpoint[] => {
  const found: Endpoint[] = [];
  // postscreen hands its clients to the `pass` service of the name in `smtpd_service_name` (postconf(5)).
  let doors: ReadonlyMap<string, readonly MasterService[]> | undefined;
  for (const service of config.services) {
    const program = programOf(service);
    if (program !== "smtpd" && program !== "postscreen" && program !== "qmqpd") continue;
    const type = service.type.text;
    if (type === "inet") found.push(endpoint(config, service, service));
    else if (type === "pass" && program === "smtpd") {
      doors ??= groupBy(
        config.services.filter((one) => one.type.text === "inet" && programOf(one) === "postscreen"),
        (door) => textValue(config, "smtpd_service_name", door) ?? "smtpd",
      );
      for (const door of doors.get(service.name.text) ?? []) found.push(endpoint(config, service, door));
    }
  }
  return found;
});

/** The endpoints, and without a master.cf the one that main.cf is meant for. */
export const doorsOf = oncePer((config: PostfixConfig): readonly Endpoint[] => {
  if (!config.withoutMaster) return endpoints(config);
  const assumed = assumedEndpoint(config);
  return assumed === undefined ? [] : [assumed];
});

/** Where no master.cf is at hand, the service that every stock master.cf has: `smtp inet`, without overrides. */
function assumedEndpoint(config: PostfixConfig): Endpoint | undefined {
  const file = config.mainFile;
  if (file === undefined) return undefined;
  const span = { file, start: 0, end: 0 };
  const word = (text: string) => ({ text, at: 0, span });
  const columns = {
    private: word("n"),
    unprivileged: word("-"),
    chroot: word("-"),
    wakeup: word("-"),
    maxproc: word("-"),
  };
  const line = { text: "", span, pieces: [], comments: [], locate: () => span };
  const service: MasterService = {
    ...{ kind: "service", span, name: word("smtp"), type: word("inet"), ...columns, command: word("smtpd") },
    ...{ args: [], options: [], operands: [], overrides: [], braceErrors: [], line },
  };
  return endpoint(config, service, service);
}

function endpoint(config: PostfixConfig, service: MasterService, door: MasterService): Endpoint {
  const { host, port } = splitName(door.name.text);
  return {
    id: serviceId(service),
    program: programOf(service),
    service,
    host,
    port,
    network: true,
    local: host === undefined ? onlyLoopback(config) : isLoopbackName(host) || isTemplate(host),
    door,
  };
}

/** `[host]:port`, `host:port` or `port`; the port may be a name. */
function splitName(name: string): { host: string | undefined; port: number | undefined } {
  const colon = name.lastIndexOf(":");
  const host = colon === -1 ? undefined : name.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  const text = name.slice(colon + 1);
  const port = /^\d+$/.test(text) ? Number(text) : ownEntry(ports, text);
  return { host: host === "" ? undefined : host, port };
}

function onlyLoopback(config: PostfixConfig): boolean {
  const interfaces = textValue(config, "inet_interfaces");
  if (interfaces === undefined || interfaces === "") return false;
  const words = interfaces
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== "");
  return words.every((word) => word === "loopback-only" || isLoopbackName(word));
}

function isLoopbackName(host: string): boolean {
  const network = parseNetwork(host);
  return network === undefined ? host.toLowerCase() === "localhost" : isLoopback(network);
}
