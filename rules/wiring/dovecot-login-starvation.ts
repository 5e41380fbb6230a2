import type { DovecotSection } from "../../src/resolve/dovecot-config.ts";
import { defineRule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems, listed } from "../../src/vocabulary.ts";
import { known, knownIn, loginListeners, placeOf } from "../../src/vocabulary-dovecot.ts";

/** As many as the default: whoever sets more has thought of it. */
const few = 100;

export default defineRule({
  id: "dovecot/login-starvation",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 5.3,
  precision: "low",
  cwe: [770],
  summary: "A hundred idle connections keep everybody from logging in.",
  why: `With one process for each connection, \`process_limit\` is the number of connections that may be open before login.
Connections that say nothing count, too, for the three minutes until they are cut off: one client machine can hold all
of them, and the master process drops the connections of everybody else.`,
  remedy:
    "Raise `process_limit` of the login services (and `client_limit` of `auth` and `anvil` with it), and let a firewall limit the connections of one address.",
  references: [
    {
      title: "Dovecot, login processes",
      url: "https://doc.dovecot.org/latest/core/config/login_processes.html",
    },
    {
      title: "Dovecot, default_process_limit",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#default_process_limit",
    },
  ],
  optIn: true,
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = new Set(loginListeners(system).map(({ name }) => name.split("/")[0]));
      const found = system.config.sections("service").filter(({ label }) => open.has(label));
      const scarce = found.filter((service) => (limitOf(system, service) ?? few + 1) <= few);
      const [first] = scarce;
      if (first === undefined) continue;
      const most = Math.max(...scarce.map((service) => limitOf(system, service) ?? 0));
      const names = listed(scarce.map(({ label }) => `\`${label}\``));
      context.report({
        span: placeOf(system, sourceOf(system, first)),
        message: `${most} connections that send nothing are enough to keep everybody out of ${names}: each takes a process; raise \`process_limit\` of ${scarce.length === 1 ? "this service" : "these services"}`,
      });
    }
  },
  examples: [
    { title: "the defaults", bad: "«protocols = imap»\n" },
    {
      title: "a limit of the service's own",
      bad: "protocols = imap\nservice imap-login {\n  process_limit = «50»\n}\n",
    },
    {
      title: "a limit for all services",
      bad: "protocols = imap\ndefault_process_limit = «64»\n",
    },
    {
      title: "the defaults of Dovecot 2.4",
      version: "2.4",
      bad: "«dovecot_config_version = 2.4.1»\ndovecot_storage_version = 2.4.1\nprotocols = imap\n",
    },
    {
      title: "room for more",
      good: "protocols = imap\nservice imap-login {\n  process_limit = 2000\n}\n",
    },
    {
      title: "a process serves many clients",
      good: "protocols = imap\nservice imap-login {\n  service_count = 0\n}\n",
      trap: true,
    },
    {
      title: "a process serves many clients, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
service imap-login {
  restart_request_count = unlimited
}
`,
      trap: true,
    },
    { title: "only this machine may connect", good: "protocols = imap\nlisten = 127.0.0.1\n", trap: true },
  ],
});

/** The setting that says how many processes there may be: the service's own, or the default for all. */
function sourceOf(system: DovecotSystem, service: DovecotSection) {
  const own = knownIn(system, service, "process_limit");
  const isOwn = own !== undefined && own.value !== "0" && own.origin.kind === "file";
  return isOwn ? own : known(system, "default_process_limit");
}

/** Connections that may wait for a login at once; `undefined` = more than one to a process, or nobody can know. */
function limitOf(system: DovecotSystem, service: DovecotSection): number | undefined {
  const count = system.config.version === "2.4" ? "restart_request_count" : "service_count";
  if (knownIn(system, service, count)?.value !== "1") return undefined;
  const value = Number(sourceOf(system, service)?.value);
  return Number.isNaN(value) ? undefined : value;
}
