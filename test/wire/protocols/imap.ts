// IMAP (RFC 9051; LOGINDISABLED and STARTTLS: section 6.2).

import type { Connection } from "../line-client.ts";
import { lineOr, type Protocol, saslAnswer } from "./protocol.ts";

const GONE = "t BYE";

async function tagged(connection: Connection): Promise<readonly string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await lineOr(connection, GONE);
    lines.push(line);
    if (line.startsWith("t ")) return lines;
  }
}

const agreed = (lines: readonly string[]): boolean => lines.at(-1)?.startsWith("t OK") === true;

export const imap: Protocol = {
  methods: ["command", "PLAIN", "LOGIN", "CRAM-MD5"],
  async greeting(connection) {
    return [await lineOr(connection, "")];
  },
  async capabilities(connection) {
    connection.send("t CAPABILITY");
    const lines = await tagged(connection);
    const words = lines.flatMap((line) => line.split(" "));
    const mechanisms = words
      .filter((word) => word.startsWith("AUTH="))
      .map((word) => word.slice("AUTH=".length));
    return { starttls: words.includes("STARTTLS"), mechanisms, lines };
  },
  async startTls(connection) {
    connection.send("t STARTTLS");
    return agreed(await tagged(connection));
  },
  async login(connection, method, account) {
    if (method === "command") {
      connection.send(`t LOGIN "${account.name}" "${account.password}"`);
      return agreed(await tagged(connection));
    }
    connection.send(`t AUTHENTICATE ${method}`);
    for (let turn = 0; ; ) {
      const line = await lineOr(connection, GONE);
      if (line.startsWith("t ")) return agreed([line]);
      if (line.startsWith("+")) connection.send(saslAnswer(method, account, turn++, line.slice(2)));
    }
  },
};
