// The real auth process of Dovecot 2.3 on files that its databases name: it refuses what mailint refuses, at the same line.

import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";
import { extTables } from "../../src/settings/dovecot-ext.ts";
import { lineOf } from "../../src/source.ts";
import type { Problem } from "../../src/system.ts";
import { ask } from "./answers.ts";
import { describeWithRoot, type Files } from "./daemons.ts";
import { databaseKinds, type ExtCase, extCases, randomExt } from "./dovecot-ext-cases.ts";

const RANDOM = 150;
/** Hundreds of processes are started, on machines of two cores. */
const PATIENCE = { timeout: 300_000 };

/** The second passdb has no file: when the auth process complains of it, it took the first one's. */
function configuration(directory: string, { kind }: ExtCase): string {
  return `base_dir = ${directory}/run
log_path = /dev/stderr
passdb {
  driver = ${kind}
  args = ${directory}/first.conf.ext
}
passdb {
  driver = sql
  args = ${directory}/absent
}
userdb {
  driver = static
  args = uid=1 gid=1 home=/tmp
}
`;
}

interface Verdict {
  readonly refused: boolean;
  /** Where it names one: line of the first fault. */
  readonly line: number | undefined;
}

function filesOf(cases: readonly ExtCase[], path: string): Files {
  return Object.fromEntries(
    cases.flatMap((one, at) =>
      Object.entries({
        "dovecot.conf": configuration(`${path}/${at}`, one),
        "first.conf.ext": one.text,
        ...one.more,
      }).map(([name, text]) => [`${at}/${name}`, text]),
    ),
  );
}

function verdictsOfAuth(cases: readonly ExtCase[]): readonly (Verdict & { readonly said: string })[] {
  const auth = ["/usr/bin/timeout", "60", "/usr/lib/dovecot/auth", "-c"];
  const jobs = (path: string) => cases.map((_, at) => ({ argv: [...auth, `${path}/${at}/dovecot.conf`] }));
  const { runs } = ask("bookworm", (path) => ({ files: filesOf(cases, path), jobs: jobs(path) }), 4);
  return runs.map(({ stderr }) => {
    const said =
      stderr.split("\n").find((line) => line.includes("Fatal: ")) ?? stderr.replace(/^Warning: .*\n/gm, "");
    // The format of a key is looked at where its section closes.
    const place = /configuration file \S*first\.conf\.ext line (\d+): (?!Unknown key format)/.exec(said);
    return {
      refused: !said.includes("/absent: Can't open configuration file"),
      line: place === null ? undefined : Number(place[1]),
      said,
    };
  });
}

const ofLines = /^(?:syntax|unknown-setting|missing-include|include-cycle)$/;

async function verdictOf(one: ExtCase): Promise<Verdict> {
  const files = { "first.conf.ext": one.text, ...one.more, "dovecot.conf": configuration("", one) };
  const { systems } = await loadSystems({
    paths: ["dovecot.conf"],
    host: memoryHost(files),
    options: { dovecot: "2.3" },
  });
  const faults = (systems[0]?.problems ?? []).filter(
    ({ severity, span, related }) =>
      severity === "error" && [span, ...(related ?? []).map(({ span }) => span)].some(namesFirst),
  );
  const lines = faults
    .filter(isOfLine)
    .map(({ span }) => lineOf(span.file, Math.max(span.start, span.end - 1)));
  const first = Math.min(...lines);
  const crash = Math.min(
    ...faults
      .filter(({ message }) => message.startsWith("the daemon crashes"))
      .map(({ span }) => lineOf(span.file, span.start)),
  );
  return { refused: faults.length > 0, line: first < crash ? first : undefined };
}

function namesFirst({ file }: Problem["span"]): boolean {
  return file.path !== "dovecot.conf" || file.text.includes("first.conf.ext");
}

/** Faults that settings.c finds while it reads; what db-ldap.c and its like find later has no line. */
function isOfLine({ kind, message, span }: Problem): boolean {
  if (span.file.path !== "first.conf.ext") return false;
  return (
    ofLines.test(kind) ||
    (kind === "bad-value" &&
      /^`\S+ = .*` (?:is neither `yes` nor `no`|is no number|is not `json`)/s.test(message))
  );
}

async function agree(cases: readonly ExtCase[]): Promise<void> {
  const real = verdictsOfAuth(cases);
  for (const [at, one] of cases.entries()) {
    const { said, ...wanted } = real[at] ?? { said: "", refused: false, line: undefined };
    expect(await verdictOf(one), `${one.kind}: ${JSON.stringify(one.text)}\n${said}`).toEqual(wanted);
  }
}

describeWithRoot("bookworm", "the auth process on files that databases name", () => {
  test("recorded cases", PATIENCE, () => agree(extCases));

  test("every setting with a fitting and with a wrong value", PATIENCE, () =>
    agree(
      databaseKinds.flatMap((kind) =>
        [...extTables[kind].settings.keys()].flatMap((name) =>
          ["yes", "json"].map((value) => ({
            kind,
            text: `${name} = ${value}\nzz = 1\n`,
          })),
        ),
      ),
    ),
  );

  test(`${RANDOM} random files`, PATIENCE, () =>
    agree(fc.sample(randomExt, { seed: Number(process.env.MAILINT_SEED ?? 23), numRuns: RANDOM })),
  );
});
