import { nearest } from "../../src/nearest.ts";
import { isTemplate } from "../../src/resolve/template.ts";
import { defineRule } from "../../src/rule.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";
import { originPlace, written } from "../../src/vocabulary-dovecot.ts";

/** src/auth/mech-*.c of 2.2 to 2.4. */
const mechanisms = new Set(
  `anonymous apop cram-md5 digest-md5 external gss-spnego gssapi login ntlm oauthbearer otp plain rpa scram-sha-1
scram-sha-1-plus scram-sha-256 scram-sha-256-plus skey xoauth2`.split(/\s+/),
);
const tlsVersions = new Set(["ANY", "LATEST", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"]);
const protocols = ["imap", "pop3", "lmtp", "lda", "sieve", "managesieve", "submission", "doveadm", "smtp"];
const version24 = "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n";

export default defineRule({
  id: "dovecot/unchecked-value",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A value that `doveconf` takes and the running daemon does not.",
  why: `Mechanisms, the lowest TLS version and the names of \`protocol\` blocks are not looked at when Dovecot starts: nobody can log in, every handshake fails, or the block never counts.`,
  remedy: `Write one of the values that the message names.`,
  remedyInMessage: true,
  references: [
    {
      title: "Dovecot, authentication mechanisms",
      url: "https://doc.dovecot.org/latest/core/config/auth/sasl.html",
    },
    { title: "Dovecot, ssl_min_protocol", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const { value, span, about } of written(context, "auth_mechanisms"))
      for (const word of value.split(/[\s,]+/)) {
        if (word === "" || isTemplate(word) || word.includes("$") || mechanisms.has(word.toLowerCase()))
          continue;
        const near = nearest(word.toLowerCase(), mechanisms);
        context.report({
          span,
          message: `there is no mechanism \`${word}\`: the auth process ends, and nobody can log in${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
          about,
        });
      }
    for (const { value, span, about } of written(context, "ssl_min_protocol"))
      if (value !== "" && !isTemplate(value) && !tlsVersions.has(value))
        context.report({
          span,
          message: `there is no \`ssl_min_protocol = ${value}\`: every handshake fails; write \`TLSv1.2\` or \`TLSv1.3\``,
          about,
        });
    for (const system of dovecotSystems(context)) {
      const services = new Set(system.config.sections("service").map(({ label }) => label));
      for (const { context: client, negatedProtocol, origin } of system.config.filters) {
        const name = client.protocol ?? negatedProtocol ?? "";
        if (origin.kind !== "file" || name === "" || protocols.includes(name) || services.has(name)) continue;
        const near = nearest(name, protocols);
        if (near === undefined || isTemplate(name)) continue;
        context.report({
          span: originPlace(origin, system),
          message: `no protocol is called \`${name}\`, so this block ${negatedProtocol === undefined ? "never" : "always"} counts; did you mean \`${near}\`?`,
        });
      }
    }
  },
  examples: [
    { title: "a misspelled mechanism", bad: "auth_mechanisms = «plain logn»\n" },
    {
      title: "a misspelled mechanism in Dovecot 2.4",
      version: "2.4",
      bad: `${version24}auth_mechanisms = «plian»\n`,
    },
    { title: "no version of TLS", bad: "ssl_min_protocol = «TLSv1_2»\n" },
    { title: "a misspelled protocol", bad: "«protocol impa {»\n  mail_max_userip_connections = 20\n}\n" },
    { title: "mechanisms that there are", good: "auth_mechanisms = PLAIN login xoauth2\n" },
    {
      title: "a block for a service's processes",
      good: "protocol indexer-worker {\n  mail_max_lock_timeout = 30s\n}\n",
      trap: true,
    },
  ],
});
