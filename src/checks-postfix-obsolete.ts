// `obsolete-setting` for Postfix: parameters that a release warns of or has dropped, with what to write instead.

import { type Instead, tlsSwitches } from "./checks-postfix-switches.ts";
import { programOf } from "./model/postfix-services.ts";
import { flag } from "./model/postfix-values.ts";
import type { Report, RuleContext } from "./rule.ts";
import { deprecatedNames, deprecatedSince, deprecation, isBuiltin } from "./settings/postfix.ts";
import { goneNames, goneParameter, newName } from "./settings/postfix-gone.ts";
import { postfixSystems } from "./vocabulary.ts";
import { releaseAtLeast, removeFix, spelled, type Written } from "./vocabulary-postfix.ts";
import { isNamed, isSole, nameSpan, statementEdit } from "./vocabulary-postfix-statements.ts";

/** `obsolete-setting`: what postconf(1) warns of (postconf/postconf_unused.c), as long as the release warns of it. */
export function obsoleteParameters(context: RuleContext): void {
  if (postfixSystems(context).length === 0) return;
  const found = [...spelled(context, ...deprecatedNames())].filter(
    (one) => deprecation(one.name, one.config.releases) !== undefined && !hasOwnRule(one),
  );
  const switches = tlsSwitches(found);
  for (const one of found) context.report(reportOf(one, switches.get(one) ?? insteadOf(one)));
  for (const one of spelled(context, ...goneNames)) {
    const { name, config } = one;
    const known = isBuiltin(name, config.releases) || isNamed(config, name);
    const gone = goneParameter(name);
    if (known || gone === undefined) continue;
    context.report({
      span: nameSpan(one),
      message: `\`${name}\` was dropped in postfix ${gone.since}, and is ignored since; ${gone.instead === undefined ? "delete it" : `write \`${gone.instead}\``}`,
      ...(gone.instead === undefined ? { fix: removeFix(one) } : {}),
    });
  }
}

/** `dh-params-obsolete` tells of a file with Diffie-Hellman parameters. */
function hasOwnRule({ name, text, value, config }: Written): boolean {
  if (name !== "smtpd_tls_dh1024_param_file" || value.unknown) return false;
  return text !== "" && text.toLowerCase() !== "auto" && releaseAtLeast(config, "3.9") === true;
}

function reportOf(one: Written, { advice, fix }: Instead): Report {
  const since = one.config.version === undefined ? ` from ${deprecatedSince(one.name)} on` : "";
  return {
    span: nameSpan(one),
    message: `\`${one.name}\` is on its way out: postfix warns of it${since} and will drop it; ${advice}`,
    ...(fix === undefined ? {} : { fix }),
  };
}

function insteadOf(one: Written): Instead {
  const renamed = newName(one.name);
  if (renamed !== undefined) return renaming(one, renamed);
  if (one.name === "disable_dns_lookups") return dnsLookups(one);
  if (/_cname_overrides_servername$/.test(one.name)) {
    const off = one.text.toLowerCase() === "no" && isSole(one);
    return {
      advice: "delete it: the default is `no`",
      fix: removeFix(one, off ? "safe" : "unsafe"),
    };
  }
  // Nothing reads the grade since Postfix 3.6; built-in parameters take the place of the file (tls/tls_dh.c).
  if (/^smtpd_tls_(?:eecdh_grade|dh1024_param_file)$/.test(one.name))
    return { advice: "delete it", fix: removeFix(one, isSole(one) ? "safe" : "unsafe") };
  if (/_per_site$/.test(one.name))
    return {
      advice: `move its entries to \`${one.name.replace("_per_site", "_policy_maps")}\`: \`MUST\` is \`verify\` there, \`MUST_NOPEERMATCH\` \`encrypt\`, \`MAY\` \`may\`, \`NONE\` \`none\``,
    };
  const words = deprecation(one.name, one.config.releases) ?? "";
  return { advice: `instead, ${words.replaceAll('"', "`")}` };
}

function renaming(one: Written, renamed: string): Instead {
  const { config, service, name } = one;
  const set = config.get(renamed, service)?.origin.kind === "file";
  if (set)
    return {
      advice: `delete it: \`${renamed}\`, its new name, is set and counts`,
      fix: removeFix(one, isSole(one) ? "safe" : "unsafe"),
    };
  const known = config.releases.every((release) => isBuiltin(renamed, [release]));
  const safety = known && isSole(one) ? "safe" : "unsafe";
  return {
    advice: `write its new name, \`${renamed}\``,
    fix: { title: `rename \`${name}\``, safety, edits: [{ span: nameSpan(one), text: renamed }] },
  };
}

/** smtp/smtp.c, main(): `disable_dns_lookups` counts where `smtp_dns_support_level` is empty, for both clients. */
function dnsLookups(one: Written): Instead {
  const { config, service } = one;
  const safe = isSole(one) ? "safe" : "unsafe";
  if (one.value.unknown) return { advice: "set `smtp_dns_support_level`" };
  // In a service of its own it may take back what main.cf says.
  if (flag(config, one.name, service) === "no" && flag(config, one.name) === "no")
    return { advice: "delete it: the default is `no`", fix: removeFix(one, safe) };
  const word = flag(config, one.name, service) === "yes" ? "disabled" : "enabled";
  const program = service === undefined ? undefined : programOf(service);
  const clients =
    program === undefined ? ["smtp", "lmtp"] : ["smtp", "lmtp"].filter((name) => name === program);
  if (clients.length === 0)
    return { advice: `delete it: \`${program}\` does not read it`, fix: removeFix(one, safe) };
  const levels = clients.map((name) => `${name}_dns_support_level`);
  const advice = `write ${levels.map((name) => `\`${name} = ${word}\``).join(" and ")}`;
  if (levels.some((name) => config.get(name, service)?.origin.kind === "file")) return { advice };
  const text = levels
    .map((name) => (service === undefined ? `${name} = ${word}` : `${name}=${word}`))
    .join("\n");
  return { advice, fix: { title: advice, safety: safe, edits: [statementEdit(one, text)] } };
}
