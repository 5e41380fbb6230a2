// Dovecot's doveadm protocol, version 1.2 (src/doveadm/client-connection-tcp.c): the client speaks first, asks for TLS
// without an answer before the handshake, and says the one password of `doveadm_password` as the user `doveadm`.

import { lineOr, type Protocol, plainResponse } from "./protocol.ts";

export const doveadm: Protocol = {
  methods: ["PLAIN"],
  async greeting(connection) {
    connection.send("VERSION\tdoveadm-server\t1\t2");
    const lines: string[] = [];
    for (;;) {
      const line = await lineOr(connection, "closed");
      lines.push(line);
      if (!line.startsWith("VERSION\t")) return lines;
    }
  },
  async capabilities(_connection, greeting) {
    return { starttls: greeting.at(-1) === "-", mechanisms: ["PLAIN"], lines: greeting };
  },
  async startTls(connection) {
    connection.send("STARTTLS");
    return true;
  },
  async login(connection, _method, account) {
    connection.send(`PLAIN\t${plainResponse(account)}`);
    return (await lineOr(connection, "-")) === "+";
  },
};
