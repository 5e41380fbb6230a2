// A client of line protocols: connects from an address of choice, in clear or under TLS, and turns TLS on midway.

import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type SecureVersion } from "node:tls";
import { PATIENCE_MS } from "./boot.ts";

export interface Target {
  readonly host: string;
  readonly port: number;
  /**
   * Address the client comes from. All of 127.0.0.0/8 is local: a client from 127.0.0.2 to 127.0.0.1 is somebody else,
   * while Dovecot takes one whose address equals the server's as secured.
   */
  readonly from?: string;
}

/** A single TLS version to speak; without one, whatever both sides like best. */
export type Version = SecureVersion | undefined;

export interface Connection {
  readonly encrypted: boolean;
  /** The next line without its line end; `undefined` when the server has closed the connection. */
  line(): Promise<string | undefined>;
  send(line: string): void;
  /** Speaks TLS from here on. */
  secure(version?: Version): Promise<Connection>;
  close(): void;
}

export async function connect(target: Target): Promise<Connection> {
  return wrap(await tcp(target), false);
}

/** Speaks TLS from the first byte; rejects when the server does not. */
export async function connectSecure(target: Target, version?: Version): Promise<Connection> {
  return wrap(await handshake(await tcp(target), version), true);
}

function tcp(target: Target): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({
      host: target.host,
      port: target.port,
      localAddress: target.from ?? "127.0.0.2",
    });
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once("connect", () => resolve(socket));
  });
}

/** Security level 0 lets the client offer old versions and weak keys: what is refused, the server refused. */
function handshake(socket: Socket, version: Version): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => socket.destroy(new Error("no TLS handshake in time")), PATIENCE_MS);
    const fail = (error: Error): void => {
      clearTimeout(limit);
      socket.destroy();
      reject(error);
    };
    socket.once("close", () => fail(new Error("closed during the TLS handshake")));
    const secured = connectTls(
      {
        socket,
        rejectUnauthorized: false,
        ciphers: "DEFAULT:@SECLEVEL=0",
        minVersion: version ?? "TLSv1",
        maxVersion: version ?? "TLSv1.3",
      },
      () => {
        clearTimeout(limit);
        resolve(secured);
      },
    );
    secured.once("error", fail);
  });
}

function wrap(socket: Socket, encrypted: boolean): Connection {
  let pending = "";
  let over = false;
  let wake = (): void => undefined;
  const take = (chunk: Buffer): void => {
    pending += chunk.toString("latin1");
    wake();
  };
  const finish = (): void => {
    over = true;
    wake();
  };
  socket.on("data", take);
  socket.on("close", finish);
  socket.on("end", finish);
  socket.on("error", finish);
  return {
    encrypted,
    async line() {
      for (;;) {
        const end = pending.indexOf("\n");
        if (end !== -1) {
          const line = pending.slice(0, end).replace(/\r$/, "");
          pending = pending.slice(end + 1);
          return line;
        }
        if (over) return undefined;
        await new Promise<void>((resolve, reject) => {
          const limit = setTimeout(
            () => reject(new Error(`no line in time; so far: ${pending}`)),
            PATIENCE_MS,
          );
          wake = () => {
            clearTimeout(limit);
            resolve();
          };
        });
      }
    },
    send(line) {
      socket.write(`${line}\r\n`, "latin1");
    },
    async secure(version) {
      socket.removeListener("data", take);
      return wrap(await handshake(socket, version), true);
    },
    close() {
      socket.destroy();
    },
  };
}
