// The words of rules about the directories and databases that daemons ask.

import type { Fix } from "./finding.ts";
import type { Backend } from "./model/backend.ts";
import { courierBackends } from "./model/courier-backends.ts";
import { dovecotBackends } from "./model/dovecot-backends.ts";
import { postfixBackends } from "./model/postfix-backends.ts";
import { oncePer } from "./once.ts";
import type { RuleContext } from "./rule.ts";
import type { System } from "./system.ts";
import { insertLineFix, replaceFix } from "./vocabulary.ts";

/** Those of all systems; one that several systems share comes for each. */
export function backends({ systems }: RuleContext, kind: Backend["kind"]): readonly Backend[] {
  return systems.flatMap((system) => backendsOf(system).filter((one) => one.kind === kind));
}

const backendsOf = oncePer((system: System): readonly Backend[] => {
  if (system.daemon === "dovecot") return dovecotBackends(system);
  return system.daemon === "postfix" ? postfixBackends(system) : courierBackends(system);
});

/** Turns Start TLS on; unsafe, because the server may not have it. */
export function startTlsFix({ startTls }: Backend): { readonly fix?: Fix } {
  if (startTls === undefined) return {};
  const title = "turn Start TLS on";
  return {
    fix:
      startTls.kind === "replace"
        ? replaceFix(title, startTls.span, startTls.text, "unsafe")
        : insertLineFix(title, startTls.above, startTls.line, "unsafe"),
  };
}
