// What one restriction does to a stranger, and what an access table's result does (smtpd_check.c, check_table_result).

import type { Part, TableSpec } from "../../grammars/postfix-value/ast.ts";
import { parseTableArgument } from "../../grammars/postfix-value/table.ts";
import type { Surroundings } from "./postfix-access.ts";
import type { Trust } from "./postfix-networks.ts";
import type { Effect, Key } from "./postfix-restrictions.ts";
import { withFile } from "./postfix-table-files.ts";
import { cidrResult, strangers, tableKnowledge } from "./postfix-tables.ts";
import { atLeast } from "./postfix-values.ts";

/** `pass`: the next restriction decides. `discard`: taken with a 250 and thrown away. `error`: 451, configuration error. */
export type Result = "permit" | "reject" | "pass" | "discard" | "error";
export type Results = ReadonlySet<Result>;

/** What the walk of a list offers: to note what the result depends on, and to walk a list in a table's result. */
interface Walking {
  readonly note: (on: string) => void;
  readonly list: (text: string) => Results;
}

const one = (...results: Result[]): Results => new Set(results);

export function effectResults(
  effect: Effect,
  argument: Part | undefined,
  around: Surroundings,
  walking: Walking,
): Results {
  const { stage, version } = around;
  switch (effect.kind) {
    case "permit":
    case "reject":
    case "pass":
      return one(effect.kind);
    case "defer":
      return one("reject");
    case "sleep":
      return one(argument !== undefined && /^\d+$/.test(argument.text) ? "pass" : "error");
    case "plaintext":
      if (around.offersTls === undefined) walking.note("smtpd_tls_security_level");
      return around.offersTls === undefined
        ? one("pass", "reject")
        : one(around.offersTls ? "pass" : "reject");
    case "removed":
      return removed(version, effect.since, "pass", walking);
    case "mynetworks":
      return trusted(around.mynetworks, "permit", "pass", "mynetworks", walking);
    case "naked-ip":
      return removed(version, "3.9", stage.hasHelo ? "permit" : "pass", walking);
    case "policy":
      if (argument === undefined || !argument.text.includes(":")) return one("error");
      walking.note(argument.text);
      return one("permit", "pass", "reject");
    case "dnswl":
      // In RCPT TO it never speaks for a domain that is not served here (permit_dnswl_addr).
      if (argument === undefined || (stage.atRcpt && stage.hasRecipient)) return one("pass");
      walking.note(argument.text);
      return one("permit", "pass");
    case "lookup":
      return lookup(effect.key, argument, around, walking);
    case "server":
      return serverLookup(effect.of, argument, around, walking);
    default:
      return stage.hasRecipient ? destination(effect.kind, around, walking) : one("pass");
  }
}

type Destination = "unauth-destination" | "auth-destination" | "relay-domains" | "mx-backup";

function destination(kind: Destination, around: Surroundings, walking: Walking): Results {
  const results = (yes: Result, no: Result): Results =>
    trusted(around.foreign, yes, no, "relay_domains", walking);
  switch (kind) {
    case "unauth-destination":
      return results("pass", "reject");
    case "auth-destination":
      return results("permit", "pass");
    case "mx-backup":
      if (around.foreign === "all") return one("permit");
      walking.note("permit_mx_backup");
      return one("permit", "pass");
    case "relay-domains":
      if (atLeast(around.version, "3.9") !== false) return one("error");
      // It looks for the client's host name, too, in the list of smtpd's own (check_relay_domains).
      if (around.foreign === "all" || around.clientListed === "all") return one("permit");
      return new Set([
        ...results("permit", "reject"),
        ...trusted(around.clientListed, "permit", "reject", "relay_domains", walking),
      ]);
  }
}

/** The restriction works before the release that took it out; from there on it answers 451. */
function removed(version: string | undefined, since: string, before: Result, walking: Walking): Results {
  const gone = atLeast(version, since);
  if (gone === undefined) walking.note(`Postfix ${since}`);
  return gone === undefined ? one(before, "error") : one(gone ? "error" : before);
}

function trusted(
  trust: Trust | "unknown",
  yes: Result,
  no: Result,
  parameter: string,
  walking: Walking,
): Results {
  if (trust === "all") return one(yes);
  if (trust === "none") return one(no);
  if (trust === "error") return one("error");
  walking.note(parameter);
  return one(yes, no);
}

/** The stranger has it and chooses it (sender, HELO name), has it as it is (client, recipient), or has none. */
function isAsked(key: Key, around: Surroundings): boolean {
  if (key === "etrn" || key === "ccert" || key === "sasl") return false;
  if (key === "helo") return around.stage.hasHelo;
  if (key === "sender") return around.stage.hasSender;
  return key !== "recipient" || around.stage.hasRecipient;
}

function lookup(key: Key, argument: Part | undefined, around: Surroundings, walking: Walking): Results {
  if (argument === undefined || !argument.text.includes(":")) return one("error");
  if (!isAsked(key, around)) return one("pass");
  const table = withFile(parseTableArgument(argument), around);
  if (table.type === "cidr" && table.entries !== undefined) return cidrLookup(key, table, argument, walking);
  const knowledge = tableKnowledge(table);
  switch (knowledge.kind) {
    case "error":
      return one("reject");
    case "all":
      return safe(key, actionResults(knowledge.result, walking));
    case "some": {
      const actions = knowledge.results
        .filter((entry) => key !== "sender" || !isAddress.test(entry.key))
        .map(({ result }) => safe(key, actionResults(result, walking)));
      // Who chooses the key chooses one that is let through.
      const chosen = key === "sender" || key === "helo";
      if (chosen && actions.some((action) => action.size === 1 && action.has("permit"))) return one("permit");
      if (!actions.some((action) => action.has("permit"))) return one("pass");
      walking.note(argument.text);
      return one("permit", "pass");
    }
    case "patterns": {
      const results = new Set<Result>(["pass"]);
      for (const result of knowledge.results)
        for (const action of safe(key, actionResults(result, walking))) results.add(action);
      if (results.size > 1) walking.note(argument.text);
      return results;
    }
    case "listed":
      if (key === "reverse-client") return one("pass");
      walking.note(argument.text);
      return one("permit", "pass");
    case "any":
      walking.note(argument.text);
      return key === "reverse-client" ? one("pass", "reject") : one("permit", "pass", "reject");
  }
}

/** An OK by the client's unverified name, or by a name's servers, is an error (forbid_allowlist). */
function safe(key: Key, results: Results): Results {
  if (key !== "reverse-client") return results;
  return new Set([...results].map((result) => (result === "permit" ? "error" : result)));
}

/** A client's address or network among the keys of a table that clients and senders share: no sender's domain. */
const isAddress = /^[\d.]+$|^[\da-f]*:[\da-f:]*$/;

function cidrLookup(key: Key, table: TableSpec, argument: Part, walking: Walking): Results {
  if (key !== "client" && key !== "reverse-client") return one("pass");
  const found = new Set<Result>();
  for (const address of strangers(4)) {
    const result = cidrResult(table, address);
    if (result === "unknown") found.add("permit").add("reject").add("pass");
    else
      for (const action of result === undefined ? one("pass") : safe(key, actionResults(result, walking)))
        found.add(action);
  }
  if (found.size > 1) walking.note(argument.text);
  return found;
}

/** Servers of the client, the HELO name and the sender: the stranger has none that anybody listed, or none at all. */
function serverLookup(of: Key, argument: Part | undefined, around: Surroundings, walking: Walking): Results {
  if (argument === undefined || !argument.text.includes(":")) return one("error");
  if (!isAsked(of, around) || of !== "recipient") return one("pass");
  const { kind } = tableKnowledge(withFile(parseTableArgument(argument), around));
  if (kind === "some" || kind === "listed") return one("pass");
  walking.note(argument.text);
  return one("pass", "reject");
}

const passing = new Set([
  "DUNNO",
  "INFO",
  "WARN",
  "FILTER",
  "HOLD",
  "REDIRECT",
  "BCC",
  "PREPEND",
  "DEFER_IF_REJECT",
]);
const rejecting = new Set(["REJECT", "DEFER", "HANGUP", "DEFER_IF_PERMIT"]);

/** What a table's result does; order and comparison follow check_table_result. */
function actionResults(result: string, walking: Walking): Results {
  const word = /^[^ \t]*/.exec(result)?.[0] ?? "";
  const verb = word.toUpperCase();
  if (passing.has(verb)) return one("pass");
  if (rejecting.has(verb)) return one("reject");
  if (verb === "DISCARD") return one("discard");
  if (/^\d+$/.test(result)) return one("permit");
  if (/^[45]\d\d$/.test(verb) && result.slice(word.length).trim() !== "") return one("reject");
  if (verb === "OK" || verb === "RELAY" || result.trim() === "") return one("permit");
  return result.includes(":") ? one("error") : walking.list(result);
}
