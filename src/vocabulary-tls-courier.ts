// TLS files of Courier: a certificate with its key in one file or in two (couriertls(1)).

import { basename, dirname } from "./host.ts";
import type { Machine } from "./machine.ts";
import type { CourierSystem } from "./system.ts";
import { all, assigned, type CourierWritten, knownValue } from "./vocabulary-courier.ts";
import type { TlsFile, TlsFiles, TlsIdentity, TlsUse } from "./vocabulary-tls.ts";

export function courierTls(system: CourierSystem): TlsFiles {
  const context = { systems: [system], report: () => {} };
  const named = (name: string, use: TlsUse) =>
    [...assigned(context, all, name)].flatMap((one) => fileOf(one, use) ?? []);
  const authorities = named("TLS_TRUSTCERTS", "authorities");
  return {
    identities: [...assigned(context, all, "TLS_CERTFILE")].flatMap(
      (one) => identityOf(one, authorities) ?? [],
    ),
    others: [...authorities, ...named("TLS_DHPARAMS", "dh")],
  };
}

function identityOf(written: CourierWritten, authorities: readonly TlsFile[]): TlsIdentity | undefined {
  const { system, instance } = written;
  const file = fileOf(written, "certificate");
  if (file === undefined) return undefined;
  const isClient = instance.name === "courierd";
  if (!isClient && !speaksTls(system, written)) return undefined;
  const own = knownValue(instance, "TLS_PRIVATE_KEYFILE");
  const [key] = [
    ...assigned({ systems: [system], report: () => {} }, [instance.name], "TLS_PRIVATE_KEYFILE"),
  ];
  return {
    system,
    side: isClient ? "client" : "server",
    files: [file],
    key: own === "" ? { ...file, use: "key" } : key && fileOf(key, "key"),
    keyUnset: own === "" ? "TLS_PRIVATE_KEYFILE" : undefined,
    passphrase: false,
    audience: instance.name === "esmtpd" ? "servers" : "people",
    hosts: [],
    authorities: authorities.filter(({ about }) => about.scope?.[0] === instance.name),
  };
}

/** One of the instances that have the value from this place starts, and offers TLS. */
function speaksTls(system: CourierSystem, { name, statement }: CourierWritten): boolean {
  const users = system.config.instances.filter((instance) => {
    const origin = instance.get(name)?.origin;
    return (
      origin?.kind === "file" && origin.span.file === statement.file && origin.span.start === statement.start
    );
  });
  return system.listeners().some((one) => one.tls !== "none" && users.some(({ name }) => name === one.name));
}

function fileOf({ system, instance, name, value, span }: CourierWritten, use: TlsUse): TlsFile | undefined {
  if (!value.startsWith("/")) return undefined;
  const about = { setting: name, scope: [instance.name] };
  return { system, use, setting: name, path: value, words: `\`${name}=${value}\``, span, about };
}

/** Not a domain but what an editor or a package left. */
const leftovers = /\.(?:bak|old|orig|save|tmp|dpkg-\w+|rpm\w+|pem|key|crt|csr|cnf|\d+)$/;
const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const domain = /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]+$/i;

/** `TLS_CERTFILE.imap.example.org` for who asks for that name, `TLS_CERTFILE.192.0.2.1` for who comes to that address. */
export function courierVariants(identity: TlsIdentity, machine: Machine): readonly TlsIdentity[] {
  const [file] = identity.files;
  if (file === undefined || identity.side === "client") return [];
  const start = `${basename(file.path)}.`;
  const names = machine.list(dirname(file.path)) ?? [];
  return names.flatMap((name) => {
    const suffix = name.startsWith(start) ? name.slice(start.length) : "";
    const isAddress = address.test(suffix);
    if (!isAddress && (!domain.test(suffix) || leftovers.test(suffix))) return [];
    const variant = (one: TlsFile): TlsFile => {
      const path = `${one.path}.${suffix}`;
      return { ...one, path, words: `\`${path}\`, which goes with ${one.words}` };
    };
    const hosts = isAddress ? [] : [{ name: suffix, words: "", asked: true }];
    return [{ ...identity, files: [variant(file)], key: identity.key && variant(identity.key), hosts }];
  });
}
