// Plays Dovecot's authentication server for Postfix (`smtpd_sasl_type = dovecot`): the server side of the
// auth-client protocol, version 1.1, with one account and PLAIN, LOGIN and CRAM-MD5.

import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { type Account, base64, cramResponse, fromBase64 } from "./protocols/protocol.ts";

const HELLO = [
  "VERSION\t1\t1",
  "MECH\tPLAIN\tplaintext",
  "MECH\tLOGIN\tplaintext",
  "MECH\tCRAM-MD5\tdictionary\tactive",
  "SPID\t1",
  "CUID\t1",
  "COOKIE\t0123456789abcdef0123456789abcdef",
  "DONE",
];

const CHALLENGE = base64("<1.1@mail.example.test>");

interface Dialog {
  readonly mechanism: string;
  readonly responses: readonly string[];
}

export interface SaslServer {
  close(): Promise<void>;
}

/** Listens on a UNIX socket that everybody may use. */
export function serveSasl(socketPath: string, account: Account): Promise<SaslServer> {
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => clients.delete(socket));
    socket.write(`${HELLO.join("\n")}\n`);
    const dialogs = new Map<string, Dialog>();
    createInterface(socket).on("line", (line) => {
      const answer = answerTo(line.split("\t"), dialogs, account);
      if (answer !== undefined) socket.write(`${answer}\n`);
    });
  });
  const close = (): Promise<void> => {
    for (const client of clients) client.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path: socketPath, readableAll: true, writableAll: true }, () => resolve({ close }));
  });
}

/** `AUTH id mechanism key=value...` with `resp=` last, or `CONT id response`. */
function answerTo(
  fields: readonly string[],
  dialogs: Map<string, Dialog>,
  account: Account,
): string | undefined {
  const [verb, id = "", ...rest] = fields;
  if (verb === "AUTH") {
    const initial = rest.find((field) => field.startsWith("resp="))?.slice("resp=".length);
    dialogs.set(id, { mechanism: rest[0] ?? "", responses: initial === undefined ? [] : [initial] });
  } else if (verb === "CONT") {
    const dialog = dialogs.get(id);
    if (dialog === undefined) return `FAIL\t${id}`;
    dialogs.set(id, { ...dialog, responses: [...dialog.responses, rest[0] ?? ""] });
  } else {
    return undefined;
  }
  const dialog = dialogs.get(id);
  const verdict = dialog === undefined ? false : verdictOn(dialog, account);
  if (typeof verdict === "string") return `CONT\t${id}\t${verdict}`;
  dialogs.delete(id);
  return verdict ? `OK\t${id}\tuser=${account.name}` : `FAIL\t${id}\tuser=${account.name}`;
}

/** Whether the account is let in, or the next challenge. */
function verdictOn({ mechanism, responses }: Dialog, account: Account): boolean | string {
  const [first, second] = responses;
  if (mechanism === "PLAIN") {
    if (first === undefined) return "";
    return fromBase64(first).split("\0").slice(1).join("\0") === `${account.name}\0${account.password}`;
  }
  if (mechanism === "LOGIN") {
    if (first === undefined) return base64("Username:");
    if (second === undefined) return base64("Password:");
    return fromBase64(first) === account.name && fromBase64(second) === account.password;
  }
  if (mechanism !== "CRAM-MD5") return false;
  return first === undefined ? CHALLENGE : first === cramResponse(account, CHALLENGE);
}
