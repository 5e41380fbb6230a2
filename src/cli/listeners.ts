// `mailint listeners`: what a client can reach, and what it may do there before any TLS.

import type { Command } from "commander";
import type { Listener } from "../model/listener.ts";
import { jsonText } from "../report/json-text.ts";
import { placeOf } from "../report/report.ts";
import type { System } from "../system.ts";
import { type Io, plain } from "./io.ts";
import { formatOption } from "./show.ts";
import { systemsOf } from "./systems.ts";
import { table } from "./table.ts";
import { type TreeFlags, withTreeOptions } from "./tree.ts";

interface ListenersFlags extends TreeFlags {
  readonly format: "text" | "json";
}

export function listenersCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(
    command.description("list what a client can reach: protocol, port, TLS, who may log in in clear"),
  )
    .argument("<path...>", "configuration files or directories")
    .addOption(formatOption(command))
    .action(async (paths: string[], flags: ListenersFlags) => {
      const { systems, code } = await systemsOf(paths, flags, io);
      const listeners = systems.flatMap((system) =>
        system.listeners().map((listener) => ({ listener, system })),
      );
      if (flags.format === "json")
        io.stdout.write(
          `${jsonText(
            listeners.map((one) => jsonOf(one, io)),
            2,
          )}\n`,
        );
      else if (systems.length > 0) io.stdout.write(textOf(listeners, io));
      done(code);
    });
}

interface Owned {
  readonly listener: Listener;
  readonly system: System;
}

/** A listener that the daemon opens by default has no place of its own: the root file stands for it. */
function originOf({ listener, system }: Owned, io: Io) {
  const { origin } = listener;
  const span = origin.kind === "file" ? origin.span : { file: system.root, start: 0, end: 0 };
  const { file, line, column } = placeOf(span, io.directory);
  return { file, line, column };
}

function jsonOf(one: Owned, io: Io) {
  const {
    daemon,
    name,
    protocol,
    address,
    port,
    tls,
    tlsRequired,
    cleartextLogin,
    mechanisms,
    minTls,
    local,
  } = one.listener;
  return {
    daemon,
    name,
    protocol,
    address,
    port: port ?? null,
    tls,
    tlsRequired,
    cleartextLogin,
    mechanisms: { cleartext: mechanisms.cleartext ?? null, tls: mechanisms.tls ?? null },
    minTls: minTls ?? null,
    local,
    origin: originOf(one, io),
  };
}

function textOf(listeners: readonly Owned[], io: Io): string {
  if (listeners.length === 0) return "no listeners\n";
  const head = [
    "DAEMON",
    "PROTOCOL",
    "ADDRESS",
    "PORT",
    "TLS",
    "CLEARTEXT LOGIN",
    "MECHANISMS",
    "MIN TLS",
    "WHERE",
  ];
  const rows = listeners.map((one) => {
    const { daemon, protocol, address, port, tls, tlsRequired, cleartextLogin, mechanisms, minTls } =
      one.listener;
    const { file, line } = originOf(one, io);
    const required = tlsRequired === true && tls === "starttls" ? ", required" : "";
    return [
      daemon,
      protocol,
      address,
      port === undefined ? "-" : String(port),
      `${tls}${required}`,
      cleartextLogin,
      mechanisms.cleartext === undefined ? "?" : mechanisms.cleartext.join(" ") || "-",
      minTls ?? "-",
      `${file}:${line}`,
    ];
  });
  return table([head, ...rows.map((row) => row.map(plain))]);
}
