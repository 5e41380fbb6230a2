import type { AccessEntry } from "../../grammars/courier-access/ast.ts";
import { networkOf } from "../../src/model/courier-access.ts";
import { isLoopback, isPrivate, type Network } from "../../src/model/networks.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { courierSystems, deleteLinesFix } from "../../src/vocabulary.ts";
import { esmtp, valueSpan } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/relayclient-wide",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "high",
  cwe: [441, 284],
  summary: "Strangers may relay mail through Courier.",
  why: `Whoever connects with \`RELAYCLIENT\` set sends mail to anybody, without a password. Courier looks only whether the
variable is there: an empty value, \`0\` and \`no\` all mean yes. A network that strangers' machines are in, or the
variable in \`esmtpd\` itself, makes an open relay.`,
  remedy: "Name this host and the networks that you run, each as narrow as it is; let all others log in.",
  references: [
    { title: "makesmtpaccess(8)", url: "https://www.courier-mta.org/makesmtpaccess.html" },
    { title: "couriertcpd(8), ACCESS FILE", url: "https://www.courier-mta.org/couriertcpd.html" },
    rfc(5321, "7.1"),
  ],
  check(context) {
    for (const { config } of courierSystems(context)) {
      const seen = new Set<number>();
      for (const instance of config.instances) {
        const found = instance.get("RELAYCLIENT");
        if (!esmtp.some((name) => name === instance.name) || found?.origin.kind !== "file") continue;
        const { span } = found.origin;
        if (seen.size === seen.add(span.start).size) continue;
        context.report({
          span: valueSpan(span),
          message:
            "`RELAYCLIENT` is set for every client, whatever its value: anybody may relay; delete it here and name your networks in `smtpaccess`",
          fix: deleteLinesFix("let nobody relay without a login", span),
          about: { setting: "RELAYCLIENT", scope: [instance.name] },
        });
      }
      for (const entry of config.access.entries) {
        const network = networkOf(entry.key);
        const wide = network === undefined || !relays(entry) ? undefined : widthOf(network);
        if (wide === undefined) continue;
        context.report({
          span: entry.keySpan,
          severity: wide.severity,
          message: `\`${entry.key}\` in \`smtpaccess\` is ${wide.what}: every machine there may relay without a password; list only the networks you run`,
        });
      }
    }
  },
  examples: [
    {
      title: "everybody",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n«*»\tallow,RELAYCLIENT\n",
      },
    },
    {
      title: "a wide public network",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n«203.0»\tallow,RELAYCLIENT\n",
      },
    },
    {
      title: "a wide public network of IPv6",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default": "«2001:db8::/32» allow,RELAYCLIENT\n",
      },
    },
    {
      title: "a private range, as shipped",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n«10»\tallow,RELAYCLIENT\n",
      },
    },
    {
      title: "in the file of the server: no value means no",
      files: { "courier/esmtpd": "PORT=smtp\nRELAYCLIENT=«0»\n" },
      fixedFiles: { "courier/esmtpd": "PORT=smtp\n" },
    },
    {
      title: "this host and one network",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default":
          "127.0.0.1\tallow,RELAYCLIENT\n:0000:0000:0000:0000:0000:0000:0000:0001\tallow,RELAYCLIENT\n192.168.7\tallow,RELAYCLIENT\n",
      },
    },
    {
      title: "connections may come, mail is refused",
      files: {
        "courier/esmtpd": "ACCESSFILE=${sysconfdir}/smtpaccess\n",
        "courier/smtpaccess/default":
          '*\tallow,BOFHNOEXPN=1\n203.0\tallow,RELAYCLIENT,BLOCK="550 Not from there, please"\n',
      },
      trap: true,
    },
    {
      title: "a list that the server is not told of",
      files: {
        "courier/esmtpd": "PORT=smtp\nACCESSFILE=\n",
        "courier/smtpaccess/default": "*\tallow,RELAYCLIENT\n",
      },
      trap: true,
    },
  ],
});

/** A message for a client with `BLOCK` is refused all the same. */
function relays({ allow, variables }: AccessEntry): boolean {
  const set = new Map(variables.map(({ name, value }) => [name, value]));
  return allow && set.has("RELAYCLIENT") && (set.get("BLOCK") ?? "") === "";
}

function widthOf(network: Network): { severity: "error" | "note"; what: string } | undefined {
  if (network.prefix === 0) return { severity: "error", what: "all of the Internet" };
  if (isLoopback(network)) return undefined;
  if (!isPrivate(network)) {
    const narrow = network.family === 4 ? 24 : 48;
    return network.prefix < narrow ? { severity: "error", what: "a wide public network" } : undefined;
  }
  return network.family === 4 && network.prefix <= 16
    ? { severity: "note", what: "all of a private address range" }
    : undefined;
}
