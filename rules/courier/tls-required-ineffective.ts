import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, type CourierWritten, isYes, knownValue, numberOf } from "../../src/vocabulary-courier.ts";

/** Off for certain: one of what STARTTLS needs is known to be missing. */
function isOff({ instance }: CourierWritten): boolean {
  const starttls = knownValue(instance, "IMAPDSTARTTLS");
  return (starttls !== undefined && !isYes(starttls)) || knownValue(instance, "COURIERTLS") === "";
}

/** A plain server that is not started takes no password. */
function isOpen({ system, instance }: CourierWritten): boolean {
  return system.listeners().some(({ name, tls }) => name === instance.name && tls !== "implicit");
}

export default defineRule({
  id: "courier/tls-required-ineffective",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 8.6,
  precision: "very-high",
  cwe: [319, 636],
  summary: "IMAP_TLS_REQUIRED is set and has no effect.",
  why: "The IMAP server looks at `IMAP_TLS_REQUIRED` only where it offers STARTTLS. Without STARTTLS it takes every login in clear, and the administrator believes that it takes none.",
  remedy: "Set `IMAPDSTARTTLS=YES`, or do not start the plain server at all (`IMAPDSTART=NO`).",
  references: [{ title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" }, rfc(8314, "3.2")],
  check(context) {
    for (const one of assigned(context, ["imapd"], "IMAP_TLS_REQUIRED")) {
      if (numberOf(one.value) === 0 || !isOff(one) || !isOpen(one)) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` is ignored because \`IMAPDSTARTTLS\` is not \`YES\`: passwords are taken in clear; write \`IMAPDSTARTTLS=YES\``,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "STARTTLS is off",
      files: {
        "courier/imapd": "IMAPDSTARTTLS=NO\n",
        "courier/imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=«1»\n",
      },
    },
    {
      title: "a value that counts as off",
      files: {
        "courier/imapd": "IMAPDSTARTTLS=1\n",
        "courier/imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=«1»\n",
      },
    },
    {
      title: "STARTTLS is on",
      files: {
        "courier/imapd": "IMAPDSTARTTLS=YES\n",
        "courier/imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=1\n",
      },
    },
    {
      title: "POP3 refuses logins without STARTTLS, too",
      files: {
        "courier/pop3d": "POP3_STARTTLS=NO\n",
        "courier/pop3d-ssl": "COURIERTLS=/usr/bin/couriertls\nPOP3_TLS_REQUIRED=1\n",
      },
      trap: true,
    },
  ],
});
