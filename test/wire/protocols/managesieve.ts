// ManageSieve (RFC 5804; capabilities: section 1.7, AUTHENTICATE and STARTTLS: section 2).

import type { Connection } from "../line-client.ts";
import { type Capabilities, lineOr, type Protocol, saslAnswer } from "./protocol.ts";

const isFinal = (line: string): boolean => /^(OK|NO|BYE)\b/.test(line);

/** A challenge is a quoted string, or a literal `{length}` with the text on the next line (RFC 5804, section 4). */
async function stringIn(connection: Connection, line: string): Promise<string> {
  return line.startsWith("{") ? lineOr(connection, "") : line.slice(1, -1);
}

async function response(connection: Connection): Promise<readonly string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await lineOr(connection, "BYE");
    lines.push(line);
    if (isFinal(line)) return lines;
  }
}

async function ask(connection: Connection, command: string): Promise<readonly string[]> {
  connection.send(command);
  return response(connection);
}

const agreed = (lines: readonly string[]): boolean => lines.at(-1)?.startsWith("OK") === true;

function capabilities(lines: readonly string[]): Capabilities {
  const sasl = lines.map((line) => /^"SASL" "(.*)"$/.exec(line)?.[1]).find((found) => found !== undefined);
  return {
    starttls: lines.includes('"STARTTLS"'),
    mechanisms: sasl?.split(" ").filter(Boolean) ?? [],
    lines,
  };
}

export const managesieve: Protocol = {
  methods: ["PLAIN", "LOGIN", "CRAM-MD5"],
  greeting: response,
  async capabilities(connection) {
    return capabilities(await ask(connection, "CAPABILITY"));
  },
  async startTls(connection) {
    return agreed(await ask(connection, "STARTTLS"));
  },
  async login(connection, method, account) {
    connection.send(`AUTHENTICATE "${method}"`);
    for (let turn = 0; ; turn++) {
      const line = await lineOr(connection, "BYE");
      if (isFinal(line)) return agreed([line]);
      connection.send(`"${saslAnswer(method, account, turn, await stringIn(connection, line))}"`);
    }
  },
};
