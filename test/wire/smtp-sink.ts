// A mail server of the test's own that others deliver to: what they sent, and whether under TLS.

import { createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";

/** What one session came to, up to its first message. */
export interface Delivery {
  readonly encrypted: boolean;
  readonly commands: readonly string[];
  /** A message was handed over. */
  readonly complete: boolean;
}

export interface Sink {
  readonly port: number;
  /** Messages that were taken, and sessions that ended without one. */
  readonly deliveries: readonly Delivery[];
  close(): Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Offers STARTTLS with this certificate, and AUTH PLAIN; takes everything. */
export async function openSink(certificate: { readonly cert: string; readonly key: string }): Promise<Sink> {
  const deliveries: Delivery[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, certificate, (delivery) => deliveries.push(delivery));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port: address.port, deliveries, close, [Symbol.asyncDispose]: close };
}

const answers: readonly (readonly [RegExp, string])[] = [
  [/^EHLO/i, "250-sink.example.test\r\n250-STARTTLS\r\n250 AUTH PLAIN"],
  [/^AUTH/i, "235 welcome"],
  [/^DATA/i, "354 go on"],
  [/^QUIT/i, "221 bye"],
  [/./, "250 yes"],
];

function serve(
  plain: Socket,
  certificate: { readonly cert: string; readonly key: string },
  done: (delivery: Delivery) => void,
): void {
  const commands: string[] = [];
  let stream: Socket = plain;
  let inData = false;
  let complete = false;
  let ended = false;
  const finish = (): void => {
    if (ended) return;
    ended = true;
    done({ encrypted: stream !== plain, commands, complete });
  };
  const line = (text: string): void => {
    if (inData) {
      inData = text !== ".";
      complete ||= !inData;
      if (inData) return;
      stream.write("250 taken\r\n");
      finish();
      return;
    }
    commands.push(text);
    if (/^STARTTLS/i.test(text)) {
      plain.write("220 go on\r\n");
      plain.removeAllListeners("data");
      stream = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext(certificate) });
      listen(stream);
      return;
    }
    inData = /^DATA/i.test(text);
    stream.write(`${answers.find(([pattern]) => pattern.test(text))?.[1]}\r\n`);
    if (/^QUIT/i.test(text)) stream.end();
  };
  const listen = (socket: Socket): void => {
    let pending = "";
    socket.on("data", (chunk: Buffer) => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf("\n"); end !== -1; end = pending.indexOf("\n")) {
        const text = pending.slice(0, end).replace(/\r$/, "");
        pending = pending.slice(end + 1);
        line(text);
      }
    });
    for (const event of ["error", "close", "end"]) socket.on(event, finish);
  };
  listen(plain);
  plain.write("220 sink.example.test ESMTP\r\n");
}
