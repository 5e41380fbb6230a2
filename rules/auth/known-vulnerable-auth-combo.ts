import { defineRule, type RuleContext } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace, valuePart, wordsOf, writtenIn } from "../../src/vocabulary-dovecot.ts";

type Release = readonly number[];

/** What a configuration turns on that an old release does unsafely. */
interface Flaw {
  readonly cve: string;
  /** Upstream's first release without it, of each series that got one. */
  readonly fixed: readonly string[];
  /** The release that brought it; absent = it was always there. */
  readonly since?: string;
  readonly lets: string;
  readonly uses: (system: DovecotSystem) => Iterable<{ readonly span: Span; readonly what: string }>;
}

const flaws: readonly Flaw[] = [
  {
    cve: "CVE-2019-10691",
    since: "2.3.0",
    fixed: ["2.3.5.2"],
    lets: "a user name that is no UTF-8 stop the authentication service",
    *uses(system) {
      for (const { name, value, span } of writtenIn(system, "auth_policy_server_url"))
        if (value !== "") yield { span, what: `\`${name}\`` };
    },
  },
  {
    cve: "CVE-2017-15130",
    fixed: ["2.2.34", "2.3.0.1"],
    lets: "clients that name many servers in TLS use up the memory of the login processes",
    *uses(system) {
      const [first] = system.config.filters.filter(
        ({ context: { local, localName } }) => local !== undefined || localName !== undefined,
      );
      if (first !== undefined)
        yield { span: originPlace(first.origin, system), what: "a block by address or server name" };
    },
  },
  {
    cve: "CVE-2020-24386",
    since: "2.2.0",
    fixed: ["2.3.13"],
    lets: "a user whose session sleeps read the mail of others",
    *uses(system) {
      for (const { name, value, span } of writtenIn(system, "imap_hibernate_timeout"))
        if (!/^0\s*[a-z]*$/i.test(value)) yield { span, what: `\`${name} = ${value}\`` };
    },
  },
  {
    cve: "CVE-2021-29157",
    since: "2.3.11",
    fixed: ["2.3.14.1"],
    lets: "whoever can write files on the server choose the key that tokens are checked with",
    *uses({ config }) {
      for (const { kind, values } of config.extFiles) {
        const mode = values.get("introspection_mode");
        if (kind !== "oauth2" || mode === undefined || mode.unknown || mode.value !== "local") continue;
        if (mode.origin.kind === "file")
          yield { span: valuePart(mode.origin.span), what: "`introspection_mode = local`" };
      }
    },
  },
  {
    cve: "CVE-2025-59031",
    fixed: ["2.4.3"],
    lets: "an attached office document put other files of the server into the search index",
    *uses(system) {
      for (const { name, value, span } of writtenIn(
        system,
        "plugin/fts_decoder",
        "fts_decoder",
        "fts_decoder_script_socket_path",
      ))
        if (value.includes("decode2text")) yield { span, what: `\`${name} = ${value}\`` };
    },
  },
  {
    cve: "CVE-2026-33603",
    since: "2.4.0",
    fixed: ["2.4.4"],
    lets: "somebody on the way pass on a login that the channel binding should tie to this connection",
    *uses(system) {
      for (const { value, span } of writtenIn(system, "auth_mechanisms"))
        for (const word of wordsOf(value))
          if (/^scram-.*-plus$/i.test(word)) yield { span, what: `\`${word.toLowerCase()}\`` };
    },
  },
];

/** First line of what `doveconf -n` prints, which people keep as their configuration. */
const dumped = /^# (2\.\d{1,9}(?:\.\d{1,9}){1,3})[^\s(]{0,40} \([0-9a-f]{1,40}\): /m;

export default defineRule({
  id: "known-vulnerable-auth-combo",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.8,
  precision: "medium",
  cwe: [1395],
  summary: "The configuration uses what this release of Dovecot does unsafely.",
  why: `Some faults matter only where a certain setting is on. The first line of a \`doveconf -n\` dump names the
release, and it is known which one mended them. Distributions mend faults without a new
number: the message says what upstream did.`,
  remedy: "Update Dovecot, or see whether your distribution has mended it; until then turn the setting off.",
  references: [
    { title: "Dovecot, NEWS", url: "https://github.com/dovecot/core/blob/main/NEWS" },
    { title: "CVE-2019-10691", url: "https://nvd.nist.gov/vuln/detail/CVE-2019-10691" },
    { title: "CVE-2020-24386", url: "https://nvd.nist.gov/vuln/detail/CVE-2020-24386" },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) checkSystem(context, system);
  },
  examples: [
    {
      title: "hibernating sessions before 2.3.13",
      bad: "# 2.3.4.1 (f79e8e7e4): /etc/dovecot/dovecot.conf\nprotocols = imap\nimap_hibernate_timeout = «30 secs»\n",
    },
    {
      title: "server names in an old 2.2",
      bad: "# 2.2.27 (c0f36b0): /etc/dovecot/dovecot.conf\nprotocols = imap\n«local_name mail.example.org {»\n  ssl_cert = </etc/ssl/example.pem\n}\n",
    },
    {
      title: "a policy server",
      bad: "# 2.3.4 (0ecbaf23d): /etc/dovecot/dovecot.conf\nauth_policy_server_url = «http://127.0.0.1:4001/»\nauth_policy_hash_nonce = some\n",
    },
    {
      title: "a later release",
      good: "# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf\nprotocols = imap\nimap_hibernate_timeout = 30 secs\n",
    },
    {
      title: "a release before the fault",
      good: "# 2.2.36 (1f10bfa63): /etc/dovecot/dovecot.conf\nauth_policy_server_url = http://127.0.0.1:4001/\nauth_policy_hash_nonce = some\n",
      trap: true,
    },
    {
      title: "nobody knows which release",
      good: "protocols = imap\nimap_hibernate_timeout = 30 secs\n",
      trap: true,
    },
    {
      title: "a series with its own repair",
      good: "# 2.2.36 (1f10bfa63): /etc/dovecot/dovecot.conf\nprotocols = imap\nlocal_name mail.example.org {\n  ssl_cert = </etc/ssl/example.pem\n}\n",
      trap: true,
    },
    {
      title: "channel binding, in Dovecot 2.4",
      version: "2.4",
      bad: `# 2.4.1 (7d8c0e5759): /etc/dovecot/dovecot.conf
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = «scram-sha-256 scram-sha-256-plus»
`,
    },
    {
      title: "no channel binding, in Dovecot 2.4",
      version: "2.4",
      good: `# 2.4.1 (7d8c0e5759): /etc/dovecot/dovecot.conf
dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
auth_mechanisms = scram-sha-256
`,
    },
  ],
});

function checkSystem(context: RuleContext, system: DovecotSystem): void {
  const release = dumped.exec(system.root.text)?.[1];
  if (release === undefined) return;
  const parts = partsOf(release);
  for (const { cve, since, fixed, lets, uses } of flaws) {
    if (since !== undefined && isBefore(parts, partsOf(since))) continue;
    if (!isUnfixed(parts, fixed)) continue;
    for (const { span, what } of uses(system))
      context.report({
        span,
        message: `${what} with Dovecot ${release} lets ${lets} (${cve}; upstream mended it in ${fixed.join(" and ")}); update Dovecot`,
      });
  }
}

/** By the repair of its own series, else by the newest. */
function isUnfixed(release: Release, fixed: readonly string[]): boolean {
  const all = fixed.map(partsOf);
  const own = all.find(([major, minor]) => major === release[0] && minor === release[1]) ?? all.at(-1);
  return own !== undefined && isBefore(release, own);
}

function partsOf(release: string): Release {
  return release.split(".").map(Number);
}

function isBefore(one: Release, other: Release): boolean {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
