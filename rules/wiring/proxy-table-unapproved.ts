import { placeOf } from "../../src/model/postfix-values.ts";
import { isTemplate } from "../../src/resolve/template.ts";
import { defineRule } from "../../src/rule.ts";
import { parameterFact } from "../../src/settings/postfix.ts";
import type { Span } from "../../src/source.ts";
import type { PostfixSystem } from "../../src/system.ts";
import { postfixSystems, replaceFix } from "../../src/vocabulary.ts";
import {
  placeOfValue,
  postconf,
  readme,
  servicesOf,
  spelled,
  withFix,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/proxy-table-unapproved",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "The proxymap service is asked for a table that `proxy_read_maps` does not list.",
  why: `proxymap(8) opens a table for others only when \`proxy_read_maps\` of main.cf lists it with its \`proxy:\`. The default names main.cf's own
parameters, so a table that only a service's \`-o\` names is not among them. The log says "request for unapproved table", and the daemon that asks
stops with "proxymap service is not configured for table".`,
  remedy:
    "Add the table to `proxy_read_maps`, or set a parameter of main.cf to it, which the service names as `$parameter`.",
  references: [postconf("proxy_read_maps"), readme("proxymap.8")],
  check(context) {
    for (const system of postfixSystems(context)) {
      const approved = approvedIn(system);
      if (approved === undefined) continue;
      const { list, tables } = approved;
      const told = new Set<string>();
      for (const { name, table, text, span } of [
        ...writtenIn(system, list === undefined),
        ...stock(system, list),
      ]) {
        if (told.has(table) || tables.has(table)) continue;
        told.add(table);
        const end = list && { ...list, start: list.end };
        context.report({
          span,
          message: `\`${table}\` of \`${name}\` is not in \`proxy_read_maps\` of main.cf: the proxymap service refuses it, and the daemon that asks it stops; add it there`,
          ...withFix(end && replaceFix("add it to `proxy_read_maps`", end, ` ${text}`)),
        });
      }
    }
  },
  examples: [
    {
      title: "a table that one service alone names",
      files: {
        "main.cf": "compatibility_level = 3.6\nvirtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf\n",
        "master.cf": `submission inet n - y - - smtpd
  -o smtpd_sender_login_maps=«proxy:mysql:/etc/postfix/logins.cf»
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
`,
      },
    },
    {
      title: "a list that lacks one",
      dialect: "postfix-main",
      bad: `virtual_alias_maps = «proxy:mysql:/etc/postfix/aliases.cf»
virtual_mailbox_maps = proxy:mysql:/etc/postfix/mailboxes.cf
proxy_read_maps = $virtual_mailbox_maps $local_recipient_maps
`,
      fixed: `virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf
virtual_mailbox_maps = proxy:mysql:/etc/postfix/mailboxes.cf
proxy_read_maps = $virtual_mailbox_maps $local_recipient_maps proxy:mysql:/etc/postfix/aliases.cf
`,
    },
    {
      title: "a list that lacks the table of local recipients, which nobody wrote",
      dialect: "postfix-main",
      bad: `virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf
proxy_read_maps = «$virtual_alias_maps»
`,
      fixed: `virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf
proxy_read_maps = $virtual_alias_maps $local_recipient_maps
`,
    },
    {
      title: "no local recipients",
      dialect: "postfix-main",
      good: `local_recipient_maps =
virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf
proxy_read_maps = $virtual_alias_maps
`,
      trap: true,
    },
    {
      title: "by way of main.cf",
      files: {
        "main.cf":
          "compatibility_level = 3.6\nsmtpd_sender_login_maps = proxy:mysql:/etc/postfix/logins.cf\n",
        "master.cf":
          "submission inet n - y - - smtpd\n  -o smtpd_sender_login_maps=proxy:mysql:/etc/postfix/logins.cf\n",
      },
      trap: true,
    },
    {
      title: "a cache, which is for the proxywrite service",
      dialect: "postfix-main",
      good: "proxy_read_maps = $local_recipient_maps\naddress_verify_map = proxy:btree:$data_directory/verify\n",
      trap: true,
    },
    {
      title: "a list that names them all",
      dialect: "postfix-main",
      good: `virtual_alias_maps = proxy:mysql:/etc/postfix/aliases.cf
proxy_read_maps = $local_recipient_maps, $virtual_alias_maps
`,
    },
  ],
});

interface Approved {
  readonly tables: ReadonlySet<string>;
  /** The value of main.cf's own list; absent where the default holds. */
  readonly list: Span | undefined;
}

/** Proxied tables that proxymap may open; `undefined`: not known here. */
function approvedIn({ config }: PostfixSystem): Approved | undefined {
  if (config.withoutMain || isTemplate(config.mainFile?.text ?? "")) return undefined;
  // The default is long, and worth its expansion only where it is not in force.
  const isSet = config.setBy("proxy_read_maps").length > 0;
  const value = isSet ? config.get("proxy_read_maps", servicesOf(config, "proxymap")[0]) : undefined;
  const list = placeOfValue(value);
  const listed = list === undefined ? undefined : value?.value;
  // What a file lists is not read (`/file/name`, since 3.12).
  if (listed !== undefined && /(?:^|[\s,])\//.test(listed)) return undefined;
  // The default names nearly all parameters of main.cf: whatever stands there is taken for approved.
  const texts =
    listed === undefined ? config.parameters.map(({ name }) => config.get(name)?.value ?? "") : [listed];
  return { list, tables: new Set(texts.flatMap((text) => text.match(proxied) ?? [])) };
}

const proxied = /\bproxy:[a-z0-9]+:[^\s,{}]+/g;

/** Caches are opened by proxywrite, and no daemon asks `alias_database`. */
const elsewhere = /_cache_map$|_cache_name$|^address_verify_map$|^alias_database$|^proxy_/;

interface Asked {
  readonly name: string;
  readonly table: string;
  /** What to add to the list. */
  readonly text: string;
  readonly span: Span;
}

function* writtenIn(system: PostfixSystem, servicesOnly: boolean): Generator<Asked> {
  const { parameters, services } = system.config;
  const names = new Set(services.flatMap(({ overrides }) => overrides.map(({ name }) => name.text)));
  if (!servicesOnly) for (const { name } of parameters) names.add(name);
  const asking = [...names].filter((name) => parameterFact(name) !== undefined && !elsewhere.test(name));
  for (const one of spelled({ systems: [system], report: () => undefined }, ...asking)) {
    if (isTemplate(one.value.value) || (servicesOnly && one.service === undefined)) continue;
    for (const { 0: table, index } of one.value.value.matchAll(proxied)) {
      const span = placeOf(one.value, index, index + table.length) ?? one.span;
      yield { name: one.name, table, text: table, span };
    }
  }
}

/** `local_recipient_maps` defaults to `proxy:unix:passwd.byname $alias_maps`, which each smtpd opens. */
function stock({ config }: PostfixSystem, list: Span | undefined): readonly Asked[] {
  const name = "local_recipient_maps";
  const value = config.get(name);
  const smtpd = config.withoutMaster || servicesOf(config, "smtpd").length > 0;
  if (list === undefined || !smtpd || value?.origin.kind !== "default") return [];
  return [{ name, table: "proxy:unix:passwd.byname", text: `$${name}`, span: list }];
}
