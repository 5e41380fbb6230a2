// Settings that were one string in 2.3 and are lists or `NAME = VALUE` blocks in 2.4.

import { block, type Conversion, drop, keep, lines, linesWith } from "./conversion.ts";
import { quote, words } from "./values.ts";
import { convertVariables } from "./variables.ts";

/** `name * support-url "https://…"` (imap_id_args_parse of 2.3): pairs, `*` for what Dovecot knows itself. */
export function imapIdSend(value: string): Conversion {
  if (value.trim() === "") return lines("imap_id_send =");
  const found = [...value.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  const left: string[] = [];
  const body: string[] = [];
  for (let at = 0; at < found.length; at += 2) {
    const [key = "", text = "*"] = found.slice(at, at + 2);
    if (text !== "*") body.push(`${key} = ${quote(text)}`);
    else if (key === "name") body.push("name = Dovecot");
    else left.push(`imap_id_send: ${key} *`);
  }
  return linesWith(block("imap_id_send", body), left);
}

/** `TZ DEBUG=1`: a name alone keeps its value. 2.4 adds the names to its own; 2.3 took them for all. */
export function importEnvironment(value: string): Conversion {
  const body = words(value).map((word) => {
    const at = word.indexOf("=");
    return at === -1 ? `${word} = %{env:${word}}` : `${word.slice(0, at)} = ${quote(word.slice(at + 1))}`;
  });
  return body.length === 0 ? drop : lines(...block("import_environment", body));
}

/** `login=%{requested_username} pwhash=%{hashed_password} …` (auth-policy.c). */
export function policyAttributes(value: string): Conversion {
  const left: string[] = [];
  const body = words(value).flatMap((word) => {
    const at = word.indexOf("=");
    if (at === -1) return [];
    const converted = convertVariables(word.slice(at + 1), { by: "auth" });
    left.push(...converted.unknown);
    return [`${word.slice(0, at)} = ${quote(converted.text)}`];
  });
  return linesWith(["auth_policy_request_attributes {", ...body.map((line) => `  ${line}`), "}"], left);
}

/** What had to be asked for in 2.3 is the way of 2.4, and has to be forbidden (imapc-settings.c of both). */
const asked: Readonly<Record<string, string>> = {
  "rfc822.size": "no-fetch-size",
  "fetch-headers": "no-fetch-headers",
  search: "no-search",
  modseq: "no-modseq",
  "delay-login": "no-delay-login",
  "fetch-bodystructure": "no-fetch-bodystructure",
  acl: "no-acl",
};

export function imapcFeatures(value: string): Conversion {
  const list = words(value).map((word) => word.toLowerCase());
  const kept = list.filter((word) => !Object.hasOwn(asked, word));
  const forbidden = Object.entries(asked).flatMap(([word, no]) => (list.includes(word) ? [] : [no]));
  return lines(`imapc_features = ${[...kept, ...forbidden].join(" ")}`);
}

/** No compression goes without saying in 2.4. */
export function sslOptions(value: string): Conversion {
  const all = words(value);
  const list = all.filter((word) => word.toLowerCase() !== "no_compression");
  if (list.length === all.length) return keep;
  return list.length === 0 ? drop : lines(`ssl_options = ${list.join(" ")}`);
}
