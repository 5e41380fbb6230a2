import type { DovecotContext } from "../../src/resolve/dovecot-config.ts";
import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { deleteLinesFix, dovecotSystems, problemsOf } from "../../src/vocabulary.ts";
import { contextOf, known, writtenIn } from "../../src/vocabulary-dovecot.ts";

/** Protocols in whose processes people log in. */
const logins = new Set(["imap", "pop3", "submission", "sieve"]);

export default defineRule({
  id: "dovecot/ssl-required-cleartext-conflict",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "TLS is required, and passwords without TLS are allowed.",
  why: `Dovecot 2.4 refuses the pair: where both stand in one place it does not start, and where they meet by way of a block
doveconf says nothing and the login process dies, so that nobody can log in. Dovecot 2.3 requires TLS and overlooks the
other; the line only waits for the upgrade.`,
  remedy: "Delete the line that allows passwords without TLS.",
  references: [
    {
      title: "Dovecot, auth_allow_cleartext",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#auth_allow_cleartext",
    },
    {
      title: "Dovecot, src/login-common/login-settings.c, login_settings_check",
      url: "https://github.com/dovecot/core/blob/2.4.1/src/login-common/login-settings.c",
    },
  ],
  check(context) {
    for (const [{ span, message }] of problemsOf(context, "dovecot/ssl-required-cleartext-conflict"))
      context.report({ span, message, fix: deleteLinesFix("require TLS for passwords too", span) });
    for (const system of dovecotSystems(context))
      if (system.config.version === "2.4") checkBlocks(context, system);
      else checkOld(context, system);
  },
  examples: [
    {
      title: "both for everybody",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
auth_allow_cleartext = «yes»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
`,
    },
    {
      title: "doveconf is silent, and nobody can log in with IMAP",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
protocol imap {
  auth_allow_cleartext = «yes»
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
protocol imap {
}
`,
    },
    {
      title: "the other way round",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_allow_cleartext = yes
protocol imap {
  ssl = «required»
}
`,
    },
    {
      title: "Dovecot 2.3 overlooks it",
      bad: "ssl = required\ndisable_plaintext_auth = «no»\n",
      fixed: "ssl = required\n",
    },
    { title: "TLS is required", good: "ssl = required\n" },
    {
      title: "TLS is required, in Dovecot 2.4",
      version: "2.4",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nssl = required\nauth_allow_cleartext = no\n",
    },
    {
      title: "not required where passwords are allowed",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
remote 10.0.0.0/8 {
  ssl = yes
  auth_allow_cleartext = yes
}
`,
      trap: true,
    },
    {
      title: "the network without TLS, in Dovecot 2.3",
      good: `ssl = required
remote 10.0.0.0/8 {
  ssl = yes
  disable_plaintext_auth = no
}
`,
      trap: true,
    },
    {
      title: "nobody logs in to LMTP",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl = required
protocol lmtp {
  auth_allow_cleartext = yes
}
`,
      trap: true,
    },
  ],
});

/** Blocks in which the pair comes about only together with what stands around them. */
function checkBlocks(context: RuleContext, system: DovecotSystem): void {
  if (![...writtenIn(system, "auth_allow_cleartext")].some(({ value }) => value === "yes")) return;
  for (const one of writtenIn(system, "ssl", "auth_allow_cleartext")) {
    const where = contextOf(one.scope);
    if (one.scope.length === 0 || !mayLogIn(where)) continue;
    const ssl = known(system, "ssl", where);
    const cleartext = known(system, "auth_allow_cleartext", where);
    if (ssl?.value !== "required" || cleartext?.value !== "yes") continue;
    if (ssl.origin.kind !== "file" || cleartext.origin.kind !== "file") continue;
    const [own, other] = one.name === "ssl" ? [ssl, cleartext] : [cleartext, ssl];
    if (own.valueSpan?.start !== one.span.start || isTogether(system, own.valueSpan)) continue;
    const isSsl = one.name === "ssl";
    if (isSsl && isInScope(system, "auth_allow_cleartext", one.scope)) continue;
    context.report({
      span: one.span,
      message: `\`${one.name} = ${one.value}\`${one.where} meets \`${isSsl ? "auth_allow_cleartext = yes" : "ssl = required"}\`: doveconf says nothing, but the login process dies of it and nobody can log in there; ${isSsl ? "write `auth_allow_cleartext = no` into the block" : "delete the line"}`,
      related: other.valueSpan === undefined ? [] : [{ span: other.valueSpan, message: "set here" }],
      ...(isSsl ? {} : { fix: deleteLinesFix("require TLS for passwords too", one.statement) }),
      about: one.about,
    });
  }
}

/** doveconf itself refuses it: a problem tells of it already. */
function isTogether(system: DovecotSystem, place: { readonly start: number }): boolean {
  return system.problems.some(
    ({ kind, span }) => kind === "dovecot/ssl-required-cleartext-conflict" && span.start === place.start,
  );
}

function isInScope(system: DovecotSystem, name: string, scope: readonly string[]): boolean {
  return [...writtenIn(system, name)].some((one) => one.scope.join("\n") === scope.join("\n"));
}

function mayLogIn({ protocol }: DovecotContext): boolean {
  return protocol === undefined || logins.has(protocol);
}

function checkOld(context: RuleContext, system: DovecotSystem): void {
  for (const one of writtenIn(system, "disable_plaintext_auth")) {
    const where = contextOf(one.scope);
    if (one.value !== "no" || !mayLogIn(where) || known(system, "ssl", where)?.value !== "required") continue;
    context.report({
      span: one.span,
      message: `\`${one.name} = no\`${one.where} has no effect with \`ssl = required\`, and Dovecot 2.4 refuses the pair; delete the line`,
      severity: "note",
      ...(one.verbatim ? { fix: deleteLinesFix("take out what has no effect", one.statement) } : {}),
      about: one.about,
    });
  }
}
