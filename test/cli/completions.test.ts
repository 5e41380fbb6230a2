// The completion scripts, run by the shells that they are for.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

type Shell = "bash" | "zsh" | "fish";

/** Ends in a shell's own words: completes the last of `words` with the script at $1, one candidate a line. */
const asking: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  bash: (words) =>
    `. "$1"; COMP_WORDS=(${words.map(quoted).join(" ")}); COMP_CWORD=${words.length - 1}; _mailint; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // zsh runs a function for bash under these options (bashcompinit, _bash_complete).
  zsh: (words) =>
    `autoload -U compinit && compinit -u -D && . "$1"; () { emulate -L sh; setopt kshglob noshglob braceexpand; COMP_WORDS=(${words.map(quoted).join(" ")}); COMP_CWORD=${words.length - 1}; _mailint; printf '%s\\n' "\${COMPREPLY[@]}"; }`,
  fish: (words) => `source $argv[1]; complete -C ${quoted(words.join(" "))}`,
};

function quoted(word: string): string {
  return `'${word}'`;
}

function installed(shell: Shell): boolean {
  return spawnSync(shell, ["--version"]).status === 0;
}

async function complete(shell: Shell, words: readonly string[]): Promise<string[]> {
  const { code, stdout: script } = await mailint(directoryWith({}), ["completions", shell]);
  expect(code).toBe(0);
  const directory = directoryWith({ "etc/main.cf": "", script });
  writeFileSync(join(directory, "script"), script);
  const command = asking[shell](["mailint", ...words]);
  const args =
    shell === "fish"
      ? ["--no-config", "-c", command, join(directory, "script")]
      : [shell === "zsh" ? "-fc" : "-c", command, shell, join(directory, "script")];
  const { stdout, stderr, error } = spawnSync(shell, args, {
    cwd: join(directory, "etc"),
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: directory, TERM: "dumb" },
  });
  if (error !== undefined) throw error;
  expect(stderr).toBe("");
  return (
    stdout
      .split("\n")
      .map((line) => line.split("\t")[0] ?? "")
      .filter((line) => line !== "")
      // Of file names zsh itself (compadd) takes those that fit.
      .filter((line) => shell !== "zsh" || line.startsWith(words.at(-1) ?? ""))
  );
}

describe.each<Shell>(["bash", "zsh", "fish"])("%s", (shell) => {
  // Without the shell these skip; in CI all three are there.
  const asked = test.runIf(installed(shell) || process.env.CI === "true");

  asked.each<[readonly string[], readonly string[]]>([
    [["exp"], ["explain"]],
    [["--profi"], ["--profile"]],
    [["lint", "--profi"], ["--profile"]],
    [
      ["--profile", "mozilla-"],
      ["mozilla-intermediate", "mozilla-modern"],
    ],
    [["report", "--profile", "pci"], ["pci-dss-4"]],
    [["etc", "-f", "sa"], ["sarif"]],
    [["show", "--format", "j"], ["json"]],
    [["--only", "tls12"], ["tls12-accepted"]],
    [["explain", "postfix/submission-not"], ["postfix/submission-not-closed"]],
    [["completions", "fi"], ["fish"]],
    [["main"], ["main.cf"]],
    [["show", "--overr"], ["--overrides"]],
  ])("%j", async (words, wanted) => {
    expect(await complete(shell, words)).toEqual(wanted);
  });

  asked("the value behind `=`", async () => {
    const words = shell === "fish" ? ["--fix=uns"] : ["--fix", "=", "uns"];
    expect(await complete(shell, words)).toEqual([shell === "fish" ? "--fix=unsafe" : "unsafe"]);
  });

  asked("another command's options are not offered", async () => {
    expect(await complete(shell, ["show", "--baseli"])).toEqual([]);
  });
});
