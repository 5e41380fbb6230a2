// What only the machine knows: files with their owners, certificates, the time. Rules see it with `--live` only.
// The real one is src/cli/machine.ts; the one of examples, made from plain facts, is in machine-facts.ts.

/** Paths are absolute and those of the daemon; relative ones count from the working directory. Nothing throws. */
export interface Machine {
  /** Milliseconds since the epoch: the clock, or what `--now` says. */
  readonly now: number;
  /** What lies there, symbolic links followed. */
  readonly file: (path: string) => MachineFile;
  /** Names in a directory, in byte order; `undefined` = it is none, or may not be read. */
  readonly list: (path: string) => readonly string[] | undefined;
  /** Certificates and keys of a PEM file; private keys are read to compare their public half and are not kept. */
  readonly pem: (path: string) => PemFile;
  /** `undefined` = the user databases of the machine's own files do not name it. */
  readonly user: (name: string) => Account | undefined;
}

export type MachineFile = FoundFile | NoFile;

export interface FoundFile extends Permissions {
  readonly kind: "file" | "directory" | "socket" | "pipe" | "device";
  /** Bytes. */
  readonly size: number;
  /** All directories on the way to it, outermost first, those behind symbolic links too. */
  readonly parents: readonly Directory[];
}

export type NoFile =
  /** `at`: the first directory or file on the way that is not there; `linked`: a symbolic link leads there. */
  | { readonly kind: "missing"; readonly at: string; readonly linked: boolean }
  /** It may not or cannot be looked at: `reason` is a short phrase such as "permission denied". */
  | { readonly kind: "unreadable"; readonly reason: string };

export interface Directory extends Permissions {
  readonly kind: "directory";
}

interface Permissions {
  /** The path behind all symbolic links. */
  readonly path: string;
  /** The twelve permission bits, such as 0o640. */
  readonly mode: number;
  readonly owner: Identity;
  readonly group: Identity;
}

/** A user or a group; no name = the machine's own files do not name it. */
export interface Identity {
  readonly id: number;
  readonly name?: string;
}

export interface Account {
  readonly id: number;
  /** The primary group, then the others. */
  readonly groups: readonly Identity[];
}

export type PemFile = { readonly kind: "pem"; readonly blocks: readonly PemBlock[] } | NoFile;

/** One block between BEGIN and END; blocks of other kinds are left out. */
export type PemBlock = Certificate | PrivateKey | Parameters | BrokenBlock;

export interface Certificate {
  readonly kind: "certificate";
  /** Distinguished names on one line, such as `CN=mail.example.org`. */
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch, both inclusive. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** The DNS names and addresses of the subject alternative name; none = only the subject's common name. */
  readonly names: readonly string[];
  readonly commonName?: string;
  readonly key: KeyType;
  /** Digest of its signature, lower case, such as "sha256"; absent = one that needs none, or unknown. */
  readonly digest?: string;
  /** Issued and signed by itself. */
  readonly selfSigned: boolean;
  readonly authority: boolean;
  /** Address of its issuer's certificate, as public authorities tell it. */
  readonly issuerAt?: string;
  /** Tells equal public keys: the SHA-256 of the SubjectPublicKeyInfo in hex. */
  readonly publicKey: string;
}

export interface PrivateKey {
  readonly kind: "key";
  readonly encrypted: boolean;
  /** Absent while encrypted. */
  readonly publicKey?: string;
  readonly key?: KeyType;
}

/** Diffie-Hellman parameters. */
export interface Parameters {
  readonly kind: "dh";
  readonly bits: number;
}

interface BrokenBlock {
  readonly kind: "broken";
  /** As written after BEGIN, such as `CERTIFICATE`. */
  readonly label: string;
}

export interface KeyType {
  readonly type: "rsa" | "ec" | "dsa" | "ed25519" | "ed448" | "other";
  readonly bits?: number;
  /** As OpenSSL calls it, such as `prime256v1`. */
  readonly curve?: string;
}

/** A file of the machine that is there. */
export function isFound(file: MachineFile): file is FoundFile {
  return file.kind !== "missing" && file.kind !== "unreadable";
}
