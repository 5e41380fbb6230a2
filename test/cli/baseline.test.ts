import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { directoryWith, mailint } from "./harness.ts";

// What the resolvers say stays the same whatever rules there are.
vi.mock("../../rules/index.ts", () => ({ rules: [] }));

const typo = "smtpd_helo_requird = yes\n";
const withBaseline = ["--baseline", "known.json", "-f", "compact"];

async function recorded(text: string): Promise<string> {
  const directory = directoryWith({ "main.cf": text });
  const { code, stderr } = await mailint(directory, [...withBaseline, "--update-baseline"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "mailint: known.json: 1 finding recorded\n" });
  return directory;
}

test("what the baseline knows is hidden, also when its line moves", async () => {
  const directory = await recorded(typo);
  writeFileSync(join(directory, "main.cf"), `myhostname = a.example\n\n${typo}`);
  expect(await mailint(directory, withBaseline)).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("what is new is found", async () => {
  const directory = await recorded(typo);
  writeFileSync(join(directory, "main.cf"), `${typo}smtpd_helo_requirt = yes\n`);
  const { code, stdout } = await mailint(directory, withBaseline);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^main\.cf:2:1: .*\n$/);
});

test("an entry that occurs no more fails the run", async () => {
  const directory = await recorded(typo);
  writeFileSync(join(directory, "main.cf"), "myhostname = a.example\n");
  const { code, stdout } = await mailint(directory, ["--baseline", "known.json"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^stale baseline entry main\.cf: `unknown-setting`/);
});

test("the file tells no secret of the lines it knows", async () => {
  const directory = await recorded("smtpd_helo_requird = hunter22\n");
  expect(readFileSync(join(directory, "known.json"), "utf8")).not.toContain("hunter22");
});

test.each([
  ["missing", undefined, /^mailint: baseline `known\.json` does not exist; `--update-baseline` writes it\n$/],
  ["of another kind", "[]", /^mailint: `known\.json` is no baseline of mailint\n$/],
  ["broken", "{", /^mailint: `known\.json` is no baseline of mailint\n$/],
])("a baseline that is %s is said", async (_, text, line) => {
  const directory = directoryWith({ "main.cf": typo, ...(text === undefined ? {} : { "known.json": text }) });
  const { code, stderr } = await mailint(directory, withBaseline);
  expect(stderr).toMatch(line);
  expect(code).toBe(3);
});
