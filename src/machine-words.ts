// The machine of an example in words, for the pages and `explain`.

import type { FileFacts, MachineFacts, PemFacts } from "./machine-facts.ts";

/** A heading, then one line a file: what is on the machine besides the configuration. */
export function machineLines({ now, files = {}, users = {} }: MachineFacts): readonly string[] {
  return [
    now === undefined ? "On the machine:" : `On the machine, on ${now}:`,
    ...Object.entries(files).map(([path, facts]) => `${path}: ${fileWords(facts)}`),
    ...Object.entries(users).map(([name, groups]) => `user ${name}: groups ${groups.join(", ")}`),
    ...(Object.keys(files).length === 0 ? ["none of the files that are named"] : []),
  ];
}

function fileWords({ kind = "file", mode, owner, group, link, pem = [], unreadable }: FileFacts): string {
  if (link !== undefined) return `symbolic link to ${link}`;
  const rights = [
    ...(mode === undefined ? [] : [mode.toString(8).padStart(4, "0")]),
    ...(owner === undefined && group === undefined ? [] : [`${owner ?? "root"}:${group ?? "root"}`]),
  ].join(" ");
  const words = [
    ...(pem.length === 0 || kind !== "file" ? [kind] : pem.map(blockWords)),
    ...(rights === "" ? [] : [rights]),
    ...(unreadable === undefined ? [] : [unreadable]),
  ];
  return words.join("; ");
}

function blockWords(block: PemFacts): string {
  switch (block.kind) {
    case "certificate": {
      const { names = [], key, digest, notBefore, notAfter, selfSigned, of, authority } = block;
      return [
        `${selfSigned ? "self-signed " : ""}certificate ${authority ? "of an authority" : `for ${names.join(", ")}`}`,
        ...(key === undefined ? [] : [`${key.type} ${key.curve ?? key.bits ?? ""}`.trim()]),
        ...(digest === undefined ? [] : [`signed with ${digest}`]),
        ...(notBefore === undefined ? [] : [`from ${notBefore}`]),
        ...(notAfter === undefined ? [] : [`until ${notAfter}`]),
        ...(of === undefined ? [] : [`of key pair ${of}`]),
      ].join(", ");
    }
    case "key":
      return `${block.encrypted ? "encrypted " : ""}private key${block.of === undefined ? "" : ` of key pair ${block.of}`}`;
    case "dh":
      return `DH parameters of ${block.bits} bits`;
    case "broken":
      return `a damaged ${block.label}`;
  }
}
