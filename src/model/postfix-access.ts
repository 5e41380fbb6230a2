// Walks an access restriction list for a stranger, with every result that it can have (smtpd_check.c, generic_checks).
//
// The stranger is somebody on the Internet: no client of `mynetworks`, not logged in, without a client certificate, who
// sends to a domain that is not served here and takes care to look decent (a host name, a sender that exists). What only
// DNS or a table elsewhere knows has several possible results.

import type { Part, Restriction } from "../../grammars/postfix-value/ast.ts";
import { parseRestrictions } from "../../grammars/postfix-value/parser.ts";
import type { PostfixConfig, PostfixValue } from "../resolve/postfix-config.ts";
import type { Origin } from "../system.ts";
import { effectResults, type Result, type Results } from "./postfix-effects.ts";
import type { Classes, RestrictionClass } from "./postfix-lists.ts";
import type { Trust } from "./postfix-networks.ts";
import { effectOf, type Key, type RestrictionList } from "./postfix-restrictions.ts";
import { originAt } from "./postfix-values.ts";

export interface Step {
  readonly parameter: RestrictionList;
  /** As written, with its argument; the name of the class when it stands in one. */
  readonly restriction: string;
  readonly outcome: Outcome;
  readonly origin: Origin;
}

/** `pass`: goes on with the next. `fatal`: smtpd does not start with this list. */
export type Outcome = "pass" | "permit" | "reject" | "discard" | "depends" | "fatal";

/** What the stranger and the session are while a list is walked. */
export interface Stage {
  readonly parameter: RestrictionList;
  /** Restriction that a bare `type:table` stands for; none in the lists of DATA. */
  readonly bare: Key | undefined;
  readonly hasHelo: boolean;
  readonly hasSender: boolean;
  readonly hasRecipient: boolean;
  /** The list is walked for RCPT TO, as with delayed rejection. */
  readonly atRcpt: boolean;
}

export interface Surroundings {
  readonly stage: Stage;
  readonly version: string | undefined;
  readonly classes: Classes;
  readonly mynetworks: Trust | "unknown";
  readonly foreign: Trust | "unknown";
  /** The stranger's host name matches `relay_domains` as smtpd itself has it. */
  readonly clientListed: Trust | "unknown";
  /** Tables whose text is at hand. */
  readonly fileNamed: PostfixConfig["fileNamed"];
  /** A stranger can turn TLS on: `undefined` = not known. */
  readonly offersTls: boolean | undefined;
}

export interface Walk {
  readonly results: Results;
  readonly steps: readonly Step[];
  /** Tables, policy services and parameters that decide. */
  readonly on: readonly string[];
}

interface Walker {
  readonly around: Surroundings;
  readonly steps: Step[];
  readonly on: Set<string>;
  /** By name of the class, depth, and whether it stands behind a warning. */
  readonly walked: Map<string, { readonly results: Results; readonly steps: readonly Step[] }>;
  depth: number;
}

export function walkList(value: PostfixValue, around: Surroundings): Walk {
  const walker: Walker = { around, steps: [], on: new Set(), walked: new Map(), depth: 0 };
  const results = walk(
    walker,
    parseRestrictions(value.value),
    (part) => originAt(value, part.start, part.end),
    false,
  );
  return { results: answered(results), steps: walker.steps, on: [...walker.on] };
}

/** A mistake in the configuration is answered with 451. */
function answered(results: Results): Results {
  return new Set([...results].map((result) => (result === "error" ? "reject" : result)));
}

type Place = (part: Part) => Origin;

const MOST_DEPTH = 100;

function walk(walker: Walker, list: readonly Restriction[], place: Place, warnAll: boolean): Results {
  const found = new Set<Result>();
  let warnNext = false;
  walker.depth++;
  for (const step of list) {
    if (step.kind === "warn") {
      warnNext = true;
      continue;
    }
    const results =
      walker.depth > MOST_DEPTH ? reject : stepResults(walker, step, place, warnAll || warnNext);
    warnNext = false;
    for (const result of results) if (result !== "pass") found.add(result);
    if (!results.has("pass")) {
      walker.depth--;
      return found;
    }
  }
  walker.depth--;
  return found.add("pass");
}

const reject: Results = new Set<Result>(["reject"]);

function stepResults(
  walker: Walker,
  step: Exclude<Restriction, { kind: "warn" }>,
  place: Place,
  warn: boolean,
): Results {
  const whole = wholeOf(step);
  const index = walker.steps.length;
  const raw = rawResults(walker, step, place, warn);
  const results = new Set<Result>();
  for (const result of raw) {
    // A mistake in the configuration is none that a warning could stand for, in a class neither (smtpd_check_reject).
    results.add(warn && result === "reject" ? "pass" : result);
  }
  const { parameter } = walker.around.stage;
  walker.steps.splice(index, 0, {
    parameter,
    restriction: `${warn ? "warn_if_reject " : ""}${whole.text}`,
    outcome: outcomeOf(results),
    origin: place(whole),
  });
  return results;
}

function outcomeOf(results: Results): Outcome {
  const [only, another] = answered(results);
  return only !== undefined && only !== "error" && another === undefined ? only : "depends";
}

function wholeOf(step: Exclude<Restriction, { kind: "warn" }>): Part {
  if (step.kind === "table") return step.table;
  if (step.kind === "name" || step.argument === undefined) return step.name;
  const { name, argument } = step;
  return { text: `${name.text} ${argument.text}`, start: name.start, end: argument.end };
}

/** `error`: smtpd answers 451 for a mistake in the configuration. */
function rawResults(
  walker: Walker,
  step: Exclude<Restriction, { kind: "warn" }>,
  place: Place,
  warn: boolean,
): Results {
  const inner = (list: readonly Restriction[], at: Place): Results => walk(walker, list, at, warn);
  const note = (on: string): void => {
    walker.on.add(on);
  };
  const { around } = walker;
  if (step.kind === "table") {
    if (around.stage.bare === undefined) return new Set<Result>(["error"]);
    return effectResults({ kind: "lookup", key: around.stage.bare }, step.table, around, {
      note,
      list: (text) => inner(parseRestrictions(text), () => place(step.table)),
    });
  }
  const effect = effectOf(step.name.text);
  const group = effect === undefined ? around.classes(step.name.text) : undefined;
  if (group !== undefined) return classResults(walker, group, step.name.text, warn);
  if (effect === undefined) {
    if (!mayExpand(step.name.text)) return new Set<Result>(["error"]);
    note(step.name.text);
    return new Set<Result>(["permit", "pass", "reject"]);
  }
  const argument = step.kind === "call" ? step.argument : undefined;
  return effectResults(effect, argument, around, {
    note,
    list: (text) => inner(parseRestrictions(text), () => place(wholeOf(step))),
  });
}

/** Of classes that name classes again and again no more steps than these are told. */
const MOST_STEPS = 10_000;

/** A class is walked once: with each that names the next one twice the walk would take twice as long. */
function classResults(walker: Walker, group: RestrictionClass, name: string, warn: boolean): Results {
  const { walked, steps, depth } = walker;
  const key = `${depth} ${warn} ${name}`;
  const before = walked.get(key);
  if (before !== undefined) {
    if (steps.length < MOST_STEPS) for (const step of before.steps) steps.push(step);
    return before.results;
  }
  const from = steps.length;
  const results = walk(walker, group.steps, (part) => originAt(group.value, part.start, part.end), warn);
  walked.set(key, { results, steps: steps.slice(from) });
  return results;
}

/** A `$name` that nobody here knows, or a template's placeholder. */
export function mayExpand(word: string): boolean {
  return /[${%@<]/.test(word);
}
