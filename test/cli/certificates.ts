// Certificates and keys made by openssl(1) while the test runs, in a directory of the test's own.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface PairOptions {
  /** As `openssl req -newkey` takes it; default: an EC key, which is made at once. */
  readonly newkey?: readonly string[];
  readonly names?: readonly string[];
  readonly days?: number;
  readonly digest?: string;
  readonly issuer?: Pair;
  readonly authority?: boolean;
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
  openssl(
    ["req", "-x509", "-nodes", `-${digest}`, "-newkey", ...newkey, "-config", config, "-days", String(days)],
    ["-keyout", pair.key, "-out", pair.cert],
    issuer === undefined ? [] : ["-CA", issuer.cert, "-CAkey", issuer.key],
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
