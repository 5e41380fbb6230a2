// Boots the real Postfix on a test's configuration: 3.7 in bookworm, 3.10 in trixie.

import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { type Files, plant, postconf, type Tree } from "../oracle/daemons.ts";
import { onFreePorts, type Running, start } from "./boot.ts";
import { certify } from "./certificate.ts";
import { ACCOUNT, type Place } from "./dovecot.ts";
import { connect, type Target } from "./line-client.ts";
import type { Account } from "./protocols/protocol.ts";
import { ask, code, reply } from "./protocols/smtp.ts";
import { type SaslServer, serveSasl } from "./sasl-server.ts";

export type PostfixRoot = "bookworm" | "trixie";

/** Files with a `main.cf` and a `master.cf`, whose `inet` services listen on ports of the place. */
type PostfixConfiguration = (place: Place) => Files & { "main.cf": string; "master.cf": string };

export interface Postfix extends Running, Place {
  readonly account: Account;
  log(): string;
}

const POSTFIX = 101;
const POSTDROP = 105;
const QUEUES = [
  "active",
  "bounce",
  "corrupt",
  "defer",
  "deferred",
  "flush",
  "hold",
  "incoming",
  "saved",
  "trace",
];

/** Services that smtpd asks, as in the stock master.cf; `ready` is last, and its socket tells that all are open. */
const SERVICES = [
  ["postlog", "unix-dgram", "n", "1", "postlogd"],
  ["anvil", "unix", "-", "1", "anvil"],
  ["rewrite", "unix", "-", "-", "trivial-rewrite"],
  ["proxymap", "unix", "-", "-", "proxymap"],
  ["tlsmgr", "unix", "-", "1", "tlsmgr"],
  ["verify", "unix", "-", "1", "verify"],
  ["cleanup", "unix", "n", "0", "cleanup"],
  ["ready", "unix", "-", "1", "discard"],
] as const;

/**
 * Boots Postfix with a queue of its own and an authentication server at `private/auth` that knows one account. After
 * the test's main.cf comes where Postfix may write, and leave for a client on loopback to speak as somebody else
 * (XCLIENT): a test cannot have a public address.
 */
export async function bootPostfix(
  root: PostfixRoot,
  ports: number,
  configuration: PostfixConfiguration,
): Promise<Postfix> {
  const tree = plant(root);
  let sasl: SaslServer | undefined;
  const clear = async (): Promise<void> => {
    await sasl?.close();
    tree.remove();
  };
  try {
    layOutQueue(tree);
    sasl = await serveSasl(`${tree.hostPath}/queue/private/auth`, ACCOUNT);
    const certificate = certify(tree);
    const running = await onFreePorts(ports, (free) =>
      launch(tree, { path: tree.path, ports: free, certificate }, configuration),
    );
    const stop = async (): Promise<void> => {
      await running.stop();
      await clear();
    };
    return { ...running, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await clear();
    throw error;
  }
}

/** What `postfix check` makes: the directories of the queue with their owners. */
function layOutQueue(tree: Tree): void {
  const make = (name: string, mode: number, uid: number, gid: number): void => {
    mkdirSync(`${tree.hostPath}/${name}`);
    chmodSync(`${tree.hostPath}/${name}`, mode);
    chownSync(`${tree.hostPath}/${name}`, uid, gid);
  };
  make("queue", 0o755, 0, 0);
  make("queue/pid", 0o755, 0, 0);
  for (const name of [...QUEUES, "private"]) make(`queue/${name}`, 0o700, POSTFIX, 0);
  make("queue/public", 0o710, POSTFIX, POSTDROP);
  make("queue/maildrop", 0o730, POSTFIX, POSTDROP);
  make("data", 0o700, POSTFIX, POSTFIX);
}

async function launch(tree: Tree, place: Place, configuration: PostfixConfiguration): Promise<Postfix> {
  const files = configuration(place);
  tree.write({
    ...files,
    "main.cf": withNeeds(files["main.cf"], place),
    "master.cf": withServices(files["master.cf"]),
  });
  const log = (): string => {
    const file = `${tree.hostPath}/log`;
    return existsSync(file) ? readFileSync(file, "latin1") : "";
  };
  // With POSTLOG_SERVICE master 3.7 writes to the log file itself until postlogd runs (src/global/maillog_client.c).
  // What 3.10 has to say against its own start only a syslog would hear, so that postconf is asked.
  const running = await start({
    root: tree.root,
    argv: ["/usr/lib/postfix/sbin/master", "-c", tree.path, "-d"],
    env: { MAIL_CONFIG: tree.path, POSTLOG_SERVICE: `${tree.path}/queue/public/postlog` },
    ready: () => existsSync(`${tree.hostPath}/queue/private/ready`),
    log: () => log() + postconf(tree.root, ["-M"], tree.path).stderr,
  });
  return { ...running, ...place, account: ACCOUNT, log };
}

function withNeeds(main: string, place: Place): string {
  return `${main}
queue_directory = ${place.path}/queue
data_directory = ${place.path}/data
maillog_file = ${place.path}/log
maillog_file_prefixes = ${place.path}
mail_owner = postfix
setgid_group = postdrop
smtpd_authorized_xclient_hosts = 127.0.0.0/8
smtpd_error_sleep_time = 0
in_flow_delay = 0
`;
}

function withServices(master: string): string {
  const written = new Set(master.split("\n").map((line) => line.split(/\s+/).slice(0, 2).join("/")));
  const missing = SERVICES.filter(([name, type]) => !written.has(`${name}/${type}`));
  const lines = missing.map(
    ([name, type, priv, max, command]) => `${name} ${type} ${priv} - n - ${max} ${command}`,
  );
  return `${master}\n${lines.join("\n")}\n`;
}

/** One line of master.cf for smtpd on a port of loopback, with `-o` overrides. */
export function smtpdOn(port: number | undefined, ...overrides: readonly string[]): string {
  return [`127.0.0.1:${port} inet n - n - - smtpd`, ...overrides.map((override) => `  -o ${override}`)].join(
    "\n",
  );
}

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** The address that the client claims to come from. */
  readonly as: string;
}

/** Asks to send mail, without ever sending it: the reply to RCPT TO, or to the command that failed before it. */
export async function recipientReply(target: Target, envelope: Envelope): Promise<string> {
  const connection = await connect(target);
  try {
    await reply(connection);
    await ask(connection, "EHLO client.example.test");
    let lines = await ask(connection, `XCLIENT ADDR=${envelope.as} NAME=[UNAVAILABLE]`);
    if (code(lines) !== 220) return lines.at(-1) ?? "";
    await ask(connection, "EHLO client.example.test");
    lines = await ask(connection, `MAIL FROM:<${envelope.from}>`);
    if (code(lines) === 250) lines = await ask(connection, `RCPT TO:<${envelope.to}>`);
    return lines.at(-1) ?? "";
  } finally {
    connection.close();
  }
}
