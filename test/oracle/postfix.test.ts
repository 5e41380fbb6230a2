// What `show` prints of main.cf and master.cf is what the real postconf prints, in two releases.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { releasesOf } from "../../src/settings/postfix.ts";
import { encode, textOf } from "../../src/source.ts";
import type { PostfixSystem } from "../../src/system.ts";
import { describeWithRoot, type Root, rootDirectory } from "./daemons.ts";
import {
  type Answer,
  askPostconf,
  type Form,
  type Pair,
  postfixVersion,
  resolvePair,
  show,
} from "./postconf.ts";
import { randomPairs } from "./postfix-pairs.ts";
import { recordedPairs } from "./postfix-recorded.ts";

const seed = Number(process.env.MAILINT_SEED ?? 20261124);
const count = Number(process.env.MAILINT_RUNS ?? 500);
const forms: readonly Form[] = ["set", "expand", "services", "overrides"];

/** What differs between postconf and `show`; nothing when all is well. */
function differences(pair: Pair, answers: ReadonlyMap<Form, Answer>, version: string): unknown[] {
  const system = resolvePair(pair, version);
  return [...answers].flatMap(([form, { lines, messages }]): unknown[] => {
    if (lines === undefined)
      return system.problems.some(({ fatal }) => fatal) ? [] : [{ form, refused: messages, pair }];
    const ours = show(system, form);
    const at = Math.max(lines.length, ours.length);
    for (let line = 0; line < at; line++)
      if (lines[line] !== ours[line]) return [{ form, postconf: lines[line], show: ours[line], pair }];
    return form === "set" && plain(system, pair) ? messageDifferences(system, messages, pair) : [];
  });
}

/**
 * Postconf takes an `o` within `-oname` for another option, and lets services of one name and type share their options: then
 * it speaks of parameters that no service has.
 */
function plain({ config }: PostfixSystem, { master }: Pair): boolean {
  const spaces = config.allServices.map(({ name, type }) => `${name.text}/${type.text}`);
  return !/-v?o\w/.test(master) && new Set(spaces).size === spaces.length;
}

/** Names postconf calls unused are those that are reported as unknown; it warns of each undefined name that is reported. */
function messageDifferences(system: PostfixSystem, messages: readonly string[], pair: Pair): unknown[] {
  const found: unknown[] = [];
  const told = (kind: string) =>
    system.problems.filter((problem) => problem.kind === kind).map(({ span }) => printable(textOf(span)));
  const named = (pattern: RegExp) => messages.flatMap((line) => line.match(pattern)?.[1] ?? []);
  const unused = new Set(named(/unused parameter: ([^=]*)=/));
  const unknown = new Set(told("unknown-setting"));
  if ([...unknown].some((name) => !unused.has(name))) found.push({ unknown, unused, pair });
  const [fromMain, inMain] = [
    new Set(named(/DIR\/main\.cf: unused parameter: ([^=]*)=/)),
    new Set(
      system.problems
        .filter(({ kind, span }) => kind === "unknown-setting" && span.file.path === "main.cf")
        .map(({ span }) => printable(textOf(span))),
    ),
  ];
  if ([...fromMain].some((name) => !inMain.has(name))) found.push({ fromMain, inMain, pair });
  const undefinedNames = new Set(named(/undefined parameter: (.*)$/));
  const reported = told("undefined-variable").map((text) => text.replaceAll(/[^\w]/g, ""));
  if (reported.some((name) => !undefinedNames.has(name))) found.push({ reported, undefinedNames, pair });
  return found;
}

/** Messages have a question mark for each byte that is not ASCII (printable() in util/printable.c). */
function printable(text: string): string {
  return Buffer.from(encode(text))
    .toString("latin1")
    .replaceAll(/[^ -~]/g, "?");
}

function judge(root: Root): void {
  describeWithRoot(root, `postconf of ${root}`, () => {
    test("recorded pairs, all forms", { timeout: 600_000 }, () => {
      const version = postfixVersion(root);
      const answers = askPostconf(root, recordedPairs, [...forms, "all"]);
      const wrong = recordedPairs.flatMap((pair, at) => differences(pair, answers[at] ?? new Map(), version));
      expect(wrong.slice(0, 5)).toEqual([]);
    });

    test(`${count} random pairs (seed ${seed})`, { timeout: 1_800_000 }, () => {
      const version = postfixVersion(root);
      const pairs = randomPairs(seed, count);
      const answers = askPostconf(root, pairs, forms);
      const refused = answers.filter((answer) => answer.get("set")?.lines === undefined).length;
      expect(refused).toBeLessThan(pairs.length / 4);
      const wrong = pairs.flatMap((pair, at) => differences(pair, answers[at] ?? new Map(), version));
      expect(wrong.slice(0, 5)).toEqual([]);
    });

    test("the stock files: all forms, and nothing to find fault with", () => {
      const version = postfixVersion(root);
      const stock = (name: string) =>
        readFileSync(`${rootDirectory(root)}/usr/share/postfix/${name}`, "utf8");
      const pairs = ["main.cf.debian", "main.cf.dist"].map((name) => ({
        main: `${stock(name)}\nmynetworks = 127.0.0.0/8\n`,
        master: stock("master.cf.dist"),
      }));
      const answers = askPostconf(root, pairs, [...forms, "all"]);
      expect(pairs.flatMap((pair, at) => differences(pair, answers[at] ?? new Map(), version))).toEqual([]);
      // main.cf.dist is for an installer to fill in: some of its values are still empty.
      const faults = pairs.flatMap((pair) => resolvePair(pair, version).problems);
      expect(faults.filter(({ message }) => !message.includes("bad string length 0 < 1"))).toEqual([]);
    });

    test("every parameter and its default", () => {
      const version = postfixVersion(root);
      const pair = { main: "", master: "" };
      const [answers] = askPostconf(root, [pair], ["all"]);
      expect(show(resolvePair(pair, version), "all")).toEqual(answers?.get("all")?.lines);
    });
  });
}

judge("bookworm");
judge("trixie");

describe("versions", () => {
  test("a minor release means its newest patch level, none means all", () => {
    expect(releasesOf("3.7.11")).toEqual([{ major: 3, minor: 7, patch: 11 }]);
    expect(releasesOf("3.7")).toHaveLength(1);
    expect(releasesOf(undefined).map(({ minor }) => minor)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });
});
