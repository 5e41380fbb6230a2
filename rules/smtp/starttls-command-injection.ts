import { defineRule, rfc } from "../../src/rule.ts";
import { byPlace, listed, postconf, smtpds } from "../../src/vocabulary-postfix.ts";

/** The first patch level of each minor release that empties its buffer at STARTTLS. */
const mended: Readonly<Record<string, number>> = { "2.4": 16, "2.5": 12, "2.6": 9, "2.7": 3 };

/** Versions as given: the data of parameters begins later. */
function isExposed(version: string | undefined): boolean {
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
  summary: "Commands sent in clear before TLS count as sent within it (CVE-2011-0411).",
  why: `These releases keep what a client sends behind STARTTLS in the same packet, and carry it out once TLS is up: somebody on the way
adds commands to another's protected session, and reads the mail or the password that the client then sends.`,
  remedy: "Update Postfix, at least to 2.4.16, 2.5.12, 2.6.9, 2.7.3 or 2.8.",
  references: [
    { title: "CVE-2011-0411", url: "https://www.postfix.org/CVE-2011-0411.html" },
    rfc(3207, "6"),
    postconf("smtpd_tls_security_level"),
  ],
  check(context) {
    const found = [...smtpds(context)].filter(
      ({ config, tls, endpoint }) =>
        isExposed(config.version) && ["may", "encrypt"].includes(tls.level) && !endpoint.local,
    );
    for (const [span, services] of byPlace(found, ({ place }) => place("smtpd_tls_security_level")))
      context.report({
        span,
        message: `postfix ${services[0]?.config.version} carries out commands that were sent in clear before TLS on ${listed(services.map(({ label }) => label))} (CVE-2011-0411); update it`,
      });
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
  ],
});
