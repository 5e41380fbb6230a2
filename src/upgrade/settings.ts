// One setting outside of passdb and userdb: by its section, then by its name, then by whether 2.4 knows it.

import { ownEntry } from "../own-entry.ts";
import type { Span } from "../source.ts";
import { block, type Conversion, drop, keep, lines, linesWith, manual } from "./conversion.ts";
import { convertExporter, convertMetric } from "./exporters.ts";
import { convertLocation } from "./mail-location.ts";
import { convertPlugin, kept, type PluginSettings } from "./plugin.ts";
import { globalRenames, pluginNames, serviceRenames } from "./renames.ts";
import { withVariables } from "./settings-variables.ts";
import type { SettingStatement } from "./tree.ts";
import type { UpgradeTarget } from "./upgrade.ts";
import { isYes, quote, unquote, words } from "./values.ts";

interface SettingContext {
  readonly scope: readonly string[];
  /** What `plugin { }` holds: one setting of it often says how another is to be written. */
  readonly plugins: PluginSettings;
  readonly target: UpgradeTarget;
  /** The last value of a setting at the top of the tree. */
  readonly atTop: (name: string) => string | undefined;
  /** What `$mail_plugins` is in a statement, where it is not what the list is in the end. */
  readonly listSoFar?: (span: Span) => string | undefined;
  /** The value of a setting of the same block. */
  readonly beside?: (name: string) => string | undefined;
}

export function convertSetting(statement: SettingStatement, context: SettingContext): Conversion {
  const name = statement.name.text;
  const raw = statement.value.text;
  const inner = (context.scope.at(-1) ?? "").split(" ")[0] ?? "";
  const text = unquote(raw);
  if (/^(service|.*_listener)$/.test(inner)) {
    const convert = ownEntry(serviceRenames, name);
    return convert?.(raw) ?? keep;
  }
  if (inner === "plugin") {
    const all = context.plugins;
    const renamed = ownEntry(globalRenames, name)?.(raw);
    return sinceRemoved(convertPlugin(name, text, all) ?? renamed ?? ifKnown(name, text, context), context);
  }
  if (inner === "event_exporter") return convertExporter(name, raw, context.beside?.("transport") ?? "");
  if (inner === "metric") return convertMetric(name, raw);
  if (name === "mail_plugins") {
    const soFar = context.listSoFar?.(statement.span);
    const converted = mailPlugins(
      soFar === undefined ? text : text.replaceAll("$mail_plugins", soFar).trim(),
    );
    return converted.kind === "lines" && converted.lines[0] === `mail_plugins = ${text}` ? keep : converted;
  }
  if (inner === "namespace" && name === "location") {
    return text === "" ? drop : location(ownerVariables(text), context);
  }
  if (name === "mail_location") return location(text, context);
  if (inner === "namespace" && name === "prefix" && text.includes("%%"))
    return lines(
      `prefix = ${quote(text.replace(/%%([und])/g, (_, key: string) => ownerInPrefix[key] ?? ""))}`,
    );
  if (name === "protocols") return protocols(text);
  if (name === "login_trusted_networks" && text !== "" && context.atTop("ssl") === "required")
    return {
      kind: "lines",
      lines: [`${name} = ${raw}`],
      reason:
        "2.3 let `login_trusted_networks` in without TLS even when `ssl = required`, 2.4 does not: let them use TLS",
    };
  if (name === "disable_plaintext_auth" && (context.beside?.("ssl") ?? context.atTop("ssl")) === "required")
    // 2.4 refuses the two together, and with TLS required nobody was let in without it.
    return lines("auth_allow_cleartext = no");
  if (name === "ssl" && text === "required" && context.scope.length > 0 && allowsCleartext(context))
    return lines(`ssl = ${raw}`, "auth_allow_cleartext = no");
  if (name === "sieve") return convertPlugin("sieve", text, new Map()) ?? keep;
  if (name === "listen" && words(text).some((word) => /^(\*|\d+(\.\d+){3}|\[[^\]]*\]):\d+$/.test(word)))
    return manual(`\`${name}\` takes addresses, and no port: ${ofVersion1}`);
  const removed = gone.find(([pattern]) => pattern.test(name))?.[1];
  if (removed !== undefined) return manual(removed);
  if (firstNames.test(name)) return manual(`2.4 has no setting \`${name}\`: ${ofVersion1}`);
  const convert = ownEntry(globalRenames, name);
  const converted = convert?.(raw);
  if (converted !== undefined && converted.kind !== "keep") return converted;
  if (inner === "namespace" || inner === "mailbox") return withVariables(name, raw);
  if (!context.target.knows(name)) return manual(`2.4 has no setting \`${name}\``);
  return withVariables(name, raw);
}

/** Settings that 2.4.1 has and a later 2.4 has not. */
function sinceRemoved(conversion: Conversion, { target }: SettingContext): Conversion {
  const patch = Number(target.version.split(".")[2] ?? 0);
  if (patch < 3 || conversion.kind !== "lines") return conversion;
  if (!conversion.lines.some((line) => line.startsWith("acl_global_path"))) return conversion;
  const left = conversion.lines.filter((line) => !line.startsWith("acl_global_path"));
  return linesWith(
    left,
    [],
    [
      "2.4.3 has no `acl_global_path`: write what its files say as `mailbox NAME { acl ID { rights = ... } }`",
    ],
  );
}

/** What is gone, by the beginning of its names. */
const gone: readonly (readonly [RegExp, string])[] = [
  [/^director_/, "the director was removed in 2.4: put a proxy in front that keeps each user on one backend"],
  [
    /^replicat(ion|or)_/,
    "replication was removed in 2.4: use shared storage or several backends with a proxy",
  ],
  [
    /^old_stats_/,
    "the old-stats plugin was removed in 2.4: count with `metric NAME { filter = ... }` blocks instead",
  ],
];

/** Names of 1.x for what stands in `service` blocks since 2.0; old-set-parser.c of 2.3 still puts it there. */
const firstNames =
  /^(login_(chroot|user|executable|process_size|process_per_connection|processes_count|max_processes_count|max_connections)|max_mail_processes|mail_(executable|process_size|drop_priv_before_exec)|auth_(executable|process_size|user|chroot|count)|ssl_listen)$/;

/** What to do with a tree that Dovecot 1.x read. */
export const ofVersion1 =
  "this is how 1.x wrote it; `doveconf -n` of 2.3 prints the tree as 2.3 writes it: upgrade what it prints";

/** Does the tree let passwords in without TLS, and nothing in this block say otherwise? */
function allowsCleartext({ atTop, beside }: SettingContext): boolean {
  const disabled = atTop("disable_plaintext_auth");
  return disabled !== undefined && !isYes(disabled) && beside?.("disable_plaintext_auth") === undefined;
}

/** What becomes of a setting at the top by its name, as far as `globalRenames` knows it. */
export function convertTopLevel(name: string, value: string): Conversion {
  return ownEntry(globalRenames, name)?.(value) ?? keep;
}

/** Within a section, what the tree's own `mail_location` says besides must not come in from outside. */
function location(text: string, { scope, atTop }: SettingContext): Conversion {
  const { lines: found, left } = convertLocation(text);
  const outer = scope.length === 0 ? undefined : atTop("mail_location");
  const named = new Set(found.map(nameIn));
  const resets = (outer === undefined ? [] : convertLocation(outer).lines)
    .map(nameIn)
    .filter((name) => !named.has(name) && name !== "mail_driver" && name !== "mail_path");
  const driver = found.some((line) => line === "mail_driver = maildir") ? "maildir++" : "fs";
  const reset = (name: string): string =>
    name === "mailbox_list_layout"
      ? `${name} = ${driver}`
      : /utf8|iter_from/.test(name)
        ? `${name} = no`
        : `${name} =`;
  return linesWith([...found, ...resets.map(reset)], left);
}

function nameIn(line: string): string {
  return line.split(" ")[0] ?? "";
}

/** `%%u` in a shared namespace stands for its owner. */
const ownerInPrefix: Readonly<Record<string, string>> = { u: "$user", n: "$username", d: "$domain" };

function ownerVariables(text: string): string {
  const owner: Readonly<Record<string, string>> = { u: "user", n: "username", d: "domain", h: "home" };
  return text.replace(/%%([undh])/g, (_, key: string) => `%{owner_${owner[key]}}`);
}

function ifKnown(name: string, text: string, context: SettingContext): Conversion {
  if (context.target.knows(name)) return kept(name, text);
  return manual(`2.4 has no setting \`${name}\`: if a plugin of your own reads it, see that plugin's manual`);
}

function mailPlugins(text: string): Conversion {
  const list = words(text);
  const adds = list.includes("$mail_plugins");
  const hints: string[] = [];
  const names = list.flatMap((word) => {
    if (word === "$mail_plugins") return [];
    if (!Object.hasOwn(pluginNames, word)) return [word];
    const renamed = ownEntry(pluginNames, word) ?? "";
    if (word === "listescape")
      hints.push(
        "2.4 has no plugin `listescape`: `mailbox_list_storage_escape_char` does it, with `listescape_char` or `\\` for its value",
      );
    else if (renamed === "" && !word.startsWith("imap_")) hints.push(`2.4 has no plugin \`${word}\``);
    return renamed === "" ? [] : [renamed];
  });
  if (!adds) return linesWith([`mail_plugins = ${names.join(" ")}`.trimEnd()], [], hints);
  if (names.length === 0) return hints.length === 0 ? drop : linesWith([], [], hints);
  return linesWith(
    block(
      "mail_plugins",
      names.map((name) => `${name} = yes`),
    ),
    [],
    hints,
  );
}

function protocols(text: string): Conversion {
  const list = words(text).map((word) => (word === "managesieve" ? "sieve" : word));
  const names = list.filter((word) => !/^(imaps|pop3s|none|\$protocols)$/.test(word));
  if (text === "none") return lines("protocols =");
  if (list.includes("$protocols"))
    return lines(
      ...block(
        "protocols",
        names.map((name) => `${name} = yes`),
      ),
    );
  const whole = new Set(names);
  if (list.includes("imaps")) whole.add("imap");
  if (list.includes("pop3s")) whole.add("pop3");
  const joined = [...whole].join(" ");
  return joined === text.trim() ? keep : lines(`protocols = ${joined}`);
}
