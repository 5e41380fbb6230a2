// The resolvers by daemon, and what prints their systems, each loaded when the first system of its daemon is met.

import type { Daemon, System } from "../system.ts";
import type { Resolve, Show } from "./resolve.ts";

type Load = (...given: Parameters<Resolve>) => Promise<System>;

export const resolvers: Readonly<Record<Daemon, Load>> = {
  dovecot: async (...given) => (await import("./dovecot.ts")).resolveDovecot(...given),
  postfix: async (...given) => (await import("./postfix.ts")).resolvePostfix(...given),
  courier: async (...given) => (await import("./courier.ts")).resolveCourier(...given),
};

export const shows: Readonly<Record<Daemon, () => Promise<Show>>> = {
  dovecot: async () => {
    const { showDovecot } = await import("./dovecot-show.ts");
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
