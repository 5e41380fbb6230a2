// `--fix --target postfix=3.10`, judged by the postconf of that release: no deprecation warning is left that a safe fix
// could have taken away, and every service and client has the level of TLS that it had.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { applyEdits, fixable } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import { serviceId } from "../../src/model/postfix-services.ts";
import { clientLevel, serverTls } from "../../src/model/postfix-tls.ts";
import { everyRule } from "../../src/selection.ts";
import type { System } from "../../src/system.ts";
import { describeWithRoot, type Files, postconfJob, runMany, withTree } from "./daemons.ts";

type Texts = Readonly<Record<string, string>>;

const stock = "smtp inet n - n - - smtpd\nsmtp unix - - n - - smtp\nlmtp unix - - n - - lmtp\n";

interface Case {
  readonly title: string;
  readonly main: string;
  readonly master?: string;
  /** Names that postconf still warns of afterwards. */
  readonly left?: readonly string[];
}

const cases: readonly Case[] = [
  { title: "the switches of the server", main: "smtpd_use_tls = yes\nsmtpd_tls_cert_file = /c\n" },
  { title: "both switches", main: "smtpd_use_tls = yes\nsmtpd_enforce_tls = yes\n" },
  { title: "both, the other way round", main: "smtpd_enforce_tls = yes\nsmtpd_use_tls = no\n" },
  { title: "off", main: "smtpd_use_tls = no\nsmtpd_enforce_tls = no\nsmtp_use_tls = no\n" },
  {
    title: "off, and the level written and empty",
    main: "smtpd_use_tls = no\nsmtpd_enforce_tls = no\nsmtpd_tls_security_level =\n",
  },
  {
    title: "on, and the level written and empty: not for a safe fix",
    main: "smtpd_use_tls = yes\nsmtpd_tls_security_level =\n",
    left: ["smtpd_use_tls"],
  },
  { title: "a level that decides", main: "smtpd_tls_security_level = encrypt\nsmtpd_use_tls = yes\n" },
  {
    title: "the client, with peer names and without",
    main: "smtp_enforce_tls = yes\nlmtp_enforce_tls = yes\nlmtp_tls_enforce_peername = no\n",
  },
  { title: "the client, if it can", main: "smtp_use_tls = yes\nlmtp_use_tls = yes\n" },
  {
    title: "services of their own mind",
    main: "smtpd_use_tls = yes\n",
    master: `${stock}submission inet n - n - - smtpd\n  -o smtpd_enforce_tls=yes\n127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_use_tls=no\n`,
  },
  {
    title: "a service with TLS, alone",
    main: "biff = no\n",
    master: `${stock}smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_use_tls=yes -o { smtpd_enforce_tls = yes }\n`,
  },
  {
    title: "a service that means the same as main.cf",
    main: "smtpd_use_tls = yes\n",
    master: `${stock}10026 inet n - n - - smtpd\n  -o smtpd_use_tls=yes\n  -o smtpd_banner=x\n`,
  },
  {
    title: "a client without TLS",
    main: "smtp_use_tls = yes\n",
    master: `${stock}plain unix - - n - - smtp\n  -o smtp_use_tls=no\n`,
  },
  {
    title: "a service that empties the level takes main.cf's switches: not for a safe fix",
    main: "smtpd_use_tls = yes\n",
    master: `${stock}587 inet n - n - - smtpd\n  -o smtpd_tls_security_level=\n`,
    left: ["smtpd_use_tls"],
  },
  {
    title: "set twice: not for a safe fix",
    main: "smtpd_use_tls = yes\nbiff = no\nsmtpd_use_tls = no\n",
    left: ["smtpd_use_tls"],
  },
  {
    title: "named in another value: not for a safe fix",
    main: "smtpd_use_tls = yes\npostscreen_tls_security_level = ${{$smtpd_use_tls} == {yes} ? {may} : {none}}\n",
    left: ["smtpd_use_tls"],
  },
  {
    title: "borrowed switches",
    main: "smtpd_use_tls = yes\npostscreen_use_tls = yes\ntlsproxy_enforce_tls = yes\ntlsproxy_client_use_tls = yes\n",
  },
  {
    title: "borrowed switches, off",
    main: "smtpd_use_tls = yes\npostscreen_use_tls = no\n",
  },
  { title: "names are not looked up", main: "disable_dns_lookups = yes\nrelayhost = 192.0.2.1\n" },
  { title: "names are looked up", main: "disable_dns_lookups = no\nrelayhost = 192.0.2.1\n" },
  {
    title: "names are not looked up, but the client has its own word",
    main: "disable_dns_lookups = yes\nsmtp_dns_support_level = enabled\n",
    left: ["disable_dns_lookups"],
  },
  {
    title: "a filter's clients look up no names",
    main: "biff = no\n",
    master: `${stock}amavis unix - - n - 2 smtp\n  -o disable_dns_lookups=yes\n  -o smtp_send_xforward_command=yes\nfilter unix - - n - 2 lmtp -o disable_dns_lookups=yes\n10025 inet n - n - - smtpd -o disable_dns_lookups=yes\n`,
  },
  {
    title: "one client looks names up, the others do not",
    main: "disable_dns_lookups = yes\n",
    master: `${stock}dns unix - - n - - smtp -o disable_dns_lookups=no\n`,
  },
  {
    title: "parameters of key exchange",
    main: "smtpd_tls_eecdh_grade = strong\nsmtpd_tls_dh1024_param_file = /dh.pem\nsmtpd_tls_dh1024_param_file_x = $mail_name\n",
  },
  { title: "automatic parameters", main: "smtpd_tls_dh1024_param_file = auto\n" },
  {
    title: "tables that no machine converts",
    main: "smtp_tls_per_site = hash:/t\nlmtp_tls_per_site = hash:/t\ntlsproxy_client_per_site = hash:/t\n",
    left: ["lmtp_tls_per_site", "smtp_tls_per_site", "tlsproxy_client_per_site"],
  },
  {
    title: "an override in the middle of a line",
    main: "biff = no\n",
    master: `${stock}25 inet n - n - - smtpd -o smtpd_use_tls=yes -o smtpd_banner=x\n`,
  },
];

async function lintFor(files: Texts) {
  return lint({
    paths: ["main.cf"],
    host: memoryHost(files),
    options: { postfix: "3.10" },
    rules,
    selection: everyRule,
    ignores: {},
  });
}

/** The texts after the safe fixes of these rules, or of all. */
async function fixed(files: Texts, only?: ReadonlySet<string>): Promise<Texts> {
  let texts = files;
  for (let round = 0; round < 10; round++) {
    const { findings } = await lintFor(texts);
    const wanted = findings.filter(({ rule }) => only?.has(rule) ?? true);
    const edits = fixable(wanted, "safe").flatMap(({ fix }) => fix.edits);
    if (edits.length === 0) return texts;
    texts = { ...texts, ...Object.fromEntries(applyEdits(edits)) };
  }
  return texts;
}

/** What each service and the clients of main.cf do about TLS, as the model of the daemons says it. */
function levels(systems: readonly System[]): unknown {
  const [system] = systems;
  if (system?.daemon !== "postfix") return undefined;
  const { config } = system;
  return config.services.map((service) => [
    serviceId(service),
    serverTls(config, service).level,
    clientLevel(config, service),
  ]);
}

/** Only what this is about is fixed: other rules would set other levels. */
const about = new Set(["obsolete-setting", "dh-params-obsolete"]);

function warned(stderr: string): string[] {
  return [...stderr.matchAll(/support for parameter "(\w+)" will be removed/g)]
    .map((match) => match[1] ?? "")
    .sort();
}

function fixture(name: string): Texts {
  const read = (file: string) => readFileSync(`fixtures/${name}/${file}`, "utf8");
  return { "main.cf": read("main.cf"), "master.cf": read("master.cf") };
}

const trees: readonly { title: string; files: Texts; left: readonly string[] }[] = [
  ...cases.map(({ title, main, master = stock, left = [] }) => ({
    title,
    files: { "main.cf": main, "master.cf": master },
    left,
  })),
  ...["insecure-postfix", "secure-postfix"].map((name) => ({ title: name, files: fixture(name), left: [] })),
];

describeWithRoot("trixie", "parameters on their way out, fixed for Postfix 3.10", (root) => {
  test("mailint names those that postconf warns of, and leaves none that a safe fix can take away", {
    timeout: 300_000,
  }, async () => {
    const after = await Promise.all(trees.map(({ files }) => fixed(files)));
    const planted: Files = Object.fromEntries(
      [...trees.map(({ files }) => files), ...after].flatMap((files, at) =>
        Object.entries(files).map(([name, text]) => [`${at}/${name}`, text] as const),
      ),
    );
    const runs = withTree(root, planted, (tree) =>
      runMany(
        root,
        [...trees, ...after].map((_, at) => postconfJob(["-n"], `${tree.path}/${at}`)),
      ),
    );
    for (const [at, { title, files, left }] of trees.entries()) {
      const [before, then] = [runs[at], runs[trees.length + at]];
      const { findings } = await lintFor(files);
      const named = findings
        .filter(({ rule }) => about.has(rule))
        .map(({ rule, span }) =>
          rule === "dh-params-obsolete"
            ? "smtpd_tls_dh1024_param_file"
            : span.file.text.slice(span.start, span.end),
        );
      const warnings = warned(before?.stderr ?? "");
      expect({ title, named: named.sort() }).toEqual({
        title,
        named: warnings,
      });
      expect({ title, status: then?.status, left: warned(then?.stderr ?? "") }).toEqual({
        title,
        status: 0,
        left,
      });
    }
  });

  test("the level of TLS stays", async () => {
    for (const { title, files } of trees) {
      const before = await lintFor(files);
      const after = await lintFor(await fixed(files, about));
      expect({ title, levels: levels(after.systems) }).toEqual({ title, levels: levels(before.systems) });
    }
  });
});
