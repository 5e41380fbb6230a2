// Services of Postfix that listen on an address of a private network: what holds for them holds for its clients only.

import type { Listener } from "./model/listener.ts";
import { isLoopback, isPrivate, parseNetwork } from "./model/networks.ts";
import type { RuleContext } from "./rule.ts";
import type { Span } from "./source.ts";
import { firstLine, postfixSystems } from "./vocabulary.ts";

/** Its name in master.cf has a private address in it; `inet_interfaces` may stand behind a router that forwards. */
export function isPrivateService({ daemon, name, address }: Listener): boolean {
  const network = parseNetwork(address);
  if (daemon !== "postfix" || network === undefined || !name.includes(address)) return false;
  return isPrivate(network) && !isLoopback(network);
}

/** `cleartext-auth-scoped`: logins in clear on such a service. */
export function clearOnPrivateAddress(context: RuleContext): void {
  for (const system of postfixSystems(context))
    for (const one of system.listeners()) {
      if (one.cleartextLogin !== "anyone" || one.local || !isPrivateService(one)) continue;
      context.report({
        span: one.origin.kind === "file" ? nameOf(one, one.origin.span) : firstLine(system),
        message: `\`${one.name.replace(/\/inet$/, "")}\` lets the clients of a private network log in with a password in clear; write \`-o smtpd_tls_auth_only=yes\` there, and offer TLS`,
      });
    }
}

/** The first word of the service's line. */
function nameOf({ name }: Listener, span: Span): Span {
  return { ...span, end: span.start + name.replace(/\/inet$/, "").length };
}
