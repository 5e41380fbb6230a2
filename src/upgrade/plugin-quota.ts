// Quota settings of `plugin { }`: roots, rules, warnings, grace.

import { block, type Conversion, drop, lines, linesWith, manual } from "./conversion.ts";
import type { PluginSettings } from "./plugin.ts";
import { kibibytes, label, quote, zeroIsUnlimited } from "./values.ts";
import { convertVariables } from "./variables.ts";

/** Name of a root: `quota2 = count:Shared quota` is `Shared quota`; without one the driver's name. */
function rootName(value: string): string {
  const [driver = "", name = ""] = value.split(":");
  return name === "" ? driver : name;
}

export function convertQuota(name: string, value: string, all: PluginSettings): Conversion | undefined {
  if (/^quota\d*$/.test(name)) return root(value);
  const rule = /^quota(\d*)_rule\d*$/.exec(name);
  if (rule !== null) return quotaRule(head(rule[1] ?? "", all), value);
  const warning = /^quota(\d*)_warning(\d*)$/.exec(name);
  if (warning !== null) return quotaWarning(head(warning[1] ?? "", all), warning[2] ?? "", value);
  const single: Readonly<Record<string, string>> = {
    quota_max_mail_size: `quota_mail_size = ${zeroIsUnlimited(value)}`,
    quota_over_flag: `quota_over_status_current = ${quote(convertVariables(value).text)}`,
    quota_over_flag_lazy_check: `quota_over_status_lazy_check = ${value}`,
    quota_over_flag_value: `quota_over_status_mask = ${quote(value)}`,
  };
  if (Object.hasOwn(single, name)) return lines(single[name] ?? "");
  switch (name) {
    case "quota_grace":
      return value.includes("%")
        ? manual("`quota_storage_grace` takes a size, no percentage: write one such as `10M`")
        : lines(`quota_storage_grace = ${kibibytes(value)}`);
    case "quota_over_script": {
      const [program = "", ...rest] = value.split(/\s+/);
      const converted = convertVariables(rest.join(" "));
      return linesWith(
        block("quota_over_status", block(`execute ${label(program)}`, [`args = ${quote(converted.text)}`])),
        converted.unknown,
      );
    }
    case "quota_vsizes":
      return drop;
    case "quota_set":
      return manual("SETQUOTA was removed in 2.4");
    default:
      return undefined;
  }
}

function head(number: string, all: PluginSettings): string {
  const value = all.get(`quota${number}`);
  return `quota ${label(value === undefined ? "User quota" : rootName(value))}`;
}

function root(value: string): Conversion {
  const [driver = "", , ...options] = value.split(":");
  const kind = driver === "fs" || driver === "imapc" ? driver : "count";
  const body = [`driver = ${kind}`];
  const left: string[] = [];
  for (const option of options) {
    if (option === "hidden") body.push("hidden = yes");
    else if (option === "ignoreunlimited") body.push("ignore_unlimited = yes");
    else if (option === "noenforcing") body.push("enforce = no");
    else if (option !== "" && !option.startsWith("%")) left.push(option);
  }
  const text = block(`quota ${label(rootName(value))}`, body);
  if (kind === driver) return linesWith(text, left);
  return {
    kind: "lines",
    lines: text,
    reason: `the quota driver \`${driver}\` was removed: \`count\` takes its place and counts each mailbox anew when the user comes`,
  };
}

/** `MAILBOX:storage=1G:messages=100`, the mailbox `*` for the root's own limit, `?` for users without one. */
function quotaRule(into: string, value: string): Conversion {
  const [mailbox = "", ...limits] = value.split(":");
  const own = mailbox === "*" || mailbox === "?";
  const body: string[] = [];
  const left: string[] = [];
  for (const limit of limits) {
    const [key = "", amount = ""] = limit.split("=");
    const relative = /^([+-])(\d+)(%*)([\s\S]*)$/.exec(amount);
    if (limit === "ignore") body.push("quota_ignore = yes");
    else if (key === "storage" && relative !== null && relative[3] !== "")
      body.push(`quota_storage_percentage = ${100 + Number(`${relative[1]}${relative[2]}`)}`);
    else if (/^(storage|bytes)$/.test(key) && relative?.[1] === "+")
      body.push(
        `quota_storage_extra = ${key === "bytes" ? `${relative[2]}B` : kibibytes(`${relative[2]}${relative[4]}`)}`,
      );
    else if (/^(storage|bytes)$/.test(key) && /^\d+[a-z]*$/i.test(amount))
      body.push(
        `quota_storage_size = ${zeroIsUnlimited(key === "bytes" ? `${amount}B` : kibibytes(amount))}`,
      );
    else if (key === "messages" && /^\d+$/.test(amount))
      body.push(`quota_message_count = ${zeroIsUnlimited(amount)}`);
    else if (limit !== "") left.push(limit);
  }
  return linesWith(block(own ? into : `mailbox ${label(mailbox)}`, body), left);
}

/** `storage=95%% program arguments`; a minus before it means when usage falls below. */
function quotaWarning(into: string, number: string, value: string): Conversion {
  const match = /^(-?)(storage|messages)=(\d+)%*\s+(\S+)\s*([\s\S]*)$/.exec(value);
  if (match === null) return manual(`write this as \`${into} { warning NAME { ... execute PROGRAM { } } }\``);
  const [, under, resource, percent = "", program = "", rest = ""] = match;
  const kind = resource === "messages" ? "message" : "storage";
  const converted = convertVariables(rest);
  const body = [
    ...(kind === "message" ? ["quota_warning_resource = message"] : []),
    `quota_${kind}_percentage = ${percent}`,
    ...(under === "-" ? ["quota_warning_threshold = under"] : []),
    ...block(`execute ${label(program)}`, [`args = ${quote(converted.text)}`]),
  ];
  return linesWith(block(into, block(`warning warn${number || "1"}-${percent}`, body)), converted.unknown);
}
