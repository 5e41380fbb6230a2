import type { Fix } from "../../src/finding.ts";
import type { DovecotSection, EffectiveValue } from "../../src/resolve/dovecot-config.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems, listed, replaceFix } from "../../src/vocabulary.ts";
import { known, knownIn, placeOf, wordsOf } from "../../src/vocabulary-dovecot.ts";

/** One service with the number of its processes that may hold a connection. */
interface Share {
  readonly name: string;
  readonly processes: number;
  /** The limit, where the tree sets it. */
  readonly limit: EffectiveValue | undefined;
}

export default defineRule({
  id: "dovecot/service-limits",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 3,
  precision: "high",
  cwe: [770],
  summary: "More processes may want the authentication service than it serves.",
  why: `Each login process holds a connection to \`auth\` and \`anvil\`. When all are in use, further logins wait and fail: fewer
clients than the limits promise are enough to keep everybody out. Dovecot only warns of it in its log.`,
  remedy:
    "Raise `client_limit` of the service to what the message says, or lower `process_limit` of the login services.",
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
    {
      title: "Dovecot, src/master/master-settings.c, master_settings_ext_check",
      url: "https://github.com/dovecot/core/blob/2.4.1/src/master/master-settings.c",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      checkLimit(context, system, "auth", sharesOf(system, asksAuth), 0);
      checkLimit(context, system, "anvil", sharesOf(system, asksAnvil), 2);
    }
  },
  examples: [
    {
      title: "fewer connections to `auth` than login processes",
      bad: `protocols = imap
service imap-login {
  process_limit = 2000
}
service auth {
  client_limit = «500»
}
service anvil {
  client_limit = 5000
}
`,
      fixed: `protocols = imap
service imap-login {
  process_limit = 2000
}
service auth {
  client_limit = 2100
}
service anvil {
  client_limit = 5000
}
`,
    },
    {
      title: "the default of `anvil` is not enough, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  process_limit = «2000»
}
service auth {
  client_limit = 5000
}
`,
    },
    {
      title: "room for all",
      good: `protocols = imap
service imap-login {
  process_limit = 500
}
service auth {
  client_limit = 600
}
`,
    },
    {
      title: "room for all, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  process_limit = 500
}
`,
    },
    {
      title: "a protocol that is not served",
      good: `protocols = imap
service pop3-login {
  process_limit = 5000
}
`,
      trap: true,
    },
    {
      title: "mail processes of one session each ask only once",
      good: `protocols = imap
service imap {
  process_limit = 5000
}
`,
      trap: true,
    },
  ],
});

/** `pipes`: connections that the service has besides those of the processes. */
function checkLimit(
  context: RuleContext,
  system: DovecotSystem,
  name: string,
  shares: readonly Share[] | undefined,
  pipes: number,
): void {
  const service = system.config.sections("service").find(({ label }) => label === name);
  const limit = service && limitOf(system, service, "client_limit");
  if (service === undefined || shares === undefined || limit === undefined) return;
  const needed = shares.reduce((sum, { processes }) => sum + processes, pipes);
  const place = limit.value ?? shares.find((share) => share.limit !== undefined)?.limit;
  if (place === undefined || limit.number >= needed || !Number.isFinite(needed)) return;
  const fix = fixOf(service, needed);
  context.report({
    span: placeOf(system, place),
    message: `\`client_limit\` of \`service ${name}\` is ${limit.number}, but up to ${needed} processes may ask it (${listed(shares.map((share) => `${share.processes} of \`${share.name}\``))}): under load logins fail; write \`client_limit = ${needed}\` into \`service ${name}\``,
    ...(fix === undefined ? {} : { fix }),
    about: { setting: "client_limit", scope: [`service ${name}`] },
  });
}

interface Limit {
  readonly number: number;
  /** `undefined` for a default. */
  readonly value: EffectiveValue | undefined;
}

/** The limit of a service, in Dovecot 2.3 by way of the default for all where it is 0; `undefined` = nobody can know. */
function limitOf(system: DovecotSystem, service: DovecotSection, name: string): Limit | undefined {
  const own = knownIn(system, service, name);
  const value = own?.value === "0" ? known(system, `default_${name}`) : own;
  if (value === undefined) return undefined;
  const number = value.value === "unlimited" ? Number.POSITIVE_INFINITY : Number(value.value);
  if (Number.isNaN(number)) return undefined;
  return { number, value: value.origin.kind === "file" ? value : undefined };
}

type Asks = (service: DovecotSection, system: DovecotSystem) => boolean;

/** Protocol services but those that serve one client and end, and hibernated sessions, which are logged in. */
const asksAuth: Asks = (service, system) => {
  const count = system.config.version === "2.4" ? "restart_request_count" : "service_count";
  const isLogin = service.get("type")?.value === "login";
  return (
    service.get("protocol")?.value !== "" &&
    (isLogin || service.get(count)?.value !== "1") &&
    service.label !== "imap-hibernate"
  );
};

const asksAnvil: Asks = (service) => service.get("type")?.value === "login" || service.label === "auth";

/** Services that are on and hold connections; `undefined` = nobody can know. */
function sharesOf(system: DovecotSystem, asks: Asks): readonly Share[] | undefined {
  const value = known(system, "protocols")?.value;
  if (value === undefined) return undefined;
  const protocols = wordsOf(value === "" ? "imap pop3 lmtp" : value);
  const shares: Share[] = [];
  for (const service of system.config.sections("service")) {
    const protocol = service.get("protocol")?.value ?? "";
    if ((protocol !== "" && !protocols.includes(protocol)) || !asks(service, system)) continue;
    const limit = limitOf(system, service, "process_limit");
    if (limit === undefined) return undefined;
    shares.push({ name: service.label, processes: limit.number, limit: limit.value });
  }
  return shares.sort((one, other) => other.processes - one.processes);
}

/** Only a limit of the service's own is put up: the default for all holds for others as well. */
function fixOf(service: DovecotSection, needed: number): Fix | undefined {
  const own = service.values.get("client_limit")?.valueSpan;
  return own && replaceFix("serve all processes", own, String(needed), "unsafe");
}
