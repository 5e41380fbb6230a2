// One setting outside of passdb and userdb: by its section, then by its name, then by whether 2.4 knows it.

import { block, type Conversion, drop, keep, lines, linesWith, manual } from "./conversion.ts";
import { expandsIn24 } from "./known.ts";
import { convertLocation } from "./mail-location.ts";
import { convertPlugin, kept, type PluginSettings } from "./plugin.ts";
import { globalRenames, pluginNames, serviceRenames } from "./renames.ts";
import type { SettingStatement } from "./tree.ts";
import type { UpgradeTarget } from "./upgrade.ts";
import { quote, unquote, words } from "./values.ts";
import { convertVariables, type Expansion } from "./variables.ts";

export interface SettingContext {
  readonly scope: readonly string[];
  /** What `plugin { }` holds: one setting of it often says how another is to be written. */
  readonly plugins: PluginSettings;
  readonly target: UpgradeTarget;
  /** The last value of a setting at the top of the tree. */
  readonly atTop: (name: string) => string | undefined;
}

export function convertSetting(statement: SettingStatement, context: SettingContext): Conversion {
  const name = statement.name.text;
  const raw = statement.value.text;
  const inner = (context.scope.at(-1) ?? "").split(" ")[0] ?? "";
  const text = unquote(raw);
  if (/^(service|.*_listener)$/.test(inner)) {
    const convert = Object.hasOwn(serviceRenames, name) ? serviceRenames[name] : undefined;
    return convert?.(raw) ?? keep;
  }
  if (inner === "plugin") {
    const all = context.plugins;
    const renamed = Object.hasOwn(globalRenames, name) ? globalRenames[name]?.(raw) : undefined;
    return convertPlugin(name, text, all) ?? renamed ?? ifKnown(name, text, context);
  }
  if (name === "mail_plugins") return mailPlugins(text);
  if (inner === "namespace" && name === "location") {
    return text === "" ? drop : location(ownerVariables(text), context);
  }
  if (name === "mail_location") return location(text, context);
  if (inner === "namespace" && name === "prefix" && text.includes("%%"))
    return lines(
      `prefix = ${quote(text.replace(/%%([und])/g, (_, key: string) => ownerInPrefix[key] ?? ""))}`,
    );
  if (name === "protocols") return protocols(text);
  const convert = Object.hasOwn(globalRenames, name) ? globalRenames[name] : undefined;
  const converted = convert?.(raw);
  if (converted !== undefined && converted.kind !== "keep") return converted;
  if (inner === "namespace" || inner === "mailbox") return withVariables(name, raw);
  if (!context.target.knows(name)) return manual(`2.4 has no setting \`${name}\``);
  return withVariables(name, raw);
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

/** `$NAME` is `$SET:NAME` in 2.4 (but for `$ENV:`), `%u` is `%{user}`. */
function withVariables(name: string, raw: string): Conversion {
  if (raw.startsWith("<")) return keep;
  const text = unquote(raw);
  const quoted = text !== raw;
  const references = quoted ? text : text.replace(/(^|\s)\$(?!ENV:|SET:)(?=[A-Za-z_])/g, "$1$SET:");
  const converted = expandsIn24(name)
    ? convertVariables(references, expansionOf(name))
    : { text: references, unknown: [] };
  if (converted.text === text && converted.unknown.length === 0) return keep;
  const value = quoted ? `"${converted.text.replace(/[\\"]/g, "\\$&")}"` : quote(converted.text);
  return linesWith([`${name} = ${value}`], converted.unknown);
}

/** Formats whose letters mean something of their own (the comments of 10-logging.conf and 20-*.conf of 2.3). */
const letters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deliver_log_format: {
    $: "message",
    m: "msgid",
    s: "subject",
    f: "from",
    p: "size",
    w: "vsize",
    e: "from_envelope",
    t: "to_envelope",
  },
  imap_logout_format: { i: "input", o: "output" },
  pop3_logout_format: {
    i: "input",
    o: "output",
    t: "top_count",
    p: "top_bytes",
    r: "retr_count",
    b: "retr_bytes",
    d: "deleted_count",
    m: "message_count",
    s: "message_bytes",
    u: "uidl_change",
  },
  submission_logout_format: { i: "input", o: "output" },
  managesieve_logout_format: { i: "input", o: "output" },
  login_log_format: { $: "message", s: "elements" },
  pop3_uidl_format: { u: "uid", v: "uidvalidity", f: "filename", g: "guid", m: "md5" },
  mail_log_prefix: { s: "service", p: "process:pid" },
  rejection_reason: { n: "literal('\\r\\n')", r: "reason", s: "subject", t: "to" },
  rejection_subject: { s: "subject" },
};

function expansionOf(name: string): Expansion {
  const by = name.startsWith("login_") ? "login" : name.startsWith("auth_") ? "auth" : "storage";
  return { by, letters: letters[name] ?? {} };
}

function mailPlugins(text: string): Conversion {
  const list = words(text);
  const adds = list.includes("$mail_plugins");
  const left: string[] = [];
  const names = list.flatMap((word) => {
    if (word === "$mail_plugins") return [];
    if (!Object.hasOwn(pluginNames, word)) return [word];
    const renamed = pluginNames[word] ?? "";
    if (renamed === "" && !word.startsWith("imap_") && word !== "zlib") left.push(`mail_plugins: ${word}`);
    return renamed === "" ? [] : [renamed];
  });
  if (!adds) return linesWith([`mail_plugins = ${names.join(" ")}`.trimEnd()], left);
  if (names.length === 0) return left.length === 0 ? drop : linesWith([], left);
  return linesWith(
    block(
      "mail_plugins",
      names.map((name) => `${name} = yes`),
    ),
    left,
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
