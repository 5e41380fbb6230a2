// What reports over many hosts say of a system, worked out: nothing in it leads back to the system or its host.

import type { SourceFile } from "../source.ts";
import type { Daemon, System } from "../system.ts";
import type { Listener } from "./listener.ts";
import { relay } from "./postfix-relay.ts";

export interface SystemFacts {
  readonly daemon: Daemon;
  readonly version: string;
  /** Path of the root file. */
  readonly root: string;
  readonly partial: boolean;
  readonly files: readonly SourceFile[];
  readonly listeners: readonly Listener[];
  /** Services that the network reaches and that take a stranger's mail for a foreign domain. */
  readonly openRelays: number;
}

export function factsOf(system: System): SystemFacts {
  const { daemon, version, root, partial, files } = system;
  const relays = system.daemon === "postfix" ? relay(system) : [];
  const openRelays = relays.filter(({ verdict, endpoint }) => verdict === "open" && !endpoint.local).length;
  return { daemon, version, root: root.path, partial, files, listeners: system.listeners(), openRelays };
}
