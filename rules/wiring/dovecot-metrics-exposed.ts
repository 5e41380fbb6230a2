import type { Fix } from "../../src/finding.ts";
import { isWildcard } from "../../src/model/dovecot-login.ts";
import type { DovecotSection } from "../../src/resolve/dovecot-config.ts";
import { defineRule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems, insertLineFix, replaceFix } from "../../src/vocabulary.ts";
import { byPlace, originPlace, sectionsOf } from "../../src/vocabulary-dovecot.ts";

/** What a stranger learns, by the service. */
const answers: Readonly<Record<string, string>> = {
  stats: "hands out version, load and login statistics over HTTP",
  "quota-status": "says which addresses exist and whose mailbox is full",
  "health-check": "runs a script for each connection",
};

export default defineRule({
  id: "dovecot/metrics-exposed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.3,
  precision: "medium",
  cwe: [200],
  summary: "Statistics, quota or health of the server are open on every address.",
  why: `These services ask nobody who he is: whoever reaches the port is answered. The metrics tell the version and how many
logins fail, the quota service which addresses exist.`,
  remedy: "Bind the listener to `127.0.0.1`, or to the address of the network that the monitoring is in.",
  references: [
    {
      title: "Dovecot, statistics in OpenMetrics format",
      url: "https://doc.dovecot.org/latest/core/config/statistics.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(
          ({ name, address, port }) =>
            port !== undefined && isWildcard(address) && answers[serviceOf(name)] !== undefined,
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        const [listener] = listeners;
        if (origin?.kind !== "file" || listener === undefined) continue;
        const service = serviceOf(listener.name);
        const fix = fixOf(system, listener.name);
        context.report({
          span: originPlace(origin, system),
          message: `port ${listener.port} of \`service ${service}\` is open on every address and ${answers[service]}; bind it to \`127.0.0.1\` or an inner address`,
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  },
  examples: [
    {
      title: "metrics for everybody",
      bad: "service stats {\n  «inet_listener http {»\n    port = 9900\n  }\n}\n",
      fixed: "service stats {\n  inet_listener http {\n    address = 127.0.0.1\n    port = 9900\n  }\n}\n",
    },
    {
      title: "metrics for everybody, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service stats {
  «inet_listener http {»
    port = 9900
    listen = *
  }
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service stats {
  inet_listener http {
    port = 9900
    listen = 127.0.0.1
  }
}
`,
    },
    {
      title: "the quota of anybody for everybody",
      bad: `service quota-status {
  executable = quota-status -p postfix
  «inet_listener {»
    port = 12340
  }
}
`,
    },
    {
      title: "for this machine",
      good: "service stats {\n  inet_listener http {\n    address = 127.0.0.1\n    port = 9900\n  }\n}\n",
    },
    {
      title: "for this machine, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service stats {
  inet_listener http {
    port = 9900
    listen = 127.0.0.1
  }
}
`,
    },
    {
      title: "on the address of the monitoring's network",
      good: "service stats {\n  inet_listener http {\n    address = 10.0.0.2\n    port = 9900\n  }\n}\n",
      trap: true,
    },
    {
      title: "all listeners of the server are bound to one address",
      good: "listen = 10.0.0.2\nservice stats {\n  inet_listener http {\n    port = 9900\n  }\n}\n",
      trap: true,
    },
  ],
});

function serviceOf(listener: string): string {
  return listener.slice(0, listener.indexOf("/"));
}

/** For one that is named and has its port or address in the tree. */
function fixOf(system: DovecotSystem, name: string): Fix | undefined {
  const key = system.config.version === "2.4" ? "listen" : "address";
  for (const { section, service } of sectionsOf(system, "inet_listener")) {
    if (`${service.label}/${section.label}` !== name) continue;
    return bindFix(section, key);
  }
  return undefined;
}

function bindFix(section: DovecotSection, key: string): Fix | undefined {
  const title = "answer this machine only";
  const own = section.values.get(key)?.valueSpan;
  if (own !== undefined) return replaceFix(title, own, "127.0.0.1", "unsafe");
  const port = section.values.get("port")?.origin;
  return port?.kind === "file" ? insertLineFix(title, port.span, `${key} = 127.0.0.1`, "unsafe") : undefined;
}
