// Courier's configuration: each start script's files read as its shell reads them.

import type { CourierAst } from "../../grammars/courier/ast.ts";
import { parseCourier } from "../../grammars/courier/parser.ts";
import type { AuthrcAst, AuthrcSetting } from "../../grammars/courier-authrc/ast.ts";
import { parseAuthrc } from "../../grammars/courier-authrc/parser.ts";
import { basename, dirname, type Host, joinPath } from "../host.ts";
import { courierListeners } from "../model/courier-listeners.ts";
import { once } from "../once.ts";
import type { LintOptions } from "../options.ts";
import { withoutCopySuffix } from "../sniff.ts";
import { type SourceFile, sourceFile } from "../source.ts";
import type { CourierSystem, Problem, Setting } from "../system.ts";
import { accessOf, readAccess } from "./courier-access.ts";
import { readAuthdaemonrc } from "./courier-authdaemon.ts";
import type { CourierAuthFile, CourierConfig, CourierInstance, CourierValue } from "./courier-config.ts";
import { judgeAuthNames, judgeVariables } from "./courier-names.ts";
import { newShell, readInto, type Shell } from "./courier-shell.ts";
import { undefinedVariables, valuesGivenTwice } from "./courier-slips.ts";
import type { Entry, Resolve } from "./resolve.ts";

/**
 * What each start script reads: `inner` in the environment the daemon gets, `outer` in the script itself, whose values of
 * the `pasted` variables go into the command line (courier: imapd.rc, imapd-ssl.rc, pop3d.rc, esmtpd.in, esmtpd-ssl.in).
 */
interface Script {
  readonly name: string;
  readonly inner: readonly string[];
  readonly outer: readonly string[];
}

const scripts: readonly Script[] = [
  { name: "imapd", inner: ["imapd", "imapd-ssl"], outer: ["imapd-ssl", "imapd"] },
  { name: "imapd-ssl", inner: ["imapd", "imapd-ssl"], outer: ["imapd", "imapd-ssl"] },
  { name: "pop3d", inner: ["pop3d", "pop3d-ssl"], outer: ["pop3d-ssl", "pop3d"] },
  { name: "pop3d-ssl", inner: ["pop3d", "pop3d-ssl"], outer: ["pop3d", "pop3d-ssl"] },
  { name: "esmtpd", inner: ["esmtpd"], outer: ["esmtpd"] },
  { name: "esmtpd-msa", inner: ["esmtpd", "esmtpd-msa"], outer: ["esmtpd", "esmtpd-msa"] },
  { name: "esmtpd-ssl", inner: ["esmtpd", "esmtpd-ssl"], outer: ["esmtpd", "esmtpd-ssl"] },
  { name: "courierd", inner: ["courierd"], outer: ["courierd"] },
];

const pasted = new Set([
  "ADDRESS",
  "PORT",
  "SSLADDRESS",
  "SSLPORT",
  "MAXDAEMONS",
  "MAXPERIP",
  "MAXPERC",
  "TCPDOPTS",
  "IMAPACCESSFILE",
  "PROXY_HOSTNAME",
  "IMAPDSTARTTLS",
  "MAILDIRPATH",
]);

interface Files {
  readonly shell: ReadonlyMap<string, { readonly file: SourceFile; readonly ast: CourierAst }>;
  readonly auth: readonly { readonly file: SourceFile; readonly ast: AuthrcAst }[];
  readonly daemon: SourceFile | undefined;
  readonly all: readonly SourceFile[];
}

/** Resolves the Courier files of one directory. Never throws. */
export const resolveCourier: Resolve = (entry, host, options): CourierSystem => {
  const files = readFiles(entry, host, options);
  const problems = files.all.flatMap(nulProblem);
  const included = new Map<string, { readonly file: SourceFile; readonly ast: CourierAst }>();
  const shells: Shell[] = [];
  const instances = scripts.flatMap((script) =>
    instanceOf(script, { files, host, options, problems, included, entry, shells }),
  );
  for (const one of judgeVariables(instances, files.all)) problems.push(one);
  for (const one of valuesGivenTwice(instances)) problems.push(one);
  for (const one of undefinedVariables(shells)) problems.push(one);
  for (const one of missingScriptFiles(files, entry.root, options)) problems.push(one);
  const authFiles = files.auth.map(({ file, ast }) => authFileOf(file, ast, problems, options.courier));
  for (const one of authFiles.flatMap(judgeAuthNames)) problems.push(one);
  if (files.daemon !== undefined) {
    const shell = newShell();
    readInto(shell, parseCourier(files.daemon), () => undefined);
    authFiles.push(readAuthdaemonrc(files.daemon, shell, problems));
  }
  const access = accessOf(accessFiles(entry, instances, host), problems);
  const config: CourierConfig = {
    access,
    instances,
    authFiles,
    fileNamed: (path) => fileNamed(path, dirname(entry.root), host, options),
  };
  let listeners: CourierSystem["listeners"] extends () => infer L ? L | undefined : never;
  const root = files.all[0] ?? access.files[0] ?? { path: entry.root, text: "", dialect: "courier" };
  return {
    daemon: "courier",
    version: options.courier ?? "1",
    versionFrom: options.courier === undefined ? "assumed" : "given",
    ...(options.courier === undefined ? {} : { exactly: options.courier }),
    root,
    files: [...files.all, ...access.files, ...[...included.values()].map(({ file }) => file)],
    problems: unique(problems),
    partial: entry.partial,
    config,
    settings: once(() => settingsOf(config)),
    listeners: () => {
      listeners ??= courierListeners(config);
      return listeners;
    },
  };
};

/** The directories that ACCESSFILE names; `${sysconfdir}` of it is a word of the start script. */
function accessFiles(entry: Entry, instances: readonly CourierInstance[], host: Host): readonly SourceFile[] {
  if (entry.dialect === "courier-access") return readAccess(entry.root, host);
  const servers = instances.filter(({ name }) => name.startsWith("esmtpd"));
  const named = servers.map((server) => server.get("ACCESSFILE") ?? { value: "", unknown: false });
  const names = named.flatMap(({ value, unknown }) => (unknown || value === "" ? [] : [basename(value)]));
  return [...new Set(servers.length === 0 ? ["smtpaccess"] : names)].flatMap((name) =>
    readAccess(joinPath(dirname(entry.root), name), host),
  );
}

/** What a shell makes of a NUL byte differs by its release. */
function nulProblem(file: SourceFile): Problem[] {
  const at = file.text.indexOf("\0");
  if (at === -1) return [];
  const message =
    "a NUL byte: this is no text file, and from here on nobody can tell what the daemon reads; take it out";
  const span = { file, start: at, end: at + 1 };
  return [{ kind: "syntax", severity: "error", message, span, fatal: false }];
}

function readFiles(entry: Entry, host: Host, options: LintOptions): Files {
  const shell = new Map<string, { file: SourceFile; ast: CourierAst }>();
  const auth: { file: SourceFile; ast: AuthrcAst }[] = [];
  const all: SourceFile[] = [];
  let daemon: SourceFile | undefined;
  for (const path of entry.dialect === "courier-access" ? [] : [entry.root, ...entry.files]) {
    const read = host.read(path);
    if (read.kind !== "text") continue;
    const name = withoutCopySuffix(basename(path));
    const isAuth = /^auth.*rc$/.test(name) && name !== "authdaemonrc";
    const dialect = isAuth || options.dialect === "courier-authrc" ? "courier-authrc" : "courier";
    const file: SourceFile = { path, text: read.text, dialect };
    all.push(file);
    if (dialect === "courier-authrc") auth.push({ file, ast: parseAuthrc(file) });
    else if (name === "authdaemonrc") daemon = file;
    else shell.set(name, { file, ast: parseCourier(file) });
  }
  return { shell, auth, daemon, all };
}

interface Run {
  readonly files: Files;
  readonly host: Host;
  readonly options: LintOptions;
  readonly problems: Problem[];
  readonly included: Map<string, { readonly file: SourceFile; readonly ast: CourierAst }>;
  readonly entry: Entry;
  /** Every reading of files so far. */
  readonly shells: Shell[];
}

/** Where the packages and the sources put the configuration. */
const installed = /^(?:\/usr\/local)?\/etc\/courier(?:-imap)?$|^\/(?:usr\/lib|opt)\/courier(?:-imap)?\/etc$/;

/** Start scripts end with "does not exist, forgot make install-configure?" (imapd.rc, pop3d.rc, imapd-ssl.rc). */
function missingScriptFiles({ shell }: Files, root: string, options: LintOptions): readonly Problem[] {
  const live = options.root === undefined && installed.test(dirname(root));
  const missing = new Map<string, Problem>();
  for (const { name, inner } of scripts) {
    const own = shell.get(name);
    const absent = inner.find((one) => !shell.has(one));
    if (own === undefined || absent === undefined || missing.has(absent)) continue;
    const end = own.file.text.indexOf("\n");
    missing.set(absent, {
      kind: "missing-include",
      severity: live ? "error" : "note",
      message: `\`${absent}\` is not here, and the start script of \`${name}\` reads it as well${live ? " and does not start without it; put the file that the package ships there" : ": what it sets is unknown, and rules about it keep silent; give both files"}`,
      span: { file: own.file, start: 0, end: end === -1 ? own.file.text.length : end },
      fatal: live,
    });
  }
  return [...missing.values()];
}

/** A file of a name that no start script knows is an instance of its own. */
function instanceOf(script: Script, run: Run): readonly CourierInstance[] {
  const { files, entry } = run;
  const own = files.shell.get(script.name);
  if (own === undefined) {
    const isFirst = script.name === "imapd" && files.shell.size > 0;
    const strange = [...files.shell].filter(([name]) => !scripts.some((known) => known.name === name));
    return isFirst || (script.name === "imapd" && entry.files.length === 0)
      ? strange.map(([name, { file }]) => shellInstance(name, [name], [name], file, run))
      : [];
  }
  return [shellInstance(script.name, script.inner, script.outer, own.file, run)];
}

function shellInstance(
  name: string,
  inner: readonly string[],
  outer: readonly string[],
  file: SourceFile,
  run: Run,
): CourierInstance {
  const environment = runShell(inner, run);
  const script = inner.join() === outer.join() ? environment : runShell(outer, run);
  return {
    name,
    origin: { kind: "file", span: { file, start: 0, end: 0 }, via: [] },
    variables: environment.variables,
    get: (variable) => {
      const shell = pasted.has(variable) ? script : environment;
      const found = shell.variables.get(variable);
      if (found !== undefined || !shell.everythingUnknown) return found;
      return { value: "", unknown: true, origin: { kind: "default" }, overridden: [] };
    },
  };
}

/** Of the files of a script that are not at hand nothing is known; all else would be a guess. */
function runShell(names: readonly string[], run: Run): Shell {
  const shell = newShell();
  for (const name of names) {
    const found = run.files.shell.get(name);
    if (found === undefined) {
      shell.everythingUnknown = true;
      continue;
    }
    readInto(shell, found.ast, (path, at) => {
      const found = includeOf(path, dirname(at.file.path), run);
      return found === "missing" ? found : found?.ast;
    });
    if (shell.broken || shell.ended) break;
  }
  for (const one of shell.problems) run.problems.push(one);
  run.shells.push(shell);
  return shell;
}

/** `. file` as the shell finds it: a path with a slash, relative to a working directory nobody knows, or absolute. */
function includeOf(path: string, directory: string, run: Run) {
  const { host, options } = run;
  for (const candidate of placesOf(path, directory, options)) {
    const known =
      run.included.get(candidate) ??
      [...run.files.shell.values()].find(({ file }) => file.path === candidate);
    if (known !== undefined) return known;
    const read = host.read(candidate);
    if (read.kind !== "text") continue;
    const file = sourceFile(candidate, read.text, "courier");
    const added = { file, ast: parseCourier(file) };
    run.included.set(candidate, added);
    return added;
  }
  return isMissing(path, directory, run) ? "missing" : undefined;
}

/** Below `--root` lies a part of a machine: there only the configuration's own directory is taken to be whole. */
function isMissing(path: string, directory: string, { host, options: { root } }: Run): boolean {
  if (!path.startsWith("/") || (root === undefined && !directory.startsWith("/"))) return false;
  const place = root === undefined ? path : joinPath(root, path.slice(1));
  return (root === undefined || dirname(place) === directory) && host.read(place).kind === "missing";
}

function placesOf(path: string, directory: string, { root }: LintOptions): readonly string[] {
  if (!path.startsWith("/")) return [];
  return [root === undefined ? path : joinPath(root, path.slice(1)), joinPath(directory, basename(path))];
}

function fileNamed(
  path: string,
  directory: string,
  host: Host,
  options: LintOptions,
): SourceFile | undefined {
  for (const place of placesOf(path, directory, options)) {
    const read = host.read(place);
    if (read.kind === "text") return sourceFile(place, read.text, "courier");
  }
  return undefined;
}

/** The first occurrence of a name counts; without the marker line authlib refuses the file, since 0.67 (2016). */
function authFileOf(
  file: SourceFile,
  { statements }: AuthrcAst,
  problems: Problem[],
  release: string | undefined,
): CourierAuthFile {
  const values = new Map<string, CourierValue>();
  for (const statement of statements) {
    if (statement.kind !== "setting") continue;
    const first = values.get(statement.name);
    if (first !== undefined) {
      if (first.value !== statement.value) problems.push(secondValue(statement, first));
      continue;
    }
    const origin = { kind: "file", span: statement.span, via: [] } as const;
    values.set(statement.name, { value: statement.value, unknown: false, origin, overridden: [] });
  }
  // Courier 0.76 was still at home with authlib 0.66.
  if (!statements.some(({ kind }) => kind === "marker") && release?.startsWith("0.") !== true)
    problems.push({
      kind: "courier/marker-missing",
      severity: release === undefined ? "warning" : "error",
      message: `the line \`##NAME: MARKER:0\` is missing: ${release === undefined ? "authlib 0.67 and newer refuse" : "authlib refuses"} the file and nobody can log in; add it at the end`,
      span: { file, start: 0, end: Math.max(0, file.text.indexOf("\n")) },
      fatal: false,
    });
  return {
    name: withoutCopySuffix(basename(file.path)),
    values,
    origin: { kind: "file", span: { file, start: 0, end: 0 }, via: [] },
  };
}

/** authlib looks for a name from the top and stops at the first line that has it (authconfigfile.cpp). */
function secondValue({ name, nameSpan }: AuthrcSetting, first: CourierValue): Problem {
  const related =
    first.origin.kind === "file" ? [{ span: first.origin.span, message: "this one counts" }] : [];
  const message = `\`${name}\` has a value above, and authlib takes the first: this line has no effect; delete one of them`;
  return { kind: "duplicate-setting", severity: "warning", message, span: nameSpan, related, fatal: false };
}

function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ kind, span, message }) => {
    const key = `${kind}\0${span.file.path}\0${span.start}\0${message}`;
    return seen.size < seen.add(key).size;
  });
}

function settingsOf({ instances, authFiles }: CourierConfig): readonly Setting[] {
  const of = (scope: string, values: ReadonlyMap<string, CourierValue>): Setting[] =>
    [...values].map(([name, value]) => ({ name, scope: [scope], ...value }));
  return [
    ...instances.flatMap((instance) => of(instance.name, instance.variables)),
    ...authFiles.flatMap((file) => of(file.name, file.values)),
  ];
}

/** `NAME=value` as the shell has them; of several instances each under its name. */
export function showCourier({ config }: CourierSystem): readonly string[] {
  const blocks = [
    ...config.instances.map(({ name, variables }) => [name, variables] as const),
    ...config.authFiles.map(({ name, values }) => [name, values] as const),
  ];
  return blocks.flatMap(([name, values]) => [
    ...(blocks.length > 1 ? [`# ${name}`] : []),
    ...[...values].map(([variable, { value, unknown }]) =>
      unknown ? `# ${variable} is unknown` : `${variable}=${value}`,
    ),
  ]);
}
