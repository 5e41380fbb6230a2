// TLS files of Dovecot: 2.3 takes contents, `</path` those of a file; 2.4 takes paths.

import { dirname, joinPath } from "./host.ts";
import type { EffectiveValue } from "./resolve/dovecot-config.ts";
import type { DovecotSystem } from "./system.ts";
import {
  contextOf,
  known,
  settingAt,
  valuePart,
  type Written,
  whereOf,
  writtenIn,
} from "./vocabulary-dovecot.ts";
import type { TlsFile, TlsFiles, TlsHost, TlsIdentity, TlsUse } from "./vocabulary-tls.ts";

interface PairNames {
  readonly side: "server" | "client";
  readonly cert: string;
  readonly key: string;
  readonly password: string;
}

const pairs: Readonly<Record<"2.3" | "2.4", readonly PairNames[]>> = {
  "2.3": [
    { side: "server", cert: "ssl_cert", key: "ssl_key", password: "ssl_key_password" },
    { side: "server", cert: "ssl_alt_cert", key: "ssl_alt_key", password: "ssl_key_password" },
    { side: "client", cert: "ssl_client_cert", key: "ssl_client_key", password: "" },
  ],
  "2.4": [
    {
      side: "server",
      cert: "ssl_server_cert_file",
      key: "ssl_server_key_file",
      password: "ssl_server_key_password",
    },
    {
      side: "server",
      cert: "ssl_server_alt_cert_file",
      key: "ssl_server_alt_key_file",
      password: "ssl_server_key_password",
    },
    {
      side: "client",
      cert: "ssl_client_cert_file",
      key: "ssl_client_key_file",
      password: "ssl_client_key_password",
    },
  ],
};

const otherNames: Readonly<Record<"2.3" | "2.4", Readonly<Record<string, TlsUse>>>> = {
  "2.3": {
    ssl_ca: "authorities",
    ssl_client_ca_file: "authorities",
    ssl_client_ca_dir: "authority-directory",
    ssl_dh: "dh",
  },
  "2.4": {
    ssl_server_ca_file: "authorities",
    ssl_client_ca_file: "authorities",
    ssl_client_ca_dir: "authority-directory",
    ssl_server_dh_file: "dh",
  },
};

export function dovecotTls(system: DovecotSystem): TlsFiles {
  const { version } = system.config;
  const others = Object.entries(otherNames[version]).flatMap(([name, use]) =>
    [...writtenIn(system, name)].flatMap((one) => fileOf(one, use) ?? []),
  );
  const all = pairs[version].flatMap((names) =>
    [...writtenIn(system, names.cert)].flatMap((one) => identityOf(one, names, others) ?? []),
  );
  return {
    identities: all.filter((one) => !isUnused(one)),
    // Dovecot reads the files even where `ssl = no`.
    others: [
      ...others,
      ...all.filter(isUnused).flatMap(({ files, key }) => (key === undefined ? files : [...files, key])),
    ],
  };
}

function identityOf(
  written: Written,
  { side, key: keyName, password }: PairNames,
  others: readonly TlsFile[],
): TlsIdentity | undefined {
  const { system, scope } = written;
  const context = contextOf(scope);
  const file = fileOf(written, "certificate");
  if (file === undefined) return undefined;
  const key = system.config.get(keyName, context);
  const secret = system.config.get(password, context);
  return {
    system,
    side,
    files: [file],
    key: key && keyOf(written, keyName, key),
    keyUnset: undefined,
    passphrase: secret !== undefined && (secret.unknown || secret.value !== ""),
    audience: "people",
    hosts: side === "server" ? hostsOf(written) : [],
    authorities: others.filter(({ setting }) => setting === "ssl_ca"),
  };
}

function isUnused({ system, side, files }: TlsIdentity): boolean {
  if (system.daemon !== "dovecot" || side === "client") return false;
  return known(system, "ssl", contextOf(files[0]?.about.scope ?? []))?.value === "no";
}

function keyOf(written: Written, name: string, value: EffectiveValue): TlsFile | undefined {
  if (value.unknown || value.origin.kind !== "file") return undefined;
  const span = value.valueSpan ?? valuePart(value.origin.span);
  const own = settingAt(written.system, value.origin);
  const scope = own?.scope ?? [];
  const where = whereOf(scope);
  return fileOf(
    { ...written, name, value: value.value, span, where, about: { setting: name, scope } },
    "key",
  );
}

/** Contents that stand in the configuration itself name no file. */
function fileOf(
  {
    system,
    name,
    value,
    span,
    where,
    about,
  }: Pick<Written, "system" | "name" | "value" | "span" | "where" | "about">,
  use: TlsUse,
): TlsFile | undefined {
  const isPath = system.config.version === "2.4" || name.startsWith("ssl_client_ca");
  // A group is read where it is used, and the setting counts there.
  if (about.scope.some((block) => block.startsWith("group @"))) return undefined;
  const text = isPath ? value : (/^<\s*(\S[\s\S]*)$/.exec(value)?.[1] ?? "");
  if (text === "" || /[\n%]/.test(text)) return undefined;
  // As fix_relative_path() does it: from the file that names it.
  const path = text.startsWith("/") ? text : joinPath(dirname(span.file.path), text);
  return { system, use, setting: name, path, words: `\`${name} = ${value}\`${where}`, span, about };
}

/** Of `local_name` blocks their names; at the top the server's own, which clients may know it by. */
function hostsOf({ system, scope }: Written): readonly TlsHost[] {
  const asked = scope.flatMap((block) => {
    const [, names] = /^local_name\s+(\S.*)$/.exec(block) ?? [];
    return (names ?? "").split(/[\s"]+/).filter((name) => name !== "");
  });
  if (asked.length > 0) return asked.map((name) => ({ name, words: `local_name ${name}`, asked: true }));
  const own = system.config.get("hostname");
  if (scope.length > 0 || own === undefined || own.unknown || own.origin.kind !== "file") return [];
  return [{ name: own.value, words: `hostname = ${own.value}`, asked: false }];
}
