import { groupBy } from "../../src/group-by.ts";
import { pluginOf } from "../../src/model/dovecot-plugins.ts";
import type { DovecotSection, EffectiveValue } from "../../src/resolve/dovecot-config.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem, Origin } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { isIncomplete, knownIn, originPlace, wordsOf } from "../../src/vocabulary-dovecot.ts";

/** Protocols that are served only if `protocols` names them. */
const served = new Set(["imap", "pop3", "lmtp", "submission", "sieve"]);

export default defineRule({
  id: "dead-section",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [561],
  summary: "A section is written out and never used.",
  why: `What stands in it looks as if it were in force: a limit, a filter, an access rule. It is not, because the protocol is
not served, the plugin not loaded, or the namespace turned off.`,
  remedy: "Turn on what the section is for, or delete the section.",
  references: [
    {
      title: "Dovecot, protocols",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#protocols",
    },
    {
      title: "Dovecot, mail_plugins",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#mail_plugins",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      if (isIncomplete(system)) continue;
      // A name that is none is said by itself, and what was meant by it may be any.
      const misspelt = system.problems.some(({ kind }) => kind === "dovecot/unknown-protocol");
      const protocols = misspelt ? undefined : writtenValue(system.config.get("protocols"));
      if (protocols !== undefined) checkProtocols(context, system, new Set(wordsOf(protocols)));
      checkNamespaces(context, system);
      if (system.config.version === "2.3") checkPlugins(context, system, protocols);
    }
  },
  examples: [
    {
      title: "a protocol that is not served",
      bad: "protocols = imap\n«protocol pop3 {»\n  mail_max_userip_connections = 3\n}\n",
    },
    {
      title: "a service that is not started, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
«service pop3-login {»
  process_min_avail = 3
}
`,
    },
    {
      title: "two sections of one protocol",
      bad: "protocols = imap\n«protocol pop3 {»\n  mail_max_userip_connections = 3\n}\nservice pop3-login {\n  process_min_avail = 3\n}\n",
    },
    {
      title: "settings of a plugin that is not loaded",
      bad: `mail_plugins = acl
plugin {
  acl = vfile
  «quota = maildir:User quota»
  quota_rule = *:storage=1G
}
`,
    },
    {
      title: "a namespace that is turned off",
      bad: `namespace archive {
  prefix = Archive/
  separator = /
  disabled = «yes»
}
`,
    },
    {
      title: "all of it in use",
      good: `protocols = imap pop3
mail_plugins = quota
protocol pop3 {
  mail_max_userip_connections = 3
}
plugin {
  quota = maildir:User quota
}
`,
    },
    {
      title: "all of it in use, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap pop3
service pop3-login {
  process_min_avail = 3
}
`,
    },
    {
      title: "the packages of the distribution name the protocols",
      good: `!include_try /usr/share/dovecot/protocols.d/*.protocol
protocol pop3 {
  mail_max_userip_connections = 3
}
`,
      trap: true,
    },
    {
      title: "the packages name the protocols, and the tree one more, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
!include_try /usr/share/dovecot/protocols.d/*.protocol
protocols {
  sieve = yes
}
protocol pop3 {
  mail_max_userip_connections = 3
}
`,
      trap: true,
    },
    {
      title: "all protocols but one",
      good: "protocols = imap\nprotocol !pop3 {\n  mail_max_userip_connections = 3\n}\n",
      trap: true,
    },
    {
      title: "the delivery agent is no service",
      good: `protocols = imap
protocol lda {
  mail_plugins = sieve
}
plugin {
  sieve = file:~/sieve
}
`,
      trap: true,
    },
    {
      title: "the plugin is loaded for one protocol",
      good: `mail_plugins = acl
protocol imap {
  mail_plugins = $mail_plugins quota
}
plugin {
  quota = maildir:User quota
}
`,
      trap: true,
    },
    {
      title: "an empty section of the shipped files",
      good: "protocols = imap\nservice pop3-login {\n  inet_listener pop3 {\n  }\n}\nprotocol pop3 {\n}\n",
      trap: true,
    },
    {
      title: "a key of one's own",
      good: "plugin {\n  greylist_delay = 5\n}\n",
      trap: true,
    },
  ],
});

function writtenValue(value: EffectiveValue | undefined): string | undefined {
  return value === undefined || value.unknown || value.origin.kind === "default" ? undefined : value.value;
}

interface Dead {
  readonly header: string;
  readonly protocol: string;
  readonly origin: Origin;
}

/** One finding for each protocol, however many sections it has. */
function checkProtocols(context: RuleContext, system: DovecotSystem, on: ReadonlySet<string>): void {
  const list = on.size === 0 || on.has("none") ? "nothing" : `\`${[...on].join(" ")}\``;
  for (const [protocol, found] of groupBy(deadIn(system, on), ({ protocol }) => protocol)) {
    const [first, ...others] = found;
    if (first === undefined) continue;
    const headers = found.map(({ header }) => `\`${header}\``).join(" and ");
    const them = others.length === 0 ? "the section" : "the sections";
    context.report({
      span: originPlace(first.origin, system),
      message: `${headers} ${others.length === 0 ? "has" : "have"} no effect: \`protocols\` names ${list}, not \`${protocol}\`; add \`${protocol}\` to it, or delete ${them}`,
      related: others.map(({ header, origin }) => ({
        span: originPlace(origin, system),
        message: `\`${header}\` is here`,
      })),
    });
  }
}

function deadIn(system: DovecotSystem, on: ReadonlySet<string>): Dead[] {
  const found: Dead[] = [];
  for (const { context: where, values, origin } of system.config.filters) {
    const { protocol } = where;
    if (protocol === undefined || !served.has(protocol) || on.has(protocol) || values.size === 0) continue;
    const header = `protocol ${protocol}`;
    if (!found.some((dead) => dead.header === header)) found.push({ header, protocol, origin });
  }
  for (const service of system.config.sections("service")) {
    const protocol = knownIn(system, service, "protocol")?.value ?? "";
    if (protocol === "" || on.has(protocol) || service.origin.kind !== "file" || isEmpty(service)) continue;
    found.push({ header: `service ${service.label}`, protocol, origin: service.origin });
  }
  return found;
}

function isEmpty({ values, sections }: DovecotSection): boolean {
  return values.size === 0 && sections.every(isEmpty);
}

function checkNamespaces(context: RuleContext, system: DovecotSystem): void {
  for (const namespace of system.config.sections("namespace")) {
    const off = namespace.values.get("disabled");
    if (off === undefined || off.unknown || off.value !== "yes" || off.origin.kind !== "file") continue;
    context.report({
      span: originPlace(off.origin, system),
      message: `\`namespace ${namespace.label}\` is turned off: nobody sees it unless the user database says \`namespace/${namespace.label}/disabled=no\`; delete the section if it does not`,
    });
  }
}

function checkPlugins(context: RuleContext, system: DovecotSystem, protocols: string | undefined): void {
  const loaded = loadedPlugins(system);
  if (loaded === undefined) return;
  const dead = new Map<string, { first: EffectiveValue; key: string; more: number }>();
  for (const [key, value] of system.config.plugin) {
    const plugin = pluginOf(key);
    if (plugin === undefined || loaded.has(plugin) || value.origin.kind !== "file") continue;
    if (plugin === "sieve" && (protocols === undefined || wordsOf(protocols).includes("sieve"))) continue;
    const found = dead.get(plugin);
    if (found === undefined) dead.set(plugin, { first: value, key, more: 0 });
    else found.more += 1;
  }
  for (const [plugin, { first, key, more }] of dead) {
    if (first.origin.kind !== "file") continue;
    context.report({
      span: first.origin.span,
      message: `\`${key}\`${more === 0 ? " has" : ` and ${more} more of \`plugin\` have`} no effect: no \`mail_plugins\` loads \`${plugin}\`; write \`mail_plugins = $mail_plugins ${plugin}\`, or delete ${more === 0 ? "it" : "them"}`,
    });
  }
}

/** By all values of `mail_plugins`, wherever they hold; `undefined` = nobody can know. */
function loadedPlugins({ config }: DovecotSystem): ReadonlySet<string> | undefined {
  const values = [
    config.get("mail_plugins"),
    ...config.filters.map(({ values }) => values.get("mail_plugins")),
  ];
  if (values.some((value) => value?.unknown)) return undefined;
  return new Set(values.flatMap((value) => wordsOf(value?.value ?? "")));
}
