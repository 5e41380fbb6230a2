// The words of rules about passwords: each that a file of any daemon holds as it is, and how those of users are stored.

import type { Finding } from "./finding.ts";
import { dirname } from "./host.ts";
import { connectWords } from "./model/dovecot-backends.ts";
import { type PasswordScheme, passwordSchemes } from "./model/password-schemes.ts";
import { isTemplate } from "./resolve/template.ts";
import type { RuleContext } from "./rule.ts";
import { isSample } from "./sniff.ts";
import type { Span } from "./source.ts";
import type { CourierSystem } from "./system.ts";
import { dovecotSystems, postfixSystems } from "./vocabulary.ts";
import { authValues } from "./vocabulary-courier.ts";
import { whereOf, written } from "./vocabulary-dovecot.ts";

interface StoredBy extends PasswordScheme {
  readonly about?: Finding["about"];
}

/** The schemes by which passwords of Dovecot are said to be stored, each place once. */
export function* storedBy(context: RuleContext): Generator<StoredBy> {
  const named = ["passdb_default_password_scheme", "default_password_scheme"];
  for (const { name, value, span, where, about } of written(context, ...named))
    yield { scheme: value, text: `\`${name} = ${value}\`${where}`, span, isDefault: false, about };
  for (const system of dovecotSystems(context)) yield* passwordSchemes(system);
}

interface WrittenSecret {
  /** Of the setting that holds it. */
  readonly name: string;
  /** ` in \`passdb ldap\`` and the like, for a message. */
  readonly where: string;
  readonly value: string;
  /** Of the setting's name: a message about it need not show the value. */
  readonly span: Span;
  /** The daemon is known not to read the file: as it came with a package that is not in use. */
  readonly idle: boolean;
  /** Who may read the file, and what else to do. */
  readonly advice: string;
  readonly about?: Finding["about"];
}

const ofDovecot = [
  "ssl_key_password",
  "ssl_server_key_password",
  "ssl_client_key_password",
  "doveadm_password",
  "doveadm_api_key",
  "imapc_password",
  "pop3c_password",
  "submission_relay_password",
  "mysql_password",
  "ldap_auth_dn_password",
  "oauth2_client_secret",
  "auth_policy_server_api_header",
  "mail_crypt_private_password",
  "mail_crypt_private_key",
  "crypt_user_key_password",
];

/** URLs that may carry a name and a password. */
const urls = ["oauth2_introspection_url", "oauth2_tokeninfo_url", "introspection_url", "tokeninfo_url"];

/** Read from elsewhere or put in by a template engine, it is no secret of this file. */
function isLiteral(value: string): boolean {
  return value !== "" && !/^<|^\$|[%{]\{|^@\w+@$|^__.*__$|^%\w/.test(value) && !isTemplate(value);
}

/** One password in many files of a directory, as the tables of one database have it, is one: the first place, and the others. */
export function secretsByValue(
  context: RuleContext,
): readonly (readonly [WrittenSecret, readonly WrittenSecret[]])[] {
  const groups = new Map<string, [WrittenSecret, WrittenSecret[]]>();
  for (const one of writtenSecrets(context)) {
    const { name, where, value, span, advice } = one;
    const key = JSON.stringify([dirname(span.file.path), name, where, value, advice, isShipped(one)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one, []]);
    else if (group[0].span.file.path !== span.file.path) group[1].push(one);
  }
  return [...groups.values()];
}

export function* writtenSecrets(context: RuleContext): Generator<WrittenSecret> {
  for (const one of [
    ...dovecotSecrets(context),
    ...extSecrets(context),
    ...postfixSecrets(context),
    ...courierSecrets(context),
  ])
    if (isLiteral(one.value)) yield one;
}

function* dovecotSecrets(context: RuleContext): Generator<WrittenSecret> {
  const advice =
    "dovecot.conf is readable for every user by default; read it from a file that only root can read";
  for (const { name, value, statement, verbatim, where, about } of written(context, ...ofDovecot))
    if (verbatim) yield { name, where, value, span: nameOf(statement, name), idle: false, advice, about };
  for (const { name, value: url, statement, where, about } of written(context, ...urls)) {
    const value = passwordIn(url);
    yield { name, where, value, span: nameOf(statement, name), idle: false, advice, about };
  }
}

/** Of the userinfo of a URL; "" = it has none. */
function passwordIn(url: string): string {
  return /^[a-z]{1,20}:\/\/[^\s/:@]{0,200}:([^\s/@]{1,200})@/i.exec(url)?.[1] ?? "";
}

function nameOf(statement: Span, name: string): Span {
  return { ...statement, end: statement.start + name.length };
}

/** The settings of 2.3's external files that are passwords. */
const ofExt: Readonly<Record<string, string>> = {
  ldap: "dnpass",
  oauth2: "client_secret",
  "dict-ldap": "password",
};

function* extSecrets(context: RuleContext): Generator<WrittenSecret> {
  const advice = "let nobody but root read the file (mode 0600), and keep it out of version control";
  for (const system of dovecotSystems(context))
    for (const file of system.config.extFiles)
      for (const name of [ofExt[file.kind] ?? "connect", ...(file.kind === "oauth2" ? urls : [])]) {
        const found = file.values.get(name);
        if (found === undefined || found.unknown || found.origin.kind === "default") continue;
        const about = { setting: name, scope: [file.name] };
        const span = nameOf(found.origin.span, name);
        const where = whereOf(about.scope);
        const value = secretIn(name, found.value);
        yield { name, where, value, span, idle: false, advice, about };
      }
}

function secretIn(name: string, value: string): string {
  if (name === "connect") return passwordOf(value);
  return urls.includes(name) ? passwordIn(value) : value;
}

function passwordOf(connect: string): string {
  return connectWords(connect).find(([name]) => name === "password")?.[1] ?? "";
}

function* postfixSecrets(context: RuleContext): Generator<WrittenSecret> {
  const advice =
    "let nobody but root and Postfix read the file (mode 0640, group `postfix`), and keep it out of version control";
  for (const system of postfixSystems(context))
    for (const map of system.config.maps())
      for (const name of ["password", "bind_pw"]) {
        const statement = map.values.get(name)?.statement;
        if (statement === undefined) continue;
        yield {
          name,
          where: "",
          value: statement.value.trim(),
          span: statement.nameSpan,
          idle: false,
          advice,
        };
      }
}

function* courierSecrets(context: RuleContext): Generator<WrittenSecret> {
  const advice = "let only Courier's user read the file";
  const names = /^(?:MYSQL_PASSWORD|PGSQL_PASSWORD|PGSQL_CONNECTION|LDAP_BINDPW)$/;
  for (const { system, file, name, value: text, statement } of authValues(context, /rc$/, names)) {
    // libpq's connection string, with a password among its words or without.
    const value = name === "PGSQL_CONNECTION" ? /\bpassword\s*=\s*'?([^\s']+)/.exec(text)?.[1] : text;
    if (value === undefined) continue;
    const idle = !isAsked(system, file.name.replace(/rc$/, ""));
    const span = nameOf(statement, name);
    yield { name, where: "", value, span, idle, advice, about: { setting: name } };
  }
}

/** authdaemond asks the modules of its list; which they are is unknown where the list is. */
function isAsked({ config }: CourierSystem, module: string): boolean {
  const daemon = config.authFiles.find(({ name }) => name === "authdaemonrc");
  const list = daemon?.values.get("authmodulelist");
  return list === undefined || list.unknown || list.value.split(/\s+/).includes(module);
}

/** What the files that the daemons ship, their manuals and much-copied guides have in the place of a password. */
const shipped = new Set([
  "admin",
  "blarg",
  "changeme",
  "change-me",
  "change_me",
  "mailuserpass",
  "mypass",
  "mypassword",
  "pass",
  "passwd",
  "password",
  "secret",
  "supersecret",
  "testpass",
  "toto",
]);

/** Files to start from stand beside the one in use, or in a folder of examples. */
function isExample(path: string): boolean {
  return isSample(path) || /(?:^|\/)(?:examples?|example-config|samples?)(?:\/|$)/.test(dirname(path));
}

/** A password out of a manual in a file that is in use: `default-secret` tells of it. */
export function isShipped({ value, idle, span }: WrittenSecret): boolean {
  return !idle && shipped.has(value.toLowerCase()) && !isExample(span.file.path);
}
