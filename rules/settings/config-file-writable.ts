import type { Severity } from "../../src/finding.ts";
import { basename } from "../../src/host.ts";
import { type Directory, type FoundFile, type Identity, isFound, type Machine } from "../../src/machine.ts";
import {
  command,
  everybodyCan,
  groupCan,
  nameOf,
  replacerOf,
  rightsOf,
} from "../../src/model/permissions.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import type { System } from "../../src/system.ts";
import { tableFiles } from "../../src/vocabulary-files.ts";

export default defineRule({
  id: "config-file-writable",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.8,
  precision: "high",
  cwe: [732],
  summary: "Others than root can change the configuration.",
  why: `The daemons start as root and run what their configuration says: whoever can write to one of its files, or put another in its place,
runs commands as root or reads everybody's mail. A table counts as well, since it decides where mail goes and, as \`alias_maps\`, runs
commands. Without \`--live\` nobody looks at the files.`,
  remedy:
    "Give the files and their directories to root, and take the right to write away: `chown root`, `chmod go-w`. For a table that a program writes, such as a list manager's, look whether it may.",
  references: [
    { title: "postfix(1), check", url: "https://www.postfix.org/postfix.1.html" },
    { title: "local(8), security", url: "https://www.postfix.org/local.8.html" },
    { title: "unlink(2), the sticky bit", url: "https://man7.org/linux/man-pages/man2/unlink.2.html" },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    for (const system of context.systems)
      for (const group of faultsOf(system, machine).values()) report(context, group);
  },
  examples: [
    {
      title: "an included file that every user can write",
      files: {
        "dovecot.conf": "!include conf.d/10-ssl.conf\n",
        "conf.d/10-ssl.conf": "«ssl = required»\nssl_min_protocol = TLSv1.2\n",
      },
      machine: { files: { "dovecot.conf": {}, "conf.d/10-ssl.conf": { mode: 0o666 } } },
    },
    {
      title: "a file of somebody else's",
      dialect: "postfix-main",
      bad: "«myhostname = mail.example.org»\n",
      machine: { files: { "main.cf": { owner: "deploy" } }, users: { deploy: ["deploy"] } },
    },
    {
      title: "a directory in which a group may put another file in its place",
      files: { "courier/imapd": "«PORT=143»\n", "courier/imapd-ssl": "SSLPORT=993\n" },
      machine: {
        files: {
          courier: { kind: "directory", mode: 0o775, group: "users" },
          "courier/imapd": {},
          "courier/imapd-ssl": {},
        },
        users: { alice: ["users"] },
      },
    },
    {
      title: "a table that the list manager writes",
      files: { "main.cf": "alias_maps = hash:/etc/aliases, «hash:/var/lib/mailman/data/aliases»\n" },
      machine: {
        files: {
          "main.cf": {},
          "/etc/aliases": {},
          "/var/lib/mailman/data/aliases": { owner: "list", group: "list", mode: 0o664 },
        },
        users: { list: ["list"] },
      },
    },
    {
      title: "root's",
      dialect: "postfix-main",
      good: "myhostname = mail.example.org\n",
      machine: { files: { "main.cf": {} } },
    },
    {
      title: "root's file in /tmp, where nobody can take it away",
      files: { "main.cf": "transport_maps = texthash:/tmp/transport\n" },
      machine: {
        files: { "main.cf": {}, "/tmp": { kind: "directory", mode: 0o1777 }, "/tmp/transport": {} },
      },
      trap: true,
    },
    {
      title: "root's group may write",
      dialect: "postfix-main",
      good: "myhostname = mail.example.org\n",
      machine: { files: { "main.cf": { mode: 0o664 } } },
      trap: true,
    },
    {
      title: "Courier's own user",
      files: { "courier/authdaemonrc": 'authmodulelist="authpam"\n' },
      machine: {
        files: { "courier/authdaemonrc": { owner: "courier", group: "courier", mode: 0o660 } },
        users: { courier: ["courier"] },
      },
      trap: true,
    },
  ],
});

interface Fault {
  /** The place of the machine. */
  readonly path: string;
  readonly rights: string;
  readonly who: string;
  readonly command: string;
  /** It is not the file, but a directory above it. */
  readonly isDirectory: boolean;
  /** A table that a value names. */
  readonly words: string | undefined;
  readonly severity: Severity;
  readonly span: Span;
}

/** By cause: one finding for all files of one user, or below one directory. */
function faultsOf(system: System, machine: Machine): ReadonlyMap<string, readonly Fault[]> {
  const faults = new Map<string, Fault[]>();
  const seen = new Set<string>();
  for (const { path, span, words } of filesOf(system)) {
    const found = machine.file(path);
    if (!isFound(found) || found.kind !== "file" || seen.size === seen.add(found.path).size) continue;
    const fault = faultOf(found, system);
    if (fault === undefined) continue;
    const kind = words === undefined ? "" : "table";
    const key = `${fault.isDirectory ? fault.path : fault.who}\0${kind}`;
    const severity = words === undefined || fault.isOpen ? "error" : "warning";
    const those = faults.get(key) ?? [];
    those.push({ ...fault, words, severity, span });
    faults.set(key, those);
  }
  return faults;
}

interface Named {
  readonly path: string;
  readonly span: Span;
  readonly words: string | undefined;
}

function* filesOf(system: System): Generator<Named> {
  for (const file of system.files) {
    const end = file.text.indexOf("\n");
    const span = { file, start: 0, end: end === -1 ? file.text.length : end };
    yield { path: file.path, span, words: undefined };
  }
  for (const one of tableFiles({ systems: [system], report: () => undefined })) yield one;
}

type Bare = Omit<Fault, "words" | "severity" | "span"> & { readonly isOpen: boolean };

function faultOf(file: FoundFile, { daemon }: System): Bare | undefined {
  const trusted = (identity: Identity) => isTrusted(identity, daemon);
  const of = (who: string, wanted: string, isOpen = false): Bare => ({
    path: file.path,
    rights: rightsOf(file),
    who,
    command: wanted,
    isDirectory: false,
    isOpen,
  });
  if (everybodyCan(file, "write"))
    return of("every user of the machine", command("chmod", "go-w", file.path), true);
  if (!trusted(file.owner))
    return of(`the user \`${nameOf(file.owner)}\``, command("chown", "root", file.path));
  if (!trusted(file.group) && groupCan(file, "write"))
    return of(`the group \`${nameOf(file.group)}\``, command("chmod", "g-w", file.path));
  const replacer = replacerOf(file, trusted);
  return (
    replacer && { ...directoryFault(replacer.directory, replacer.who), isOpen: replacer.who === "everybody" }
  );
}

function directoryFault(directory: Directory, who: "everybody" | "group" | "owner"): Omit<Bare, "isOpen"> {
  const { path } = directory;
  const words = {
    everybody: "every user of the machine",
    group: `the group \`${nameOf(directory.group)}\``,
    owner: `the user \`${nameOf(directory.owner)}\``,
  };
  const wanted = {
    everybody: command("chmod", "go-w", path),
    group: command("chmod", "g-w", path),
    owner: command("chown", "root", path),
  };
  return { path, rights: rightsOf(directory), who: words[who], command: wanted[who], isDirectory: true };
}

/** Groups of administrators are trusted like root; Courier's files belong to its user (authlib's README). */
function isTrusted({ id, name = "" }: Identity, daemon: System["daemon"]): boolean {
  if (id === 0 || /^(?:root|wheel|sudo|admin)$/.test(name)) return true;
  return daemon === "courier" && /^_?(?:courier|daemon)$/.test(name);
}

/** So many files are named. */
const most = 3;

function report(context: RuleContext, faults: readonly Fault[]): void {
  const [first] = faults;
  if (first === undefined) return;
  const { who, rights, path, isDirectory, words, severity, span } = first;
  const paths = faults.map((fault) => fault.path);
  const names = [...new Set(paths)].slice(0, most).map((one) => `\`${one}\``);
  const more = new Set(paths).size - names.length;
  const all = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const what = isDirectory
    ? `can replace what lies in \`${path}\` (${rights}), ${faults.length === 1 ? `\`${basename(span.file.path)}\`` : `${faults.length} files`} of the configuration among it`
    : `can write to ${all} (${rights})`;
  context.report({
    span,
    severity,
    message: `${words === undefined ? "" : `${words}: `}${who} ${what}, and so decide what ${words === undefined ? "the daemon runs as root" : "becomes of mail"}; ${severity === "warning" ? "unless a program is meant to write it, " : ""}run \`${isDirectory ? first.command : commandFor(faults)}\``,
  });
}

function commandFor(faults: readonly Fault[]): string {
  const [first] = faults;
  const paths = [...new Set(faults.map(({ path }) => path))];
  const [program = "", right = ""] = (first?.command ?? "").split(" ");
  return command(program, right, ...paths);
}
