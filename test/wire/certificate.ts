// A certificate for one test file, made by the openssl of a root while the tests run: nobody keeps its key.

import { chmodSync, readFileSync } from "node:fs";
import { type Root, run, type Tree, withTree } from "../oracle/daemons.ts";

export interface Certificate {
  /** As the daemon sees them. */
  readonly cert: string;
  readonly key: string;
  /** Key and certificate in one file, as Courier wants it. */
  readonly both: string;
}

let made: { readonly cert: string; readonly key: string } | undefined;

/** Writes cert.pem, key.pem and both.pem into `tree`: self-signed, RSA of 2048 bits. */
export function certify(tree: Tree): Certificate {
  made ??= generate(tree.root);
  tree.write({ "cert.pem": made.cert, "key.pem": made.key, "both.pem": made.key + made.cert });
  for (const file of ["key.pem", "both.pem"]) chmodSync(`${tree.hostPath}/${file}`, 0o600);
  return { cert: `${tree.path}/cert.pem`, key: `${tree.path}/key.pem`, both: `${tree.path}/both.pem` };
}

function generate(root: Root): { readonly cert: string; readonly key: string } {
  return withTree(root, { "openssl.cnf": "[req]\ndistinguished_name = dn\n[dn]\n" }, (tree) => {
    const file = (name: string): string => `${tree.path}/${name}`;
    const request = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "30",
      "-subj",
      "/CN=mail.example.test",
    ];
    const outputs = ["-config", file("openssl.cnf"), "-keyout", file("key.pem"), "-out", file("cert.pem")];
    const done = run(root, ["/usr/bin/openssl", ...request, ...outputs]);
    if (done.status !== 0) throw new Error(`openssl ended with ${done.status}: ${done.stderr}`);
    const read = (name: string): string => readFileSync(`${tree.hostPath}/${name}`, "latin1");
    return { cert: read("cert.pem"), key: read("key.pem") };
  });
}
