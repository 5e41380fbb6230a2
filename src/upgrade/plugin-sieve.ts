// Sieve settings of `plugin { }`: scripts become `sieve_script` blocks.

import { block, type Conversion, drop, goesInto, lines, linesWith, manual } from "./conversion.ts";
import type { PluginSettings } from "./plugin.ts";
import { isYes, label, quote, words, zeroIsUnlimited } from "./values.ts";
import { convertVariables } from "./variables.ts";

const renamed: Readonly<Record<string, string>> = {
  sieve_user_log: "sieve_user_log_path",
  sieve_spamtest_max_header: "sieve_spamtest_score_max_header",
  sieve_spamtest_max_value: "sieve_spamtest_score_max_value",
  sieve_virustest_max_header: "sieve_virustest_score_max_header",
  sieve_virustest_max_value: "sieve_virustest_score_max_value",
  sieve_variables_max_scope_size: "sieve_variables_max_scope_count",
  sieve_variables_max_variable_size: "sieve_variables_max_value_size",
};

export function convertSieve(name: string, value: string, all: PluginSettings): Conversion | undefined {
  if (Object.hasOwn(renamed, name)) return lines(`${renamed[name]} = ${quote(convertVariables(value).text)}`);
  const ordered = /^sieve_(before|after)(\d*)$/.exec(name);
  if (ordered !== null) return script(`${ordered[1]}${ordered[2]}`, ordered[1] ?? "", value);
  const byType = /^sieve_(default|discard|global|global_dir|global_path)$/.exec(name);
  if (byType !== null) return typed(byType[1] ?? "", value, all);
  const mailbox = /^imapsieve_mailbox(\d+)_(name|from|causes|before|after)$/.exec(name);
  if (mailbox !== null) return imapsieve(mailbox[1] ?? "", mailbox[2] ?? "", all);
  const test = /^sieve_(spam|virus)test_status_header$/.exec(name)?.[1];
  if (test !== undefined) return statusHeader(`sieve_${test}test`, value, all);
  const text = /^sieve_(spam|virus)test_text_value(\d+)$/.exec(name);
  if (text !== null)
    return lines(...block(`sieve_${text[1]}test_text_value`, [`${text[2]} = ${quote(value)}`]));
  switch (name) {
    case "sieve_user_email":
      return value.includes("%")
        ? manual(
            "`sieve_user_email` takes no variables in 2.4: without it Sieve takes the user name for the address",
          )
        : undefined;
    case "sieve":
      return personal(value, all);
    case "sieve_dir":
      return all.has("sieve") ? goesInto("sieve") : personal(`file:${value}`, all);
    case "sieve_default_name":
      return all.has("sieve_default")
        ? goesInto("sieve_default")
        : manual("`sieve_script default { name = ... }` takes this in 2.4");
    case "sieve_extensions":
    case "sieve_global_extensions":
      return extensions(name, value);
    case "sieve_quota_max_scripts":
      return lines(`sieve_quota_script_count = ${zeroIsUnlimited(value)}`);
    case "sieve_quota_max_storage":
      return lines(`sieve_quota_storage_size = ${zeroIsUnlimited(value)}`);
    case "sieve_vacation_dont_check_recipient":
      return lines(`sieve_vacation_check_recipient = ${isYes(value) ? "no" : "yes"}`);
    default:
      return undefined;
  }
}

/** `[driver:]path[;active=path][;name=name]...` of a script storage (pigeonhole, sieve-storage.c). */
function storage(value: string): { readonly body: readonly string[]; readonly left: readonly string[] } {
  const [place = "", ...options] = value.split(";");
  const body: string[] = [];
  const left: string[] = [];
  const driver = /^(file|ldap|dict):/.exec(place)?.[1];
  if (driver !== undefined && driver !== "file") {
    body.push(`driver = ${driver}`);
    left.push(place);
  } else {
    const path = convertVariables(place.replace(/^file:/, ""));
    left.push(...path.unknown);
    body.push(`path = ${quote(path.text)}`);
  }
  for (const option of options) {
    const [key = "", text = ""] = option.split("=");
    const converted = convertVariables(text);
    if (key === "active") body.push(`active_path = ${quote(converted.text)}`);
    else if (key === "name") body.push(`name = ${quote(converted.text)}`);
    else if (key === "bindir") body.push(`bin_path = ${quote(converted.text)}`);
    else if (option !== "") left.push(option);
  }
  return { body, left };
}

/** 2.4 does not start when a score has no maximum; 2.3 left the extension out (sieve-spamtest settings). */
function statusHeader(prefix: string, value: string, all: PluginSettings): Conversion | undefined {
  const hasMost = all.has(`${prefix}_max_header`) || all.has(`${prefix}_max_value`);
  if (hasMost || all.get(`${prefix}_status_type`) === "text") return undefined;
  return manual(`\`${prefix}_status_header\` needs \`${prefix}_score_max_value\` beside it: \`${value}\``);
}

/** `sieve` alone was the active script, and `sieve_dir` the folder it is a link into. */
function personal(value: string, all: PluginSettings): Conversion {
  const dir = all.get("sieve_dir");
  const plainFile = !/^(file|ldap|dict):/.test(value) && !value.includes(";active=");
  const parts = plainFile && dir !== undefined ? storage(`file:${dir};active=${value}`) : storage(value);
  return linesWith(block("sieve_script personal", parts.body), parts.left);
}

function script(name: string, type: string, value: string, more: readonly string[] = []): Conversion {
  const { body, left } = storage(value);
  return linesWith(block(`sieve_script ${label(name)}`, [`type = ${type}`, ...more, ...body]), left);
}

function typed(what: string, value: string, all: PluginSettings): Conversion {
  // sieve-storage.c and ext-include-common.c of Pigeonhole 0.5: older names, read where the newer is not set.
  const newer = ({ global_path: "default", global_dir: "global" } as Record<string, string>)[what];
  if (newer !== undefined && all.has(`sieve_${newer}`)) return drop;
  const type = newer ?? what;
  const name = type === "default" ? all.get("sieve_default_name") : undefined;
  return script(type, type, value, name === undefined ? [] : [`name = ${quote(name)}`]);
}

/** Extensions that Pigeonhole has no more, and what scripts use instead. */
const goneExtensions: Readonly<Record<string, string>> = {
  notify: "enotify",
  imapflags: "imap4flags",
  "vnd.dovecot.duplicate": "duplicate",
};

/** `+a -b` changes the default list, names alone replace it. */
function extensions(name: string, value: string): Conversion {
  const all = words(value);
  const bare = (word: string) => word.replace(/^[+-]/, "");
  const list = all.filter((word) => !Object.hasOwn(goneExtensions, bare(word)));
  const hints = all
    .filter((word) => !list.includes(word) && !word.startsWith("-"))
    .map(
      (word) =>
        `2.4 has no Sieve extension \`${bare(word)}\`: scripts that require it must use \`${goneExtensions[bare(word)]}\``,
    );
  if (!all.every((word) => /^[+-]/.test(word))) return linesWith([`${name} = ${list.join(" ")}`], [], hints);
  const body = list.map((word) => `${bare(word)} = ${word.startsWith("+") ? "yes" : "no"}`);
  return linesWith(block(name, body), [], hints);
}

/** The numbered settings of one rule make one block; it stands where its first setting stood. */
function imapsieve(number: string, part: string, all: PluginSettings): Conversion {
  const get = (key: string): string | undefined => all.get(`imapsieve_mailbox${number}_${key}`);
  const first = [...all.keys()].find((key) => key.startsWith(`imapsieve_mailbox${number}_`));
  if (first !== undefined && first !== `imapsieve_mailbox${number}_${part}`) return goesInto(first);
  const left: string[] = [];
  const causes = words(get("causes") ?? "").map((cause) => cause.toLowerCase());
  const scripts = ["before", "after"].flatMap((type) => {
    const value = get(type);
    if (value === undefined) return [];
    const parts = storage(value);
    left.push(...parts.left);
    const body = [
      `type = ${type}`,
      ...(causes.length === 0 ? [] : [`cause = ${causes.join(" ")}`]),
      ...parts.body,
    ];
    return block(`sieve_script imapsieve-${number}-${type}`, body);
  });
  const name = get("name") ?? "*";
  const from = get("from");
  const inner =
    from === undefined || from === "*" ? scripts : block(`imapsieve_from ${label(from)}`, scripts);
  return linesWith(name === "*" ? inner : block(`mailbox ${label(name)}`, inner), left);
}
