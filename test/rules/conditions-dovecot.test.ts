// Every condition of a rule about Dovecot matters: a configuration that turns on it, beside the examples.

import { conditionsOf, type Row, testConditions } from "./conditions.ts";

const d = (text: string) => ({ "dovecot.conf": text });
const d24 = (text: string) =>
  d(`dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\n${text}`);
const passdb = (lines: string) => d(`passdb {\n  ${lines.trim().replaceAll("\n", "\n  ")}\n}\n`);

const rows: readonly Row[] = [
  ["anonymous-auth", "nobody can log in", d("protocols = lmtp\nauth_mechanisms = plain anonymous\n")],
  ["auth-failure-delay-low", "in milliseconds", d24("auth_failure_delay = 500ms\n"), ["warning"]],
  [
    "auth-failure-delay-low",
    "in milliseconds, written out",
    d24("auth_failure_delay = 500milliseconds\n"),
    ["warning"],
  ],
  ["auth-failure-delay-low", "enough milliseconds", d24("auth_failure_delay = 2000ms\n")],
  [
    "dovecot/auth-policy-fail-open",
    "no policy server",
    d("auth_policy_server_url =\nauth_policy_reject_on_fail = no\n"),
  ],
  [
    "dovecot/auth-policy-nonce",
    "an empty nonce is refused elsewhere",
    d("auth_policy_server_url = https://policy.example.org/\nauth_policy_hash_nonce =\n"),
  ],
  ["dovecot/client-cert-username-unsafe", "switched off", d("auth_ssl_username_from_cert = no\n")],
  ["dovecot/crl-check-disabled", "switched on", d("ssl_verify_client_cert = yes\nssl_require_crl = yes\n")],
  [
    "dovecot/pam-failure-message",
    "another driver",
    passdb("driver = passwd-file\nargs = failure_show_msg=yes /etc/dovecot/users\n"),
  ],
  ["dovecot/require-client-cert-ineffective", "not required", d("auth_ssl_require_client_cert = no\n")],
  [
    "haproxy-trusted-networks-wide",
    "a whole private range",
    d(
      "haproxy_trusted_networks = 10.0.0.0/8\nservice imap-login {\n  inet_listener imap_proxy {\n    port = 10143\n    haproxy = yes\n  }\n}\n",
    ),
    [],
  ],
  [
    "passdb-nopassword",
    "nobody can log in",
    d("protocols = lmtp\npassdb {\n  driver = static\n  args = nopassword=y\n}\n"),
  ],
  [
    "passdb-shared-static-password",
    "another driver",
    passdb("driver = passwd-file\nargs = /etc/dovecot/users\noverride_fields = password=x1\n"),
  ],
  ["passdb-shared-static-password", "a password a user", passdb("driver = static\nargs = password=%u\n")],
  [
    "passdb-shared-static-password",
    "nobody can log in",
    d("protocols = lmtp\npassdb {\n  driver = static\n  args = password=x1y2z3\n}\n"),
  ],
  ["trusted-networks-wide", "this machine", d("login_trusted_networks = 127.0.0.0/8\n")],
  ["trusted-networks-wide", "half of the Internet", d("login_trusted_networks = 0.0.0.0/1\n"), ["error"]],
  ["backend-cleartext", "a socket", d("submission_relay_host = /run/relay\nprotocols = submission\n")],
  ["cleartext-auth-scoped", "at the top", d("ssl = yes\ndisable_plaintext_auth = no\n")],
  [
    "cleartext-auth-scoped",
    "nobody can log in",
    d("protocols = lmtp\nssl = yes\nremote 203.0.113.0/24 {\n  disable_plaintext_auth = no\n}\n"),
  ],
  [
    "cleartext-auth-scoped",
    "strangers",
    d("ssl = yes\nremote 203.0.113.0/24 {\n  disable_plaintext_auth = no\n}\n"),
    ["error"],
  ],
  [
    "cleartext-auth-scoped",
    "a private network",
    d("ssl = yes\nremote 10.1.2.0/24 {\n  disable_plaintext_auth = no\n}\n"),
    ["warning"],
  ],
  [
    "cleartext-auth",
    "a local block has a rule of its own",
    d("ssl = yes\nlocal 192.0.2.1 {\n  disable_plaintext_auth = no\n}\n"),
  ],
  [
    "doveadm-cleartext",
    "TLS from the first byte",
    d(
      "service doveadm {\n  inet_listener {\n    port = 12345\n    ssl = yes\n  }\n}\ndoveadm_password = zk4Qm81xWv\n",
    ),
  ],
  [
    "dovecot/dsync-cleartext",
    "this machine",
    d("mail_plugins = notify replication\nplugin {\n  mail_replica = tcp:127.0.0.1:12345\n}\n"),
  ],
  [
    "dovecot/tls-port-without-ssl",
    "a proxy speaks first",
    d(
      "service imap-login {\n  inet_listener imaps {\n    port = 993\n    ssl = no\n    haproxy = yes\n  }\n}\n",
    ),
  ],
  [
    "dovecot/tls-port-without-ssl",
    "another port and name",
    d("service imap-login {\n  inet_listener test {\n    port = 10143\n    ssl = no\n  }\n}\n"),
  ],
  [
    "dovecot/tls-port-without-ssl",
    "the port, by another name",
    d("service imap-login {\n  inet_listener test {\n    port = 993\n    ssl = no\n  }\n}\n"),
    ["error"],
  ],
  ["dovecot/alt-cert-without-key", "neither", d("ssl_alt_cert =\nssl_alt_key =\n")],
  ["tls-min-version", "SSL 3", d("ssl_min_protocol = SSLv3\n"), ["error"]],
  ["tls-min-version", "any version", d("ssl_min_protocol = ANY\n"), ["error"]],
  ["weak-cipher", "a group", d("ssl_cipher_list = MEDIUM\n"), ["warning"]],
  ["weak-curve", "in a block", d("protocol imap {\n  ssl_curve_list = secp160r1\n}\n"), ["warning"]],
  ["dovecot/connection-limit-off", "few enough", d("mail_max_userip_connections = 50\n")],
  [
    "trusted-networks-wide",
    "more than the private ranges",
    d("login_trusted_networks = 10.0.0.0/7\n"),
    ["error"],
  ],
  [
    "trusted-networks-wide",
    "more than half of the local addresses",
    d("login_trusted_networks = fc00::/7\n"),
    ["warning"],
  ],
  ["dovecot/unchecked-value", "a mechanism of a template", d("auth_mechanisms = plain {{ more }}\n")],
  [
    "dovecot/unchecked-value",
    "a protocol that is none",
    d("protocol imop {\n  mail_max_userip_connections = 20\n}\n"),
    ["error"],
  ],
  [
    "dovecot/unchecked-value",
    "a protocol of a service",
    d(
      "service imop {\n  executable = /usr/local/bin/imop\n}\nprotocol imop {\n  mail_max_userip_connections = 20\n}\n",
    ),
  ],
  ["dovecot/ssl-subsection-ignored", "TLS is off here only", d("ssl = no\nprotocol imap {\n  ssl = no\n}\n")],
  ["weak-curve", "most peers share no curve", d("ssl_curve_list = secp521r1\n"), ["warning"]],
];

testConditions("Dovecot", conditionsOf(rows, {}));
