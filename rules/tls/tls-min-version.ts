import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import type { DovecotSystem, System } from "../../src/system.ts";
import { dovecotSystems, firstLine, replaceFix, viaRelated } from "../../src/vocabulary.ts";
import {
  byPlace,
  loginListeners,
  namesOf,
  settingAt,
  valuePart,
  written,
} from "../../src/vocabulary-dovecot.ts";

const old = new Set(["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "ANY"]);

const advice: Partial<Readonly<Record<System["daemon"], string>>> = {
  postfix: "`smtpd_tls_mandatory_protocols = >=TLSv1.2`",
  courier:
    '`TLS_PROTOCOL="TLSv1.2++"`, which builds with OpenSSL read, and `TLS_PRIORITY="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"`, which those with GnuTLS read, as Debian\'s',
};

/** What a release of Dovecot accepts where the tree says nothing. */
function checkOldDefault({ report }: RuleContext, system: DovecotSystem): void {
  const { exactly: release, partial } = system;
  if (release === undefined || partial) return;
  const weak = loginListeners(system).filter(
    ({ tls, minTls, because }) =>
      (tls === "starttls" || tls === "implicit") &&
      because.minTls?.kind === "default" &&
      minTls !== undefined &&
      old.has(minTls),
  );
  if (weak.length === 0) return;
  const instead = release.startsWith("2.3.")
    ? "`ssl_min_protocol = TLSv1.2`"
    : "`ssl_protocols = !SSLv2 !SSLv3 !TLSv1 !TLSv1.1`";
  report({
    span: firstLine(system),
    message: `Dovecot ${release} accepts ${weak[0]?.minTls} on ${namesOf(weak)} by default, which is deprecated; write ${instead}`,
  });
}

export default defineRule({
  id: "tls-min-version",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [326, 327],
  summary: "TLS versions below 1.2 are accepted.",
  why: `TLS 1.0 and 1.1 are deprecated: they rest on MD5 and SHA-1, and their ciphers have been attacked in practice.
SSLv3 is broken. A server that accepts them lets an attacker talk both sides down to them.`,
  remedy:
    "Accept TLS 1.2 and later only. Every mail client of the last ten years speaks TLS 1.2; raise it to TLS 1.3 once all of yours do.",
  references: [
    rfc(8996, "4"),
    rfc(8996, "5"),
    rfc(9325, "3.1.1"),
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
  ],
  check(context) {
    for (const { name, value, span, statement, verbatim, where, about } of written(
      context,
      "ssl_min_protocol",
    )) {
      if (!old.has(value)) continue;
      const fix = verbatim
        ? replaceFix("accept TLS 1.2 and newer", span, "TLSv1.2")
        : replaceFix("accept TLS 1.2 and newer", statement, "ssl_min_protocol = TLSv1.2");
      context.report({
        span,
        severity: value === "SSLv3" || value === "ANY" ? "error" : "warning",
        message: `${verbatim ? `\`${name} = ${value}\`` : `this stands for \`${name} = ${value}\`, which`}${where} accepts TLS versions that are deprecated; write \`${name} = TLSv1.2\``,
        fix,
        about,
      });
    }
    for (const system of dovecotSystems(context)) checkOldDefault(context, system);
    for (const system of context.systems.filter(({ daemon }) => daemon !== "dovecot")) {
      const weak = loginListeners(system).filter(
        ({ minTls, tlsRequired }) => tlsRequired === true && minTls !== undefined && old.has(minTls),
      );
      for (const { origin, listeners } of byPlace(weak, (one) =>
        one.because.minTls?.kind === "file" ? one.because.minTls : one.origin,
      ).values()) {
        const setting = settingAt(system, origin);
        const cause = setting === undefined ? "the default" : `\`${setting.name} = ${setting.value}\``;
        context.report({
          span: origin?.kind === "file" ? valuePart(origin.span) : firstLine(system),
          message: `${cause} accepts ${listeners[0]?.minTls} on ${namesOf(listeners)}, which is deprecated; write ${advice[system.daemon]}`,
          related: origin === undefined ? [] : viaRelated(origin),
        });
      }
    }
  },
  examples: [
    {
      title: "an old release, named by the first line of what doveconf wrote, accepts TLS 1.0 by default",
      bad: `«# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf»
protocols = imap
ssl_cert = </etc/ssl/certs/mail.pem
ssl_key = </etc/ssl/private/mail.key
`,
    },
    {
      title: "an old release that is told better",
      good: `# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf
protocols = imap
ssl_cert = </etc/ssl/certs/mail.pem
ssl_key = </etc/ssl/private/mail.key
ssl_min_protocol = TLSv1.2
`,
      trap: true,
    },
    {
      title: "a release with the better default",
      good: `# 2.3.15 (0503334ab1): /etc/dovecot/dovecot.conf
protocols = imap
ssl_cert = </etc/ssl/certs/mail.pem
ssl_key = </etc/ssl/private/mail.key
`,
      trap: true,
    },
    {
      title: "TLS 1.0 is accepted",
      bad: "ssl_min_protocol = «TLSv1»\n",
      fixed: "ssl_min_protocol = TLSv1.2\n",
    },
    {
      title: "whatever the library can do",
      bad: "ssl_min_protocol = «ANY»\n",
      fixed: "ssl_min_protocol = TLSv1.2\n",
    },
    {
      title: "the setting of Dovecot 2.2, which counts as `ssl_min_protocol = TLSv1`",
      bad: "ssl_protocols = «!SSLv3»\n",
      fixed: "ssl_min_protocol = TLSv1.2\n",
    },
    {
      title: "Courier, whichever library it was built with",
      files: {
        "courier/imapd": "IMAPDSTART=NO\n",
        "courier/imapd-ssl": "TLS_PROTOCOL=«TLS1»\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "Courier, told for both libraries",
      files: {
        "courier/imapd": "IMAPDSTART=NO\n",
        "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\nTLS_PRIORITY="NORMAL:-VERS-TLS1.0:-VERS-TLS1.1"\n',
      },
    },
    {
      title: "Courier, told for one: which library it has nobody can see here",
      files: { "courier/imapd": "IMAPDSTART=NO\n", "courier/imapd-ssl": 'TLS_PROTOCOL="TLSv1.2++"\n' },
      trap: true,
    },
    { title: "TLS 1.2 and newer", good: "ssl_min_protocol = TLSv1.2\n" },
    { title: "the default is TLS 1.2", good: "ssl = required\n", trap: true },
    { title: "the newest only", good: "ssl_min_protocol = LATEST\n", trap: true },
    {
      title: "TLS 1.0 is accepted, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_min_protocol = «TLSv1»
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_min_protocol = TLSv1.2
`,
    },
    {
      title: "TLS 1.2 and newer, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_min_protocol = TLSv1.2
`,
    },
  ],
});
