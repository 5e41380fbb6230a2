import { discarded } from "../../src/model/postfix-tls.ts";
import { defineRule } from "../../src/rule.ts";
import {
  byPlace,
  mainFix,
  postconf,
  releaseAtLeast,
  setFix,
  smtpds,
  withFix,
} from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/chunking-on-unpatched",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [345],
  summary: "BDAT is offered by a release that does not look at bare newlines.",
  why: `The short-term defence against smuggled mail, to refuse commands behind the end of DATA, does not see messages that come by BDAT. Without
\`smtpd_forbid_bare_newline\`, which these releases do not have, only not to offer BDAT helps.`,
  remedy: "Set `smtpd_discard_ehlo_keywords = chunking, silent-discard`, or update Postfix.",
  references: [
    postconf("smtpd_discard_ehlo_keywords"),
    { title: "Postfix, SMTP smuggling", url: "https://www.postfix.org/smtp-smuggling.html" },
  ],
  check(context) {
    const found = [...smtpds(context)].filter(
      (one) =>
        one.port === 25 &&
        !one.endpoint.local &&
        releaseAtLeast(one.config, "3.4") === true &&
        releaseAtLeast(one.config, "3.9") === false &&
        // Known as a parameter it may still be off, which smtp-smuggling-bare-newline tells.
        one.get("smtpd_forbid_bare_newline") === undefined &&
        discarded(one.config, one.service)?.has("chunking") === false,
    );
    for (const [span, [one]] of byPlace(found, ({ place }) => place("smtpd_discard_ehlo_keywords"))) {
      if (one === undefined) continue;
      const name = "smtpd_discard_ehlo_keywords";
      const words = one.text(name) ?? "";
      const all = words === "" ? "chunking, silent-discard" : `${words}, chunking`;
      context.report({
        span,
        message: `${one.label} offers BDAT, and this release looks at no bare newlines in it; write \`${name} = ${all}\``,
        ...withFix(
          one.isWritten(name) && words !== "" && one.get(name)?.raw === one.get(name)?.value
            ? setFix({ name, span }, all)
            : one.isWritten(name)
              ? undefined
              : mainFix(one.system, span, name, all),
        ),
      });
    }
  },
  examples: [
    {
      title: "a release before the correction",
      dialect: "postfix-main",
      version: "3.5.18",
      bad: "«myhostname = mail.example.org»\n",
      fixed: "smtpd_discard_ehlo_keywords = chunking, silent-discard\nmyhostname = mail.example.org\n",
    },
    {
      title: "other words are discarded",
      dialect: "postfix-main",
      version: "3.5.18",
      bad: "smtpd_discard_ehlo_keywords = «dsn»\n",
      fixed: "smtpd_discard_ehlo_keywords = dsn, chunking\n",
    },
    {
      title: "not offered",
      dialect: "postfix-main",
      version: "3.5.18",
      good: "smtpd_discard_ehlo_keywords = chunking, silent-discard\n",
    },
    {
      title: "a release that looks at bare newlines",
      dialect: "postfix-main",
      version: "3.7.11",
      good: "smtpd_forbid_bare_newline = yes\n",
      trap: true,
    },
    {
      title: "a release that has no BDAT",
      dialect: "postfix-main",
      version: "3.3",
      good: "myhostname = mail.example.org\n",
      trap: true,
    },
  ],
});
