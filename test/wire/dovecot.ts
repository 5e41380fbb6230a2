// Boots the real Dovecot on a test's configuration: 2.3 in bookworm, 2.4 in trixie.

import { chownSync, mkdirSync, readFileSync } from "node:fs";
import { type Files, plant, type Tree } from "../oracle/daemons.ts";
import { onFreePorts, type Running, start } from "./boot.ts";
import { type Certificate, certify } from "./certificate.ts";
import type { Account } from "./protocols/protocol.ts";

export type DovecotRoot = "bookworm" | "trixie";

/** What a test's configuration may refer to. */
export interface Place {
  /** Directory of the configuration, as the daemon sees it. */
  readonly path: string;
  /** Free ports; how many, the test says. */
  readonly ports: readonly number[];
  readonly certificate: Certificate;
}

/** A text is the whole dovecot.conf; a tree has a `dovecot.conf` among its files. */
export type Configuration = (place: Place) => string | Files;

export interface Dovecot extends Running, Place {
  readonly root: DovecotRoot;
  /** The whole configuration that it runs on: `boot.conf` includes the test's own and says what every boot needs. */
  readonly files: Files;
  readonly account: Account;
  log(): string;
}

export const ACCOUNT: Account = { name: "u1@example.test", password: "pw1" };

const VMAIL = 5000;

/**
 * Boots Dovecot. After the test's configuration comes what every boot needs: where it may write, a certificate, one
 * account, and no delay after a failed login, nor anvil's growing penalty for the client's address. A test names the
 * port of every listener that its `protocols` open: the default ports belong to nobody.
 */
export async function bootDovecot(
  root: DovecotRoot,
  ports: number,
  configuration: Configuration,
): Promise<Dovecot> {
  const tree = plant(root);
  try {
    const certificate = certify(tree);
    tree.write({
      users: `${ACCOUNT.name}:{PLAIN}${ACCOUNT.password}:${VMAIL}:${VMAIL}::${tree.path}/mail\n`,
    });
    mkdirSync(`${tree.hostPath}/mail`);
    chownSync(`${tree.hostPath}/mail`, VMAIL, VMAIL);
    return await onFreePorts(ports, (free) =>
      launch(root, tree, { path: tree.path, ports: free, certificate }, configuration),
    );
  } catch (error) {
    tree.remove();
    throw error;
  }
}

async function launch(
  root: DovecotRoot,
  tree: Tree,
  place: Place,
  configuration: Configuration,
): Promise<Dovecot> {
  const given = configuration(place);
  const files = typeof given === "string" ? { "dovecot.conf": given } : given;
  const whole = { ...files, "boot.conf": bootFile(tree.root, place) };
  tree.write({ ...whole, log: "" });
  const log = (): string => readFileSync(`${tree.hostPath}/log`, "latin1");
  const running = await start({
    root: tree.root,
    argv: ["/usr/sbin/dovecot", "-F", "-c", `${tree.path}/boot.conf`],
    ready: () => / starting up/.test(log()),
    log,
  });
  const stop = async (): Promise<void> => {
    await running.stop();
    tree.remove();
  };
  return {
    ...place,
    root,
    files: whole,
    output: running.output,
    log,
    account: ACCOUNT,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** 2.4 wants the version in the first line of the first file, and bears it in others. */
function bootFile(root: string, place: Place): string {
  const version = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";
  const first = root === "trixie" ? version : "";
  const needs = root === "trixie" ? needsOf24(place) : needsOf23(place);
  return `${first}!include dovecot.conf\n${needs.join("\n")}\n`;
}

function needsOfBoth(place: Place): readonly string[] {
  return [
    `base_dir = ${place.path}/run`,
    `state_dir = ${place.path}/state`,
    `log_path = ${place.path}/log`,
    "auth_failure_delay = 0",
    "first_valid_uid = 1",
  ];
}

function needsOf23(place: Place): readonly string[] {
  const { path, certificate } = place;
  return [
    ...needsOfBoth(place),
    `ssl_cert = <${certificate.cert}`,
    `ssl_key = <${certificate.key}`,
    `passdb {\n  driver = passwd-file\n  args = ${path}/users\n}`,
    `userdb {\n  driver = passwd-file\n  args = ${path}/users\n}`,
    "mail_location = maildir:~/Maildir",
    "service anvil {\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}",
  ];
}

function needsOf24(place: Place): readonly string[] {
  const { path, certificate } = place;
  return [
    ...needsOfBoth(place),
    `ssl_server_cert_file = ${certificate.cert}`,
    `ssl_server_key_file = ${certificate.key}`,
    `passdb passwd-file {\n  passwd_file_path = ${path}/users\n}`,
    `userdb passwd-file {\n  passwd_file_path = ${path}/users\n}`,
    "mail_driver = maildir",
    "mail_path = ~/Maildir",
  ];
}
