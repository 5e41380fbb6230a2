// Who can reach a port of Dovecot, and what a block says otherwise than the top: each turns a finding on or off.

import { conditionsOf, type Row, testConditions } from "./conditions.ts";

const d = (text: string) => ({ "dovecot.conf": `protocols = imap\n${text}` });
const d24 = (text: string) => ({
  "dovecot.conf": `dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap\n${text}`,
});
const block = (header: string, body: string): string =>
  `${header} {\n  ${body.replaceAll("\n", "\n  ")}\n}\n`;
/** One listener of a service, in the protocols `imap` and `lmtp`. */
const listener = (service: string, body: string, top = "") => ({
  "dovecot.conf": `protocols = imap lmtp\n${top}${block(`service ${service}`, block("inet_listener x", body).trimEnd())}`,
});
const closed = block(
  "service imap-login",
  `${block("inet_listener imap", "port = 0")}${block("inet_listener imaps", "port = 993\nssl = yes").trimEnd()}`,
);
const allowed = "ssl = yes\ndisable_plaintext_auth = no\n";
const allowed24 = "ssl = yes\nauth_allow_cleartext = yes\n";
const hashes = "ssl = yes\nauth_mechanisms = plain cram-md5\n";

const rows: readonly Row[] = [
  ["cleartext-auth", "on all addresses", d(allowed), ["error"]],
  ["cleartext-auth", "for this machine only", d(`${allowed}listen = 127.0.0.1, ::1\n`)],
  [
    "cleartext-auth",
    "for this machine and another address",
    d(`${allowed}listen = 127.0.0.1, 192.0.2.1\n`),
    ["error"],
  ],
  ["cleartext-auth", "TLS from the first byte", d(allowed + closed)],
  ["cleartext-auth", "TLS is required", d("ssl = required\ndisable_plaintext_auth = no\n")],
  [
    "cleartext-auth",
    "TLS is required of the protocol",
    d(`${allowed}protocol imap {\n  ssl = required\n}\n`),
  ],
  [
    "cleartext-auth",
    "TLS is required of another",
    d(`${allowed}protocol pop3 {\n  ssl = required\n}\n`),
    ["error"],
  ],
  [
    "cleartext-auth",
    "the protocol refuses",
    d(`${allowed}protocol imap {\n  disable_plaintext_auth = yes\n}\n`),
  ],
  [
    "cleartext-auth",
    "the protocol alone allows",
    d("ssl = yes\nprotocol imap {\n  disable_plaintext_auth = no\n}\n"),
    ["error"],
  ],
  [
    "cleartext-auth",
    "a protocol that is not served allows",
    d("ssl = yes\nprotocol pop3 {\n  disable_plaintext_auth = no\n}\n"),
  ],
  [
    "cleartext-auth",
    "all protocols but this one allow",
    d("ssl = yes\nprotocol !imap {\n  disable_plaintext_auth = no\n}\n"),
  ],
  ["cleartext-auth", "on all addresses, in 2.4", d24(allowed24), ["error"]],
  ["cleartext-auth", "for this machine only, in 2.4", d24(`${allowed24}listen = 127.0.0.1\n`)],
  [
    "cleartext-auth",
    "TLS is required of the protocol, in 2.4",
    d24(`${allowed24}protocol imap {\n  ssl = required\n}\n`),
  ],
  [
    "cleartext-auth",
    "the protocol refuses, in 2.4",
    d24(`${allowed24}protocol imap {\n  auth_allow_cleartext = no\n}\n`),
  ],
  [
    "cleartext-auth",
    "the protocol alone allows, in 2.4",
    d24("ssl = yes\nprotocol imap {\n  auth_allow_cleartext = yes\n}\n"),
    ["error"],
  ],
  ["tls-disabled", "on all addresses", d("ssl = no\n"), ["error"]],
  ["tls-disabled", "for this machine only", d("ssl = no\nlisten = 127.0.0.1\n")],
  ["tls-disabled", "the protocol has it", d("ssl = yes\nprotocol pop3 {\n  ssl = no\n}\n")],
  ["tls-disabled", "on all addresses, in 2.4", d24("ssl = no\n"), ["error"]],
  ["tls-not-required", "a hash of the password without TLS", d(hashes), ["warning"]],
  ["tls-not-required", "for this machine only", d(`${hashes}listen = 127.0.0.1\n`)],
  ["tls-not-required", "required of the protocol", d(`${hashes}protocol imap {\n  ssl = required\n}\n`)],
  ["tls-not-required", "TLS from the first byte", d(hashes + closed)],
  ["tls-not-required", "no mechanism without the password", d("ssl = yes\nauth_mechanisms = plain login\n")],
  ["lmtp-exposed", "no address", listener("lmtp", "port = 24"), ["warning"]],
  ["lmtp-exposed", "all addresses of IPv6", listener("lmtp", "port = 24\naddress = ::"), ["warning"]],
  ["lmtp-exposed", "this machine", listener("lmtp", "port = 24\naddress = 127.0.0.1")],
  ["lmtp-exposed", "one inner address", listener("lmtp", "port = 24\naddress = 10.0.0.5")],
  ["lmtp-exposed", "this machine, as all of it", listener("lmtp", "port = 24", "listen = 127.0.0.1\n")],
  ["lmtp-exposed", "closed", listener("lmtp", "port = 0")],
  [
    "lmtp-cleartext-network",
    "one inner address",
    listener("lmtp", "port = 24\naddress = 10.0.0.5", "ssl = no\n"),
    ["warning"],
  ],
  ["lmtp-cleartext-network", "this machine", listener("lmtp", "port = 24\naddress = 127.0.0.1")],
  ["lmtp-cleartext-network", "all addresses, which another rule tells of", listener("lmtp", "port = 24")],
  ["auth-socket-cleartext-tcp", "no address", listener("auth", "port = 12345"), ["error"]],
  [
    "auth-socket-cleartext-tcp",
    "one inner address",
    listener("auth", "port = 12345\naddress = 10.0.0.5"),
    ["error"],
  ],
  ["auth-socket-cleartext-tcp", "this machine", listener("auth", "port = 12345\naddress = 127.0.0.1")],
  [
    "auth-socket-cleartext-tcp",
    "this machine, as all of it",
    listener("auth", "port = 12345", "listen = 127.0.0.1\n"),
  ],
  ["auth-socket-cleartext-tcp", "closed", listener("auth", "port = 0")],
  [
    "doveadm-cleartext",
    "no address",
    listener("doveadm", "port = 12345", "doveadm_password = zk4Qm81xWv\n"),
    ["error"],
  ],
  ["doveadm-cleartext", "this machine", listener("doveadm", "port = 12345\naddress = 127.0.0.1")],
  ["doveadm-exposed", "TLS on every address", listener("doveadm", "port = 12345\nssl = yes"), ["warning"]],
  ["doveadm-exposed", "TLS on one", listener("doveadm", "port = 12345\nssl = yes\naddress = 10.0.0.5")],
  ["doveadm-exposed", "in clear, which another rule tells of", listener("doveadm", "port = 12345")],
  ["dovecot/metrics-exposed", "no address", listener("stats", "port = 9900"), ["warning"]],
  ["dovecot/metrics-exposed", "this machine", listener("stats", "port = 9900\naddress = 127.0.0.1")],
  ["dovecot/metrics-exposed", "one inner address", listener("stats", "port = 9900\naddress = 10.0.0.5")],
  [
    "trusted-network-cleartext",
    "a network",
    d("ssl = yes\nlogin_trusted_networks = 192.0.2.0/24\n"),
    ["warning"],
  ],
  ["trusted-network-cleartext", "this machine", d("ssl = yes\nlogin_trusted_networks = 127.0.0.1\n")],
  [
    "trusted-network-cleartext",
    "no port for a password in clear",
    d(`ssl = yes\nlogin_trusted_networks = 192.0.2.0/24\n${closed}`),
  ],
  [
    "cleartext-auth-scoped",
    "TLS is required",
    d("ssl = required\nremote 203.0.113.0/24 {\n  disable_plaintext_auth = no\n}\n"),
  ],
  [
    "cleartext-auth-scoped",
    "this machine",
    d("ssl = yes\nremote 127.0.0.0/8 {\n  disable_plaintext_auth = no\n}\n"),
  ],
  [
    "tls-min-version",
    "in a protocol that is served",
    d("protocol imap {\n  ssl_min_protocol = TLSv1\n}\n"),
    ["warning"],
  ],
  [
    "auth-socket-permissions",
    "everybody may ask",
    d(block("service auth", block("unix_listener auth-master", "mode = 0666").trimEnd())),
    ["error"],
  ],
  [
    "auth-socket-permissions",
    "a group may ask",
    d(block("service auth", block("unix_listener auth-master", "mode = 0660\ngroup = mail").trimEnd())),
  ],
  [
    "passdb-nopassword",
    "for one network",
    d("passdb {\n  driver = static\n  args = nopassword=y allow_nets=192.0.2.0/24\n}\n"),
  ],
  [
    "passdb-nopassword",
    "for everybody",
    d("passdb {\n  driver = static\n  args = nopassword=y\n}\n"),
    ["error"],
  ],
];

testConditions("Dovecot, who can reach it", conditionsOf(rows, {}));
