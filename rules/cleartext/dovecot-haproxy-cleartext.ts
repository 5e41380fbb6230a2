import { defineRule } from "../../src/rule.ts";
import { agreeing, dovecotSystems } from "../../src/vocabulary.ts";
import { byPlace, known, namesOf, originPlace } from "../../src/vocabulary-dovecot.ts";

export default defineRule({
  id: "dovecot/haproxy-cleartext",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 6.5,
  precision: "medium",
  cwe: [319],
  summary: "Whoever comes through the HAProxy may log in in clear.",
  why: `On a listener with \`haproxy = yes\` the proxy says whether the client uses TLS. Passwords of clients that use none
are taken: by Dovecot 2.4 unless \`ssl = required\`, by 2.3 when \`disable_plaintext_auth = no\`.`,
  remedy: "Write `ssl = required`; a client whose TLS ends at the proxy still counts as secured.",
  references: [{ title: "Dovecot, HAProxy", url: "https://doc.dovecot.org/latest/core/config/haproxy.html" }],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const open = system
        .listeners()
        .filter(
          ({ haproxy, tls, cleartextLogin }) =>
            haproxy === true &&
            tls !== "implicit" &&
            (cleartextLogin === "trusted" || cleartextLogin === "anyone"),
        );
      for (const { origin, listeners } of byPlace(open, (one) => one.origin).values()) {
        if (origin === undefined) continue;
        const names = namesOf(listeners);
        context.report({
          span: originPlace(origin, system),
          message: `${names} ${agreeing(names, "takes", "take")} passwords from clients that reach the HAProxy without TLS (\`ssl = ${known(system, "ssl")?.value ?? "yes"}\`); write \`ssl = required\``,
        });
      }
    }
  },
  examples: [
    {
      title: "passwords in clear through the proxy",
      bad: `protocols = imap
ssl = yes
disable_plaintext_auth = no
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  «inet_listener imap {»
    haproxy = yes
  }
}
`,
    },
    {
      title: "TLS required",
      good: `protocols = imap
ssl = required
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
    },
    {
      title: "no proxy is trusted, so nobody gets in",
      good: `protocols = imap
ssl = yes
disable_plaintext_auth = no
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
      trap: true,
    },
    {
      title: "passwords in clear through the proxy, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = yes
auth_allow_cleartext = yes
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  «inet_listener imap {»
    haproxy = yes
  }
}
`,
    },
    {
      title: "TLS required, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocols = imap
ssl = required
haproxy_trusted_networks = 10.0.0.5
service imap-login {
  inet_listener imap {
    haproxy = yes
  }
}
`,
    },
  ],
});
