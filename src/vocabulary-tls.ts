// The certificates, keys and other TLS files that the configuration of any of the daemons names, and what a machine has there.

import type { Finding } from "./finding.ts";
import type { Certificate, Machine, PemBlock, PemFile, PrivateKey } from "./machine.ts";
import { oncePer } from "./once.ts";
import type { RuleContext } from "./rule.ts";
import type { Span } from "./source.ts";
import type { System } from "./system.ts";
import { courierTls, courierVariants } from "./vocabulary-tls-courier.ts";
import { dovecotTls } from "./vocabulary-tls-dovecot.ts";
import { postfixTls } from "./vocabulary-tls-postfix.ts";

/** `chain`: keys and certificates in one list of files, each key before its certificates. */
export type TlsUse = "certificate" | "key" | "chain" | "authorities" | "authority-directory" | "dh";

/** A file that a setting names by a path that is known. */
export interface TlsFile {
  readonly system: System;
  readonly use: TlsUse;
  /** Name of the setting. */
  readonly setting: string;
  /** For the machine. */
  readonly path: string;
  /** `setting = value` and where it stands, as a message shows it. */
  readonly words: string;
  readonly span: Span;
  readonly about: NonNullable<Finding["about"]>;
}

/** A certificate that the daemon shows, with its key; of chain files the first of perhaps several. */
export interface TlsIdentity {
  readonly system: System;
  readonly side: "server" | "client";
  /** The certificate's file, or all chain files in order. */
  readonly files: readonly TlsFile[];
  /** Absent for chain files, and where it is not known. */
  readonly key: TlsFile | undefined;
  /** The setting that would name the key, which is not set: it is looked for in the certificate's file. */
  readonly keyUnset: string | undefined;
  /** The daemon is told a passphrase for the key. */
  readonly passphrase: boolean;
  /** Who meets it: people with mail programs, or other mail servers. */
  readonly audience: "people" | "servers" | "both";
  /** Names by which it is asked for. */
  readonly hosts: readonly TlsHost[];
  /** Files from which the daemon completes its chain. */
  readonly authorities: readonly TlsFile[];
}

export interface TlsHost {
  readonly name: string;
  /** Where the name comes from, as a message shows it, such as `local_name imap.example.org`; "" = the file's words say it. */
  readonly words: string;
  /** Clients get this certificate when they ask for the name; otherwise it is a guess. */
  readonly asked: boolean;
}

export interface TlsFiles {
  readonly identities: readonly TlsIdentity[];
  /** Authorities, parameters: what belongs to no certificate. */
  readonly others: readonly TlsFile[];
}

/** Only what is used: a certificate of a service that speaks no TLS is left out. */
const tlsOf = oncePer((system: System): TlsFiles => {
  switch (system.daemon) {
    case "dovecot":
      return dovecotTls(system);
    case "postfix":
      return postfixTls(system);
    case "courier":
      return courierTls(system);
  }
});

/** With those that only the machine's directories show (Courier's by name and address). */
export function tlsIdentities({ systems, machine }: RuleContext): readonly TlsIdentity[] {
  return systems.flatMap((system) => {
    const { identities } = tlsOf(system);
    if (machine === undefined || system.daemon !== "courier") return identities;
    return identities.flatMap((identity) => [identity, ...courierVariants(identity, machine)]);
  });
}

/** Every file once for each setting that names it: certificates, keys of their own, authorities, parameters. */
export function tlsFiles(context: RuleContext): readonly TlsFile[] {
  const all = [
    ...tlsIdentities(context).flatMap(({ files, key }) => (key === undefined ? files : [...files, key])),
    ...context.systems.flatMap((system) => tlsOf(system).others),
  ];
  const seen = new Set<string>();
  return all.filter(({ span, path }) => {
    const key = `${span.file.path}\n${span.start}\n${path}`;
    return seen.size < seen.add(key).size;
  });
}

/** A certificate as the machine has it, with those that follow it in the file and the key that belongs to it. */
export interface Shown {
  readonly identity: TlsIdentity;
  /** Where the certificate is. */
  readonly file: TlsFile;
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  readonly key: { readonly file: TlsFile; readonly block: PrivateKey } | undefined;
}

/** What every identity shows on the machine: nothing where files are missing or damaged. */
export function* shownCertificates(context: RuleContext): Generator<Shown> {
  const { machine } = context;
  if (machine === undefined) return;
  for (const identity of tlsIdentities(context)) yield* shownOf(identity, machine);
}

/** The server reads the first certificate of the file and sends the rest with it (SSL_CTX_use_certificate_chain_file(3)). */
function shownOf(identity: TlsIdentity, machine: Machine): readonly Shown[] {
  const { files, key } = identity;
  if (files[0]?.use === "chain") return shownOfChain(identity, machine);
  return files.flatMap((file) => {
    const [certificate, ...chain] = certificatesAt(machine, file.path);
    if (certificate === undefined) return [];
    const block = key && blocksOf(machine.pem(key.path)).find(isKey);
    return { identity, file, certificate, chain, key: key && block && { file: key, block } };
  });
}

/** Each key begins a new chain, which the files' ends do not break (postconf(5), smtpd_tls_chain_files). */
function shownOfChain(identity: TlsIdentity, machine: Machine): readonly Shown[] {
  const found: { file: TlsFile; certificate: Certificate; chain: Certificate[]; key: Shown["key"] }[] = [];
  let key: Shown["key"];
  let open = false;
  for (const file of identity.files)
    for (const block of blocksOf(machine.pem(file.path))) {
      if (isKey(block)) {
        key = { file, block };
        open = false;
      } else if (block.kind === "certificate" && open) found.at(-1)?.chain.push(block);
      else if (block.kind === "certificate") {
        found.push({ file, certificate: block, chain: [], key });
        open = true;
      }
    }
  return found.map((one) => ({ identity, ...one }));
}

export function blocksOf(file: PemFile | undefined): readonly PemBlock[] {
  return file?.kind === "pem" ? file.blocks : [];
}

export function certificatesAt(machine: Machine, path: string): readonly Certificate[] {
  return blocksOf(machine.pem(path)).filter((block) => block.kind === "certificate");
}

export function isKey(block: PemBlock): block is PrivateKey {
  return block.kind === "key";
}

/** `2026-03-31` */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
