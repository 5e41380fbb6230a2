import type { Listener } from "../../src/model/listener.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import type { CourierSystem, DovecotSystem } from "../../src/system.ts";
import { courierSystems, dovecotSystems, listed, spanOf } from "../../src/vocabulary.ts";
import { valueSpan } from "../../src/vocabulary-courier.ts";
import { byPlace, postconf, smtpds } from "../../src/vocabulary-postfix.ts";

/** The first patch level of each minor release that empties its buffer at STARTTLS. */
const mended: Readonly<Record<string, number>> = { "2.4": 16, "2.5": 12, "2.6": 9, "2.7": 3 };

/** Versions as given: the data of parameters begins later. */
function isPostfixExposed(version: string | undefined): boolean {
  const [, minor = "", patch] = /^(2\.\d+)(?:\.(\d+))?/.exec(version ?? "") ?? [];
  const needed = mended[minor];
  if (needed !== undefined) return patch !== undefined && Number(patch) < needed;
  return /^2\.[0-3]$/.test(minor);
}

export default defineRule({
  id: "starttls-command-injection",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [77, 74],
  summary: "Commands sent in clear before TLS count as sent within it (CVE-2011-0411 and its kin).",
  why: `These releases keep what a client sends behind STARTTLS in the same packet, and carry it out once TLS is up: somebody on the way
adds commands to another's protected session, and reads the mail or the password that the client then sends.`,
  remedy: `Update the daemon. Postfix needs at least 2.4.16, 2.5.12, 2.6.9, 2.7.3 or 2.8, Dovecot 2.3.14.1 or 2.3.15, Courier 1.1.5
(courier-imap 5.1.4). Distributions often mend a release without a change of its number: their changelogs name the CVE.`,
  references: [
    { title: "CVE-2011-0411", url: "https://www.postfix.org/CVE-2011-0411.html" },
    { title: "CVE-2021-33515", url: "https://www.cve.org/CVERecord?id=CVE-2021-33515" },
    { title: "CVE-2021-38084", url: "https://www.cve.org/CVERecord?id=CVE-2021-38084" },
    { title: "Why TLS is better without STARTTLS", url: "https://nostarttls.secvuln.info/" },
    rfc(3207, "6"),
    postconf("smtpd_tls_security_level"),
  ],
  check(context) {
    const found = [...smtpds(context)].filter(
      ({ config, tls, endpoint }) =>
        isPostfixExposed(config.version) && ["may", "encrypt"].includes(tls.level) && !endpoint.local,
    );
    for (const [span, services] of byPlace(found, ({ place }) => place("smtpd_tls_security_level")))
      context.report({
        span,
        message: `postfix ${services[0]?.config.version} carries out commands that were sent in clear before TLS on ${listed(services.map(({ label }) => label))} (CVE-2011-0411); update it`,
      });
    for (const system of [...dovecotSystems(context), ...courierSystems(context)])
      checkRelease(context, system);
  },
  examples: [
    {
      title: "a release before the correction",
      dialect: "postfix-main",
      version: "2.7.2",
      bad: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = «may»\n",
    },
    {
      title: "a release with it",
      dialect: "postfix-main",
      version: "2.7.3",
      good: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n",
    },
    {
      title: "a distribution's package, whose patch level is not given",
      dialect: "postfix-main",
      version: "2.7",
      good: "smtpd_tls_cert_file = /etc/ssl/mail.pem\nsmtpd_tls_security_level = may\n",
      trap: true,
    },
    {
      title: "Dovecot's submission service, in the output of doveconf",
      bad: `# 2.3.13 (89f716dc2): /etc/dovecot/dovecot.conf
protocols = imap submission
«ssl = yes»
ssl_cert = </etc/ssl/mail.pem
ssl_key = </etc/ssl/mail.key
`,
    },
    {
      title: "a release of Dovecot with the correction",
      version: "2.3.14.1",
      good: "protocols = imap submission\nssl = yes\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
    },
    {
      title: "Dovecot without submission",
      version: "2.3.13",
      good: "protocols = imap pop3\nssl = yes\nssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/mail.key\n",
      trap: true,
    },
    {
      title: "POP3 of Courier",
      version: "1.0.16",
      files: {
        "courier/pop3d": "PORT=110\n",
        "courier/pop3d-ssl": "POP3_STARTTLS=«YES»\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "POP3 of the separate courier-imap, with the correction",
      version: "5.1.4",
      files: {
        "courier/pop3d": "PORT=110\n",
        "courier/pop3d-ssl": "POP3_STARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "POP3 of a Courier whose release nobody says",
      files: {
        "courier/pop3d": "PORT=110\n",
        "courier/pop3d-ssl": "POP3_STARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
      trap: true,
    },
  ],
});

/** One of a series, before its first release with the correction; a patch level left out says nothing. */
interface Flaw {
  readonly series: RegExp;
  readonly mended: readonly number[];
}

const flaws = {
  // NEWS, 2.3.14.1 and 2.3.15; the service came with 2.3.0.
  dovecot: {
    protocol: "submission",
    cve: "CVE-2021-33515",
    in: [{ series: /^2\.3\.\d/, mended: [2, 3, 14, 1] }],
  },
  // imap/ChangeLog of 2021-06-15, released as Courier 1.1.5 and courier-imap 5.1.4.
  courier: {
    protocol: "pop3",
    cve: "CVE-2021-38084",
    in: [
      { series: /^[01]\.\d+\.\d/, mended: [1, 1, 5] },
      { series: /^[345]\.\d+\.\d/, mended: [5, 1, 4] },
    ],
  },
} as const satisfies Record<string, { protocol: string; cve: string; in: readonly Flaw[] }>;

/** A number alone does not tell what a distribution has put right in its package. */
function checkRelease(context: RuleContext, system: DovecotSystem | CourierSystem): void {
  const { exactly: release, daemon } = system;
  const { protocol, cve, in: series } = flaws[daemon];
  if (release === undefined || !series.some((flaw) => isBefore(release, flaw))) return;
  const seen = new Set<Span>();
  for (const listener of system.listeners()) {
    if (listener.protocol !== protocol || listener.tls !== "starttls" || listener.local) continue;
    const span = placeOf(listener, system);
    if (seen.size === seen.add(span).size) continue;
    context.report({
      span,
      severity: "warning",
      message: `${daemon} ${release} carries out ${protocol} commands that were sent in clear before TLS (${cve}); update it, unless the distribution's changelog names the correction`,
    });
  }
}

function isBefore(release: string, { series, mended }: Flaw): boolean {
  if (!series.test(release)) return false;
  const parts = release.split(".").map(Number);
  for (const [at, needed] of mended.entries()) {
    const part = parts[at] ?? 0;
    if (part !== needed) return part < needed;
  }
  return false;
}

/** In Courier, of the value alone. */
function placeOf({ because, origin }: Listener, system: DovecotSystem | CourierSystem): Span {
  const span = spanOf(because.tls ?? origin, system);
  return system.daemon === "courier" ? valueSpan(span) : span;
}
