// The relay verdict against the real smtpd: what it calls open lets a stranger send to a foreign domain, what it calls
// closed does not, whatever the stranger tries.

import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryHost } from "../../src/host.ts";
import { type RelayVerdict, relay } from "../../src/model/postfix-relay.ts";
import { resolvePostfix } from "../../src/resolve/postfix.ts";
import { describeWithRoot } from "../oracle/daemons.ts";
import { expectProofs } from "../proofs.ts";
import { PATIENCE_MS } from "./boot.ts";
import { connect } from "./line-client.ts";
import { bootPostfix, type Postfix, type PostfixRoot, smtpdOn } from "./postfix.ts";
import { ask, code, reply } from "./protocols/smtp.ts";

const seed = Number(process.env.MAILINT_SEED ?? 310);
const versions: Record<PostfixRoot, string> = { bookworm: "3.7", trixie: "3.10" };

/** Tables as files, whose text decides; `TREE` stands for their directory in what follows. */
const tables: Readonly<Record<string, string>> = {
  "everybody.cidr": "# all of the Internet\n10.0.0.0/8 REJECT\n0.0.0.0/0\n  OK\n::/0 OK\n",
  "private.cidr": "10.0.0.0/8 OK\n192.168.0.0/16 permit_mynetworks\n",
  "others.cidr": "!10.0.0.0/8 REJECT strangers\n10.0.0.0/8 OK\n",
  "block.cidr": "if 10.0.0.0/8\n10.1.0.0/16 OK\nendif\n",
  "empty.cidr": "# nothing yet\n",
  "everybody.regexp": "/./ OK\n",
  "nobody.regexp": "/^10\\./ REJECT\n/\\.invalid$/ 550 no\n",
  "some.regexp": "if /^10\\./\n/^10\\.1\\./ OK\nendif\n!/^10\\./ DUNNO\n",
  "senders.text": "partner.test OK\nx.test REJECT\n",
  "addresses.text": "10.1.1.1 OK\n192.168 RELAY\n",
  "recipients.text": "other.test OK\nlisted.test REJECT not that one\n",
  "greetings.text": "client.example.test\n    permit_mynetworks, guarded\n",
  "spam.text": "x.test REJECT\ny.test 554 go away\nz.test defer_if_permit\n",
};

const ofFiles = [
  ...["everybody", "private", "others", "block", "empty"].map(
    (name) => `check_client_access cidr:TREE/${name}.cidr`,
  ),
  ...["everybody", "nobody", "some"].map((name) => `check_client_access regexp:TREE/${name}.regexp`),
  ...["senders", "addresses", "spam"].map((name) => `check_sender_access texthash:TREE/${name}.text`),
  ...["recipients", "senders", "addresses"].map(
    (name) => `check_recipient_access texthash:TREE/${name}.text`,
  ),
  "check_helo_access texthash:TREE/greetings.text",
  "check_sender_access regexp:TREE/everybody.regexp",
];

const MAIN = `compatibility_level = 3.6
mynetworks = 127.0.0.1/32 [::1]/128
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_restriction_classes = everybody, guarded, friends
everybody = permit
guarded = permit_mynetworks, reject_unauth_destination
friends = check_sender_access inline:{friend@partner.test=OK}
disable_dns_lookups = yes
`;

const steps = [
  ...[
    "permit_mynetworks",
    "permit_sasl_authenticated",
    "reject_unauth_destination",
    "defer_unauth_destination",
  ],
  ...["permit_mynetworks", "reject_unauth_destination", "permit_auth_destination", "permit_inet_interfaces"],
  ...["permit", "reject", "defer", "defer_if_permit", "defer_if_reject", "permit_tls_clientcerts", "sleep 0"],
  ...[
    "reject_non_fqdn_sender",
    "reject_unauth_pipelining",
    "reject_unlisted_sender",
    "reject_unlisted_recipient",
  ],
  ...["reject_plaintext_session", "permit_naked_ip_address", "check_relay_domains", "reject_maps_rbl"],
  ...["reject_invalid_helo_hostname", "reject_sender_login_mismatch", "reject_evrything", "EVERYBODY"],
  ...[
    "everybody",
    "guarded",
    "friends",
    "friends",
    "Permit_MyNetworks",
    "check_client_access",
    "static:DUNNO",
  ],
  ...[
    "check_client_access static:OK",
    "check_client_access static:DUNNO",
    "check_client_access static:reject",
  ],
  ...["check_client_access cidr:{{0.0.0.0/0 OK}}", "check_client_access cidr:{{10.0.0.0/8 OK}}"],
  ...[
    "check_client_access regexp:{{/./ permit_mynetworks,guarded}}",
    "check_client_access inline:{10.1.1.1=OK}",
  ],
  ...["check_helo_access static:OK", "check_helo_access inline:{client.example.test=OK}"],
  ...["check_sender_access inline:{partner.test=RELAY, x.test=REJECT}", "check_sender_access static:1234"],
  ...["check_recipient_access static:relay", "check_recipient_access inline:{other.test=OK}"],
  ...["check_recipient_access static:{450 later}", "check_recipient_access static:permit_mynetworks"],
  ...["check_reverse_client_hostname_access static:OK", "check_etrn_access static:OK", "static:OK"],
  ...[
    "permit_mx_backup",
    "permit_tls_all_clientcerts",
    "permit_sasl_authenticated",
    "defer_unauth_destination",
  ],
  ...["check_sasl_access static:OK", "check_ccert_access static:OK", "undefined_class"],
  ...ofFiles,
  ...["check_sender_access static:hold", "check_recipient_access static:defer_if_permit"],
];

const step = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom(...steps))
  .map(([luck, text]) => (luck === 0 ? `warn_if_reject ${text}` : text));
const list = fc.array(step, { maxLength: 4 });
const rare = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: list });
const end = fc.constantFrom("", "", "reject_unauth_destination", "reject", "permit", "warn_if_reject reject");
const yesOrNo = fc.constantFrom("yes", "no");

/** What a service may change of the surroundings. */
const ownOptions = [
  ["{ everybody = reject }"],
  ["{ guarded = permit }", "smtpd_sasl_auth_enable=no"],
  ["{ smtpd_restriction_classes = friends }"],
  ["{ friends = everybody }"],
  ["{ relay_domains = static:all }"],
  ["smtpd_reject_unlisted_recipient=no"],
  ["smtpd_delay_open_until_valid_rcpt=no", "smtpd_reject_unlisted_sender=yes"],
];

const overrides = fc
  .record({
    client: rare,
    helo: rare,
    sender: rare,
    data: rare,
    relay: list,
    recipient: list,
    relayEnd: end,
    recipientEnd: end,
    delay: fc.constantFrom("yes", "yes", "yes", "no"),
    helloFirst: yesOrNo,
    relayFirst: yesOrNo,
    /** Without a list of its own the service has the default of the compatibility level. */
    hasRelay: fc.constantFrom(true, true, true, false),
    hasRecipient: fc.constantFrom(true, true, true, false),
    own: fc.constantFrom([], [], [], ...ownOptions),
    networks: fc.constantFrom(
      "127.0.0.1/32",
      "127.0.0.1/32",
      "10.0.0.0/8",
      "0.0.0.0/0",
      "!0.0.0.0/0 127.0.0.0/8",
      "10.0.0.1/8",
    ),
  })
  .map((one) => [
    `{ smtpd_client_restrictions = ${one.client.join(" ")} }`,
    `{ smtpd_helo_restrictions = ${one.helo.join(", ")} }`,
    `{ smtpd_sender_restrictions = ${one.sender.join(" ")} }`,
    `{ smtpd_data_restrictions = ${one.data.join(" ")} }`,
    ...(one.hasRelay ? [`{ smtpd_relay_restrictions = ${[...one.relay, one.relayEnd].join(", ")} }`] : []),
    ...(one.hasRecipient
      ? [`{ smtpd_recipient_restrictions = ${[...one.recipient, one.recipientEnd].join(" ")} }`]
      : []),
    ...one.own,
    `smtpd_delay_reject=${one.delay}`,
    `smtpd_helo_required=${one.helloFirst}`,
    `smtpd_relay_before_recipient_restrictions=${one.relayFirst}`,
    `{ mynetworks = ${one.networks} }`,
  ]);

function verdicts(files: Record<string, string>, version: string): readonly RelayVerdict[] {
  const entry = { daemon: "postfix" as const, root: "main.cf", files: ["master.cf"], partial: false };
  const system = resolvePostfix(entry, memoryHost(files), { postfix: version });
  return system.daemon === "postfix" ? relay(system) : [];
}

const greetings = [undefined, "client.example.test", "203.0.113.9"];
const senders = ["", "somebody@stranger.test", "friend@partner.test"];

/** All that a stranger may try; `true` when one try gets as far as sending the text of a message. */
async function canRelay(port: number): Promise<boolean> {
  for (const greeting of greetings)
    for (const sender of senders) if (await accepted(port, greeting, sender)) return true;
  return false;
}

async function accepted(port: number, greeting: string | undefined, sender: string): Promise<boolean> {
  const connection = await connect({ host: "127.0.0.1", port });
  try {
    if (code(await reply(connection)) !== 220) return false;
    if (greeting !== undefined && code(await ask(connection, `EHLO ${greeting}`)) !== 250) return false;
    if (code(await ask(connection, `MAIL FROM:<${sender}>`)) !== 250) return false;
    for (const recipient of ["one@foreign.test", "other@foreign.test"])
      if (code(await ask(connection, `RCPT TO:<${recipient}>`)) !== 250) return false;
    return code(await ask(connection, "DATA")) === 354;
  } finally {
    connection.close();
  }
}

/** smtpd that has to die at start says why in the log; a client would wait for another one. */
async function diesAtStart(postfix: Postfix, port: number, name: string): Promise<boolean> {
  const connection = await connect({ host: "127.0.0.1", port });
  try {
    const said = new RegExp(`${name}/smtpd\\[\\d+\\]: fatal: in parameter smtpd_relay_restrictions or`);
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(20))
      if (said.test(postfix.log())) return true;
    return false;
  } finally {
    connection.close();
  }
}

/** A postscreen that knows all its clients, and hands them to an smtpd of its own. */
function behindPostscreen(port: number | undefined, ...own: readonly string[]): string {
  const name = `behind${port}`;
  return [
    `127.0.0.1:${port} inet n - n - 1 postscreen`,
    `  -o smtpd_service_name=${name}`,
    "  -o postscreen_access_list=static:permit",
    "  -o postscreen_cache_map=",
    `${name} pass - - n - - smtpd`,
    ...own.map((override) => `  -o ${override}`),
  ].join("\n");
}

async function compare(
  root: PostfixRoot,
  main: string,
  services: readonly (readonly string[])[],
  door: (port: number | undefined, ...own: readonly string[]) => string = smtpdOn,
) {
  const wrong: unknown[] = [];
  const count = { open: 0, closed: 0, depends: 0, fatal: 0 };
  const written: Record<string, string> = { "main.cf": main };
  await using postfix = await bootPostfix(root, services.length, ({ path, ports }) => {
    const lines = services.map((own, at) => door(ports[at], `syslog_name=t${at}x`, ...own));
    const master = lines.join("\n").replaceAll("TREE", path);
    written["master.cf"] = master;
    for (const [name, text] of Object.entries(tables)) written[`${path}/${name}`] = text;
    return { "main.cf": main, "master.cf": master, ...tables };
  });
  for (const [at, verdict] of verdicts(written, versions[root]).entries()) {
    const port = verdict.endpoint.port ?? 0;
    const path = verdict.lists.flat();
    const fatal = path[0]?.outcome === "fatal";
    count[fatal ? "fatal" : verdict.verdict]++;
    if (verdict.verdict === "depends") continue;
    const seen = fatal ? !(await diesAtStart(postfix, port, `t${at}x`)) : await canRelay(port);
    if (seen !== (verdict.verdict === "open"))
      wrong.push({
        seen,
        verdict: verdict.verdict,
        service: services[at],
        path: path.map(({ restriction, outcome }) => `${restriction}: ${outcome}`),
      });
  }
  return { wrong, count, judged: services.length };
}

for (const root of ["bookworm", "trixie"] as const) {
  describeWithRoot(root, `relay verdicts of Postfix ${versions[root]}`, () => {
    test("agree with smtpd on random restriction lists", { timeout: 600_000 }, async () => {
      const services = fc.sample(overrides, { seed, numRuns: 120 });
      const { wrong, count } = await compare(root, MAIN, services);
      expect(wrong).toEqual([]);
      expect(count.open + count.closed).toBeGreaterThanOrEqual(60);
      expect(count.open).toBeGreaterThanOrEqual(5);
      expect(count.closed).toBeGreaterThanOrEqual(5);
    });

    test("agree with smtpd at compatibility level 0", { timeout: 600_000 }, async () => {
      const services = fc.sample(overrides, { seed: seed + 1, numRuns: 60 });
      const { wrong } = await compare(root, MAIN.replace("compatibility_level = 3.6", ""), services);
      expect(wrong).toEqual([]);
    });

    test("agree with smtpd behind postscreen", { timeout: 600_000 }, async () => {
      const services = fc.sample(overrides, { seed: seed + 2, numRuns: 20 });
      const { wrong, count } = await compare(root, MAIN, services, behindPostscreen);
      expect(wrong).toEqual([]);
      expect(count.open + count.closed).toBeGreaterThanOrEqual(1);
    });

    test("agree with smtpd on what main.cf alone decides", { timeout: 600_000 }, async () => {
      const closed = ["smtpd_relay_restrictions=reject_unauth_destination"];
      const mains = [
        { main: "compatibility_level = 3.6", verdict: "closed" },
        { main: "compatibility_level = 0", verdict: "closed" },
        {
          main: "compatibility_level = 0\nsmtpd_recipient_restrictions = reject_unauth_destination",
          verdict: "closed",
        },
        {
          main: "compatibility_level = 0\nsmtpd_recipient_restrictions = check_client_access static:OK, reject",
          verdict: "open",
        },
        { main: "compatibility_level = 3.6\nrelay_domains = static:all", verdict: "open", own: closed },
        { main: "compatibility_level = 3.6\nrelay_domains = *", verdict: "closed", own: closed },
        { main: "compatibility_level = 3.6\nrelay_domains = partner.test", verdict: "closed", own: closed },
      ];
      for (const { main, verdict, own = [] } of mains) {
        const { wrong, count } = await compare(root, `${main}\nmynetworks = 10.0.0.0/8\n`, [own]);
        expect({ main, wrong }).toEqual({ main, wrong: [] });
        expect({ main, open: count.open }).toEqual({ main, open: verdict === "open" ? 1 : 0 });
      }
    });
  });
}

test("docs/proofs.json tells of it", () => {
  expectProofs("wire", "test/wire/postfix-relay.test.ts", new Set(["open-relay"]));
});
