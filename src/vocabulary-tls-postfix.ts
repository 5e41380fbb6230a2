// TLS files of Postfix: pairs of three kinds of keys, chain files, a table of certificates by name (TLS_README).

import type { MasterService } from "../grammars/postfix-master/ast.ts";
import { serviceId } from "./model/postfix-services.ts";
import { placeOf, textValue } from "./model/postfix-values.ts";
import type { PostfixConfig } from "./resolve/postfix-config.ts";
import type { Span } from "./source.ts";
import type { PostfixSystem } from "./system.ts";
import { placeOfValue, type Smtpd, smtpds } from "./vocabulary-postfix.ts";
import type { TlsFile, TlsFiles, TlsHost, TlsIdentity, TlsUse } from "./vocabulary-tls.ts";

const sides = ["smtpd", "smtp", "lmtp"] as const;
type Side = (typeof sides)[number];

/** main.cf as it is (`undefined`), or under the `-o` of a service. */
type View = MasterService | undefined;

export function postfixTls(system: PostfixSystem): TlsFiles {
  const doors = [...smtpds({ systems: [system], report: () => {} })];
  const others = sides.flatMap((side) => othersOf(system, side, doors));
  const identities = sides.flatMap((side) => [
    ...pairsOf(system, side, doors),
    ...chainsOf(system, side, doors),
  ]);
  const withAuthorities = [...identities, ...namedOf(system, doors)].map((one) => ({
    ...one,
    authorities: others.filter(
      ({ use, setting }) => use === "authorities" && setting.startsWith(sideOf(one)),
    ),
  }));
  return { identities: withAuthorities, others };
}

function sideOf({ side, files }: TlsIdentity): string {
  return side === "server" ? "smtpd" : (files[0]?.setting.slice(0, 5) ?? "smtp_");
}

function* pairsOf(system: PostfixSystem, side: Side, doors: readonly Smtpd[]): Generator<TlsIdentity> {
  for (const kind of ["", "ec", "d"]) {
    const [cert, key] = [`${side}_tls_${kind}cert_file`, `${side}_tls_${kind}key_file`];
    for (const view of viewsOf(system, cert, key)) {
      const users = usersOf(system, cert, view, doors);
      if (side === "smtpd" && users === undefined) continue;
      if ((textValue(system.config, `${side}_tls_chain_files`, view) ?? "?") !== "") continue;
      const [file] = filesOf(system, cert, view, "certificate");
      if (file === undefined) continue;
      const keyValue = system.config.get(key, view);
      const isSet = keyValue?.origin.kind === "file";
      yield {
        ...identityOf(system, side, view, users ?? []),
        files: [file],
        key: isSet ? filesOf(system, key, view, "key")[0] : { ...file, use: "key" },
        keyUnset: isSet ? undefined : key,
      };
    }
  }
}

function* chainsOf(system: PostfixSystem, side: Side, doors: readonly Smtpd[]): Generator<TlsIdentity> {
  const name = `${side}_tls_chain_files`;
  for (const view of viewsOf(system, name)) {
    const users = usersOf(system, name, view, doors);
    if (side === "smtpd" && users === undefined) continue;
    const files = filesOf(system, name, view, "chain");
    if (files.length > 0) yield { ...identityOf(system, side, view, users ?? []), files };
  }
}

function identityOf(
  system: PostfixSystem,
  side: Side,
  view: View,
  users: readonly Smtpd[],
): Omit<TlsIdentity, "files"> {
  return {
    system,
    side: side === "smtpd" ? "server" : "client",
    key: undefined,
    keyUnset: undefined,
    passphrase: false,
    audience: audienceOf(users),
    hosts: side === "smtpd" ? ownName(system.config, view) : [],
    authorities: [],
  };
}

function audienceOf(users: readonly Smtpd[]): TlsIdentity["audience"] {
  const ports = new Set(users.map(({ port }) => port === 25));
  if (ports.size !== 1) return "both";
  return ports.has(true) ? "servers" : "people";
}

function ownName(config: PostfixConfig, view: View): readonly TlsHost[] {
  const value = config.get("myhostname", view);
  if (value === undefined || value.unknown || value.origin.kind !== "file") return [];
  return [{ name: value.value.trim(), words: `myhostname = ${value.value.trim()}`, asked: false }];
}

/** main.cf, and each service that sets one of the parameters itself. */
function viewsOf({ config }: PostfixSystem, ...names: readonly string[]): readonly View[] {
  return [...new Set(names.flatMap((name) => config.setBy(name)))];
}

/** The smtpds that read the value at this place; `undefined` = none does, or none of them speaks TLS. */
function usersOf(
  { config }: PostfixSystem,
  name: string,
  view: View,
  doors: readonly Smtpd[],
): readonly Smtpd[] | undefined {
  const place = placeOfValue(config.get(name, view));
  const users = doors.filter(({ get, service, tls }) => {
    if (tls.level === "none") return false;
    return view === undefined ? sameSpan(placeOfValue(get(name)), place) : service === view;
  });
  return users.length > 0 ? users : undefined;
}

function sameSpan(one: Span | undefined, other: Span | undefined): boolean {
  return one?.file === other?.file && one?.start === other?.start;
}

const notPaths = new Set(["", "none", "auto"]);

/** Paths of a list; `none` and `auto` are words of their own. */
function filesOf(system: PostfixSystem, name: string, view: View, use: TlsUse): readonly TlsFile[] {
  const value = system.config.get(name, view);
  const span = placeOfValue(value);
  if (value === undefined || value.unknown || span === undefined || value.value.includes("$")) return [];
  const about = { setting: name, scope: view === undefined ? [] : [serviceId(view)] };
  const where = view === undefined ? "" : ` of \`${serviceId(view)}\``;
  const words = [...value.value.matchAll(/[^\s,]+/g)].filter(([word]) => !notPaths.has(word.toLowerCase()));
  return words.map(({ 0: word, index }) => ({
    system,
    use,
    setting: name,
    path: onMachine(system.config, word),
    words: `\`${name} = ${words.length > 1 ? `… ${word}` : word}\`${where}`,
    span: placeOf(value, index, index + word.length) ?? span,
    about,
  }));
}

/** The daemons work in the queue directory (master(8)). */
function onMachine(config: PostfixConfig, path: string): string {
  if (path.startsWith("/")) return path;
  return `${textValue(config, "queue_directory") ?? "/var/spool/postfix"}/${path}`;
}

function othersOf(system: PostfixSystem, side: Side, doors: readonly Smtpd[]): readonly TlsFile[] {
  const named: readonly (readonly [string, TlsUse])[] = [
    [`${side}_tls_CAfile`, "authorities"],
    [`${side}_tls_CApath`, "authority-directory"],
    ...(side === "smtpd" ? ([["smtpd_tls_dh1024_param_file", "dh"]] as const) : []),
  ];
  return named.flatMap(([name, use]) =>
    viewsOf(system, name).flatMap((view) =>
      side === "smtpd" && usersOf(system, name, view, doors) === undefined
        ? []
        : filesOf(system, name, view, use),
    ),
  );
}

/** Text that postmap(1) makes the table of, where it is at hand: a name, and files as for `smtpd_tls_chain_files`. */
function* namedOf(system: PostfixSystem, doors: readonly Smtpd[]): Generator<TlsIdentity> {
  const { config } = system;
  for (const view of viewsOf(system, "tls_server_sni_maps")) {
    const users = usersOf(system, "tls_server_sni_maps", view, doors);
    const value = config.get("tls_server_sni_maps", view);
    const span = placeOfValue(value);
    if (users === undefined || value === undefined || value.unknown || span === undefined) continue;
    for (const table of value.value.split(/[\s,]+/))
      for (const { name, paths } of sniLines(config, table)) {
        const about = { setting: "tls_server_sni_maps", scope: [table, name] };
        const words = (path: string) => `\`${path}\` for \`${name}\` in \`${table}\``;
        const files = paths.map(
          (path): TlsFile => ({
            system,
            use: "chain",
            setting: "tls_server_sni_maps",
            path: onMachine(config, path),
            words: words(path),
            span,
            about,
          }),
        );
        // A key with a dot in front is for all names below.
        const hosts = name.startsWith(".") ? [] : [{ name, words: "", asked: true }];
        yield { ...identityOf(system, "smtpd", view, users), files, hosts };
      }
  }
}

/** Comments and blank lines end no line that goes on (readlline() in util/readlline.c). */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const before = /^[ \t]/.test(line) ? lines.pop() : undefined;
    lines.push(before === undefined ? trimmed : `${before} ${trimmed}`);
  }
  return lines;
}

function sniLines(
  config: PostfixConfig,
  table: string,
): readonly { name: string; paths: readonly string[] }[] {
  const [, path] = /^(?:hash|btree|lmdb|cdb|dbm|sdbm|texthash):(\/.+)$/.exec(table) ?? [];
  const text = path === undefined ? undefined : config.fileNamed(path)?.text;
  if (text === undefined) return [];
  return logicalLines(text).flatMap((line) => {
    const [name = "", ...paths] = line.split(/[\s,]+/).filter((word) => word !== "");
    return name === "" || name.startsWith("#") || paths.length === 0 ? [] : [{ name, paths }];
  });
}
