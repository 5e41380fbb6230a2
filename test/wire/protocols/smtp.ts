// SMTP, submission and LMTP (RFC 5321, 6409, 2033; STARTTLS: RFC 3207; AUTH: RFC 4954).

import type { Connection } from "../line-client.ts";
import { lineOr, type Protocol, saslAnswer } from "./protocol.ts";

/** One reply: all its lines; the code is in front of each. */
export async function reply(connection: Connection): Promise<readonly string[]> {
  const lines: string[] = [];
  for (;;) {
    const line = await lineOr(connection, "421 closed");
    lines.push(line);
    if (line[3] !== "-") return lines;
  }
}

export async function ask(connection: Connection, command: string): Promise<readonly string[]> {
  connection.send(command);
  return reply(connection);
}

export const code = (lines: readonly string[]): number => Number(lines.at(-1)?.slice(0, 3));

function speaking(hello: "EHLO" | "LHLO"): Protocol {
  return {
    methods: hello === "EHLO" ? ["PLAIN", "LOGIN", "CRAM-MD5"] : [],
    greeting: reply,
    async capabilities(connection) {
      const lines = await ask(connection, `${hello} client.example.test`);
      const words = lines.map((line) => line.slice(4).toUpperCase());
      const auth = words.find((word) => word.startsWith("AUTH "));
      return {
        starttls: words.includes("STARTTLS"),
        mechanisms: auth?.split(" ").slice(1).filter(Boolean) ?? [],
        lines,
      };
    },
    async startTls(connection) {
      return code(await ask(connection, "STARTTLS")) === 220;
    },
    async login(connection, method, account) {
      await ask(connection, `${hello} client.example.test`);
      let lines = await ask(connection, `AUTH ${method}`);
      for (let turn = 0; code(lines) === 334; turn++) {
        lines = await ask(connection, saslAnswer(method, account, turn, lines.at(-1)?.slice(4) ?? ""));
      }
      return code(lines) === 235;
    },
  };
}

export const smtp = speaking("EHLO");
export const lmtp = speaking("LHLO");
