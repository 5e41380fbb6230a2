// Which dialect a file is written in: by its name, else by what its lines look like.

import { basename, dirname } from "./host.ts";
import { ownEntry } from "./own-entry.ts";
import type { Dialect } from "./source.ts";

const names: Readonly<Record<string, Dialect>> = {
  "dovecot.conf": "dovecot",
  "main.cf": "postfix-main",
  "master.cf": "postfix-master",
  imapd: "courier",
  "imapd-ssl": "courier",
  pop3d: "courier",
  "pop3d-ssl": "courier",
  esmtpd: "courier",
  "esmtpd-msa": "courier",
  "esmtpd-ssl": "courier",
  courierd: "courier",
  authdaemonrc: "courier",
  authmysqlrc: "courier-authrc",
  authpgsqlrc: "courier-authrc",
  authsqliterc: "courier-authrc",
  authldaprc: "courier-authrc",
};

/** Suffixes of copies that distributors and people keep: `main.cf.dist`, `imapd.rpmnew`. */
const copies =
  /\.(?:dist|orig|sample|example|default|proto|bak|old|rpmnew|rpmsave|dpkg-dist|dpkg-new|ucf-dist|new|save)$/;

/** Dialect by the name alone; `undefined` = the name does not tell. */
export function dialectOfName(path: string): Dialect | undefined {
  const name = basename(path).replace(copies, "");
  if (/^(?:smtp|imap)access$/.test(basename(dirname(path)))) return "courier-access";
  const known = ownEntry(names, name);
  if (known !== undefined) return known;
  if (/[-_.]main\.cf$/.test(name)) return "postfix-main";
  if (/[-_.]master\.cf$/.test(name)) return "postfix-master";
  if (/^auth-.*\.(?:conf\.ext|inc)$/.test(name)) return "dovecot";
  if (/\.conf\.ext$|^dovecot-(?:sql|ldap|dict)\b.*\.conf$/.test(name)) return "dovecot-ext";
  return /^dovecot\b.*\.conf$/.test(name) ? "dovecot" : undefined;
}

/** Is it by its name and place a piece that another file includes? */
export function isFragment(path: string): boolean {
  return /(?:^|\/)[^/]*conf\.d$/.test(dirname(path)) || /^\d+[-_]|\.conf\.ext$|\.inc$/.test(basename(path));
}

/** Is it a copy beside the file in use (`main.cf.dist`)? */
export function isCopy(path: string): boolean {
  return copies.test(basename(path));
}

/** Is it a copy that a package ships as the file to start from? */
export function isSample(path: string): boolean {
  return /\.(?:dist|sample|example|default|proto)$/.test(path);
}

export function withoutCopySuffix(path: string): string {
  return path.replace(copies, "");
}

const template =
  /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|tt2?|mustache|hbs|handlebars|gotmpl|ctmpl|template|in|m4|ejs|liquid)$/i;

/** The name without its template suffixes; `undefined` = it has none. */
export function templateTarget(path: string): string | undefined {
  if (!template.test(path)) return undefined;
  const inner = path.replace(template, "");
  return templateTarget(inner) ?? inner;
}

interface Mark {
  readonly dialect: Dialect;
  readonly line: RegExp;
  readonly weight: number;
}

const dovecotSections =
  "protocol|service|passdb|userdb|namespace|plugin|mailbox|local|remote|local_name|unix_listener|inet_listener|dict|ssl_server|sql|ldap|import_environment";
const dovecotNames =
  "protocols|ssl_(?:cert|key|ca|min_protocol|cipher_list|server_\\w+)|mail_(?:location|plugins|driver|path|home|privileged_group|debug|[ug]id)|auth_(?:mechanisms|verbose|debug\\w*|username_format|allow_cleartext)|disable_plaintext_auth|login_trusted_networks|first_valid_uid|dovecot_(?:config|storage)_version|postmaster_address|passdb_\\w+|userdb_\\w+";
const postfixNames =
  "smtpd?_\\w+|lmtp_\\w+|virtual_\\w+|relay_\\w+|relayhost|mynetworks(?:_style)?|mydestination|mydomain|myhostname|myorigin|inet_(?:interfaces|protocols)|alias_(?:maps|database)|local_recipient_maps|mailbox_(?:size_limit|command|transport)|compatibility_level|recipient_delimiter|transport_maps|\\w+_milters|postscreen_\\w+|tls_\\w+|queue_directory|daemon_directory|home_mailbox|append_dot_mydomain|biff|message_size_limit|header_checks|sender_canonical_maps";

/** What a line has to look like to speak for a dialect; anchored at a line's start, without nested repetition. */
const marks: readonly Mark[] = [
  {
    dialect: "postfix-master",
    line: /^\S+[ \t]+(?:inet|unix|fifo|pass|unix-dgram)(?:[ \t]+[yn-]){3}[ \t]+[\d?-]+[ \t]+[\d-]+[ \t]+\S/,
    weight: 3,
  },
  {
    dialect: "dovecot",
    line: new RegExp(`^[ \\t]*(?:${dovecotSections})(?:[ \\t]+[^={}]{1,80})?[ \\t]*\\{`),
    weight: 3,
  },
  { dialect: "dovecot", line: /^[ \t]*!include(?:_try)?[ \t]/, weight: 3 },
  { dialect: "dovecot", line: new RegExp(`^[ \\t]*(?:${dovecotNames})[ \\t]*=`), weight: 2 },
  // Names that other programs use as well.
  { dialect: "dovecot", line: /^[ \t]*(?:ssl|listen|log_path)[ \t]*=/, weight: 1 },
  { dialect: "dovecot", line: /^# [12]\.\d+\.\d.*\bdovecot\.conf$/, weight: 5 },
  { dialect: "postfix-main", line: new RegExp(`^(?:${postfixNames})[ \\t]*=`), weight: 2 },
  { dialect: "courier", line: /^(?:export[ \t]+)?[A-Z][A-Z0-9_]+=/, weight: 1 },
  { dialect: "courier-authrc", line: /^(?:MYSQL|PGSQL|LDAP|SQLITE)_[A-Z_]+[ \t]+\S/, weight: 2 },
  {
    dialect: "dovecot-ext",
    line: /^[ \t]*(?:driver|connect|password_query|user_query|iterate_query|default_pass_scheme|pass_attrs|user_attrs|pass_filter|user_filter|auth_bind\w*|uris|ldap_version|dn|dnpass|map)[ \t]*[={]/,
    weight: 2,
  },
  {
    dialect: "postfix-map",
    line: /^(?:hosts|dbname|dbpath|query|search_base|server_host|query_filter|result_attribute|result_format|bind_dn|bind_pw|select_field|where_field|table)[ \t]*=/,
    weight: 2,
  },
];

/** Lines looked at: the first of a file tell. */
const lineLimit = 2000;

/** Dialect by the content; `undefined` = it does not tell, or speaks for two alike. */
export function dialectOfText(text: string): Dialect | undefined {
  const spoken = spokenLines(text);
  if (section.test(spoken[0] ?? "")) return undefined;
  const votes = new Map<Dialect, number>();
  for (const line of text.replace(/^\ufeff/, "").split("\n", lineLimit)) {
    for (const mark of marks) {
      if (mark.line.test(line.length > 400 ? line.slice(0, 400) : line))
        votes.set(mark.dialect, (votes.get(mark.dialect) ?? 0) + mark.weight);
    }
  }
  if (votes.has("dovecot") && !isMostlyDovecot(spoken)) votes.delete("dovecot");
  const [first, second] = [...votes].sort(([, one], [, other]) => other - one);
  if (first === undefined || first[1] < 2 || first[1] === second?.[1]) return undefined;
  return first[0];
}

const section = /^\[[^\]\n]+\][ \t]*(?:[#;].*)?$/;
const dovecotShape = /^(?:!include(?:_try)?[ \t]|[\w./@-]+[ \t]*=|[\w-]+(?:[ \t][^;{}=]{0,120})?\{)/;
const dovecotWord = new RegExp(`^(?:${dovecotSections}|${dovecotNames}|ssl|listen)\\b`);

/** Lines that say something, without those of template engines. */
function spokenLines(text: string): readonly string[] {
  return text
    .replace(/^\ufeff/, "")
    .split("\n", lineLimit)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(?:[#;}]|\{[%{#]|<[%?])/.test(line));
}

/** Programs that have `listen =`, `protocol x {` or `service {` as well end lines with `;`, or have lines of another shape. */
function isMostlyDovecot(lines: readonly string[]): boolean {
  const shaped = lines.filter((line) => dovecotShape.test(line) && !/[^\\];$/.test(line));
  return shaped.length * 2 > lines.length;
}

/** Has it the name of Dovecot's file and is another program's about Dovecot: fail2ban's, supervisor's, logrotate's, monit's? */
export function isAboutDovecot(text: string): boolean {
  const lines = spokenLines(text);
  if (section.test(lines[0] ?? "")) return true;
  return lines.length > 0 && !lines.some((line) => dovecotShape.test(line) || dovecotWord.test(line));
}

/** Does a Dovecot file of unknown name say enough to be a whole configuration, not a piece of one? */
export function isWholeDovecot(text: string): boolean {
  return /^(?:[ \t]*(?:dovecot_config_version|protocols)[ \t]*=|# [12]\.\d+\.\d.*\bdovecot\.conf$)/m.test(
    text,
  );
}
