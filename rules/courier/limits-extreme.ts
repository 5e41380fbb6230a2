import { defineRule } from "../../src/rule.ts";
import { all, assigned, type CourierWritten, numberOf } from "../../src/vocabulary-courier.ts";

function wrong({ name, value }: CourierWritten): string | undefined {
  const number = numberOf(value);
  if (name === "MAXPERIP" && number > 50)
    return "lets one address take that many connections; write 20 or less";
  if (name === "MAXDAEMONS" && number > 1000)
    return "allows more processes than a machine bears; write 400 or less";
  return name === "TARPIT" && value !== "" && number === 0
    ? "answers those who guess addresses without delay; write `TARPIT=1`"
    : undefined;
}

export default defineRule({
  id: "courier/limits-extreme",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 4.3,
  precision: "medium",
  cwe: [770, 307],
  summary: "A limit on connections or delays is off.",
  why: "The limits keep one client from taking all connections and slow down those who guess passwords or addresses.",
  remedy: "Stay near the shipped values: `MAXDAEMONS=40`, `MAXPERIP=4`, `TARPIT=1`.",
  references: [{ title: "couriertcpd(8)", url: "https://www.courier-mta.org/couriertcpd.html" }],
  check(context) {
    for (const one of assigned(context, all, "MAXPERIP", "MAXDAEMONS", "TARPIT")) {
      if (!(wrong(one) !== undefined)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` ${wrong(one)}`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "one client takes them all",
      files: { "courier/imapd": "MAXPERIP=«500»\n", "courier/imapd-ssl": "" },
    },
    { title: "no delay", files: { "courier/esmtpd": "TARPIT=«0»\n" } },
    {
      title: "as shipped",
      files: { "courier/imapd": "MAXDAEMONS=40\nMAXPERIP=4\n", "courier/imapd-ssl": "" },
    },
    {
      title: "many clients behind one address",
      files: { "courier/imapd": "MAXDAEMONS=400\nMAXPERIP=40\n", "courier/imapd-ssl": "" },
      trap: true,
    },
  ],
});
