// `dovecot_config_version`: first of all settings, of a known value, never changed; config_parser_get_version.

import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import { readValue } from "../../grammars/dovecot/value.ts";
import { faultSpan, problem } from "./dovecot-24-problem.ts";
import type { Store } from "./dovecot-24-store.ts";
import { isTemplate } from "./dovecot-template.ts";

/** What Debian's 2.4.1 takes; later releases take their own as well. */
const knownVersions = ["2.4.0", "2.4.1", "2.4.2", "2.4.3", "2.4.4"];

/** Is the statement one about the version, and with that done? */
export function checkVersion(store: Store, statement: DovecotStatement): boolean {
  const name =
    statement.kind === "setting" || statement.kind === "open" ? statement.name.text : statement.kind;
  if (name !== "dovecot_config_version") {
    if (store.version === undefined && !store.versionFault) {
      store.versionFault = true;
      problem(
        store,
        "dovecot/config-version",
        faultSpan(statement, statement.span),
        "the first setting must be `dovecot_config_version`: write `dovecot_config_version = 2.4.0` above all others",
      );
    }
    return false;
  }
  const version = statement.kind === "setting" ? readValue(statement.value) : undefined;
  const text = version?.kind === "text" ? version.text : undefined;
  if (store.version !== undefined) {
    if (text !== store.version)
      problem(
        store,
        "dovecot/config-version",
        faultSpan(statement, statement.span),
        `\`dovecot_config_version\` is \`${store.version}\` already and cannot change`,
      );
    return true;
  }
  store.versionFault = true;
  if (text !== undefined && isTemplate(text)) return true;
  if (text === undefined || !knownVersions.includes(text))
    problem(
      store,
      "dovecot/config-version",
      faultSpan(statement, statement.kind === "setting" ? statement.value.span : statement.span),
      text !== undefined && /^2\.4\.\d+$/.test(text)
        ? `Dovecot 2.4.1 does not know the configuration version \`${text}\`, and does not start; it knows ${knownVersions.join(", ")}`
        : `\`${text ?? ""}\` is no configuration version of Dovecot 2.4: write one of ${knownVersions.join(", ")}`,
    );
  else {
    store.version = text;
    store.versionSpan = statement.span;
  }
  return true;
}
