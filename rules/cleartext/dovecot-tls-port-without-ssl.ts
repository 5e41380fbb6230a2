import type { Fix } from "../../src/finding.ts";
import { ownEntry } from "../../src/own-entry.ts";
import type { DovecotSection, EffectiveValue } from "../../src/resolve/dovecot-config.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { dovecotSystems, replaceFix } from "../../src/vocabulary.ts";
import { knownIn, placeOf, sectionsOf } from "../../src/vocabulary-dovecot.ts";

/** Ports of implicit TLS (RFC 8314, section 3), by the login service that owns them. */
const ports: Readonly<Record<string, string>> = {
  "imap-login": "993",
  "pop3-login": "995",
  "submission-login": "465",
};
const names = new Set(["imaps", "pop3s", "submissions"]);

function fixOf(section: DovecotSection, ssl: EffectiveValue, port: EffectiveValue): Fix | undefined {
  if (ssl.valueSpan !== undefined) return replaceFix("speak TLS on this port", ssl.valueSpan, "yes");
  const last = port.origin.kind === "file" ? port.origin.span : undefined;
  if (last === undefined || section.origin.kind !== "file") return undefined;
  const lineStart = last.file.text.lastIndexOf("\n", last.start) + 1;
  const indent = /^[ \t]*/.exec(last.file.text.slice(lineStart, last.start))?.[0] ?? "";
  const end = { file: last.file, start: last.end, end: last.end };
  return replaceFix("speak TLS on this port", end, `\n${indent}ssl = yes`);
}

export default defineRule({
  id: "dovecot/tls-port-without-ssl",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.5,
  precision: "very-high",
  cwe: [319],
  summary: "A port for implicit TLS speaks clear text.",
  why: `Clients expect TLS from the first byte on ports 993, 995 and 465. Without \`ssl = yes\` the listener greets them in
clear: they fail, or are reconfigured to do without TLS. A \`submissions\` listener of Dovecot 2.3 has no TLS by itself.`,
  remedy: "Write `ssl = yes` into the listener.",
  references: [
    rfc(8314, "3.2"),
    rfc(8314, "3.3"),
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context))
      for (const { section, service } of sectionsOf(system, "inet_listener")) {
        const port = knownIn(system, section, "port");
        const ssl = knownIn(system, section, "ssl");
        if (port === undefined || ssl === undefined || port.value === "0" || ssl.value === "yes") continue;
        if (knownIn(system, section, "haproxy")?.value === "yes") continue;
        const own = ownEntry(ports, service.label);
        if (own === undefined || (port.value !== own && !names.has(section.label))) continue;
        const fix = fixOf(section, ssl, port);
        context.report({
          span: placeOf(system, ssl, port.origin.kind === "file" ? port.origin : section.origin),
          message: `\`inet_listener ${section.label}\` on port ${port.value} ${ssl.valueSpan === undefined ? "defaults to" : "has"} \`ssl = no\` and greets clients in clear; write \`ssl = yes\``,
          ...(fix === undefined ? {} : { fix }),
        });
      }
  },
  examples: [
    {
      title: "a `submissions` listener of 2.3 has no TLS of its own",
      bad: `service submission-login {
  inet_listener submissions {
    port = «465»
  }
}
`,
      fixed: `service submission-login {
  inet_listener submissions {
    port = 465
    ssl = yes
  }
}
`,
    },
    {
      title: "TLS taken off port 993",
      bad: `service imap-login {
  inet_listener imaps {
    port = 993
    ssl = «no»
  }
}
`,
      fixed: `service imap-login {
  inet_listener imaps {
    port = 993
    ssl = yes
  }
}
`,
    },
    {
      title: "TLS is written out",
      good: `service submission-login {
  inet_listener submissions {
    port = 465
    ssl = yes
  }
}
`,
    },
    {
      title: "`imaps` has TLS by default",
      good: `service imap-login {
  inet_listener imaps {
    port = 993
  }
}
`,
      trap: true,
    },
    {
      title: "a closed listener",
      good: `service imap-login {
  inet_listener imaps {
    port = 0
    ssl = no
  }
}
`,
      trap: true,
    },
    {
      title: "TLS taken off port 993, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  inet_listener imaps {
    port = 993
    ssl = «no»
  }
}
`,
    },
    {
      title: "`imaps` has TLS by default, in Dovecot 2.4 too",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
service imap-login {
  inet_listener imaps {
    port = 993
  }
}
`,
      trap: true,
    },
  ],
});
