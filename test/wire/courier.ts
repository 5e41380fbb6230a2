// Boots the real Courier on a test's configuration, by its own start scripts: authdaemond and the instances asked for.

import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { type Files, plant, rootDirectory, run, type Tree } from "../oracle/daemons.ts";
import { onFreePorts, type Running, start } from "./boot.ts";
import { certify } from "./certificate.ts";
import { ACCOUNT, type Place } from "./dovecot.ts";
import { listens } from "./probe.ts";
import type { Account } from "./protocols/protocol.ts";
import { openResolver } from "./resolver.ts";

/** Start scripts of /usr/sbin. */
export type Instance = "imapd" | "imapd-ssl" | "pop3d" | "pop3d-ssl" | "esmtpd" | "esmtpd-msa" | "esmtpd-ssl";

/** Files of /etc/courier to put over the shipped ones; each instance listens on the port at its own place in the list. */
type CourierConfiguration = (place: Place) => Files;

export interface Courier extends Running, Place {
  readonly account: Account;
}

const COURIER = 104;
const VMAIL = 5000;

/** What makesmtpaccess runs; the link in /usr/bin by which it finds makedat is a maintainer script's. */
const MAKE_ACCESS =
  "/usr/lib/courier/makedat -src=/etc/courier/smtpaccess -file=/etc/courier/smtpaccess.dat -tmp=/etc/courier/smtpaccess.tmp -cidr";

/** A file of /etc/courier as the packages ship it: the daemons set no defaults of their own for most variables. */
export function shipped(name: string): string {
  return readFileSync(`${rootDirectory("courier")}/etc/courier/${name}`, "latin1");
}

/**
 * Boots Courier with an /etc/courier and a /run/courier of its own, seen by it alone. Over the test's files the harness
 * puts its certificate where the shipped files look for one (/etc/courier/imapd.pem and so on), userdb with one account,
 * and room for many clients from one address.
 */
export async function bootCourier(
  instances: readonly Instance[],
  configuration: CourierConfiguration,
): Promise<Courier> {
  const tree = plant("courier");
  const resolver = await openResolver();
  const clear = async (): Promise<void> => {
    tree.remove();
    await resolver.close();
  };
  try {
    layOut(tree);
    tree.write({ "resolv.conf": `nameserver ${resolver.address}\n` });
    const certificate = certify(tree);
    const running = await onFreePorts(instances.length, (ports) =>
      launch(tree, instances, { path: tree.path, ports, certificate }, configuration),
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

function layOut(tree: Tree): void {
  cpSync(`${rootDirectory("courier")}/etc/courier`, `${tree.hostPath}/etc`, { recursive: true });
  mkdirSync(`${rootDirectory("courier")}/run/courier`, { recursive: true });
  layOutQueue(tree);
  for (const name of ["run", "run/authdaemon", "home"]) mkdirSync(`${tree.hostPath}/${name}`);
  chownSync(`${tree.hostPath}/run/authdaemon`, COURIER, COURIER);
  chownSync(`${tree.hostPath}/home`, VMAIL, VMAIL);
  const made = run("courier", ["/usr/bin/maildirmake.courier", `${tree.path}/home/Maildir`]);
  if (made.status !== 0) throw new Error(`maildirmake: ${made.stderr}`);
  own(tree, "home/Maildir");
}

/** /var/lib/courier as courier-mta and courier-base lay it out: the queue, and the caches of TLS sessions. */
function layOutQueue(tree: Tree): void {
  for (const name of ["", "allfilters", "filters", "msgq", "msgs", "sts", "tmp", "track"]) {
    const directory = `${tree.hostPath}/var/lib/${name}`;
    mkdirSync(directory, { recursive: true });
    chownSync(directory, COURIER, COURIER);
  }
}

function own(tree: Tree, name: string): void {
  const done = run("courier", ["/usr/bin/chown", "-R", `${VMAIL}:${VMAIL}`, `${tree.path}/${name}`]);
  if (done.status !== 0) throw new Error(`chown: ${done.stderr}`);
}

async function launch(
  tree: Tree,
  instances: readonly Instance[],
  place: Place,
  configuration: CourierConfiguration,
): Promise<Courier> {
  const files = configuration(place);
  for (const [name, content] of Object.entries(files)) tree.write({ [`etc/${name}`]: content });
  withNeeds(tree, "authdaemonrc" in files);
  const services = ["makeuserdb", "authdaemond start", ...instances.map((instance) => `${instance} start`)];
  const access = Object.keys(files).some((name) => name.startsWith("smtpaccess/")) ? [MAKE_ACCESS] : [];
  const queue = "courierd" in files ? ["/usr/lib/courier/courierctl.start"] : [];
  const commands = [
    ...access,
    ...queue,
    ...services.map((service) => `/usr/sbin/${service}`),
    "exec sleep infinity",
  ];
  const running = await start({
    root: "courier",
    argv: ["/bin/sh", "-c", commands.join(" && ")],
    mounts: [
      ...["etc", "run", "var/lib"].map((name) => ({
        from: `${tree.hostPath}/${name}`,
        on: `${rootDirectory("courier")}/${name}/courier`,
      })),
      { from: `${tree.hostPath}/resolv.conf`, on: `${rootDirectory("courier")}/etc/resolv.conf` },
    ],
    ready: async () => {
      const there = await Promise.all(place.ports.map((port) => listens({ host: "127.0.0.1", port })));
      return there.every(Boolean);
    },
  });
  return { ...running, ...place, account: ACCOUNT };
}

function withNeeds(tree: Tree, ownModules: boolean): void {
  const etc = (name: string): string => `${tree.hostPath}/etc/${name}`;
  const extend = (name: string, lines: string): void =>
    tree.write({ [`etc/${name}`]: `${readFileSync(etc(name), "latin1")}\n${lines}` });
  if (!ownModules) extend("authdaemonrc", 'authmodulelist="authuserdb"\n');
  for (const name of ["imapd", "pop3d", "esmtpd"]) {
    extend(name, 'MAXDAEMONS=200\nMAXPERC=200\nMAXPERIP=200\nTCPDOPTS="$TCPDOPTS -nodnslookup"\n');
    tree.write({ [`etc/${name}.pem`]: readFileSync(`${tree.hostPath}/both.pem`) });
    chmodSync(etc(`${name}.pem`), 0o600);
    chownSync(etc(`${name}.pem`), COURIER, COURIER);
  }
  tree.write({ "etc/userdb": userdb(tree) });
  chmodSync(etc("userdb"), 0o600);
}

/** One line of userdb(8); the hash of the password as userdbpw(8) makes it. */
function userdb(tree: Tree): string {
  const script = `printf '%s\\n' "$1" "$1" | /usr/sbin/userdbpw`;
  const hash = (kind: string): string =>
    Buffer.from(run("courier", ["/bin/sh", "-c", `${script} ${kind}`, "sh", ACCOUNT.password]).stdout)
      .toString("latin1")
      .trim();
  const home = `${tree.path}/home`;
  const fields = [`uid=${VMAIL}`, `gid=${VMAIL}`, `home=${home}`, `mail=${home}/Maildir`];
  const passwords = [`systempw=${hash("-md5")}`, `hmac-md5pw=${hash("-hmac-md5")}`];
  return `${ACCOUNT.name}\t${[...fields, ...passwords].join("|")}\n`;
}
