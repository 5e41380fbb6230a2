// POP3 (RFC 1939; CAPA: RFC 2449; STLS: RFC 2595, section 4; AUTH: RFC 5034).

import { createHash } from "node:crypto";
import type { Connection } from "../line-client.ts";
import { type Account, lineOr, type Protocol, saslAnswer } from "./protocol.ts";

const GONE = "-ERR closed";

async function ask(connection: Connection, command: string): Promise<boolean> {
  connection.send(command);
  return (await lineOr(connection, GONE)).startsWith("+OK");
}

/** RFC 1939, section 7: the digest over the time stamp of the greeting and the password. */
function apop(account: Account, greeting: readonly string[]): string | undefined {
  const stamp = /<.*>/.exec(greeting[0] ?? "")?.[0];
  if (stamp === undefined) return undefined;
  return `APOP ${account.name} ${createHash("md5")
    .update(stamp + account.password, "latin1")
    .digest("hex")}`;
}

export const pop3: Protocol = {
  methods: ["command", "PLAIN", "LOGIN", "CRAM-MD5", "APOP"],
  async greeting(connection) {
    return [await lineOr(connection, GONE)];
  },
  async capabilities(connection) {
    const lines: string[] = [];
    if (await ask(connection, "CAPA")) {
      for (let line = await lineOr(connection, "."); line !== "."; line = await lineOr(connection, ".")) {
        lines.push(line);
      }
    }
    const sasl = lines.find((line) => line === "SASL" || line.startsWith("SASL "));
    return {
      starttls: lines.includes("STLS"),
      mechanisms: sasl?.split(" ").slice(1).filter(Boolean) ?? [],
      lines,
    };
  },
  startTls(connection) {
    return ask(connection, "STLS");
  },
  async login(connection, method, account, greeting) {
    if (method === "command") {
      return (await ask(connection, `USER ${account.name}`)) && ask(connection, `PASS ${account.password}`);
    }
    if (method === "APOP") {
      const command = apop(account, greeting);
      return command !== undefined && ask(connection, command);
    }
    connection.send(`AUTH ${method}`);
    for (let turn = 0; ; ) {
      const line = await lineOr(connection, GONE);
      if (!line.startsWith("+ ") && line !== "+") return line.startsWith("+OK");
      connection.send(saslAnswer(method, account, turn++, line.slice(2)));
    }
  },
};
