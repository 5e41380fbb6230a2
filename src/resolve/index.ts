// The resolvers by daemon, and what prints their systems, each loaded when the first system of its daemon is met.

import type { Daemon } from "../system.ts";
import type { Resolve, Show } from "./resolve.ts";

export const resolvers: Readonly<Record<Daemon, () => Promise<Resolve>>> = {
  dovecot: async () => (await import("./dovecot.ts")).resolveDovecot,
  postfix: async () => (await import("./postfix.ts")).resolvePostfix,
  courier: async () => (await import("./courier.ts")).resolveCourier,
};

export const shows: Readonly<Record<Daemon, () => Promise<Show>>> = {
  dovecot: async () => {
    const { showDovecot } = await import("./dovecot.ts");
    return (system, { all }) => (system.daemon === "dovecot" ? showDovecot(system, { all }) : []);
  },
  postfix: async () => {
    const { showMain, showMaster } = await import("./postfix-show.ts");
    return (system, { all, expand, services, overrides }) => {
      if (system.daemon !== "postfix") return [];
      if (services || overrides) return showMaster(system, { overrides });
      return showMain(system, { form: all ? "all" : expand ? "expand" : "set" });
    };
  },
  courier: async () => {
    const { showCourier } = await import("./courier.ts");
    return (system) => (system.daemon === "courier" ? showCourier(system) : []);
  },
};
