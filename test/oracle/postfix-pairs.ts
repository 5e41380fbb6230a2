// Random pairs of main.cf and master.cf: mostly such as Postfix accepts, laid out in every way it knows.

import fc from "fast-check";
import type { Pair } from "./postconf.ts";

/** Names of main.cf; a value refers to later ones only, so that few pairs end in a cycle. */
const names = [
  "virtual_alias_maps",
  "smtpd_recipient_restrictions",
  "smtpd_relay_restrictions",
  "smtpd_restriction_classes",
  "smtpd_tls_security_level",
  "smtp_tls_security_level",
  "append_dot_mydomain",
  "smtpd_banner",
  "forward_path",
  "default_rbl_reply",
  "mydestination",
  "transport_maps",
  "postscreen_denylist_action",
  "postscreen_dnsbl_ttl",
  "virtual_maps",
  "fallback_relay",
  "smtpd_timeout",
  "smtp_connection_cache_time_limit",
  "smtpd_helo_required",
  "message_size_limit",
  "queue_run_delay",
  "smtpd_use_tls",
  "smtp_tlsrpt_enable",
  "use_srv_lookup",
  "process_name",
  "foo_destination_rate_delay",
  "foo_delivery_slot_cost",
  "pol_time_limit",
  "smtp_destination_concurrency_limit",
  "local_destination_recipient_limit",
  "dir_search_base",
  "dir_server_host",
  "dir_frobnicate",
  "sql_hosts",
  "sql_query",
  "class_one",
  "class_two",
  "mua_checks",
  "own_name",
  "other",
  "smtpd_tls_securty_level",
  "SMTPD_BANNER",
  "relayhost",
  "mail_name",
];

const word = fc.constantFrom(
  "permit",
  "reject",
  "a,b",
  "class_one",
  "class_two,",
  "10.0.0.0/8",
  "[::1]/128",
  "yes",
  "no",
  "may",
  "30s",
  "ldap:dir",
  "proxy:ldap:dir",
  "proxy:mysql:sql",
  "mysql:sql,",
  "hash:/etc/postfix/x",
  "unix:/run/x",
  "{ ldap:dir, reject }",
  "inline:{ {a = b}, c=d }",
  "pipemap:{pgsql:sql, static:x}",
  "a=b",
  "==",
  "$$",
  "$$relayhost",
  "grüße",
  "\u00a0",
  "\\",
  '"x',
  "a#b",
  "$mail_version",
  "$process_name",
);

function reference(later: readonly string[]): fc.Arbitrary<string> {
  const name = fc.constantFrom(...later, "nowhere", "smtpd_sasl_path", "stress", "smtpd_forbid_bare_newline");
  const level = fc.constantFrom("<", "<=", "==", "!=", ">=", ">", "<level", ">=level");
  return fc.oneof(
    name.map((one) => `$${one}`),
    name.map((one) => `\${${one}}`),
    name.map((one) => `$(${one})`),
    name.map((one) => `\${ ${one} ? x y}`),
    name.map((one) => `\${${one}:none}`),
    fc.tuple(name, name).map(([one, other]) => `\${${one}?{$${other} z}:{none}}`),
    fc.tuple(name, name).map(([one, other]) => `\${${one} ? {y} : {\${${other}:q}} }`),
    fc
      .tuple(name, level, fc.constantFrom("1", "3.6", "9"))
      .map(([one, sign, other]) =>
        sign.endsWith("level")
          ? `\${{$compatibility_level} ${sign} {${other}} ? {new $${one}} : {old}}`
          : `\${{$${one}} ${sign} {${other}} ? {yes} : {no}}`,
      ),
  );
}

const gap = fc.constantFrom(
  " ",
  " ",
  " ",
  ", ",
  "  ",
  "\t",
  "\n  ",
  "\n\t",
  "\n# note\n ",
  "\n\n  ",
  "\n   # note\n \t",
  "\r\n ",
);
const broken = fc.constantFrom("$", "${", "$(x", "${}", "${a b}", "${{1} =~ {2}}");

function randomValue(at: number): fc.Arbitrary<string> {
  const later = names.slice(at + 1);
  const atom = fc.oneof(
    { weight: 300, arbitrary: word },
    { weight: 200, arbitrary: later.length === 0 ? word : reference(later) },
    { weight: 1, arbitrary: broken },
  );
  return fc
    .array(fc.tuple(atom, gap), { maxLength: 4 })
    .map((parts) => parts.map(([text, space]) => text + space).join(""))
    .map((text) => (names[at] === "smtpd_restriction_classes" ? withoutLevels(text) : text));
}

/** Postconf expands this one value without defaults, and then finds no compatibility level to compare. */
function withoutLevels(text: string): string {
  return text.replaceAll("$compatibility_level", "3.6");
}

const setting = fc
  .nat(names.length - 1)
  .chain((at) =>
    fc.tuple(
      fc.constant(names[at] ?? ""),
      fc.constantFrom(" = ", "=", " =", "\t=\t", "\n = "),
      randomValue(at),
    ),
  )
  .map(([name, equals, value]) => `${name}${equals}${value.trimEnd()}`);

const mainLine = fc.oneof(
  { weight: 60, arbitrary: setting },
  { weight: 3, arbitrary: fc.constantFrom("# note", "", "  ", "   # note = x") },
  { weight: 1, arbitrary: fc.constantFrom("compatibility_level = 2", "compatibility_level=3.6") },
);

const mainFile = fc
  .tuple(fc.array(mainLine, { maxLength: 14 }), fc.nat(150), fc.constantFrom("\n", "\n", "\n", "\r\n"))
  .map(([lines, odd, end]) => {
    const before = odd === 1 ? ["  stray = line", " of two"] : odd === 2 ? ["no pair at all"] : [];
    const fixed = ["myhostname = host.example.org", "mydomain = example.org", "mynetworks = 192.0.2.0/24"];
    return [...before, ...fixed, ...lines].join(end) + (odd % 2 === 0 ? end : "");
  });

const argument = fc.oneof(
  fc.nat(names.length - 1).chain((at) =>
    fc.tuple(randomValue(at), fc.nat(9)).map(([value, kind]) => {
      const flat = value.trim();
      if (kind < 4) return `-o ${names[at]}=${flat.replaceAll(/[\s{}]+/g, "")}`;
      if (kind < 6) return `-o { ${names[at]} = ${flat} }`;
      if (kind === 6) return `-o {${names[at]}=${flat}}`;
      if (kind === 7) return `-o${names[at]}=x`;
      return kind === 8 ? `-o ${names[at]} = ${flat}` : `-o ${names[at]}`;
    }),
  ),
  fc.constantFrom(
    "-v",
    "-vv",
    "-v -D",
    "-vo x=y",
    "--",
    "flags=R",
    "argv=/bin/x",
    "{ a b }",
    "{c}",
    "${sender}",
    "{ d",
    "{ e }f",
  ),
);

const command = fc.constantFrom(
  "smtpd",
  "smtp",
  "pipe",
  "spawn",
  "local",
  "lmtp",
  "qmgr",
  "error",
  "/usr/lib/smtp",
  "own",
);

const service = fc
  .tuple(
    fc.constantFrom("smtp", "foo", "pol", "25", "submission", "[::1]:2525", "a-rather-long-name", "grüße"),
    fc.constantFrom("inet", "unix", "unix", "fifo", "pass", "unix-dgram"),
    fc.constantFrom("n", "-", "y"),
    fc.constantFrom("-", "y", "n"),
    fc.constantFrom("-", "60", "60?", "?", "-?"),
    fc.constantFrom("-", "0", "10"),
    command,
    fc.array(fc.tuple(argument, fc.constantFrom(" ", "\n  ", "\n\t", "\n# note\n ")), { maxLength: 4 }),
    fc.nat(200),
  )
  .map(([name, type, flag, chroot, wakeup, limit, program, args, odd]) => {
    const fields = [name, type, flag, "-", chroot, wakeup, limit, program];
    if (odd === 1) fields.pop();
    if (odd === 2) fields[1] = "tcp";
    const tail = args.map(([text, space]) => space + text).join("");
    return fields.join(odd % 3 === 0 ? "\t" : " ") + tail;
  });

const masterFile = fc
  .array(service, { maxLength: 5 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

/** `count` pairs that depend on the seed alone. */
export function randomPairs(seed: number, count: number): readonly Pair[] {
  return fc.sample(fc.record({ main: mainFile, master: masterFile }), { seed, numRuns: count });
}
