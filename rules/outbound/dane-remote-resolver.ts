import { isThisMachine } from "../../src/model/networks.ts";
import { defineRule } from "../../src/rule.ts";
import { lineOf, linesOf, type SourceFile, type Span } from "../../src/source.ts";
import { postconf, readme, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/dane-remote-resolver",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 4.8,
  precision: "medium",
  cwe: [345],
  summary: "DANE relies on a resolver on another host.",
  why: `Postfix does not validate DNSSEC itself: it believes the bit that the resolver sets. Between here and a resolver elsewhere anybody on the
way can set it, and so choose which certificate is right.`,
  remedy: "Run a validating resolver, such as unbound, on this host, and name only it in /etc/resolv.conf.",
  references: [readme("TLS_README"), postconf("smtp_dns_support_level")],
  check(context) {
    for (const one of written(context, "smtp_tls_security_level")) {
      const level = one.text.toLowerCase();
      const file =
        level === "dane" || level === "dane-only" ? one.config.fileNamed("/etc/resolv.conf") : undefined;
      const remote = file && resolverElsewhere(file);
      if (file === undefined || remote === undefined) continue;
      const address = file.text.slice(remote.start, remote.end);
      context.report({
        span: one.span,
        message: `\`${one.text}\` believes what the resolver at \`${address}\` says of DNSSEC, and so does whoever is on the way; use a resolver on this host`,
        related: [{ span: remote, message: `line ${lineOf(file, remote.start)} of resolv.conf` }],
      });
    }
  },
  examples: [
    {
      title: "the provider's resolver",
      files: {
        "main.cf": "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = «dane»\n",
        "/etc/resolv.conf": "nameserver 192.0.2.53\n",
      },
    },
    {
      title: "a resolver on this host",
      files: {
        "main.cf": "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = dane\n",
        "/etc/resolv.conf": "# unbound\nnameserver 127.0.0.1\nnameserver ::1\n",
      },
    },
    {
      title: "resolv.conf is not at hand",
      files: { "main.cf": "smtp_dns_support_level = dnssec\nsmtp_tls_security_level = dane\n" },
      trap: true,
    },
  ],
});

/** The address of a `nameserver` line (resolv.conf(5)) that is not this host's. */
function resolverElsewhere(file: SourceFile): Span | undefined {
  for (const from of linesOf(file)) {
    const line = file.text.slice(from, from + 200);
    const [whole, address] = /^nameserver[ \t]+([0-9A-Fa-f.:]+)/.exec(line) ?? [];
    if (whole === undefined || address === undefined || isThisMachine(address)) continue;
    const end = from + whole.length;
    return { file, start: end - address.length, end };
  }
  return undefined;
}
