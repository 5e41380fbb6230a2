// A machine from plain facts, for the examples of rules: what is not said is as a fresh Debian has it.

import { dirname, normalizePath } from "./host.ts";
import type {
  Account,
  Certificate,
  Directory,
  FoundFile,
  Identity,
  Machine,
  NoFile,
  PemBlock,
  PrivateKey,
} from "./machine.ts";

export interface MachineFacts {
  /** The date of the run, such as "2026-01-31". */
  readonly now?: string;
  /** Absolute paths; directories on the way are implied, 0755 and root's. What is not here is missing. */
  readonly files?: Readonly<Record<string, FileFacts>>;
  /** Users beside root, with their groups, the primary one first. */
  readonly users?: Readonly<Record<string, readonly string[]>>;
}

export interface FileFacts {
  readonly kind?: FoundFile["kind"];
  /** Default: 0o644, of a directory 0o755, of a file with a private key 0o600. */
  readonly mode?: number;
  /** Names; default: root. */
  readonly owner?: string;
  readonly group?: string;
  readonly size?: number;
  /** It is a symbolic link to this absolute path. */
  readonly link?: string;
  readonly pem?: readonly PemFacts[];
  /** It cannot be looked at, for this reason. */
  readonly unreadable?: string;
}

/** Short forms of blocks: `of` names the key pair, so that a certificate and a key with the same one belong together. */
export type PemFacts =
  | ({ readonly kind: "certificate" } & CertificateFacts)
  | ({ readonly kind: "key"; readonly of?: string } & Partial<Omit<PrivateKey, "kind" | "publicKey">>)
  | Exclude<PemBlock, Certificate | PrivateKey>;

interface CertificateFacts
  extends Partial<Omit<Certificate, "kind" | "notBefore" | "notAfter" | "publicKey">> {
  /** Dates; default: valid from 2026-01-01 to 2026-03-31. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly of?: string;
}

/** A certificate of an authority for these names, then whatever differs. */
export function certificate(names: readonly string[], facts: CertificateFacts = {}): PemFacts {
  return { kind: "certificate", names, ...facts };
}

export function key(facts: Omit<Extract<PemFacts, { kind: "key" }>, "kind"> = {}): PemFacts {
  return { kind: "key", ...facts };
}

const firstFreeId = 100;

export function machineOf({ now = "2026-02-01", files = {}, users = {} }: MachineFacts): Machine {
  const userNames = ["root", ...Object.keys(users)];
  const groupNames = [...new Set(["root", ...Object.values(users).flat()])];
  const identity = (name: string, names: readonly string[]): Identity => {
    const at = names.indexOf(name);
    return at === 0 ? { id: 0, name } : { id: firstFreeId + (at === -1 ? names.length : at), name };
  };
  const permissions = (path: string, facts: FileFacts, mode: number) => ({
    path,
    mode: facts.mode ?? mode,
    owner: identity(facts.owner ?? "root", userNames),
    group: identity(facts.group ?? "root", groupNames),
  });
  const directory = (path: string): Directory => ({
    ...permissions(path, files[path] ?? {}, 0o755),
    kind: "directory",
  });
  const find = (
    given: string,
    linked = false,
  ): { readonly path: string; readonly facts: FileFacts } | NoFile => {
    const path = normalizePath(given);
    const facts = files[path] ?? (isImplied(path, files) ? { kind: "directory" } : undefined);
    if (facts === undefined) return { kind: "missing", at: path, linked };
    if (facts.link !== undefined) return find(facts.link, true);
    return facts.unreadable === undefined
      ? { path, facts }
      : { kind: "unreadable", reason: facts.unreadable };
  };
  return {
    now: Date.parse(now),
    file(path) {
      const found = find(path);
      if ("kind" in found) return found;
      const { kind = "file", size = 1000, pem = [] } = found.facts;
      const secret = pem.some((block) => block.kind === "key");
      const mode = kind === "directory" ? 0o755 : secret ? 0o600 : 0o644;
      const parents = [...new Set([...above(normalizePath(path)), ...above(found.path)])].map(directory);
      return { kind, size, parents, ...permissions(found.path, found.facts, mode) };
    },
    list(path) {
      const found = find(path);
      if (!("path" in found) || found.facts.kind !== "directory") return undefined;
      const start = found.path === "/" ? "/" : `${found.path}/`;
      const below = Object.keys(files).filter((one) => one.startsWith(start));
      return [...new Set(below.map((one) => one.slice(start.length).split("/")[0] ?? ""))].sort();
    },
    pem(path) {
      const found = find(path);
      if ("kind" in found) return found;
      const { kind = "file", pem = [] } = found.facts;
      if (kind !== "file")
        return { kind: "unreadable", reason: kind === "directory" ? "is a directory" : "is no regular file" };
      return { kind: "pem", blocks: pem.map(blockOf) };
    },
    user(name): Account | undefined {
      const groups = name === "root" ? ["root"] : users[name];
      if (groups === undefined) return undefined;
      return { id: identity(name, userNames).id, groups: groups.map((group) => identity(group, groupNames)) };
    },
  };
}

function isImplied(path: string, files: Readonly<Record<string, FileFacts>>): boolean {
  return path === "/" || Object.keys(files).some((one) => one.startsWith(`${path}/`));
}

/** The directories above a path, outermost first. */
function above(path: string): string[] {
  const parent = dirname(path);
  return path === "/" || path === "" ? [] : [...above(parent), parent];
}

function blockOf(facts: PemFacts): PemBlock {
  if (facts.kind === "key") {
    const { of = "one", encrypted = false, key = rsa } = facts;
    return encrypted ? { kind: "key", encrypted } : { kind: "key", encrypted, key, publicKey: of };
  }
  if (facts.kind !== "certificate") return facts;
  const { of = "one", notBefore = "2026-01-01", notAfter = "2026-03-31", names = [], ...rest } = facts;
  const [commonName = "mail.example.org"] = names;
  return {
    subject: `CN=${commonName}`,
    issuer: rest.selfSigned === true ? `CN=${commonName}` : "CN=Example CA",
    names,
    commonName,
    key: rsa,
    digest: "sha256",
    selfSigned: false,
    authority: false,
    ...rest,
    kind: "certificate",
    notBefore: Date.parse(notBefore),
    notAfter: Date.parse(notAfter),
    publicKey: of,
  };
}

const rsa = { type: "rsa", bits: 2048 } as const;
