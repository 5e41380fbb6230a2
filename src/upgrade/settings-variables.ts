// Variables in the values of settings: who expands them, and the letters that log formats have of their own.

import { ownEntry } from "../own-entry.ts";
import { type Conversion, keep, linesWith } from "./conversion.ts";
import { expandsIn24 } from "./known.ts";
import { quote, unquote } from "./values.ts";
import { convertVariables, type Expansion } from "./variables.ts";

/** `$NAME` is `$SET:NAME` in 2.4 (but for `$ENV:`), `%u` is `%{user}`. */
export function withVariables(name: string, raw: string): Conversion {
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

export function expansionOf(name: string): Expansion {
  const by = name.startsWith("login_") ? "login" : name.startsWith("auth_") ? "auth" : "storage";
  return { by, letters: ownEntry(letters, name) ?? {} };
}
