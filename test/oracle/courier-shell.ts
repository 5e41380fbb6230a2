// /bin/sh as the judge of Courier's files: sources them in an empty environment and tells its variables.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { decode, encode } from "../../src/source.ts";

export type Files = Readonly<Record<string, string>>;
export type Variables = ReadonlyMap<string, string>;

/** What the start scripts source into the environment of each daemon, in order. */
export const orders: Readonly<Record<string, readonly string[]>> = {
  imapd: ["imapd", "imapd-ssl"],
  "imapd-ssl": ["imapd", "imapd-ssl"],
  pop3d: ["pop3d", "pop3d-ssl"],
  "pop3d-ssl": ["pop3d", "pop3d-ssl"],
  esmtpd: ["esmtpd"],
  "esmtpd-msa": ["esmtpd", "esmtpd-msa"],
  "esmtpd-ssl": ["esmtpd", "esmtpd-ssl"],
  courierd: ["courierd"],
};

/** Variables the shell sets for itself. */
export const own = new Set([
  "PWD",
  "OLDPWD",
  "_",
  "OPTIND",
  "PS1",
  "PS2",
  "PS4",
  "IFS",
  "PATH",
  "PPID",
  "SHLVL",
  "LINENO",
]);

const QUIET = "2>/dev/null </dev/null";

/** Variables after sourcing, or `undefined` where the shell stops; all trees in one run of the shell, each in a process of its own. */
export function shells(
  trees: readonly Files[],
  names: readonly string[],
): readonly (Variables | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), "mailint-courier-"));
  try {
    for (const [at, files] of trees.entries()) {
      mkdirSync(join(folder, String(at)));
      for (const [name, text] of Object.entries(files))
        writeFileSync(join(folder, String(at), name), encode(text));
    }
    const sourced = `set -a; ${names.map((name) => `. ./${name}`).join("; ")}; exec /usr/bin/env -0 >../$at.out`;
    const script = trees
      .map(
        (_, at) =>
          `(cd ${at} && exec /usr/bin/env -i /bin/sh -c '${sourced.replace("$at", String(at))}') >/dev/null ${QUIET}; echo $?`,
      )
      .join("\n");
    writeFileSync(join(folder, "run"), script);
    const done = spawnSync("/bin/sh", [join(folder, "run")], { cwd: folder, maxBuffer: 1 << 26 });
    const statuses = done.stdout.toString("latin1").trimEnd().split("\n");
    if (statuses.length !== trees.length)
      throw new Error(`the shell answered ${statuses.length} of ${trees.length} times`);
    return statuses.map((status, at) => (status === "0" ? printed(join(folder, `${at}.out`)) : undefined));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `env -0` wrote; `undefined`: it never ran, although the shell ended well (`exit 0` in a file). */
function printed(path: string): Variables | undefined {
  try {
    const variables = decode(readFileSync(path))
      .split("\0")
      .filter((line) => line !== "")
      .map((line): [string, string] => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    return new Map(variables.filter(([name]) => !own.has(name)));
  } catch {
    return undefined;
  }
}

export async function read(files: Files, instance: string) {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`courier/${name}`, text]));
  const { systems } = await loadSystems({ paths: ["courier"], host: memoryHost(named), options: {} });
  const system = systems.find(({ daemon }) => daemon === "courier");
  if (system?.daemon !== "courier") throw new Error("no Courier system");
  return { system, instance: system.config.instances.find(({ name }) => name === instance) };
}

/**
 * What differs: everything known must be what the shell has, what the shell has must be known or said to be unknown, and
 * a fatal problem stands for a shell that stops. `undefined` = they agree.
 */
export async function difference(
  files: Files,
  name: string,
  judged: Variables | undefined,
): Promise<string | undefined> {
  const { system, instance } = await read(files, name);
  const fatal = system.problems.some((problem) => problem.fatal);
  const opaque = system.problems.some(
    ({ kind }) => kind === "unsupported-shell" || kind === "include-outside",
  );
  if (judged === undefined) return fatal || opaque ? undefined : "the shell stops, and nothing says so";
  if (fatal) return "said to stop the shell, and it goes on";
  if (instance === undefined) return "no such instance";
  for (const [variable, { value, unknown }] of instance.variables) {
    if (own.has(variable) || unknown || judged.get(variable) === value) continue;
    return `${variable}: shell ${JSON.stringify(judged.get(variable))}, here ${JSON.stringify(value)}`;
  }
  for (const variable of judged.keys())
    if (instance.get(variable) === undefined) return `${variable} is missing here`;
  return undefined;
}

const pieces = [
  ..."\"'\\ \t\n\n\n#;x=0$~*ä:-&|}{!",
  "A=",
  "B=",
  "IMAP_CAPABILITY=",
  "export ",
  "unset A",
  "$A",
  "${B}",
  "${A-x}",
  "${A:+y z}",
  "y z",
  "YES",
  "`echo a`",
  "$(echo b)",
  "${",
  "\r\n",
  "/path/x",
  "\\\n",
  "\udc81",
  "\udcff",
  "A=1\n",
  'B="q $A"\n',
  "C='r'\n",
  "if true\nthen\nA=2\nfi\n",
  "if ",
  "then ",
  "fi\n",
  "do ",
  "done\n",
  "for A in 1 2\ndo B=$A\ndone\n",
  "&&",
  "|| ",
  "true ",
  "false ",
  "echo ",
  "return\n",
  "exit\n",
  "set -u\n",
  "eval ",
  "readonly A\n",
  ">x",
  "(",
  ")",
  "case ",
  "esac",
  "A=1 ",
  ": ",
  "A=3 :\n",
  "D=a\\ #b\n",
  "${A=z}",
  "${C?}",
  "else ",
];
const file = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));
export const pair = fc.record({ imapd: file, "imapd-ssl": file });

/** `count` random pairs of files, the same for the same seed. */
export function randomPairs(seed: number, count: number): readonly Files[] {
  return fc.sample(pair, { seed, numRuns: count });
}
