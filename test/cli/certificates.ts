// Certificates and keys made by openssl(1) while the test runs, in a directory of the test's own.

import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

interface PairOptions {
  /** As `openssl req -newkey` takes it; default: an EC key, which is made at once. */
  readonly newkey?: readonly string[];
  readonly names?: readonly string[];
  readonly days?: number;
  readonly digest?: string;
  readonly issuer?: Pair;
  readonly authority?: boolean;
  /** First and last day, such as "2020-01-31", in the place of `days` from now. */
  readonly dates?: readonly [from: string, until: string];
}

const ec = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/** `NAME.pem` and `NAME.key` in the directory; self-signed without an issuer. */
export function pairIn(directory: string, name: string, options: PairOptions = {}): Pair {
  const { newkey = ec, names = ["mail.example.org"], days = 90, digest = "sha256", issuer } = options;
  const pair = { cert: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) };
  const [commonName = ""] = names;
  const alternative = names.map((one) => `${/^[\d.:]+$/.test(one) ? "IP" : "DNS"}:${one}`).join(",");
  const config = join(directory, `${name}.cnf`);
  writeFileSync(
    config,
    `[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=x\n[dn]\nCN=${commonName}\n[x]\n` +
      `subjectAltName=${alternative}\nbasicConstraints=CA:${options.authority ? "TRUE" : "FALSE"}\n`,
  );
  if (options.dates !== undefined)
    return dated(directory, { pair, config, newkey, issuer, dates: options.dates });
  openssl(
    ["req", "-x509", "-nodes", `-${digest}`, "-newkey", ...newkey, "-config", config, "-days", String(days)],
    ["-keyout", pair.key, "-out", pair.cert],
    issuer === undefined ? [] : ["-CA", issuer.cert, "-CAkey", issuer.key],
  );
  return pair;
}

/** Only openssl-ca(1) takes dates; it wants files to keep its books in. */
function dated(
  directory: string,
  one: {
    readonly pair: Pair;
    readonly config: string;
    readonly newkey: readonly string[];
    readonly issuer: Pair | undefined;
    readonly dates: readonly [string, string];
  },
): Pair {
  const { pair, config, newkey, issuer = pair } = one;
  const [from, until] = one.dates.map((date) => `${date.replaceAll("-", "")}000000Z`);
  const books = `${pair.cert}.books`;
  const request = `${pair.cert}.csr`;
  writeFileSync(books, "");
  appendFileSync(
    config,
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${books}\nnew_certs_dir=${directory}\nrand_serial=yes\n` +
      "default_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n",
  );
  openssl([
    "req",
    "-new",
    "-nodes",
    "-newkey",
    ...newkey,
    "-config",
    config,
    "-keyout",
    pair.key,
    "-out",
    request,
  ]);
  openssl(
    ["ca", "-batch", "-notext", "-config", config, "-extensions", "x", "-in", request, "-out", pair.cert],
    ["-startdate", from ?? "", "-enddate", until ?? "", "-keyfile", issuer.key],
    issuer === pair ? ["-selfsign"] : ["-cert", issuer.cert],
  );
  return pair;
}

export function openssl(...args: readonly (readonly string[])[]): string {
  return execFileSync("openssl", args.flat(), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** The files one after the other in a new one. */
export function joined(path: string, ...parts: readonly string[]): string {
  writeFileSync(path, parts.map((part) => readFileSync(part, "utf8")).join(""));
  return path;
}
