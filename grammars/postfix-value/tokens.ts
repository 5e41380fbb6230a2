// Tokens of Postfix's value languages: words between separators, with braces kept together as mystrtokq() does.

import { createToken, Lexer, type TokenType } from "chevrotain";
import { startingWithAnythingBut } from "../start-characters.ts";

/** CHARS_COMMA_SP of Postfix. */
const separators = ", \t\r\n";

/** Restrictions that take the next word of the list (smtpd_check.c, generic_checks). */
const callers = new Set([
  "check_policy_service",
  "sleep",
  "reject_rbl",
  ...["client", "reverse_client", "helo", "sender", "recipient"].map((of) => `reject_rhsbl_${of}`),
  ...["reject_rbl_client", "permit_dnswl_client", "permit_rhswl_client"],
  ...["client", "reverse_client_hostname", "helo", "sender", "recipient"].flatMap((of) =>
    ["", "_ns", "_mx", "_a"].map((server) => `check_${of}${server}_access`),
  ),
  ...["check_etrn_access", "check_ccert_access", "check_sasl_access"],
]);

/** Where the word that starts at `offset` ends; separators inside of braces belong to it (mystrtok.c). */
function wordEnd(text: string, offset: number): number {
  let level = 0;
  let at = offset;
  for (; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "{") level++;
    else if (level > 0 && char === "}") level--;
    else if (level === 0 && separators.includes(char)) break;
  }
  return at;
}

const anyStart = startingWithAnythingBut(separators);

function word(name: string, accepts: (word: string) => boolean): TokenType {
  const exec = (text: string, offset: number): RegExpExecArray | null => {
    const end = wordEnd(text, offset);
    const image = text.slice(offset, end);
    return end > offset && accepts(image) ? /^.*$/s.exec(image) : null;
  };
  return createToken({ name, pattern: { exec }, line_breaks: false, start_chars_hint: anyStart });
}

const Separator = createToken({
  name: "Separator",
  pattern: /[, \t\r\n]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

export const WarnIfReject = word("WarnIfReject", (text) => text.toLowerCase() === "warn_if_reject");
export const Caller = word("Caller", (text) => callers.has(text.toLowerCase()));
export const Table = word("Table", (text) => text.includes(":"));
export const Name = word("Name", () => true);
export const restrictionTokens = [Separator, WarnIfReject, Caller, Table, Name];

/** Words alone, for match lists and for the inside of braces. */
export const Word = word("Word", () => true);
export const wordTokens = [Separator, Word];

const protocolSeparator = createToken({
  name: "ProtocolSeparator",
  pattern: /[, \t\r\n:]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const AtLeast = createToken({ name: "AtLeast", pattern: />=[^, \t\r\n:]*/, line_breaks: false });
export const AtMost = createToken({ name: "AtMost", pattern: /<=[^, \t\r\n:]*/, line_breaks: false });
export const Exclude = createToken({ name: "Exclude", pattern: /![^, \t\r\n:]*/, line_breaks: false });
export const Include = createToken({
  name: "Include",
  pattern: /[^, \t\r\n:]+/,
  start_chars_hint: startingWithAnythingBut(", \t\r\n:"),
  line_breaks: false,
});
export const protocolTokens = [protocolSeparator, AtLeast, AtMost, Exclude, Include];

const cipherSeparator = createToken({
  name: "CipherSeparator",
  pattern: /[,; \t\r\n:]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
export const Command = createToken({ name: "Command", pattern: /@[^,; \t\r\n:]*/, line_breaks: false });
export const Remove = createToken({ name: "Remove", pattern: /[!-][^,; \t\r\n:]*/, line_breaks: false });
export const Move = createToken({ name: "Move", pattern: /\+[^,; \t\r\n:]*/, line_breaks: false });
export const Add = createToken({
  name: "Add",
  pattern: /[^,; \t\r\n:]+/,
  start_chars_hint: startingWithAnythingBut(",; \t\r\n:"),
  line_breaks: false,
});
export const cipherTokens = [cipherSeparator, Command, Remove, Move, Add];

export const allTokens = [
  ...restrictionTokens,
  Word,
  ...protocolTokens,
  ...cipherTokens,
] as const satisfies readonly TokenType[];
