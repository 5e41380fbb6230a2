// A name server that knows next to no name: daemons that ask one go on at once instead of waiting for an answer.

import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";

interface Resolver {
  /** An address of this machine; the port is 53, for a resolv.conf names no other. */
  readonly address: string;
  close(): Promise<void>;
}

/** Host names that have the address 127.0.0.1, and no other record. */
const hosts = new Set(["mail.example.test"]);

const TYPE_A = 1;

/** The question given back (RFC 1035, 4.1.1) with an address, with nothing, or with NXDOMAIN. */
function answer(question: Buffer): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  const known = hosts.has(labels.join(".").toLowerCase());
  const found = known && question.readUInt16BE(at + 1) === TYPE_A;
  const reply = Buffer.from(question.subarray(0, at + 5));
  reply[2] = (reply[2] ?? 0) | 0x80;
  reply[3] = known ? 0x80 : 0x83;
  reply.fill(0, 6, 12);
  reply[7] = found ? 1 : 0;
  const address = [0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1];
  return found ? Buffer.concat([reply, Buffer.from(address)]) : reply;
}

export async function openResolver(): Promise<Resolver> {
  for (let tries = 1; tries <= 5; tries++) {
    const address = `127.53.${randomInt(256)}.${randomInt(1, 255)}`;
    const socket = createSocket("udp4");
    socket.on("message", (question, { address: host, port }) => socket.send(answer(question), port, host));
    const bound = await new Promise<boolean>((resolve) => {
      socket.once("error", () => resolve(false));
      socket.bind(53, address, () => resolve(true));
    });
    if (bound) return { address, close: () => new Promise((resolve) => socket.close(() => resolve())) };
    socket.close();
  }
  throw new Error("no address in 127.53.0.0/16 has port 53 free for a name server");
}
