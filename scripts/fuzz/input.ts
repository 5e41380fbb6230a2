// An input of the fuzzers: a small tree and how to read it, packed into the bytes that a fuzzer changes.

import { decode } from "../../src/source.ts";

export interface FuzzInput {
  /** Texts by path; the first is what the run is given, unless it is a directory's. */
  readonly files: Readonly<Record<string, string>>;
  /** Read the trees as the newer versions. */
  readonly newer: boolean;
}

/** Starts each file: the separator, its name, a line end, its text. */
const separator = "\x1e";

/** What a byte stands for when the input names no file. */
const names = [
  "dovecot.conf",
  "main.cf",
  "master.cf",
  "imapd",
  "esmtpd",
  "authdaemonrc",
  "authmysqlrc",
  "authldaprc",
  "dovecot-sql.conf.ext",
  "ldap-aliases.cf",
];

/** Any bytes are an input: the first says the version and, when no file is named, which name the text gets. */
export function unpack(bytes: Uint8Array): FuzzInput {
  const first = bytes[0] ?? 0;
  const [text = "", ...named] = decode(bytes.subarray(1)).split(separator);
  const files: Record<string, string> = Object.create(null);
  if (text !== "" || named.length === 0) files[names[(first >> 1) % names.length] ?? "main.cf"] = text;
  for (const one of named.slice(0, 8)) {
    const end = one.indexOf("\n");
    const path = (end === -1 ? one : one.slice(0, end)).replace(/^[./]+/, "");
    if (path !== "" && !path.includes("\0")) files[path] = end === -1 ? "" : one.slice(end + 1);
  }
  return { files, newer: (first & 1) === 1 };
}

/** Bytes that unpack to this tree. */
export function pack({ files, newer }: FuzzInput, encode: (text: string) => Uint8Array): Uint8Array {
  const text = Object.entries(files)
    .map(([path, content]) => `${separator}${path}\n${content}`)
    .join("");
  return encode(`${newer ? "1" : "0"}${text}`);
}
