// Relay verdicts that depend on what only the machine knows, and listeners behind postscreen: no daemon can be asked.

import { describe, expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { relay } from "../../src/model/postfix-relay.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import type { PostfixSystem } from "../../src/system.ts";

function systemOf(main: string, master = "smtp inet n - n - - smtpd\n", postfix = "3.7"): PostfixSystem {
  const entry = { daemon: "postfix" as const, root: "main.cf", files: ["master.cf"], partial: false };
  const host = memoryHost({ "main.cf": `compatibility_level = 3.6\n${main}`, "master.cf": master });
  const system = resolvePostfix(entry, host, { postfix });
  if (system.daemon !== "postfix") throw new Error("no Postfix");
  return system;
}

const verdicts = (main: string, master?: string, version?: string) =>
  relay(systemOf(main, master, version)).map(({ service, verdict, on }) =>
    [service, verdict, ...on].join(" "),
  );

const only = (lists: string) => `smtpd_relay_restrictions =\nsmtpd_recipient_restrictions = ${lists}\n`;

describe("verdicts", () => {
  test.each([
    ["", "closed"],
    [only("check_client_access hash:/etc/a, reject_unauth_destination"), "depends hash:/etc/a"],
    [only("reject_unauth_destination, check_client_access hash:/etc/a"), "closed"],
    [only("check_policy_service unix:private/p, reject"), "depends unix:private/p"],
    [only("reject_unauth_destination, check_policy_service unix:private/p"), "closed"],
    [only("check_recipient_access inline:{a.example=OK}, reject"), "depends inline:{a.example=OK}"],
    [only("permit_mx_backup, reject_unauth_destination"), "depends permit_mx_backup"],
    [only("permit_dnswl_client list.example, reject_unauth_destination"), "closed"],
    ["mynetworks = 127.0.0.0/8, 0.0.0.0/1\n", "depends mynetworks"],
    ["mynetworks = cidr:/etc/postfix/networks\n", "closed"],
    ["mynetworks = 127.0.0.0/8 cidr:{{0.0.0.0/0 yes}}\n", "open"],
    ["mynetworks = {{ networks }}\n", "depends mynetworks"],
    [only("permit_naked_ip_address, reject"), "open"],
    [`smtpd_helo_restrictions = reject\n${only("check_client_access static:OK, reject")}`, "open"],
    [
      `smtpd_helo_required = yes\nsmtpd_helo_restrictions = reject\n${only("check_client_access static:OK, reject")}`,
      "closed",
    ],
    [
      `mynetworks = 0.0.0.1/0\nsmtpd_restriction_classes = own\nown = permit_mynetworks\n${only("warn_if_reject own, permit, reject")}`,
      "closed",
    ],
    [`smtpd_client_restrictions = check_client_access pcre:/a, reject\n${only("permit, reject")}`, "closed"],
  ])("%j: %s", (main, expected) => {
    expect(verdicts(main)).toEqual([`smtp/inet ${expected}`]);
  });

  test.each([
    ["", "closed"],
    ["compatibility_level = 2\n", "closed"],
    ["smtpd_recipient_restrictions = reject_unauth_destination\n", "closed"],
    ["smtpd_recipient_restrictions = check_client_access hash:/etc/a, reject\n", "depends hash:/etc/a"],
    ["smtpd_recipient_restrictions = check_client_access static:OK, reject\n", "open"],
    [
      "mynetworks = 10.0.0.1/8\nsmtpd_recipient_restrictions = check_client_access static:OK, reject\n",
      "closed",
    ],
  ])("of all releases, the version not being given: %j: %s", (main, expected) => {
    const entry = { daemon: "postfix" as const, root: "main.cf", files: [], partial: false };
    const system = resolvePostfix(entry, memoryHost({ "main.cf": main }), {}) as PostfixSystem;
    const found = relay(system).map(({ verdict, on }) => [verdict, ...on].join(" "));
    expect(found).toEqual([expected]);
  });

  test.each([
    ["check_sender_access hash:/etc/postfix/access", "a.example OK\n", "open"],
    ["check_sender_access hash:/etc/postfix/access", "192.0.2.1 OK\nb.example REJECT\n", "closed"],
    ["check_client_access hash:/etc/postfix/access", "b.example REJECT\n", "closed"],
    ["check_client_access hash:/etc/postfix/access", "192.0.2.1 OK\n", "depends"],
    ["check_client_access proxy:hash:/etc/postfix/access", "b.example REJECT\n", "closed"],
    ["check_client_access cidr:/etc/postfix/access", "# all\n0.0.0.0/0\n  OK\n", "open"],
    ["check_client_access pcre:/etc/postfix/access", "/^dsl/ REJECT\n/^(\\d+)\\./ 450 $1\n", "closed"],
    ["check_client_access pcre:/etc/postfix/access", "/^a\\/b/i OK\n", "depends"],
    ["check_client_access pcre:/etc/postfix/access", "{{ rules }} OK\n", "depends"],
  ])("%s with %j: %s", (lookup, text, expected) => {
    const entry = { daemon: "postfix" as const, root: "main.cf", files: [], partial: false };
    const main = `compatibility_level = 3.6\n${only(`${lookup}, reject_unauth_destination`)}`;
    const host = memoryHost({ "main.cf": main, access: text });
    const system = resolvePostfix(entry, host, { postfix: "3.7" }) as PostfixSystem;
    expect(relay(system).map(({ verdict }) => verdict)).toEqual([expected]);
  });

  test.each([
    ["mynetworks = cidr:/etc/postfix/networks", "10.0.0.0/8 OK\n0.0.0.0/0 OK\n", "open"],
    ["mynetworks = cidr:/etc/postfix/networks", "10.0.0.0/8 OK\n", "closed"],
    ["mynetworks = cidr:/etc/postfix/networks", "if 0.0.0.0/0\n10.0.0.0/8 OK\nendif\n", "closed"],
    ["mynetworks = /etc/postfix/networks", "127.0.0.0/8\n  0.0.0.0/0\n", "open"],
    ["mynetworks = /etc/postfix/networks", "127.0.0.0/8\n#0.0.0.0/0\n10.0.0.0/8\n", "closed"],
    ["mynetworks = !/etc/postfix/networks 0.0.0.0/0", "0.0.0.0/0\n", "closed"],
    ["mynetworks = /etc/postfix/networks", "/etc/postfix/networks\n", "closed"],
    ["mynetworks = /etc/postfix/networks", "{{ networks }}\n", "closed"],
    ["relay_domains = regexp:/etc/postfix/networks", "/^/ yes\n", "open"],
    ["relay_domains = /etc/postfix/networks", "static:all\n", "open"],
    ["relay_domains = /etc/postfix/networks", "partner.example\n", "closed"],
  ])("%s with %j: %s", (line, text, expected) => {
    const entry = { daemon: "postfix" as const, root: "main.cf", files: [], partial: false };
    const host = memoryHost({ "main.cf": `compatibility_level = 3.6\n${line}\n`, networks: text });
    const system = resolvePostfix(entry, host, { postfix: "3.7" }) as PostfixSystem;
    expect(relay(system).map(({ verdict }) => verdict)).toEqual([expected]);
  });

  test("check_relay_domains looks for the client's name in the list of smtpd's own", () => {
    const master = "smtp inet n - n - - smtpd\n  -o relay_domains=";
    const main = only("check_relay_domains");
    expect(verdicts(main, `${master}static:all\n`)).toEqual(["smtp/inet open"]);
    expect(verdicts(main, `${master}com\n`)).toEqual(["smtp/inet depends relay_domains"]);
    expect(verdicts(main, `${master}partner.test\n`)).toEqual(["smtp/inet closed"]);
  });

  test("a restriction that a later release took out keeps the door shut there", () => {
    expect(verdicts(only("permit_naked_ip_address, reject"), undefined, "3.10")).toEqual([
      "smtp/inet closed",
    ]);
  });

  test("services are judged by their own options, postscreen by the smtpd behind it", () => {
    const master = `smtp inet n - n - 1 postscreen
smtpd pass - - n - - smtpd
  -o smtpd_relay_restrictions=check_client_access,static:OK,reject
qmqp inet n - n - - qmqpd
127.0.0.1:10025 inet n - n - - smtpd
`;
    expect(verdicts("qmqpd_authorized_clients = 0.0.0.0/0\n", master)).toEqual([
      "smtpd/pass open",
      "qmqp/inet open",
      "127.0.0.1:10025/inet closed",
    ]);
  });
});

test("listeners have the address, the port and the name of the door", () => {
  const master = `smtp inet n - n - 1 postscreen
smtpd pass - - n - - smtpd
  -o smtpd_tls_security_level=may
  -o smtpd_tls_chain_files=/etc/ssl/mail.pem
submissions inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
[::1]:10025 inet n - n - - smtpd
192.0.2.1:nosuch inet n - n - - smtpd
`;
  const found = systemOf("inet_interfaces = 192.0.2.1, 2001:db8::1\n", master).listeners();
  expect(found.map(({ name, address, port, tls, local }) => [name, address, port, tls, local])).toEqual([
    ["smtp/inet", "192.0.2.1", 25, "starttls", false],
    ["smtp/inet", "2001:db8::1", 25, "starttls", false],
    ["submissions/inet", "192.0.2.1", 465, "implicit", false],
    ["submissions/inet", "2001:db8::1", 465, "implicit", false],
    ["[::1]:10025/inet", "::1", 10025, "none", true],
    ["192.0.2.1:nosuch/inet", "192.0.2.1", undefined, "none", false],
  ]);
});
