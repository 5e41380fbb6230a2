import { expect, test } from "vitest";
import { hostFiles } from "../../scripts/fleet-hosts.ts";
import { allRules } from "../../src/cli/rule-set.ts";
import { readExample } from "../../src/example.ts";
import { type Host, memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import { type HostReport, manyLinter } from "../../src/lint-many.ts";
import { factsOf } from "../../src/model/system-facts.ts";
import type { LintOptions } from "../../src/options.ts";
import { hostLine } from "../../src/report/fleet-line.ts";
import { everyRule } from "../../src/selection.ts";
import { sharedAnswers } from "../../src/shared-answers.ts";

type Files = Readonly<Record<string, string>>;

const common = { rules: await allRules(), selection: everyRule, ignores: {} };

/** Everything that is said of a host, the spans of its fixes too. */
function said(report: HostReport): string {
  const edits = report.findings.map(({ fix, related, about }) => [
    fix?.edits.map(({ span: { file, start, end }, text }) => [file.path, start, end, text]),
    related.map(({ message, span: { file, start, end } }) => [message, file.path, start, end]),
    about,
  ]);
  return JSON.stringify([hostLine({ host: "mx", path: "mx" }, report, "0"), edits]);
}

async function unshared(host: Host, options: LintOptions): Promise<HostReport> {
  const report = await lint({ ...common, host, options, paths: ["."] });
  return { ...report, systems: report.systems.map(factsOf) };
}

/** Lints each alone, and all by one linter, again and again: in the end all that can be shared is. */
async function compare(hosts: readonly Host[], options: LintOptions = {}): Promise<void> {
  const alone: string[] = [];
  for (const host of hosts) alone.push(said(await unshared(host, options)));
  const together = manyLinter(common);
  for (const _ of [1, 2, 3])
    for (const [index, host] of hosts.entries())
      expect(said(await together({ host, options }))).toBe(alone[index]);
}

function hostAt(index: number): Files {
  return hostFiles(index);
}

/** A host with an administrator's Dovecot 2.3, Postfix and files that Postfix names. */
function fullHost(): Files {
  for (let index = 0; ; index++) {
    const files = hostAt(index);
    if (files["etc/dovecot/conf.d/10-auth.conf"] !== undefined && files["etc/postfix/main.cf"] !== undefined)
      return { ...files, "etc/postfix/domains": "example.org OK\n" };
  }
}

test("hosts say the same, alone and after others", { timeout: 120_000 }, async () => {
  await compare(
    Array.from({ length: 30 }, (_, index) => memoryHost(hostAt(index))),
    { root: "." },
  );
});

test("what differs in one byte, one name, one file or what the disk says of it is not shared", {
  timeout: 120_000,
}, async () => {
  const files = fullHost();
  const { "etc/postfix/domains": _, ...without } = files;
  const master = "etc/dovecot/conf.d/10-master.conf";
  const { [master]: moved = "", ...rest } = files;
  const host = memoryHost(files);
  const at = (path: string, own: Partial<Host>): Host => ({
    read: (asked) => (asked === path ? (own.read?.(path) ?? host.read(path)) : host.read(asked)),
    list: (asked) => (asked === path && own.list !== undefined ? own.list(path) : host.list(asked)),
    kind: (asked) => (asked === path ? (own.kind?.(path) ?? host.kind(path)) : host.kind(asked)),
  });
  await compare(
    [
      files,
      { ...files, [master]: moved.replace("993", "994") },
      { ...files, [master]: `${moved}# mailint-ignore cleartext-port-open: kept\n` },
      { ...files, "etc/dovecot/conf.d/90-quota.conf": "auth_debug_passwords = yes\n" },
      { ...rest, "etc/dovecot/conf.d/11-master.conf": moved },
      without,
      { ...files, "etc/postfix/main.cf": `${files["etc/postfix/main.cf"]}smtpd_tls_security_level = none\n` },
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("etc/dovecot/"))),
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("etc/postfix/"))),
    ]
      .map((one) => memoryHost(one))
      .concat([
        at(master, { read: () => ({ kind: "unreadable", reason: "permission denied" }) }),
        at("etc/postfix/main.cf", { read: () => ({ kind: "unreadable", reason: "permission denied" }) }),
        at(master, { kind: () => "other" }),
        at("etc/postfix/domains", { kind: () => "missing", read: () => ({ kind: "missing" }) }),
        at("etc/dovecot/conf.d", { list: () => [] }),
        { ...host, real: (path) => path },
        { ...host, real: (path) => (path === master ? "etc/dovecot/conf.d/10-ssl.conf" : path) },
      ]),
    { root: "." },
  );
});

test("rules judge each system by itself: a host with several is the sum of them", {
  timeout: 300_000,
}, async () => {
  const examples = common.rules.flatMap(({ examples }) =>
    examples.filter(({ machine }) => machine === undefined).map((example) => readExample(example).files),
  );
  const isOf = (form: RegExp) => (files: Files) => Object.keys(files).some((path) => form.test(path));
  const dovecot = examples.filter(isOf(/dovecot\.conf$/));
  const postfix = examples.filter(isOf(/(?:main|master)\.cf$/));
  const others = examples.filter((files) => !dovecot.includes(files) && !postfix.includes(files));
  expect(Math.min(dovecot.length, postfix.length, others.length)).toBeGreaterThan(20);
  const many = manyLinter(common);
  const below = (folder: string, files: Files = {}) =>
    Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text] as const);
  for (let index = 0; index < Math.max(dovecot.length, postfix.length); index += 4) {
    const host = memoryHost(
      Object.fromEntries([
        ...below("a", dovecot[index % dovecot.length]),
        ...below("b", postfix[index % postfix.length]),
        ...below("c", others[index % others.length]),
        ...below("d", postfix[(index * 7) % postfix.length]),
      ]),
    );
    expect(said(await many({ host, options: {} }))).toBe(said(await unshared(host, {})));
  }
});

test("a host like one before it is not judged again, and what is kept has its limit", async () => {
  let judged = 0;
  const counting = {
    ...common,
    rules: common.rules.slice(0, 1).map((rule) => ({ ...rule, check: () => void judged++ })),
  };
  const together = manyLinter(counting);
  for (let index = 0; index < 10; index++)
    await together({ host: memoryHost({ "etc/dovecot/dovecot.conf": "ssl = no\n" }), options: {} });
  expect(judged).toBe(2);
  const answers = sharedAnswers<number>(100_000);
  const host = (text: string) => memoryHost({ f: text });
  const asked = (text: string) => [{ way: "read", path: "f", answer: text } as const];
  for (let index = 0; index < 1000; index++) {
    const text = `${index} ${"x".repeat(100)}`;
    answers.keep("w", asked(text), index, 500);
    answers.keep("w", asked(text), index, 500);
    expect(answers.find("w", host(text))).toBe(index);
  }
  const left = Array.from({ length: 1000 }, (_, index) =>
    answers.find("w", host(`${index} ${"x".repeat(100)}`)),
  );
  expect(left.filter((one) => one !== undefined).length).toBeLessThan(300);
});
