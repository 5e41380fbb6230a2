// Configurations of Postfix that look wrong and are not: the rule says nothing, or says it in a lower voice.

import { describe, expect, test } from "vitest";
import { rules } from "../../rules/index.ts";
import { applyEdits, fixable } from "../../src/fix.ts";
import { memoryHost } from "../../src/host.ts";
import { lint } from "../../src/lint.ts";
import { everyRule } from "../../src/selection.ts";

interface Trap {
  readonly rule: string;
  readonly title: string;
  readonly main?: string;
  readonly master?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly version?: string;
  /** What the rule may say; nothing when absent. */
  readonly says?: readonly ("note" | "warning" | "error")[];
}

const stock = "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n";
const cert = "smtpd_tls_cert_file = /etc/ssl/mail.pem\n";

const traps: readonly Trap[] = [
  {
    rule: "postfix/proxy-protocol-exposed",
    title: "all services on an inner address",
    main: "inet_interfaces = 10.0.0.5, 127.0.0.1\n",
    master: "2525 inet n - n - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n",
  },
  {
    rule: "cleartext-auth",
    title: "a service takes back what main.cf says",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\n`,
    master:
      "smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=no\n587 inet n - y - - smtpd\n  -o smtpd_tls_auth_only=yes\n",
  },
  {
    rule: "cleartext-auth",
    title: "this machine only",
    main: "smtpd_sasl_auth_enable = yes\ninet_interfaces = loopback-only\n",
    master: stock,
  },
  {
    rule: "cleartext-auth",
    title: "this machine only, by the name of the service",
    main: "biff = no\n",
    master: "[::1]:587 inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n",
  },
  {
    rule: "cleartext-auth",
    title: "networks that are not shown AUTH can use it all the same",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_sasl_auth_enable = yes\nsmtpd_sasl_exceptions_networks = static:all\n`,
    master: stock,
    says: ["error"],
  },
  {
    rule: "tls-disabled",
    title: "Dovecot has the submission service",
    main: `${cert}smtpd_tls_security_level = may\n`,
    master: stock,
  },
  {
    rule: "auth-socket-cleartext-tcp",
    title: "the network of containers on this host",
    main: "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = inet:172.17.0.2:12345\n",
    says: ["warning"],
  },
  {
    rule: "starttls-disabled",
    title: "one broken peer",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_discard_ehlo_keyword_address_maps = cidr:{{192.0.2.7/32 starttls}}\n`,
  },
  {
    rule: "postfix/submission-tls-optional",
    title: "logins wait for TLS",
    main: `${cert}`,
    master: `${stock}submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=may\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_tls_auth_only=yes\n`,
    says: ["note"],
  },
  {
    rule: "postfix/starttls-required-on-mx",
    title: "a relay for this machine",
    main: `${cert}smtpd_tls_security_level = encrypt\ninet_interfaces = loopback-only\n`,
  },
  {
    rule: "postfix/starttls-required-on-mx",
    title: "a relay at a private address",
    main: `${cert}smtpd_tls_security_level = encrypt\ninet_interfaces = 10.0.0.7\n`,
  },
  {
    rule: "tls-min-version",
    title: "the list for optional TLS counts on port 25, not the mandatory one",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_tls_mandatory_protocols = >=TLSv1\nsmtpd_tls_protocols = >=TLSv1.2\n`,
    master: stock,
  },
  {
    rule: "tls-min-version-opportunistic",
    title: "old versions for servers that have no others",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_tls_protocols = >=TLSv1\n`,
    master: stock,
    says: ["note"],
  },
  {
    rule: "postfix/protocols-include-form",
    title: "versions named that are not the newest",
    main: `${cert}smtpd_tls_mandatory_protocols = TLSv1.2\n`,
  },
  {
    rule: "weak-cipher",
    title: "anonymous ciphers where TLS is optional",
    main: `${cert}smtpd_tls_security_level = may\ntls_medium_cipherlist = aNULL:-aNULL:HIGH:@STRENGTH\n`,
  },
  {
    rule: "tls-session-tickets",
    title: "tickets with the key that Postfix changes itself",
    main: `${cert}smtpd_tls_security_level = may\n`,
  },
  {
    rule: "weak-fingerprint-digest",
    title: "a digest that nothing uses",
    main: "smtpd_tls_fingerprint_digest = md5\n",
    says: ["note"],
  },
  {
    rule: "postfix/anull-useless-exclusion",
    title: "asked for only by who asks",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_tls_exclude_ciphers = aNULL\n`,
  },
  {
    rule: "connection-rate-limit-missing",
    title: "asked for only by who asks",
    main: "smtpd_client_connection_rate_limit = 0\n",
  },
  {
    rule: "postfix/chain-files-shadow-legacy",
    title: "before 3.4 the old parameters count",
    main: `${cert}smtpd_tls_chain_files = /etc/ssl/chain.pem\n`,
    version: "3.3",
  },
  {
    rule: "open-relay",
    title: "a table that is not at hand decides",
    main: "compatibility_level = 3.6\nsmtpd_relay_restrictions = check_client_access hash:/etc/postfix/clients, reject_unauth_destination\n",
    master: stock,
    says: ["note"],
  },
  {
    rule: "mynetworks-wide",
    title: "networks of containers",
    main: "mynetworks = 127.0.0.0/8 172.16.0.0/12\n",
    says: ["note"],
  },
  {
    rule: "mynetworks-wide",
    title: "taken out before it is let in",
    main: "mynetworks = !0.0.0.0/0, 127.0.0.0/8\n",
  },
  {
    rule: "postfix/relay-restrictions-emptied",
    title: "submission as upstream has it",
    main: "compatibility_level = 3.6\n",
    master: `${stock}submission inet n - y - - smtpd\n  -o smtpd_relay_restrictions=\n  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject\n`,
  },
  {
    rule: "postfix/permit-before-reject-unauth",
    title: "an answer that cannot let in",
    main: "compatibility_level = 3.6\nsmtpd_relay_restrictions =\nsmtpd_recipient_restrictions = check_sender_ns_access hash:/etc/postfix/ns, permit_dnswl_client list.dnswl.example, reject_unauth_destination\n",
    master: stock,
  },
  {
    rule: "postfix/no-relay-guard",
    title: "the guard in a class within a class",
    main: "compatibility_level = 3.6\nsmtpd_restriction_classes = outer, inner\ninner = reject_unauth_destination\nouter = inner\nsmtpd_relay_restrictions = permit_mynetworks, outer\n",
    master: stock,
  },
  {
    rule: "postfix/sasl-on-mx-port",
    title: "a small site with one port",
    main: `${cert}smtpd_tls_security_level = may\nsmtpd_tls_auth_only = yes\nsmtpd_sasl_auth_enable = yes\n`,
    master: stock,
  },
  {
    rule: "postfix/domain-in-two-classes",
    title: "domains in tables",
    main: "mydestination = example.org\nvirtual_mailbox_domains = hash:/etc/postfix/domains\n",
  },
  {
    rule: "postfix/sender-login-mismatch-unchecked",
    title: "a Milter may check it",
    main: `${cert}`,
    master: `${stock}submission inet n - y - - smtpd\n  -o smtpd_tls_security_level=encrypt\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_milters=inet:127.0.0.1:8891\n`,
  },
  {
    rule: "postfix/submission-not-closed",
    title: "one's own networks first",
    main: "compatibility_level = 3.6\n",
    master: `${stock}submission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n  -o smtpd_recipient_restrictions=permit_mynetworks,permit_sasl_authenticated,reject\n`,
  },
  {
    rule: "postfix/undefined-restriction-variable",
    title: "as the stock file has it, commented out",
    main: "compatibility_level = 3.6\n",
    master: `${stock}#submission inet n - y - - smtpd\n#  -o smtpd_client_restrictions=$mua_client_restrictions\n`,
  },
  {
    rule: "postfix/xclient-wide",
    title: "two proxies by their addresses",
    main: "smtpd_authorized_xclient_hosts = 192.0.2.4/32, 192.0.2.5/32\n",
    says: ["warning"],
  },
  {
    rule: "postfix/xforward-wide",
    title: "the filter on this host",
    main: "smtpd_authorized_xforward_hosts = 127.0.0.0/8, [::1]/128\n",
  },
  {
    rule: "postfix/static-permit",
    title: "answers that let nobody in",
    main: "compatibility_level = 3.6\nsmtpd_client_restrictions = check_client_access static:dunno\nsmtpd_recipient_restrictions = reject_unauth_destination, check_sender_access static:reject\n",
    master: stock,
  },
  {
    rule: "postfix/removed-restriction",
    title: "before 3.9 it still works",
    main: "compatibility_level = 3.6\nsmtpd_helo_restrictions = permit_naked_ip_address\n",
    version: "3.7",
    says: ["warning"],
  },
  {
    rule: "postfix/percent-hack",
    title: "asked for only by who asks",
    main: "allow_percent_hack = yes\n",
  },
  {
    rule: "postfix/unauth-pipelining-allowed",
    title: "submission as upstream has it",
    main: "compatibility_level = 3.6\n",
    master: `${stock}submission inet n - y - - smtpd\n  -o smtpd_forbid_unauth_pipelining=no\n`,
    version: "3.10",
  },
  {
    rule: "postfix/helo-not-required",
    title: "asked for only by who asks",
    main: "smtpd_helo_required = no\nsmtpd_helo_restrictions = reject_invalid_helo_hostname\n",
    master: stock,
  },
  {
    rule: "postfix/strict-envelopes-off",
    title: "asked for only by who asks",
    main: "strict_rfc821_envelopes = no\n",
  },
  {
    rule: "banner-leak",
    title: "the default",
    main: "smtpd_banner = $myhostname ESMTP $mail_name\n",
  },
  {
    rule: "outbound-tls-none",
    title: "all mail goes to a server on this host",
    main: "relayhost = [127.0.0.1]:10024\n",
    master: "smtp unix - - y - - smtp\n",
  },
  {
    rule: "outbound-tls-unauthenticated",
    title: "all mail goes to one relay",
    main: "smtp_tls_security_level = may\nrelayhost = [mail.example.org]\n",
  },
  {
    rule: "postfix/dane-without-dnssec",
    title: "both for one transport",
    main: "biff = no\n",
    master:
      "smtp unix - - y - - smtp\ndane unix - - y - - smtp\n  -o smtp_tls_security_level=dane\n  -o smtp_dns_support_level=dnssec\n",
  },
  {
    rule: "relayhost-auth-cleartext",
    title: "plain passwords under TLS only",
    main: "relayhost = [mail.example.org]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_tls_security_level = may\nsmtp_sasl_tls_security_options = noanonymous\n",
  },
  {
    rule: "relayhost-auth-cleartext",
    title: "a table may ask for TLS",
    main: "relayhost = [mail.example.org]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl_passwd\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_policy_maps = inline:{{[mail.example.org]:587 = encrypt}}\n",
  },
  {
    rule: "postfix/mandatory-tls-internet",
    title: "all mail goes to one relay",
    main: "smtp_tls_security_level = encrypt\nrelayhost = [mail.example.org]\n",
  },
  {
    rule: "unknown-setting",
    title: "names that services, classes and other values bring",
    main: "mua_client_restrictions = permit_sasl_authenticated, reject\nsmtpd_restriction_classes = insiders\ninsiders = permit_mynetworks, reject\nslow_destination_concurrency_limit = 2\nown = example.org\nmydestination = $own\n",
    master: `${stock}slow unix - - y - - smtp\nsubmission inet n - y - - smtpd\n  -o smtpd_client_restrictions=$mua_client_restrictions\n`,
  },
  {
    rule: "undefined-variable",
    title: "names that are tested for",
    main: "smtpd_banner = $myhostname ${extra_banner?{$extra_banner}:{ESMTP}}\n",
    master: stock,
  },
  {
    rule: "postfix/inline-comment",
    title: "a hash sign that belongs to the value",
    main: "smtpd_reject_footer = \\c. See https://example.org/help#smtp\nsmtp_sasl_password_maps = inline:{{[mail.example.org] = a:b#c}}\n",
  },
  {
    rule: "postfix/accidental-continuation",
    title: "a list entry with an equals sign",
    main: "smtpd_client_restrictions = permit_mynetworks,\n  reject_rbl_client zen.example.org=127.0.0.2\n",
  },
  {
    rule: "postfix/override-not-applicable",
    title: "names of one's own, and one for all",
    main: "biff = no\n",
    master: `${stock}587 inet n - y - - smtpd\n  -o syslog_name=postfix/submission\n  -o own_list=permit_mynetworks,reject\n  -o smtpd_client_restrictions=$own_list\n`,
  },
  {
    rule: "postfix/unreachable-restriction",
    title: "a reject on trial",
    main: "smtpd_client_restrictions = warn_if_reject reject, permit_mynetworks\n",
  },
  {
    rule: "postfix/unknown-restriction",
    title: "a class",
    main: "smtpd_restriction_classes = insiders\ninsiders = permit_mynetworks, reject\nsmtpd_client_restrictions = insiders\n",
  },
  {
    rule: "postfix/chroot-path",
    title: "files that are opened before the jail",
    main: `${cert}smtpd_tls_key_file = /etc/ssl/mail.key\nvirtual_alias_maps = hash:/etc/postfix/virtual\n`,
    master: stock,
  },
  {
    rule: "postfix/service-privileged",
    title: "the stock lines of local delivery",
    main: "biff = no\n",
    master: "local unix - n n - - local\nvirtual unix - n n - - virtual\nlmtp unix - - y - - lmtp\n",
  },
  {
    rule: "postfix/compat-level-low",
    title: "all that the level decides is written",
    main: "mynetworks_style = host\nrelay_domains =\nsmtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\nappend_dot_mydomain = no\nsmtputf8_enable = yes\nsmtpd_tls_fingerprint_digest = sha256\nsmtp_tls_fingerprint_digest = sha256\nlmtp_tls_fingerprint_digest = sha256\nsmtpd_relay_before_recipient_restrictions = yes\nrespectful_logging = yes\n",
    master: stock,
  },
  {
    rule: "smtp-smuggling-bare-newline",
    title: "a release in which a distribution may have mended it, without a number of its own",
    main: "smtpd_forbid_bare_newline = yes\n",
    version: "3.5.18",
    says: ["error", "warning"],
  },
  {
    rule: "dh-params-obsolete",
    title: "before 3.9",
    main: "smtpd_tls_dh1024_param_file = /etc/ssl/dh.pem\n",
    version: "3.7",
  },
  {
    rule: "anonymous-auth",
    title: "the default of the options",
    main: `${cert}smtpd_sasl_auth_enable = yes\n`,
  },
];

async function findings({ main, master, files = {}, version = "3.7" }: Trap) {
  const all = {
    ...(main === undefined ? {} : { "main.cf": main }),
    ...(master === undefined ? {} : { "master.cf": master }),
    ...files,
  };
  const report = await lint({
    paths: [main === undefined ? "master.cf" : "main.cf"],
    host: memoryHost(all),
    options: { postfix: version },
    rules,
    selection: everyRule,
    ignores: {},
  });
  return report.findings;
}

describe("looks wrong and is not", () => {
  test.each(traps.map((trap) => [trap.rule, trap.title, trap] as const))("%s: %s", async (rule, _, trap) => {
    expect(rules.some(({ id }) => id === rule)).toBe(true);
    const found = (await findings(trap)).filter((finding) => finding.rule === rule);
    const loud = found.filter(({ severity }) => !trap.says?.includes(severity));
    expect(loud.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([]);
  });
});

/** main.cf after all safe fixes, as often as one makes room for the next. */
async function fixed(main: string): Promise<string> {
  let text = main;
  for (let round = 0; round < 10; round++) {
    const found = await findings({ rule: "", title: "", main: text, master: stock, version: "3.10" });
    const edits = fixable(found, "safe").flatMap(({ fix }) => fix.edits);
    if (edits.length === 0) return text;
    text = applyEdits(edits).get("main.cf") ?? text;
  }
  return text;
}

describe("safe fixes of two rules set a parameter once", () => {
  const relay =
    "relayhost = [smtp.example.net]:587\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = texthash:/etc/postfix/passwords\nsmtp_sasl_security_options = noanonymous\n";
  test.each([
    ["no TLS level", ""],
    ["the old switch", "smtp_use_tls = yes\n"],
    ["the level that is too low", "smtp_tls_security_level = none\n"],
  ])("a password for the relay host, %s", async (_, tls) => {
    const lines = (await fixed(`compatibility_level = 3.6\n${relay}${tls}`)).split("\n");
    expect(lines.filter((line) => /^smtp_(?:use_tls|tls_security_level)/.test(line))).toEqual([
      "smtp_tls_security_level = encrypt",
    ]);
  });
});
