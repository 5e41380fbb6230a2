import { isLoopback, isPrivate, parseNetwork } from "../../src/model/networks.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { known, loginListeners, written } from "../../src/vocabulary-dovecot.ts";

const allowing: Readonly<Record<string, string>> = {
  disable_plaintext_auth: "no",
  auth_allow_cleartext: "yes",
};

/** The networks of the `local` and `remote` blocks round a setting. */
function networksOf(scope: readonly string[]) {
  return scope.flatMap((part) => {
    const [, text] = /^(?:local|remote) (\S+)$/.exec(part) ?? [];
    return text === undefined ? [] : [{ part, network: parseNetwork(text) }];
  });
}

export default defineRule({
  id: "cleartext-auth-scoped",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [319],
  summary: "Clients of some network may log in with a password in clear.",
  why: `For the clients of the block the server takes passwords before any TLS. A network is seldom as closed as its
addresses: every machine in it, and whoever enters it, can read the passwords of the others.`,
  remedy: `Let these clients use TLS like all others and drop the setting from the block, or make the block as narrow as
the one machine that needs it.`,
  references: [
    rfc(8314, "4.1"),
    {
      title: "Dovecot, connection filters",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html#connection-filters",
    },
  ],
  check(context) {
    for (const { system, name, value, span, scope, about } of written(context, ...Object.keys(allowing))) {
      const networks = networksOf(scope);
      if (value !== allowing[name] || networks.length === 0) continue;
      if (networks.some(({ network }) => network !== undefined && isLoopback(network))) continue;
      const protocol = scope.find((part) => part.startsWith("protocol "))?.slice("protocol ".length);
      if (known(system, "ssl", protocol === undefined ? {} : { protocol })?.value === "required") continue;
      if (loginListeners(system).length === 0) continue;
      const wide = networks.every(({ network }) => network === undefined || !isPrivate(network));
      context.report({
        span,
        severity: wide ? "error" : "warning",
        message: `\`${name} = ${value}\` lets the clients of \`${networks.map(({ part }) => part).join(" / ")}\` log in with a password in clear; let them use TLS`,
        about,
      });
    }
  },
  examples: [
    {
      title: "passwords in clear from a private network",
      bad: "ssl = yes\nremote 10.0.0.0/8 {\n  disable_plaintext_auth = «no»\n}\n",
    },
    {
      title: "a block that makes it stricter",
      good: "ssl = yes\nremote 10.0.0.0/8 {\n  disable_plaintext_auth = yes\n}\n",
    },
    {
      title: "webmail on the same machine",
      good: "ssl = yes\nremote 127.0.0.1 {\n  disable_plaintext_auth = no\n}\n",
      trap: true,
    },
    {
      title: "`ssl = required` holds in the block too",
      good: "ssl = required\nremote 10.0.0.0/8 {\n  disable_plaintext_auth = no\n}\n",
      trap: true,
    },
    {
      title: "passwords in clear from a private network, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
remote 10.0.0.0/8 {
  auth_allow_cleartext = «yes»
}
`,
    },
    {
      title: "a block that makes it stricter, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
remote 10.0.0.0/8 {
  auth_allow_cleartext = no
}
`,
    },
  ],
});
