// The resolvers by daemon, each loaded when the first system of its daemon is met.

import type { Daemon } from "../system.ts";
import type { Resolve } from "./resolve.ts";

export const resolvers: Partial<Readonly<Record<Daemon, () => Promise<Resolve>>>> = {
  dovecot: async () => (await import("./dovecot.ts")).resolveDovecot,
  postfix: async () => (await import("./postfix.ts")).resolvePostfix,
};
