// `npm run bench`: one host with megabytes of settings and no comments, thousands of blocks and services.

import { rules } from "../rules/index.ts";
import { memoryHost } from "../src/host.ts";
import { lint } from "../src/lint.ts";
import { everyRule } from "../src/selection.ts";

const megabyte = 1_000_000;

/** `head`, then as many pieces as make `size` characters. */
function filled(size: number, head: string, piece: (at: number) => string): string {
  const pieces = [head];
  for (let length = head.length, at = 0; length < size; at++) {
    const one = piece(at);
    pieces.push(one);
    length += one.length;
  }
  return pieces.join("");
}

const service = (at: number) =>
  `service worker-${at} {\n  executable = imap\n  process_limit = ${at + 1}\n  unix_listener worker-${at} {\n    mode = 0600\n    user = vmail\n  }\n}\n`;
const name = (at: number) =>
  `local_name mx${at}.example.org {\n  ssl_cert = </etc/ssl/mx${at}.pem\n  ssl_key = </etc/ssl/mx${at}.key\n}\n`;
const rule = (at: number) => `plugin {\n  quota_rule${at} = *:storage=${at}M\n}\n`;
const parameter = (at: number) =>
  `class${at} = check_client_access hash:/etc/postfix/clients${at}, permit_sasl_authenticated\n`;
const transport = (at: number) =>
  `out${at} unix - - y - - smtp\n  -o syslog_name=postfix/out${at}\n  -o smtp_helo_name=mx${at}.example.org\n`;

/** What a big host's configuration says, in about so many characters. */
function denseHost(size: number): Readonly<Record<string, string>> {
  const dovecot = "protocols = imap\nmail_location = maildir:~/Maildir\nssl = required\n";
  const main = "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n";
  const kinds = [service, name, rule];
  return {
    "dovecot/dovecot.conf": filled(size / 2, dovecot, (at) => kinds[at % kinds.length]?.(at) ?? ""),
    "postfix/main.cf": filled(size / 4, main, parameter),
    "postfix/master.cf": filled(size / 4, "smtp inet n - y - - smtpd\n", transport),
  };
}

/** The best of `rounds`, in milliseconds of the processor, and the shares of the stages in it. */
async function measured(files: Readonly<Record<string, string>>, rounds: number) {
  let best = { time: Number.POSITIVE_INFINITY, stages: "" };
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    const { timing } = await lint({
      ...{ paths: ["."], host: memoryHost(files), options: {}, rules, selection: everyRule, ignores: {} },
      clock: () => performance.now(),
    });
    const { user, system } = process.cpuUsage(started);
    const time = (user + system) / 1e3;
    const whole = timing.reduce((sum, [, lap]) => sum + lap, 0);
    const stages = timing.map(([stage, lap]) => `${stage} ${Math.round((lap / whole) * 100)} %`).join(", ");
    if (time < best.time) best = { time, stages };
  }
  return best;
}

/** A host of a megabyte, and one of ten: each megabyte should cost the same. */
export async function benchDense(line: (name: string, value: string) => void): Promise<void> {
  const one = await measured(denseHost(megabyte), 5);
  const ten = await measured(denseHost(10 * megabyte), 2);
  for (const [title, { time, stages }, size] of [
    ["one host with 1 MB of settings", one, 1],
    ["one host with 10 MB of settings", ten, 10],
  ] as const)
    line(title, `${((size * 1e3) / time).toFixed(1)} MB/s (${stages})`);
  line("", `a megabyte of the larger costs ${(ten.time / 10 / one.time).toFixed(2)} x that of the smaller`);
}
