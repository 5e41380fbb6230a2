// The switches `*_use_tls` and `*_enforce_tls`, which became `*_tls_security_level`: one level for each scope that sets one.

import type { MasterService } from "../grammars/postfix-master/ast.ts";
import type { Edit, Fix } from "./finding.ts";
import { type Flag, flag } from "./model/postfix-values.ts";
import type { PostfixConfig } from "./resolve/postfix-config.ts";
import { removeFix, type Written } from "./vocabulary-postfix.ts";
import { isNamed, isSole, statementEdit } from "./vocabulary-postfix-statements.ts";

/** What to write instead of a statement, and how. */
export interface Instead {
  readonly advice: string;
  readonly fix?: Fix;
}

interface Family {
  readonly level: string;
  readonly use: string;
  readonly enforce: string;
  /** Switches that level and others take their defaults from another program's. */
  readonly borrowed: boolean;
  readonly peername?: string;
}

const families: readonly Family[] = [
  ...["smtpd", "smtp", "lmtp"].map((side) => ({
    level: `${side}_tls_security_level`,
    use: `${side}_use_tls`,
    enforce: `${side}_enforce_tls`,
    borrowed: false,
    ...(side === "smtpd" ? {} : { peername: `${side}_tls_enforce_peername` }),
  })),
  ...["postscreen_tls", "tlsproxy_tls", "tlsproxy_client"].map((side) => ({
    level: `${side}_security_level`,
    use: `${side.replace(/_tls$/, "")}_use_tls`,
    enforce: `${side.replace(/_tls$/, "")}_enforce_tls`,
    borrowed: true,
  })),
];

/** What to write instead of each switch; the first of a family that can be rewritten has the edits for all of them. */
export function tlsSwitches(found: readonly Written[]): ReadonlyMap<Written, Instead> {
  const instead = new Map<Written, Instead>();
  for (const config of new Set(found.map((one) => one.config)))
    for (const family of families) {
      const names = [family.use, family.enforce, family.peername];
      const switches = found.filter((one) => one.config === config && names.includes(one.name));
      if (switches.length > 0)
        for (const [one, what] of rewrite(config, family, switches)) instead.set(one, what);
    }
  return instead;
}

interface Scope {
  readonly service: MasterService | undefined;
  readonly switches: readonly Written[];
}

/** `set`: the parameter of the level decides already; a word: the level that the switches mean; `unknown`. */
type Meant = "set" | "none" | "may" | "encrypt" | "verify" | "unknown";

function rewrite(config: PostfixConfig, family: Family, all: readonly Written[]): [Written, Instead][] {
  const services = [...new Set(all.map(({ service }) => service))];
  const scopes = services.map(
    (service): Scope => ({
      service,
      switches: all.filter((one) => one.service === service),
    }),
  );
  const main = scopes.find(({ service }) => service === undefined);
  const ofMain = main === undefined ? "none" : meantIn(config, family, undefined);
  const answers = scopes.flatMap((scope) => answersOf(config, family, scope, ofMain));
  const edits = answers.map(({ edit }) => edit);
  const whole =
    all.every(isSole) &&
    !isNamed(config, family.level) &&
    edits.every((edit) => edit !== undefined) &&
    (!emptied(config, family) || services.every((service) => meantIn(config, family, service) === "none"));
  return answers.map(({ one, advice }, at): [Written, Instead] => [
    one,
    whole && at === 0
      ? { advice, fix: { title: `use \`${family.level}\``, safety: "safe", edits: joined(edits as Edit[]) } }
      : { advice },
  ]);
}

/** Edits of neighbours as one: a fix may not have two that touch. */
function joined(edits: readonly Edit[]): Edit[] {
  const sorted = edits.toSorted((one, other) => one.span.start - other.span.start);
  const out: Edit[] = [];
  for (const edit of sorted) {
    const at = out.findIndex(({ span }) => span.file === edit.span.file && span.end === edit.span.start);
    const before = out[at];
    if (before === undefined) out.push(edit);
    else out[at] = { span: { ...before.span, end: edit.span.end }, text: before.text + edit.text };
  }
  return out;
}

/** A service empties the level, so that the switches of main.cf count for it. */
function emptied(config: PostfixConfig, { level }: Family): boolean {
  return [undefined, ...config.services].some((service) => {
    const value = config.get(level, service);
    return value?.origin.kind === "file" && (value.unknown || value.value.trim() === "");
  });
}

/** smtpd/smtpd.c, pre_jail_init(); smtp/smtp_tls_policy.c, global_tls_level(). */
function meantIn(config: PostfixConfig, family: Family, service: MasterService | undefined): Meant {
  const level = config.get(family.level, service);
  if (level?.origin.kind === "file") {
    if (level.unknown) return "unknown";
    if (level.value.trim() !== "") return "set";
    // Written, and empty: the switches decide, and off is what is left without them.
    const isOff = [family.use, family.enforce].every((name) => flag(config, name, service) === "no");
    return isOff && !family.borrowed ? "none" : "unknown";
  }
  if (level !== undefined && !level.unknown && level.value.trim() !== "" && !family.borrowed) return "set";
  const [use, enforce] = [flag(config, family.use, service), flag(config, family.enforce, service)];
  if (!isPlain(use) || !isPlain(enforce)) return "unknown";
  if (enforce === "no") return use === "yes" ? "may" : "none";
  if (family.peername === undefined) return "encrypt";
  const peername = flag(config, family.peername, service);
  if (!isPlain(peername)) return "unknown";
  return peername === "yes" ? "verify" : "encrypt";
}

function isPlain(value: Flag): value is "yes" | "no" {
  return value === "yes" || value === "no";
}

interface Answer {
  readonly one: Written;
  readonly advice: string;
  readonly edit: Edit | undefined;
}

function answersOf(config: PostfixConfig, family: Family, scope: Scope, ofMain: Meant): Answer[] {
  const meant = scope.service === undefined ? ofMain : meantIn(config, family, scope.service);
  const gone = (one: Written, why: string): Answer => ({
    one,
    advice: `delete it: ${why}`,
    edit: removeFix(one).edits[0],
  });
  const { switches } = scope;
  if (meant === "set") return switches.map((one) => gone(one, `\`${family.level}\` decides`));
  const [most] = switches.toSorted((one, other) => rank(family, other, meant) - rank(family, one, meant));
  const inherited = scope.service === undefined ? "none" : ofMain;
  if (meant === inherited && !family.borrowed)
    return switches.map((one) =>
      gone(one, meant === "none" ? "it changes nothing" : `\`${family.level}\` of main.cf will do`),
    );
  return switches.map((one) => {
    const advice = `write \`${family.level} = ${meant === "unknown" ? "may" : meant}\``;
    if (one !== most) return { ...gone(one, `\`${family.level}\` takes its place`) };
    if (meant === "unknown")
      return { one, advice: `${advice}, or \`encrypt\` where TLS must be`, edit: undefined };
    const text = scope.service === undefined ? `${family.level} = ${meant}` : `${family.level}=${meant}`;
    return { one, advice, edit: statementEdit(one, text) };
  });
}

/** The switch that stands for the level is the one that brings it about. */
function rank({ use, enforce }: Family, { name, text }: Written, meant: Meant): number {
  const decides = meant === "may" ? name === use : name === enforce;
  return (decides ? 2 : 0) + (text.toLowerCase() === "yes" ? 1 : 0);
}
