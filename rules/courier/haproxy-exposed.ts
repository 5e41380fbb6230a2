import { defineRule } from "../../src/rule.ts";
import { all, assigned, knownValue, words } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/haproxy-exposed",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [290],
  summary: "Anybody may say who the client is.",
  why: "With `-haproxy` couriertcpd believes the address that the first line of a connection names. On an address that is open to all, every client can claim any address and pass limits and access lists.",
  remedy: "Bind the server to the address that only the proxy reaches: `ADDRESS=127.0.0.1`.",
  references: [{ title: "couriertcpd(8)", url: "https://www.courier-mta.org/couriertcpd.html" }],
  check(context) {
    for (const one of assigned(context, all, "TCPDOPTS")) {
      if (
        !(
          words(one.value).some((word) => /^--?haproxy/.test(word)) &&
          ["", "0"].includes(
            knownValue(one.instance, one.instance.name.endsWith("-ssl") ? "SSLADDRESS" : "ADDRESS") ?? "?",
          )
        )
      )
        continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` has \`-haproxy\` while the server listens on every address, so any client may claim any address; bind it to the one that the proxy reaches`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "on every address",
      files: {
        "courier/imapd": 'ADDRESS=0\nTCPDOPTS=«"-nodnslookup -haproxy=1"»\n',
        "courier/imapd-ssl": "SSLADDRESS=127.0.0.1\n",
      },
    },
    {
      title: "no proxy",
      files: {
        "courier/imapd": 'ADDRESS=0\nTCPDOPTS="-nodnslookup"\n',
        "courier/imapd-ssl": "SSLADDRESS=0\n",
      },
    },
    {
      title: "on an inner address",
      files: {
        "courier/imapd": 'ADDRESS=127.0.0.1\nTCPDOPTS="-haproxy=1"\n',
        "courier/imapd-ssl": "SSLADDRESS=127.0.0.1\n",
      },
      trap: true,
    },
  ],
});
