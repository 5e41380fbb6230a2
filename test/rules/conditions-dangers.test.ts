// The plain dangers of Postfix and Courier: for each condition that decides whether one is told of, a configuration beside the
// examples that turns on it.

import { conditionsOf, type Row, testConditions } from "./conditions.ts";

const level = "compatibility_level = 3.6\n";
const smtp = "smtp inet n - y - - smtpd\n";
const mine = (main: string, master = smtp) => ({ "main.cf": level + main, "master.cf": master });
const inner = (options: string) =>
  `127.0.0.1:25 inet n - y - - smtpd\n${options.replace(/^(?=.)/gm, "  -o ")}`;
const cert = "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n";
const sasl = "smtpd_sasl_auth_enable = yes\n";
const submission = (options: string) =>
  `${smtp}submission inet n - y - - smtpd\n${options.replace(/^(?=.)/gm, "  -o ")}`;

const postfix: readonly Row[] = [
  ["cleartext-auth", "nobody but this machine", mine(cert + sasl, inner(""))],
  ["cleartext-auth", "logins are off", mine(cert)],
];

const relay: readonly Row[] = [
  [
    "postfix/local-recipients-unchecked",
    "nobody but this machine",
    mine("mydestination = example.org\n", inner("local_recipient_maps=\n")),
  ],
  [
    "postfix/local-recipients-unchecked",
    "tables that a template names",
    mine("mydestination = example.org\nlocal_recipient_maps = {{ maps }}\n"),
  ],
  [
    "postfix/local-recipients-unchecked",
    "tables",
    mine("mydestination = example.org\nlocal_recipient_maps = hash:/etc/postfix/users\n"),
  ],
  ["mynetworks-wide", "all private addresses of IPv6", mine("mynetworks = [fd00::]/8\n")],
  ["mynetworks-wide", "all of IPv6", mine("mynetworks = [::]/0\n"), ["error"]],
  ["mynetworks-wide", "a provider's network", mine("mynetworks = 203.0.0.0/8\n"), ["error"]],
  ["mynetworks-wide", "all of loopback", mine("mynetworks = 127.0.0.0/8 [::1]/128\n")],
  [
    "postfix/no-relay-guard",
    "no master.cf",
    { "main.cf": `${level}smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = permit_mynetworks\n` },
    ["error"],
  ],
  [
    "postfix/permit-before-reject-unauth",
    "a table that says nothing but no",
    mine(
      "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = check_client_access static:reject, reject_unauth_destination\n",
    ),
  ],
  [
    "postfix/permit-before-reject-unauth",
    "in a list that decides about senders only",
    mine("smtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders\n"),
  ],
  [
    "postfix/permit-before-reject-unauth",
    "a table of recipients first",
    mine(
      "smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = check_recipient_access hash:/etc/postfix/r, reject_unauth_destination\n",
    ),
    ["warning"],
  ],
  [
    "postfix/relay-restrictions-emptied",
    "a list that a template fills",
    mine("smtpd_relay_restrictions = {{ lists }}\n"),
  ],
  [
    "postfix/relay-restrictions-emptied",
    "a list",
    mine("smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination\n"),
  ],
  [
    "postfix/relay-recipients-unchecked",
    "a restriction list that a template fills",
    mine("relay_domains = example.net\nsmtpd_recipient_restrictions = {{ lists }}\n"),
  ],
  ["postfix/static-permit", "a table", mine("smtpd_client_restrictions = check_client_access hash:/etc/a\n")],
  [
    "postfix/static-permit",
    "a table that rejects all",
    mine("smtpd_client_restrictions = check_client_access static:REJECT\n"),
  ],
  ["postfix/static-permit", "no table", mine("smtpd_client_restrictions = permit_mynetworks\n")],
  [
    "postfix/static-permit",
    "a block list's domain",
    mine("smtpd_client_restrictions = reject_rbl_client static.example\n"),
  ],
  [
    "postfix/warn-if-reject-guard",
    "another guard behind it",
    mine(
      "smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unauth_destination, reject_unauth_destination\n",
    ),
    ["warning"],
  ],
  [
    "postfix/warn-if-reject-guard",
    "no guard behind it",
    mine("smtpd_relay_restrictions = warn_if_reject reject_unauth_destination, permit_mynetworks\n"),
    ["error"],
  ],
  [
    "postfix/warn-if-reject-guard",
    "a check that is no guard",
    mine(
      "smtpd_relay_restrictions = permit_mynetworks, warn_if_reject reject_unknown_sender_domain, reject_unauth_destination\n",
    ),
  ],
  ["postfix/xclient-wide", "an exclusion", mine("smtpd_authorized_xclient_hosts = !10.0.0.0/8 127.0.0.1\n")],
  ["postfix/xclient-wide", "one host", mine("smtpd_authorized_xclient_hosts = 192.0.2.7\n"), ["warning"]],
  [
    "postfix/xclient-wide",
    "a table",
    mine("smtpd_authorized_xclient_hosts = hash:/etc/postfix/proxies\n"),
    ["warning"],
  ],
  ["postfix/xclient-wide", "everybody", mine("smtpd_authorized_xclient_hosts = 0.0.0.0/0\n"), ["error"]],
  ["postfix/xforward-wide", "one network", mine("smtpd_authorized_xforward_hosts = 192.168.7.0/25\n")],
  ["postfix/xforward-wide", "an exclusion", mine("smtpd_authorized_xforward_hosts = !0.0.0.0/0 127.0.0.1\n")],
  ["postfix/xforward-wide", "everybody", mine("smtpd_authorized_xforward_hosts = 0.0.0.0/0\n"), ["warning"]],
  [
    "postfix/proxy-protocol-exposed",
    "nobody but this machine",
    mine("", inner("smtpd_upstream_proxy_protocol=haproxy\n")),
  ],
  [
    "postfix/proxy-protocol-exposed",
    "a word that a template fills",
    mine("smtpd_upstream_proxy_protocol = {{ proxy }}\n"),
  ],
  [
    "postfix/proxy-protocol-exposed",
    "a public address",
    mine("", "203.0.113.5:2525 inet n - y - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n"),
    ["error"],
  ],
  [
    "postfix/proxy-protocol-exposed",
    "an inner address",
    mine("", "10.0.0.5:2525 inet n - y - - smtpd\n  -o smtpd_upstream_proxy_protocol=haproxy\n"),
  ],
  [
    "postfix/null-client-listens",
    "interfaces that a template names",
    mine("inet_interfaces = {{ where }}\nmydestination =\nrelayhost = [mail.example.org]\n"),
  ],
  [
    "postfix/null-client-listens",
    "nobody but this machine",
    mine("inet_interfaces = 127.0.0.1\nmydestination =\nrelayhost = [mail.example.org]\n"),
  ],
  [
    "postfix/tls-all-clientcerts-relay",
    "another restriction",
    mine("smtpd_relay_restrictions = permit_tls_clientcerts, reject_unauth_destination\n"),
  ],
];

const logins: readonly Row[] = [
  ["postfix/sasl-on-mx-port", "no master.cf", { "main.cf": level + cert + sasl }],
  [
    "postfix/submission-not-closed",
    "restrictions that a template fills",
    mine(cert + sasl, submission("smtpd_client_restrictions={{ lists }}\n")),
  ],
  [
    "postfix/submission-not-closed",
    "a class that closes it",
    mine(
      `${cert}${sasl}smtpd_restriction_classes = users\nusers = permit_sasl_authenticated, reject\n`,
      submission("smtpd_client_restrictions=users\n"),
    ),
  ],
  [
    "postfix/submission-not-closed",
    "a class that does not",
    mine(
      `${cert}${sasl}smtpd_restriction_classes = users\nusers = permit_sasl_authenticated\n`,
      submission("smtpd_client_restrictions=users\n"),
    ),
    ["warning"],
  ],
  ["postfix/submission-not-closed", "no master.cf", { "main.cf": level + cert + sasl }],
  [
    "postfix/sender-login-mismatch-unchecked",
    "restrictions that a template fills",
    mine(cert + sasl, submission("smtpd_sender_restrictions={{ lists }}\n")),
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "checked against a table",
    mine(
      `${cert}${sasl}smtpd_sender_login_maps = hash:/etc/postfix/logins\n`,
      submission("smtpd_sender_restrictions=reject_sender_login_mismatch\n"),
    ),
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "checked against no table",
    mine(cert + sasl, submission("smtpd_sender_restrictions=reject_sender_login_mismatch\n")),
    ["warning"],
  ],
  [
    "postfix/sender-login-mismatch-unchecked",
    "a table that nothing asks",
    mine(`${cert}${sasl}smtpd_sender_login_maps = hash:/etc/postfix/logins\n`, submission("")),
    ["warning"],
  ],
  [
    "relayhost-auth-cleartext",
    "TLS at once",
    mine(
      "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/a\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_wrappermode = yes\nsmtp_tls_security_level = may\n",
    ),
  ],
  [
    "relayhost-auth-cleartext",
    "no passwords in clear",
    mine(
      "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/a\nsmtp_sasl_security_options = noplaintext\n",
    ),
  ],
  [
    "relayhost-auth-cleartext",
    "policies for each server",
    mine(
      "smtp_sasl_auth_enable = yes\nsmtp_sasl_password_maps = hash:/etc/a\nsmtp_sasl_security_options = noanonymous\nsmtp_tls_policy_maps = hash:/etc/b\n",
    ),
  ],
];

const session: readonly Row[] = [
  ["smtp-smuggling-bare-newline", "nobody but this machine", mine("", inner("")), [], { postfix: "3.7.2" }],
  ["smtp-smuggling-bare-newline", "a release that forbids it", mine(""), [], { postfix: "3.9" }],
  [
    "smtp-smuggling-bare-newline",
    "switched on where it can be",
    mine("smtpd_forbid_bare_newline = normalize\n"),
    [],
    { postfix: "3.8.5" },
  ],
  [
    "smtp-smuggling-bare-newline",
    "a word that a template fills",
    mine("smtpd_forbid_bare_newline = {{ forbid }}\n"),
    [],
    { postfix: "3.8.5" },
  ],
  ["starttls-command-injection", "nobody but this machine", mine(cert, inner("")), [], { postfix: "2.10" }],
  ["postfix/chunking-on-unpatched", "nobody but this machine", mine("", inner("")), [], { postfix: "3.5.0" }],
  [
    "postfix/debug-logging",
    "a daemon that sees no passwords",
    mine("", `${smtp}qmgr unix n - n 300 1 qmgr -v\n`),
  ],
  ["postfix/debug-logging", "smtpd", mine("", "smtp inet n - y - - smtpd -v\n"), ["warning"]],
  [
    "postfix/postscreen-misuse",
    "port 465",
    mine("", "smtps inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n"),
    ["error"],
  ],
  [
    "postfix/postscreen-misuse",
    "port 25",
    mine("", "smtp inet n - y - 1 postscreen\nsmtpd pass - - y - - smtpd\n"),
  ],
  [
    "tls-min-version-opportunistic",
    "TLS 1.1",
    mine("smtpd_tls_protocols = >=TLSv1.1\n"),
    ["note"],
    { postfix: "3.7" },
  ],
  [
    "tls-min-version-opportunistic",
    "SSL 2 of old",
    mine("smtpd_tls_protocols = !SSLv3\n"),
    ["warning"],
    { postfix: "3.5" },
  ],
  ["tls-min-version-opportunistic", "SSL 2 is no more", mine("smtpd_tls_protocols = !SSLv3\n"), ["note"], {}],
  [
    "postfix/tls-policy-downgrade",
    "an exception that is none",
    mine("smtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = inline:{example.org=secure}\n"),
  ],
  [
    "postfix/tls-policy-downgrade",
    "no level to fall below",
    mine("smtp_tls_security_level = may\nsmtp_tls_policy_maps = inline:{example.org=none}\n"),
  ],
  [
    "postfix/tls-policy-downgrade",
    "an exception",
    mine("smtp_tls_security_level = encrypt\nsmtp_tls_policy_maps = inline:{example.org=none}\n"),
    ["note"],
  ],
];

const c = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`courier/${name}`, text]));

const access = (line: string) =>
  c({ esmtpd: "ACCESSFILE=${sysconfdir}/smtpaccess\n", "smtpaccess/default": `${line}\n` });
const imap = "PORT=143\nIMAPDSTART=YES\n";

const courier: readonly Row[] = [
  ["courier/relayclient-wide", "a network that is denied", access("203.0\tdeny,RELAYCLIENT")],
  ["courier/relayclient-wide", "all of loopback", access("127\tallow,RELAYCLIENT")],
  ["courier/relayclient-wide", "one inner network", access("192.168.7\tallow,RELAYCLIENT")],
  ["courier/relayclient-wide", "all inner networks", access("192.168\tallow,RELAYCLIENT"), ["note"]],
  ["courier/relayclient-wide", "the private addresses of IPv6", access("fd00::/8\tallow,RELAYCLIENT")],
  ["courier/relayclient-wide", "a small public network", access("203.0.113\tallow,RELAYCLIENT")],
  ["courier/relayclient-wide", "in a file of another server", c({ imapd: `${imap}RELAYCLIENT=\n` })],
  [
    "courier/relayclient-wide",
    "a line that two servers read",
    c({ esmtpd: "PORT=25\nRELAYCLIENT=\n", "esmtpd-msa": "PORT=587\n", "esmtpd-ssl": "SSLPORT=465\n" }),
    ["error"],
  ],
  [
    "courier/tls-required-ineffective",
    "no program for TLS",
    c({ imapd: imap, "imapd-ssl": "COURIERTLS=\nIMAP_TLS_REQUIRED=1\nIMAPDSTARTTLS=YES\n" }),
    ["error"],
  ],
  [
    "courier/tls-required-ineffective",
    "a program for TLS",
    c({
      imapd: imap,
      "imapd-ssl": "COURIERTLS=/usr/bin/couriertls\nIMAP_TLS_REQUIRED=1\nIMAPDSTARTTLS=YES\n",
    }),
  ],
  [
    "courier/tls-required-ineffective",
    "the plain server is not started",
    c({
      imapd: "PORT=143\nIMAPDSTART=NO\n",
      "imapd-ssl": "IMAPDSSLSTART=YES\nIMAP_TLS_REQUIRED=1\nIMAPDSTARTTLS=NO\n",
    }),
  ],
  [
    "courier/tls-required-ineffective",
    "not required",
    c({ imapd: imap, "imapd-ssl": "IMAP_TLS_REQUIRED=0\nIMAPDSTARTTLS=NO\n" }),
  ],
  [
    "courier/implicit-tls-not-started",
    "the plain port is closed, too",
    c({ imapd: "PORT=143\nIMAPDSTART=NO\n", "imapd-ssl": "IMAPDSSLSTART=NO\n" }),
  ],
  [
    "cleartext-auth",
    "TLS is required",
    c({ imapd: imap, "imapd-ssl": "IMAP_TLS_REQUIRED=1\nIMAPDSTARTTLS=YES\n" }),
  ],
  [
    "cleartext-auth",
    "nobody but this machine",
    c({ imapd: `${imap}ADDRESS=127.0.0.1\n`, "imapd-ssl": "IMAP_TLS_REQUIRED=0\nIMAPDSTARTTLS=YES\n" }),
  ],
];

const unmarked = c({ authmysqlrc: "MYSQL_SERVER localhost\n" });

const releases: readonly Row[] = [
  ["courier/marker-missing", "a release that is not known", unmarked, ["warning"], {}],
  ["courier/marker-missing", "a release that asks for it", unmarked, ["error"], { courier: "1.1.5" }],
  ["courier/marker-missing", "a release that does not", unmarked, [], { courier: "0.76.3" }],
];

testConditions("releases of Courier", conditionsOf(releases, {}));
testConditions("relaying", conditionsOf(relay, { postfix: "3.7" }));
testConditions("logins", conditionsOf([...postfix, ...logins], { postfix: "3.7" }));
testConditions("sessions", conditionsOf(session, { postfix: "3.7" }));
testConditions("Courier", conditionsOf(courier, {}));
