// Certificates and keys on the wire: the real daemons with the files that the rules find fault with, and with good ones.
// What a client that checks certificates meets is compared with what `lint --live` says of the same files.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { openssl, type Pair, pairIn } from "../cli/certificates.ts";
import { mailint } from "../cli/harness.ts";
import { describeWithRoot, type Files, plant, type Root, rootDirectory } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { isBootFailure, PATIENCE_MS, type Running } from "./boot.ts";
import { bootCourier, shipped } from "./courier.ts";
import { bootDovecot, type DovecotRoot } from "./dovecot.ts";
import { bootPostfix, type PostfixRoot, smtpdOn } from "./postfix.ts";

const host = "imap.example.org";
const folder = mkdtempSync(join(tmpdir(), "mailint-certificates-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `met`: how Node names what a client finds, `no TLS` when no handshake succeeds, `no start` when the daemon ends. */
interface Case {
  readonly title: string;
  readonly rule?: string;
  readonly met: string;
  readonly cert?: string;
  readonly key?: string;
}

let root: Pair;
let texts: Readonly<Record<string, string>> = {};

beforeAll(() => {
  root = pairIn(folder, "root", { names: ["root.example.org"], authority: true });
  const between = pairIn(folder, "between", {
    names: ["between.example.org"],
    authority: true,
    issuer: root,
  });
  const leaf = (name: string, options: Parameters<typeof pairIn>[2] = {}) =>
    pairIn(folder, name, { names: [host], issuer: between, ...options });
  const rsa = leaf("rsa", { newkey: ["rsa:2048"] });
  const encrypted = join(folder, "encrypted.key");
  openssl(["rsa", "-in", rsa.key, "-out", encrypted, "-aes256", "-passout", "pass:example"]);
  const pairs: Readonly<Record<string, Pair>> = {
    good: leaf("good"),
    other: leaf("other", { names: ["www.example.net"] }),
    expired: leaf("expired", { dates: ["2020-01-01", "2020-12-31"] }),
    future: leaf("future", { dates: ["2096-01-01", "2097-12-31"] }),
    short: leaf("short", { newkey: ["rsa:1024"] }),
    sha1: leaf("sha1", { digest: "sha1", newkey: ["rsa:2048"] }),
    own: pairIn(folder, "own", { names: [host] }),
    rsa,
  };
  const read = (path: string) => readFileSync(path, "latin1");
  texts = Object.fromEntries([
    ...Object.entries(pairs).flatMap(([name, pair]) => [
      [`${name}.key`, read(pair.key)],
      [`${name}.alone`, read(pair.cert)],
      [`${name}.pem`, read(pair.cert) + (name === "own" ? "" : read(between.cert))],
    ]),
    ["encrypted.key", read(encrypted)],
    ["request.pem", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"],
  ]);
});

const shared: readonly Case[] = [
  { title: "all is well", met: "" },
  {
    title: "expired",
    rule: "cert-expired",
    met: "CERT_HAS_EXPIRED",
    cert: "expired.pem",
    key: "expired.key",
  },
  {
    title: "not valid yet",
    rule: "cert-expired",
    met: "CERT_NOT_YET_VALID",
    cert: "future.pem",
    key: "future.key",
  },
  {
    title: "no chain",
    rule: "cert-chain-incomplete",
    met: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    cert: "good.alone",
  },
  { title: "another key", rule: "cert-key-mismatch", met: "no TLS", key: "other.key" },
  { title: "an encrypted key", rule: "key-encrypted", met: "no TLS", cert: "rsa.pem", key: "encrypted.key" },
  { title: "a request for a certificate", rule: "cert-file-missing", met: "no TLS", cert: "request.pem" },
];
const weakKey = { title: "a short key", rule: "cert-weak-key", cert: "short.pem", key: "short.key" };
const sha1 = { title: "signed with SHA-1", rule: "cert-weak-key", cert: "sha1.pem", key: "sha1.key" };
const gone = { title: "no such file", rule: "cert-file-missing", cert: "gone" };
const otherName: Case = {
  title: "another name",
  rule: "cert-name-mismatch",
  met: "ERR_TLS_CERT_ALTNAME_INVALID",
  cert: "other.pem",
  key: "other.key",
};
const selfSigned: Case = {
  title: "self-signed",
  rule: "cert-self-signed",
  met: "DEPTH_ZERO_SELF_SIGNED_CERT",
  cert: "own.pem",
  key: "own.key",
};

/** What the case puts where the configuration looks: `cert.pem` and `key.pem`, a file that is gone left out. */
function filesOf({ cert = "good.pem", key = "good.key" }: Case): Files {
  return Object.fromEntries(
    [
      ["mail.pem", texts[cert]],
      ["mail.key", texts[key]],
    ].filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** Node names some of OpenSSL's reasons in newer versions only. */
const codes: readonly (readonly [RegExp, string])[] = [
  [/^(?:ECONNRESET|EPROTO|EPIPE)$|^ERR_SSL/, "no TLS"],
  [/^UNSPECIFIED$|TOO_(?:WEAK|SMALL)$/, "too weak"],
];

/** Error code of a client that trusts the root and checks the name; "" = it is content. */
function meets(port: number | undefined): Promise<string> {
  return new Promise((resolve) => {
    const ca = readFileSync(root.cert);
    const socket = connectTls(
      {
        host: "127.0.0.1",
        port: port ?? 0,
        servername: host,
        ca,
        ciphers: "DEFAULT:@SECLEVEL=2",
        timeout: PATIENCE_MS,
      },
      () => {
        resolve("");
        socket.destroy();
      },
    );
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) =>
      resolve(codes.find(([pattern]) => pattern.test(code))?.[1] ?? code),
    );
    socket.on("close", () => resolve("no TLS"));
    socket.on("timeout", () => socket.destroy());
  });
}

/** The group of a classic Diffie-Hellman exchange. */
function groupAt(port: number): Promise<object | null> {
  return new Promise((resolve, reject) => {
    const options = { maxVersion: "TLSv1.2", ciphers: "DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0" } as const;
    const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options }, () => {
      resolve(socket.getEphemeralKeyInfo());
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

/** What a client meets of the daemon that `boot` starts. */
async function metAt(boot: () => Promise<Running & { readonly ports: readonly number[] }>): Promise<string> {
  try {
    await using daemon = await boot();
    return await meets(daemon.ports[0]);
  } catch (error) {
    if (isBootFailure(error)) return "no start";
    throw error;
  }
}

const judged = [
  "cert-chain-incomplete",
  "cert-expired",
  "cert-file-missing",
  "cert-key-mismatch",
  "cert-name-mismatch",
  "cert-self-signed",
  "cert-weak-key",
  "key-encrypted",
  "weak-dh",
];

/** Rules of this file that find something in the tree, whose machine is the daemon's root. */
async function foundIn(
  where: Root,
  files: (path: string) => Files,
  name: string,
): Promise<readonly string[]> {
  const tree = plant(where);
  try {
    tree.write(files(tree.path));
    const only = judged.flatMap((rule) => ["--only", rule]);
    const args = [name, "--live", "--root", rootDirectory(where), "-f", "json", ...only];
    const { stdout } = await mailint(tree.hostPath, args);
    const { findings } = JSON.parse(stdout) as { findings: readonly { rule: string }[] };
    return [...new Set(findings.map(({ rule }) => rule))];
  } finally {
    tree.remove();
  }
}

function dovecotConf(where: DovecotRoot, path: string, port: number | undefined): string {
  const pair =
    where === "bookworm"
      ? `ssl_cert = <${path}/mail.pem\n  ssl_key = <${path}/mail.key`
      : `ssl_server_cert_file = ${path}/mail.pem\n  ssl_server_key_file = ${path}/mail.key`;
  return `protocols = imap
listen = 127.0.0.1
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
local_name ${host} {
  ${pair}
}
`;
}

// Debian's OpenSSL lets 2.3 load no certificate signed with SHA-1.
for (const [where, version, sha1Met] of [
  ["bookworm", "2.3", "no TLS"],
  ["trixie", "2.4", "too weak"],
] as const)
  describeWithRoot(where, `certificates of Dovecot ${version}`, () => {
    const cases = [
      ...shared,
      otherName,
      selfSigned,
      { ...weakKey, met: "no TLS" },
      { ...sha1, met: sha1Met },
      { ...gone, met: "no start" },
    ];
    test.each(cases.map((one) => [one.title, one] as const))("%s", { timeout: 120_000 }, async (_, one) => {
      const at = (path: string, port: number | undefined): Files => ({
        ...filesOf(one),
        "dovecot.conf": dovecotConf(where, path, port),
      });
      const boot = () => bootDovecot(where, 1, ({ path, ports }) => at(path, ports[0]));
      expect(await metAt(boot)).toBe(one.met);
      const first = where === "trixie" ? "dovecot_config_version = 2.4.1\n" : "";
      const files = (path: string): Files => ({
        ...at(path, 993),
        "dovecot.conf": first + dovecotConf(where, path, 993),
      });
      expect(await foundIn(where, files, "dovecot.conf")).toEqual(one.rule === undefined ? [] : [one.rule]);
    });
  });

// Authorities are looked at when a client's certificate is, parameters at once.
for (const [where, settings] of [
  ["bookworm", { ca: "ssl_ca = <", dh: "ssl_dh = <" }],
  ["trixie", { ca: "ssl_server_ca_file = ", dh: "ssl_server_dh_file = " }],
] as const)
  describeWithRoot(where, `other files of Dovecot, ${where}`, () => {
    const cases = [
      ["a request in the place of the authorities", `${settings.ca}request.pem`, ""],
      ["a request in the place of the parameters", `${settings.dh}request.pem`, "no TLS"],
      ["no authorities", `${settings.ca}gone.pem`, "no start"],
      ["no parameters", `${settings.dh}gone.pem`, "no start"],
    ] as const;
    test.each(cases)("%s", { timeout: 120_000 }, async (_, setting, met) => {
      const at = (path: string, port: number | undefined): Files => ({
        ...filesOf({ title: "", met }),
        "request.pem": texts["request.pem"] ?? "",
        "dovecot.conf": `${dovecotConf(where, path, port)}${setting}\n`,
      });
      expect(await metAt(() => bootDovecot(where, 1, ({ path, ports }) => at(path, ports[0])))).toBe(met);
      const first = where === "trixie" ? "dovecot_config_version = 2.4.1\n" : "";
      const files = (path: string): Files => ({
        ...at(path, 993),
        "dovecot.conf": `${first}${dovecotConf(where, path, 993)}${setting}\n`,
      });
      expect(await foundIn(where, files, "dovecot.conf")).toEqual(["cert-file-missing"]);
    });
  });

function mainCf(path: string): string {
  return `compatibility_level = 3.6
myhostname = ${host}
smtpd_tls_security_level = may
smtpd_tls_cert_file = ${path}/mail.pem
smtpd_tls_key_file = ${path}/mail.key
`;
}

for (const where of ["bookworm", "trixie"] satisfies PostfixRoot[])
  describeWithRoot(where, `certificates of Postfix, ${where}`, () => {
    const cases = [
      ...shared,
      otherName,
      selfSigned,
      { ...weakKey, met: "too weak" },
      { ...sha1, met: "too weak" },
      { ...gone, met: "no TLS" },
    ];
    test.each(cases.map((one) => [one.title, one] as const))("%s", { timeout: 120_000 }, async (_, one) => {
      const at = (path: string, port: number | undefined) => ({
        ...filesOf(one),
        "main.cf": mainCf(path),
        "master.cf": `${smtpdOn(port, "smtpd_tls_wrappermode=yes")}\n`,
      });
      const boot = () => bootPostfix(where, 1, ({ path, ports }) => at(path, ports[0]));
      expect(await metAt(boot)).toBe(one.met);
      const files = (path: string) => at(path, 465);
      expect(await foundIn(where, files, ".")).toEqual(one.rule === undefined ? [] : [one.rule]);
    });

    test("a group of 1024 bits", { timeout: 120_000 }, async () => {
      const example = rules
        .find(({ id }) => id === "weak-dh")
        ?.examples.find(({ title }) => title === "a file of 1024 bits for Dovecot");
      const at = (path: string, port: number | undefined) => ({
        "mail.pem": texts["rsa.pem"] ?? "",
        "mail.key": texts["rsa.key"] ?? "",
        "dh.pem": example?.files?.["dh.pem"] ?? "",
        "main.cf": `${mainCf(path)}smtpd_tls_dh1024_param_file = ${path}/dh.pem\n`,
        "master.cf": `${smtpdOn(port, "smtpd_tls_wrappermode=yes")}\n`,
      });
      await using postfix = await bootPostfix(where, 1, ({ path, ports }) => at(path, ports[0]));
      expect(await groupAt(postfix.ports[0] ?? 0)).toEqual({ type: "DH", size: 1024 });
      expect(await foundIn(where, (path) => at(path, 465), ".")).toEqual(["weak-dh"]);
    });
  });

describeWithRoot("courier", "certificates of Courier", () => {
  const cases = [
    ...shared,
    selfSigned,
    { ...weakKey, met: "too weak" },
    { ...sha1, met: "too weak" },
    { ...gone, met: "no TLS" },
  ];
  test.each(cases.map((one) => [one.title, one] as const))("%s", { timeout: 120_000 }, async (_, one) => {
    const variables = (path: string, port: number | undefined) =>
      `${shipped("imapd-ssl")}\nSSLPORT=${port}\nSSLADDRESS=127.0.0.1\nTLS_CERTFILE=${path}/etc/mail.pem\nTLS_PRIVATE_KEYFILE=${path}/etc/mail.key\nTLS_DHPARAMS=\nTLS_TRUSTCERTS=\n`;
    const boot = () =>
      bootCourier(["imapd-ssl"], ({ path, ports }) => ({
        ...filesOf(one),
        imapd: shipped("imapd"),
        "imapd-ssl": variables(path, ports[0]),
      }));
    expect(await metAt(boot)).toBe(one.met);
    const files = (path: string): Files => ({
      ...Object.fromEntries(Object.entries(filesOf(one)).map(([name, text]) => [`etc/${name}`, text])),
      "etc/imapd": shipped("imapd"),
      "etc/imapd-ssl": variables(path, 993),
    });
    expect(await foundIn("courier", files, "etc")).toEqual(one.rule === undefined ? [] : [one.rule]);
  });
});

test("docs/proofs.json tells of it", () => {
  expectProofs("wire", "test/wire/certificates.test.ts", new Set(judged));
});
