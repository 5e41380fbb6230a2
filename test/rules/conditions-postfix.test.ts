// Every condition of a rule about Postfix matters: a configuration that turns on it, beside the examples.

import { conditionsOf, type Row, testConditions } from "./conditions.ts";

const level = "compatibility_level = 3.6\n";
const stock = "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\n";
const tls = "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n";
const sasl = "smtpd_sasl_auth_enable = yes\n";
const here = "127.0.0.1:2525 inet n - y - - smtpd\n";
const p = (main: string, master = stock) => ({ "main.cf": level + main, "master.cf": master });
const submission = (options: string) =>
  `smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n${options.replace(/^(?=.)/gm, "  -o ")}`;

const rows: readonly Row[] = [
  ["auth-rate-limit-missing", "this machine only", p("", `${here}  -o smtpd_sasl_auth_enable=yes\n`)],
  [
    "postfix/sasl-type-default",
    "a Dovecot of the same host",
    { ...p(sasl), "dovecot.conf": "protocols = imap\n" },
    ["note"],
  ],
  ["cleartext-auth", "a stock master.cf is assumed", { "main.cf": level + tls + sasl }, ["error"]],
  ["postfix/smtps-without-wrappermode", "another port", p(tls, submission(""))],
  ["starttls-disabled", "this machine only", p(`${tls}smtpd_discard_ehlo_keywords = starttls\n`, here)],
  [
    "starttls-disabled",
    "no TLS to hide",
    p("smtpd_tls_security_level = none\nsmtpd_discard_ehlo_keywords = starttls\n"),
  ],
  [
    "postfix/starttls-required-on-mx",
    "an inner server",
    p(
      "inet_interfaces = 10.0.0.5\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = encrypt\n",
    ),
  ],
  [
    "postfix/starttls-required-on-mx",
    "a public address",
    p(
      "inet_interfaces = 203.0.113.5\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = encrypt\n",
    ),
    ["warning"],
  ],
  [
    "postfix/starttls-required-on-mx",
    "this machine only",
    p(
      "inet_interfaces = loopback-only\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = encrypt\n",
    ),
  ],
  ["postfix/submission-tls-optional", "this machine only", p(tls, "127.0.0.1:587 inet n - y - - smtpd\n")],
  [
    "postfix/wrappermode-in-main-cf",
    "no smtpd at all",
    p("smtpd_tls_wrappermode = yes\n", "smtp unix - - y - - smtp\n"),
  ],
  ["postfix/wrappermode-in-main-cf", "switched off", p("smtpd_tls_wrappermode = no\n")],
  ["postfix/wrappermode-on-starttls-port", "switched off", p(tls, submission("smtpd_tls_wrappermode=no\n"))],
  [
    "postfix/wrappermode-on-starttls-port",
    "port 25",
    p(tls, "smtp inet n - y - - smtpd\n  -o smtpd_tls_wrappermode=yes\n"),
    ["error"],
  ],
  [
    "postfix/client-wrappermode-global",
    "mail goes to one host",
    p("smtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nrelayhost = [mail.example.org]:465\n"),
  ],
  [
    "outbound-tls-none",
    "all mail goes to this machine",
    p("smtp_tls_security_level = none\nrelayhost = [127.0.0.1]:10025\n"),
  ],
  [
    "outbound-tls-none",
    "all mail is discarded",
    p("smtp_tls_security_level = none\ndefault_transport = discard\n"),
  ],
  ["outbound-tls-none", "an old parameter requires it", p("smtp_enforce_tls = yes\n")],
  [
    "outbound-tls-unauthenticated",
    "policies decide",
    p("smtp_tls_security_level = may\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n"),
  ],
  [
    "relayhost-auth-cleartext",
    "no password",
    p(
      "relayhost = [mail.example.org]\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_security_options = noanonymous\n",
    ),
  ],
  [
    "relayhost-auth-cleartext",
    "policies decide",
    p(
      "relayhost = [mail.example.org]\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n",
    ),
  ],
  [
    "relayhost-tls-unverified",
    "no password",
    p("relayhost = [mail.example.org]\nsmtp_tls_security_level = encrypt\nsmtp_sasl_auth_enable = yes\n"),
  ],
  [
    "relayhost-tls-unverified",
    "policies decide",
    p(
      "relayhost = [mail.example.org]\nsmtp_tls_security_level = encrypt\nsmtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/postfix/sasl\nsmtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n",
    ),
  ],
  [
    "postfix/tlsrpt-off",
    "before 3.10",
    p("smtp_tls_security_level = dane\nsmtp_dns_support_level = dnssec\n"),
    [],
    { postfix: "3.9" },
  ],
  ["postfix/tlsrpt-off", "without DANE", p("smtp_tls_security_level = may\n"), [], { postfix: "3.10" }],
  ["postfix/verify-without-ca", "TLS without certificates", p("smtp_tls_security_level = encrypt\n")],
  ["postfix/verify-without-ca", "verify", p("smtp_tls_security_level = verify\n"), ["error"]],
  [
    "postfix/dane-without-dnssec",
    "DANE only",
    p("smtp_tls_security_level = dane-only\nsmtp_dns_support_level = enabled\n"),
    ["error"],
  ],
  [
    "postfix/domain-in-two-classes",
    "taken out of one",
    p("mydestination = $myhostname, !example.org\nvirtual_mailbox_domains = example.org\n"),
  ],
  ["postfix/local-recipients-unchecked", "this machine only", p("local_recipient_maps =\n", here)],
  [
    "postfix/null-client-listens",
    "this machine only",
    p("relayhost = [mail.example.org]\nmydestination =\ninet_interfaces = loopback-only\n"),
  ],
  [
    "postfix/null-client-listens",
    "it has mail of its own",
    p("relayhost = [mail.example.org]\nmydestination = example.org\n"),
  ],
  ["postfix/null-client-listens", "no relay host", p("relayhost =\nmydestination =\n")],
  [
    "postfix/null-client-listens",
    "nothing listens but qmqpd",
    p("relayhost = [mail.example.org]\nmydestination =\n", "628 inet n - y - - qmqpd\n"),
  ],
  [
    "postfix/permit-before-reject-unauth",
    "this machine only",
    p(
      "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/access, reject_unauth_destination\n",
      here,
    ),
  ],
  [
    "postfix/proxy-protocol-exposed",
    "this machine only",
    p("", `${here}  -o smtpd_upstream_proxy_protocol=haproxy\n`),
  ],
  [
    "postfix/proxy-protocol-exposed",
    "switched off",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_upstream_proxy_protocol=\n"),
  ],
  ["postfix/relay-domains-default-mydestination", "emptied", p("relay_domains =\n")],
  [
    "postfix/relay-recipients-unchecked",
    "a class may check them",
    p(
      "relay_domains = example.org\nsmtpd_restriction_classes = checked\nsmtpd_recipient_restrictions = checked\nchecked = reject_unverified_recipient\n",
    ),
  ],
  [
    "postfix/relay-restrictions-emptied",
    "this machine only",
    p("", `${here}  -o smtpd_relay_restrictions=\n`),
  ],
  [
    "postfix/relay-restrictions-emptied",
    "clients are rejected at the door",
    p(
      "",
      "2525 inet n - y - - smtpd\n  -o smtpd_relay_restrictions=\n  -o smtpd_client_restrictions=permit_mynetworks,reject\n",
    ),
  ],
  [
    "postfix/sasl-on-mx-port",
    "this machine only",
    p(sasl + tls, `127.0.0.1:smtp inet n - y - - smtpd\nsubmission inet n - y - - smtpd\n`),
  ],
  [
    "postfix/sasl-on-mx-port",
    "port 465 is there for them",
    p(sasl + tls, "smtp inet n - y - - smtpd\nsmtps inet n - y - - smtpd\n"),
    ["warning"],
  ],
  [
    "postfix/sasl-on-mx-port",
    "submission takes no logins either",
    p(
      tls,
      `smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\nsubmission inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=no\n`,
    ),
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "another port",
    p("", "smtp inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n"),
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "port 465",
    p(tls, "smtps inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n"),
    ["warning"],
  ],
  ["postfix/sender-login-mismatch-unchecked", "no logins", p("", submission("smtpd_sasl_auth_enable=no\n"))],
  [
    "postfix/sender-login-mismatch-unchecked",
    "this machine only",
    p("", "127.0.0.1:587 inet n - y - - smtpd\n  -o smtpd_sasl_auth_enable=yes\n"),
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "a class may check it",
    p("smtpd_restriction_classes = own\n", submission("smtpd_sasl_auth_enable=yes\n")),
  ],
  [
    "postfix/static-permit",
    "another kind of table",
    p("smtpd_recipient_restrictions = check_client_access hash:/etc/postfix/ok, reject_unauth_destination\n"),
  ],
  ["postfix/submission-not-closed", "this machine only", p(sasl, "127.0.0.1:587 inet n - y - - smtpd\n")],
  ["postfix/submission-not-closed", "another port", p(sasl, "2525 inet n - y - - smtpd\n")],
  ["postfix/bad-port", "port 0", p("", "0 inet n - y - - smtpd\n"), ["error"]],
  [
    "postfix/chroot-path",
    "no logins",
    p("smtpd_sasl_type = dovecot\nsmtpd_sasl_path = /var/run/dovecot/auth\n"),
  ],
  ["postfix/chroot-path", "Cyrus", p(`${sasl}smtpd_sasl_path = /var/run/smtpd\n`)],
  [
    "postfix/chroot-path",
    "inside of the jail",
    p(`${sasl}smtpd_sasl_type = dovecot\nsmtpd_sasl_path = /var/spool/postfix/private/auth\n`),
  ],
  ["postfix/compat-level-low", "no level at all", { "main.cf": "compatibility_level = new\n" }],
  [
    "postfix/security-level-ignored",
    "an empty level",
    p("smtpd_tls_security_level =\nsmtpd_use_tls = yes\n"),
  ],
  [
    "postfix/maxproc-wrong",
    "no limit, where there must be one",
    p("", `${stock}cleanup unix n - y - 0 cleanup\nqmgr unix n - n 300 5 qmgr\n`),
    ["warning"],
  ],
  ["banner-leak", "the system in brackets", p("smtpd_banner = $myhostname ESMTP (Debian/GNU)\n"), ["note"]],
  ["banner-leak", "the version", p("smtpd_banner = $myhostname ESMTP Postfix 3.7.11\n"), ["note"]],
  ["postfix/banner-without-hostname", "another variable first", p("smtpd_banner = $mydomain ESMTP\n")],
  [
    "postfix/banner-without-hostname",
    "a product in angle brackets",
    p("smtpd_banner = <mail> ESMTP\n"),
    ["warning"],
  ],
  [
    "postfix/bare-newline-exclusions-wide",
    "taken out",
    p("smtpd_forbid_bare_newline = normalize\nsmtpd_forbid_bare_newline_exclusions = !0.0.0.0/0\n"),
    [],
    { postfix: "3.9" },
  ],
  [
    "postfix/client-concurrency-unlimited",
    "this machine only",
    p("", `${here}  -o smtpd_client_connection_count_limit=0\n`),
  ],
  ["postfix/error-limits-off", "this machine only", p("", `${here}  -o smtpd_hard_error_limit=5000\n`)],
  [
    "postfix/rate-limit-exceptions-wide",
    "everybody",
    p("smtpd_client_event_limit_exceptions = 0.0.0.0/0\n"),
    ["warning"],
  ],
  [
    "postfix/hide-session-on-mx",
    "a release that does not have it",
    p("smtpd_hide_client_session = yes\n"),
    [],
    { postfix: "3.9" },
  ],
  ["postfix/size-limits", "mailboxes with room", p("message_size_limit = 1000\nmailbox_size_limit = 2000\n")],
  ["smtp-smuggling-bare-newline", "this machine only", p("", here), [], { postfix: "3.7" }],
  ["postfix/chunking-on-unpatched", "this machine only", p("", here), [], { postfix: "3.6.0" }],
  ["vrfy-enabled", "another port", p("", "2525 inet n - y - - smtpd\n")],
  [
    "postfix/unauth-pipelining-allowed",
    "another port",
    p("smtpd_forbid_unauth_pipelining = no\n", "2525 inet n - y - - smtpd\n"),
    [],
    { postfix: "3.9" },
  ],
  ["postfix/timeouts-high", "this machine only", p("", `${here}  -o smtpd_timeout=3000s\n`)],
  ["postfix/recipient-limit-high", "this machine only", p("", `${here}  -o smtpd_recipient_limit=90000\n`)],
  [
    "postfix/chain-files-shadow-legacy",
    "no chain",
    p("smtpd_tls_chain_files =\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n"),
  ],
  [
    "postfix/chain-files-shadow-legacy",
    "before 3.4",
    p("smtpd_tls_chain_files = /etc/ssl/chain.pem\nsmtpd_tls_cert_file = /etc/ssl/mail.pem\n"),
    [],
    { postfix: "3.3" },
  ],
  [
    "postfix/protocols-include-form",
    "TLS 1.3 is not among them",
    p("smtpd_tls_mandatory_protocols = TLSv1.2\n"),
  ],
  [
    "postfix/req-ccert-not-enforced",
    "no TLS at all",
    p("smtpd_tls_security_level = none\nsmtpd_tls_req_ccert = yes\n"),
    ["warning"],
  ],
  [
    "postfix/rpk-fingerprint-mismatch",
    "before 3.9",
    p("smtp_tls_fingerprint_digest = sha256\nsmtpd_tls_enable_rpk = yes\n"),
    [],
    { postfix: "3.8" },
  ],
  [
    "postfix/clientcert-not-requested",
    "they are required",
    p(
      `${tls}smtpd_tls_req_ccert = yes\nsmtpd_recipient_restrictions = permit_tls_clientcerts, reject_unauth_destination\n`,
    ),
  ],
  ["postfix/protocols-range-unsupported", "empty", p("smtpd_tls_protocols =\n"), [], { postfix: "3.5" }],
  [
    "postfix/proxy-protocol-exposed",
    "to the Internet",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n"),
    ["error"],
  ],
  [
    "postfix/timeouts-high",
    "a service of the network",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_timeout=30000s\n"),
    ["note"],
  ],
  [
    "postfix/recipient-limit-high",
    "a service of the network",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_recipient_limit=90000\n"),
    ["note"],
  ],
  [
    "postfix/rate-limit-exceptions-wide",
    "a service of the network",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_client_event_limit_exceptions=0.0.0.0/0\n"),
    ["warning"],
  ],
  [
    "postfix/error-limits-off",
    "a service of the network",
    p("", "2525 inet n - y - - smtpd\n  -o smtpd_hard_error_limit=5000\n"),
    ["note"],
  ],
  [
    "mynetworks-wide",
    "a service of the network",
    p("", "2525 inet n - y - - smtpd\n  -o mynetworks=0.0.0.0/0\n"),
    ["error"],
  ],
  ["mynetworks-wide", "all of a private range", p("mynetworks = 10.0.0.0/8\n"), ["note"]],
  ["mynetworks-wide", "a public network", p("mynetworks = 203.0.0.0/16\n"), ["error"]],
  ["mynetworks-wide", "a public network of IPv6", p("mynetworks = [2001:db8::]/32\n"), ["error"]],
  [
    "postfix/static-permit",
    "a service of the network",
    p(
      "",
      "2525 inet n - y - - smtpd\n  -o smtpd_recipient_restrictions=check_client_access,static:OK,reject\n",
    ),
    ["error"],
  ],
  ["smtp-smuggling-bare-newline", "port 25", p("", stock), ["error"]],
  ["smtp-smuggling-bare-newline", "a submission service", p("", submission("").replace(/^smtp .*\n/, ""))],
  ["smtp-smuggling-bare-newline", "a release that normalizes", p("", stock), [], { postfix: "3.9" }],
  ["postfix/chunking-on-unpatched", "port 25", p("", stock), ["note"], { postfix: "3.6.0" }],
  ["postfix/chunking-on-unpatched", "a release that looks at them", p("", stock), [], { postfix: "3.9" }],
  [
    "postfix/null-client-listens",
    "two interfaces",
    p("relayhost = [mail.example.org]\nmydestination =\ninet_interfaces = 127.0.0.1, 203.0.113.5\n"),
    [],
  ],
  [
    "postfix/local-recipients-unchecked",
    "a service of the network",
    p("", "smtp inet n - y - - smtpd\n  -o smtpd_reject_unlisted_recipient=no\n"),
    ["warning"],
  ],
  [
    "postfix/unauth-pipelining-allowed",
    "port 25 takes it back",
    p(
      "smtpd_forbid_unauth_pipelining = no\n",
      "smtp inet n - y - - smtpd\n  -o smtpd_forbid_unauth_pipelining=yes\n",
    ),
    [],
    { postfix: "3.9" },
  ],
  ["outbound-tls-unauthenticated", "no policies", p("smtp_tls_security_level = may\n"), ["note"]],
  ["postfix/submission-not-closed", "port 465", p(sasl + tls, "smtps inet n - y - - smtpd\n"), ["warning"]],
  [
    "postfix/submission-not-closed",
    "a rejection that only warns",
    p(sasl, submission("smtpd_client_restrictions=permit_sasl_authenticated,warn_if_reject,reject\n")),
    ["warning"],
  ],
  [
    "postfix/submission-not-closed",
    "put off",
    p(sasl, submission("smtpd_client_restrictions=permit_sasl_authenticated,defer\n")),
  ],
];

testConditions("Postfix", conditionsOf(rows, { postfix: "3.7" }));
