// `dovecot/changed-default`: what a tree of Dovecot 2.3 leaves to the daemon, and 2.4 does another way (the settings
// structs and service definitions of both versions, and src/lib-settings/settings-history-core.txt of 2.4).

import type { Severity } from "./finding.ts";
import { type Database, databasesOf, extFileOf } from "./model/dovecot-passdb.ts";
import type { EffectiveValue } from "./resolve/dovecot-config.ts";
import type { RuleContext } from "./rule.ts";
import type { Span } from "./source.ts";
import type { DovecotSystem, Origin } from "./system.ts";
import { dovecotSystems, firstLine, isDefault } from "./vocabulary.ts";
import { isIncomplete, wordsOf } from "./vocabulary-dovecot.ts";

interface Said {
  readonly message: string;
  readonly severity?: Severity;
  /** Where it is said; the first line of the tree for what stands nowhere. */
  readonly at?: Origin;
}

/** `old` is the tree as 2.3 reads it; `undefined`: the change does nothing to it. */
type Change = (old: DovecotSystem) => Said | undefined;

/** Before the first release that has the change, nothing is said of it. */
const changes: readonly (readonly [since: string, change: Change])[] = [
  ["2.4.0", noProtocols],
  ["2.4.0", submissionsOpens],
  ["2.4.0", trustedNeedTls],
  ["2.4.0", personalScripts],
  ["2.4.0", quotaGrace],
  ["2.4.0", searchTimeout],
  ["2.4.0", dropNoselect],
  ["2.4.0", oldHashes],
  ["2.4.0", mboxLocks],
  ["2.4.0", listenWithPort],
  ["2.4.1", lmtpConcurrency],
  ["2.4.1", lmtpProcesses],
  ["2.4.1", cacheFields],
  ["2.4.2", directoryName],
  ["2.4.3", lazyExpunge],
];

/** What `--target dovecot=2.4` counts as: the release of Debian 13. */
const usual = "2.4.1";

export function changedDovecotDefaults(context: RuleContext): void {
  for (const system of dovecotSystems(context)) {
    const old = system.before?.();
    const { release = usual } = system;
    if (old === undefined || isIncomplete(old)) continue;
    for (const [since, change] of changes) {
      if (!isReleased(since, release)) continue;
      const said = change(old);
      if (said !== undefined) report(context, system, said);
    }
  }
}

function report(context: RuleContext, system: DovecotSystem, { at, message, severity }: Said): void {
  context.report({
    span: at?.kind === "file" ? inSystem(system, at.span) : firstLine(system),
    ...(severity === undefined ? {} : { severity }),
    message,
  });
}

/** The same place in the file as this system has it. */
function inSystem({ files }: DovecotSystem, span: Span): Span {
  const file = files.find(({ path }) => path === span.file.path);
  return file === undefined ? span : { ...span, file };
}

function isReleased(since: string, release: string): boolean {
  const patch = (version: string) => Number(version.split(".")[2] ?? usual.split(".")[2]);
  return patch(since) <= patch(release);
}

function textOf(value: EffectiveValue | undefined): string | undefined {
  return value === undefined || value.unknown ? undefined : value.value;
}

function isSet(value: EffectiveValue | undefined): boolean {
  return value !== undefined && !isDefault(value.origin);
}

/** Does it offer the protocol? Where the protocols are not known, it may. */
function serves({ config }: DovecotSystem, protocol: string): boolean {
  const value = config.get("protocols");
  if (value === undefined || isDefault(value.origin))
    return protocol !== "submission" && protocol !== "sieve";
  return value.unknown || wordsOf(value.value).includes(protocol);
}

/** Is the plugin loaded anywhere? */
function loads(system: DovecotSystem, plugin: string): boolean {
  return system
    .settings()
    .some(
      ({ name, value }) =>
        name === "mail_plugins" && (value.includes("{{") || wordsOf(value).includes(plugin)),
    );
}

function noProtocols({ config }: DovecotSystem): Said | undefined {
  const value = config.get("protocols");
  if (value === undefined || value.unknown || isSet(value)) return undefined;
  return {
    severity: "warning",
    message:
      "the default of `protocols` is empty in Dovecot 2.4 and was `imap pop3 lmtp` in 2.3 of dovecot.org: nothing is served; write `protocols =` with those that are meant",
  };
}

function submissionsOpens(old: DovecotSystem): Said | undefined {
  const value = old.config.get("protocols");
  if (!isSet(value) || !serves(old, "submission") || value?.unknown) return undefined;
  const service = old.config.sections("service").find(({ label }) => label === "submission-login");
  const listener = service?.sections.find(({ label }) => label === "submissions");
  if (isSet(listener?.get("port"))) return undefined;
  return {
    severity: "warning",
    ...(value === undefined ? {} : { at: value.origin }),
    message:
      "`submission` opens port 465 too in Dovecot 2.4, by the new listener `submissions`, beside port 587; to keep it shut, write `inet_listener submissions { port = 0 }` in `service submission-login`",
  };
}

function trustedNeedTls({ config }: DovecotSystem): Said | undefined {
  const networks = config.get("login_trusted_networks");
  if (textOf(config.get("ssl")) !== "required" || !isSet(networks) || textOf(networks) === "")
    return undefined;
  return {
    severity: "warning",
    ...(networks === undefined ? {} : { at: networks.origin }),
    message:
      "with `ssl = required`, 2.3 let clients of `login_trusted_networks` in without TLS, Dovecot 2.4 does not; let them use TLS",
  };
}

function personalScripts(old: DovecotSystem): Said | undefined {
  const { plugin } = old.config;
  if (plugin.has("sieve") || plugin.has("sieve_dir")) return undefined;
  if (!loads(old, "sieve")) return undefined;
  return {
    severity: "warning",
    message:
      "2.3 took `~/.dovecot.sieve` and `~/sieve` for a user's Sieve scripts, Dovecot 2.4 takes none without a `sieve_script` block; write `sieve_script personal { path = ~/sieve` and `active_path = ~/.dovecot.sieve }`",
  };
}

function quotaGrace(old: DovecotSystem): Said | undefined {
  const { plugin } = old.config;
  if (!loads(old, "quota") || !plugin.has("quota") || plugin.has("quota_grace")) return undefined;
  return {
    message:
      "the default of `quota_storage_grace` is `10M` in Dovecot 2.4, that of `quota_grace` in 2.3 was 10 % of the limit: the last message may go less far over it; write the size that is meant",
  };
}

function searchTimeout(old: DovecotSystem): Said | undefined {
  const { plugin } = old.config;
  if (!loads(old, "fts") || !plugin.has("fts") || plugin.has("fts_index_timeout")) return undefined;
  return {
    message:
      "the default of `fts_search_timeout` is 30 seconds in Dovecot 2.4, `fts_index_timeout` had none in 2.3: a search that waits longer for its index fails; to wait longer, write a longer time",
  };
}

function dropNoselect({ config }: DovecotSystem): Said | undefined {
  const location = textOf(config.get("mail_location"));
  if (location === undefined || /:NO-NOSELECT\b/i.test(location)) return undefined;
  // Maildir++ has no folders that only hold others.
  if (/^maildir:/.test(location) && !/:LAYOUT=(?!maildir)/i.test(location)) return undefined;
  if (location === "") return undefined;
  return {
    message:
      "the default of `mailbox_list_drop_noselect` is `yes` in Dovecot 2.4: a folder without mail of its own goes with the last folder in it; to keep it, write `mailbox_list_drop_noselect = no`",
  };
}

/** Debian built 2.3 with the order of its Policy (section 11.6), and builds 2.4 as dovecot.org does. */
function mboxLocks({ config }: DovecotSystem): Said | undefined {
  if (!/^mbox:/.test(textOf(config.get("mail_location")) ?? "") || isSet(config.get("mbox_write_locks")))
    return undefined;
  return {
    message:
      "the default of `mbox_write_locks` is `dotlock fcntl` in Dovecot 2.4 and was `fcntl dotlock` in 2.3 of Debian and Ubuntu: with programs that lock a mailbox in the other order, each may wait for the other; there, write `mbox_write_locks = fcntl dotlock`",
  };
}

/** 1.x wrote ports so, and 2.3 still makes listeners of them (old-set-parser.c). */
function listenWithPort({ config }: DovecotSystem): Said | undefined {
  const found = config
    .statements()
    .find(
      ({ statement }) =>
        statement.kind === "setting" &&
        statement.name.text === "listen" &&
        wordsOf(statement.value.text).some((word) => /^(\*|\d+(\.\d+){3}|\[[^\]]*\]):\d+$/.test(word)),
    );
  if (found === undefined) return undefined;
  return {
    severity: "error",
    at: { kind: "file", span: found.statement.span, via: [] },
    message:
      "`listen` takes addresses and no port in Dovecot 2.4; write the port as `inet_listener NAME { port = ... }` in the `service`, as `doveconf -n` of 2.3 prints it",
  };
}

function oldHashes(old: DovecotSystem): Said | undefined {
  const found = databasesOf(old, "passdb").find(
    (database) => !database.unknown && schemeOf(old, database) === "CRYPT",
  );
  if (found === undefined) return undefined;
  return {
    at: found.place,
    message: `Dovecot 2.4 refuses passwords by DES (no \`$\` in front) and by MD5 (\`$1$\`), which 2.3 took from this ${found.driver} passdb; store those anew before the upgrade, or write \`auth_allow_weak_schemes = yes\` for the time`,
  };
}

function schemeOf(old: DovecotSystem, database: Database): string | undefined {
  if (database.driver === "passwd-file") return (database.args.get("scheme") ?? "CRYPT").toUpperCase();
  const file = extFileOf(old, database);
  if (file === undefined || (file.kind === "ldap" && textOf(file.get("auth_bind")) !== "no"))
    return undefined;
  return textOf(file.get("default_pass_scheme"))?.toUpperCase();
}

function lmtpConcurrency(old: DovecotSystem): Said | undefined {
  if (!serves(old, "lmtp") || isSet(old.config.get("lmtp_user_concurrency_limit"))) return undefined;
  if (isSet(old.config.get("lmtp_user_concurrency_limit", { protocol: "lmtp" }))) return undefined;
  return {
    message:
      "the default of `lmtp_user_concurrency_limit` is `10` in Dovecot 2.4.1 and was none in 2.3: while ten deliveries to one user are under way, more are put off; to keep it as it is, write `lmtp_user_concurrency_limit = unlimited`",
  };
}

function lmtpProcesses(old: DovecotSystem): Said | undefined {
  const lmtp = old.config.sections("service").find(({ label }) => label === "lmtp");
  if (!serves(old, "lmtp") || isSet(lmtp?.get("service_count"))) return undefined;
  return {
    message:
      "the default of `restart_request_count` of `service lmtp` is `1` in Dovecot 2.4.1, that of `service_count` in 2.3 was `0`: each connection gets a new process; to keep processes for many, write `service lmtp { restart_request_count = unlimited }`",
  };
}

function cacheFields({ config }: DovecotSystem): Said | undefined {
  if (isSet(config.get("mail_cache_fields"))) return undefined;
  return {
    message:
      "the default of `mail_cache_fields` is `flags` in 2.3 and a list of the usual headers in Dovecot 2.4.1: `dovecot.index.cache` of each mailbox grows with the next mail; to keep it as it is, write `mail_cache_fields = flags`",
  };
}

function directoryName({ config }: DovecotSystem): Said | undefined {
  if (!/^[ms]?dbox:/.test(textOf(config.get("mail_location")) ?? "")) return undefined;
  return {
    severity: "warning",
    message:
      "the default of `mailbox_directory_name_legacy` is `no` from Dovecot 2.4.2 on: existing mailboxes are looked for elsewhere; write `mailbox_directory_name_legacy = yes`",
  };
}

function lazyExpunge(old: DovecotSystem): Said | undefined {
  const { plugin } = old.config;
  if (!plugin.has("lazy_expunge") || plugin.has("lazy_expunge_only_last_instance")) return undefined;
  return {
    message:
      "the default of `lazy_expunge_only_last_instance` is `yes` from Dovecot 2.4.3 on: of a message that stands in several mailboxes only the last copy is kept; to keep all, write `lazy_expunge_only_last_instance = no`",
  };
}
