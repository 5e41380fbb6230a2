// postconf(1) as the judge of what `show` prints: runs it in batches, and makes both sides comparable.

import { memoryHost } from "../../src/host.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { showMain, showMaster } from "../../src/resolve/postfix-show.ts";
import { decode } from "../../src/source.ts";
import type { PostfixSystem } from "../../src/system.ts";
import { ask } from "./answers.ts";
import { postconf, postconfJob, type Root, type Run, withTree } from "./daemons.ts";

export interface Pair {
  readonly main: string;
  readonly master: string;
}

export type Form = "set" | "expand" | "all" | "services" | "overrides";

const flags: Readonly<Record<Form, readonly string[]>> = {
  set: ["-n"],
  expand: ["-nx"],
  all: [],
  services: ["-M"],
  overrides: ["-P"],
};

export interface Answer {
  /** `undefined`: postconf refused the files. */
  readonly lines: readonly string[] | undefined;
  /** Standard error without the place of the files. */
  readonly messages: readonly string[];
}

/** Version of the root's Postfix, patch level included. */
export function postfixVersion(root: Root): string {
  return withTree(root, { "main.cf": "", "master.cf": "" }, (tree) =>
    Buffer.from(postconf(root, ["-d", "-h", "mail_version"], tree.path).stdout)
      .toString()
      .trim(),
  );
}

/** What postconf prints of each pair in each form. */
export function askPostconf(root: Root, pairs: readonly Pair[], forms: readonly Form[]): Map<Form, Answer>[] {
  const files = Object.fromEntries(
    pairs.flatMap(({ main, master }, at) => [
      [`${at}/main.cf`, Buffer.from(main, "utf8")],
      [`${at}/master.cf`, Buffer.from(master, "utf8")],
    ]),
  );
  const { path, runs } = ask(
    root,
    (path) => ({
      files,
      jobs: pairs.flatMap((_, at) => forms.map((form) => postconfJob(flags[form], `${path}/${at}`))),
    }),
    // Refused runs sleep for a second: many at a time cost nothing.
    120,
  );
  return pairs.map(
    (_, at) =>
      new Map(
        forms.map((form, index) => [form, answer(runs[at * forms.length + index] as Run, `${path}/${at}`)]),
      ),
  );
}

function answer(run: Run, dir: string): Answer {
  const messages = run.stderr
    .replaceAll(dir, "DIR")
    .split("\n")
    .filter((line) => line !== "");
  if (run.status !== 0) return { lines: undefined, messages };
  return { lines: comparable(decode(run.stdout).split("\n").slice(0, -1)), messages };
}

export function resolvePair(pair: Pair, version: string): PostfixSystem {
  const host = memoryHost({ "main.cf": pair.main, "master.cf": pair.master });
  const entry = { daemon: "postfix", root: "main.cf", files: ["master.cf"], partial: false } as const;
  return resolvePostfix(entry, host, { postfix: version }) as PostfixSystem;
}

export function show(system: PostfixSystem, form: Form): readonly string[] {
  if (form === "services") return comparable(showMaster(system, { overrides: false }));
  if (form === "overrides") return comparable(showMaster(system, { overrides: true }));
  return comparable(showMain(system, { form }));
}

/**
 * Without what differs by the place and the process: `config_directory` is where `-c` points, `mynetworks` the machine's
 * interfaces. The host name is pinned by the root (see daemons.ts).
 */
function comparable(lines: readonly string[]): readonly string[] {
  return lines
    .filter((line) => !/^(?:config_directory|process_id) =|^mynetworks = (?:\$mynetworks|127\.)/.test(line))
    .map((line) =>
      line.replaceAll("$myhostname", "mail.example.test").replaceAll("$mydomain", "example.test"),
    )
    .map((line) => line.replace(/^(debugger_command = .*) \d+ &/, "$1 $$process_id &"));
}
