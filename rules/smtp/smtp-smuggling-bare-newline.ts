import { discarded } from "../../src/model/postfix-tls.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import {
  byPlace,
  mainFix,
  postconf,
  releaseAtLeast,
  type Smtpd,
  setFix,
  smtpds,
  withFix,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "smtp-smuggling-bare-newline",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "high",
  cwe: [345, 444],
  summary: "A bare newline can end a message: mail can be smuggled in (CVE-2023-51764).",
  why: `smtpd takes \`LF . LF\` for the end of a message where the sending server took it for text. What follows is then a message of its
own, in the name of anybody the sending server may send for, with its SPF and DKIM.`,
  remedy:
    "Set `smtpd_forbid_bare_newline = yes`. Releases before 3.5.23, 3.6.13, 3.7.9 and 3.8.4 do not have the parameter: update.",
  references: [
    { title: "CVE-2023-51764", url: "https://nvd.nist.gov/vuln/detail/CVE-2023-51764" },
    { title: "Postfix, SMTP smuggling", url: "https://www.postfix.org/smtp-smuggling.html" },
    postconf("smtpd_forbid_bare_newline"),
    rfc(5321, "4.1.1.4"),
  ],
  check(context) {
    const found = [...smtpds(context)].filter(
      (one) => one.port === 25 && !one.endpoint.local && isExposed(one),
    );
    for (const [span, [one]] of byPlace(found, ({ place }) => place("smtpd_forbid_bare_newline"))) {
      if (one === undefined) continue;
      const exists =
        releaseAtLeast(one.config, "3.9") === true || one.get("smtpd_forbid_bare_newline") !== undefined;
      const written = one.isWritten("smtpd_forbid_bare_newline");
      const what = written
        ? `\`smtpd_forbid_bare_newline = ${one.text("smtpd_forbid_bare_newline")}\``
        : exists
          ? "`smtpd_forbid_bare_newline` defaults to `no`, which"
          : "this release has no `smtpd_forbid_bare_newline` and";
      const fix = written
        ? setFix({ name: "smtpd_forbid_bare_newline", span }, "yes")
        : one.config.withoutMain
          ? undefined
          : mainFix(one.system, span, "smtpd_forbid_bare_newline", "yes");
      context.report({
        span,
        message: `${what} lets a bare newline end a message, so that mail can be smuggled through ${one.label}; ${exists ? "write `smtpd_forbid_bare_newline = yes`" : "update Postfix"}`,
        ...withFix(exists ? fix : undefined),
      });
    }
  },
  examples: [
    {
      title: "the default of 3.7",
      dialect: "postfix-main",
      bad: "«compatibility_level = 3.6»\n",
      fixed: "smtpd_forbid_bare_newline = yes\ncompatibility_level = 3.6\n",
    },
    {
      title: "switched off on 3.10",
      dialect: "postfix-main",
      version: "3.10",
      bad: "smtpd_forbid_bare_newline = «no»\nsmtpd_forbid_unauth_pipelining = no\n",
      fixed: "smtpd_forbid_bare_newline = yes\nsmtpd_forbid_unauth_pipelining = no\n",
    },
    { title: "switched on", dialect: "postfix-main", good: "smtpd_forbid_bare_newline = yes\n" },
    {
      title: "the default of 3.10 normalizes",
      dialect: "postfix-main",
      version: "3.10",
      good: "compatibility_level = 3.6\n",
    },
    {
      title: "the short-term workaround of the announcement",
      dialect: "postfix-main",
      version: "3.7.6",
      good: "smtpd_data_restrictions = reject_unauth_pipelining\nsmtpd_discard_ehlo_keywords = chunking, silent-discard\n",
      trap: true,
    },
  ],
});

function isExposed(one: Smtpd): boolean {
  const value = one.get("smtpd_forbid_bare_newline");
  if (value?.unknown === true || (value !== undefined && value.value.trim().toLowerCase() !== "no"))
    return false;
  // The workaround: reject what comes after the smuggled end before its reply, and offer no BDAT.
  const pipelining =
    one.flag("smtpd_forbid_unauth_pipelining") === "yes" ||
    (one.text("smtpd_data_restrictions") ?? "reject_unauth_pipelining").includes("reject_unauth_pipelining");
  const chunking = discarded(one.config, one.service);
  return !(pipelining && (chunking === undefined || chunking.has("chunking")));
}
