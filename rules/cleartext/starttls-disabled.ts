import { doorsOf } from "../../src/model/postfix-services.ts";
import { serverTls } from "../../src/model/postfix-tls.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { assigned, assignFix, courierTwins, isYes, knownValue } from "../../src/vocabulary-courier.ts";
import { postconf, serviceLabel, wordsOf, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "starttls-disabled",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "very-high",
  cwe: [319, 757],
  summary: "STARTTLS is not offered although TLS is set up.",
  why: "The keyword is left out of what the server says it can do, so that no client turns TLS on: everything goes in clear.",
  remedy:
    "Take `starttls` out of Postfix's list; write `IMAPDSTARTTLS=YES` and `POP3_STARTTLS=YES` in Courier.",
  references: [
    postconf("smtpd_discard_ehlo_keywords"),
    { title: "imapd(8)", url: "https://www.courier-mta.org/imap/imapd.html" },
    rfc(3207, "4"),
  ],
  check(context) {
    for (const one of assigned(context, ["imapd", "pop3d"], "IMAPDSTARTTLS", "POP3_STARTTLS")) {
      const { instance, system } = one;
      const twin = ownEntry(courierTwins, instance.name);
      if (twin === undefined || twin.starttls !== one.name || isYes(one.value)) continue;
      const reached = system.listeners().some(({ name, local }) => name === instance.name && !local);
      if (!reached || (knownValue(instance, "COURIERTLS") ?? "") === "") continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` offers no TLS on port ${twin.port} although Courier has it set up; write \`${one.name}=YES\``,
        fix: assignFix(one, "YES", "unsafe"),
        about: { setting: one.name, scope: [instance.name] },
      });
    }
    for (const one of written(context, "smtpd_discard_ehlo_keywords")) {
      if (!wordsOf(one.text).includes("starttls")) continue;
      const hit = doorsOf(one.config).find(
        ({ program, local, service }) =>
          program === "smtpd" &&
          !local &&
          ["may", "encrypt"].includes(serverTls(one.config, service).level) &&
          (one.service === undefined || service === one.service),
      );
      if (hit === undefined) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` has \`starttls\`: ${serviceLabel(one.config, hit)} offers no TLS although \`smtpd_tls_security_level\` says so; take it out`,
      });
    }
  },
  examples: [
    {
      title: "hidden from everybody",
      dialect: "postfix-main",
      bad: "smtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = «starttls, silent-discard»\n",
    },
    {
      title: "Courier's imapd",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=YES\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=«NO»\nCOURIERTLS=/usr/bin/couriertls\n",
      },
      fixedFiles: { "courier/imapd-ssl": "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n" },
    },
    {
      title: "a word that Courier does not take for yes",
      files: {
        "courier/pop3d": "PORT=110\nPOP3DSTART=YES\n",
        "courier/pop3d-ssl": "POP3_STARTTLS=«1»\nCOURIERTLS=/usr/bin/couriertls\n",
      },
      fixedFiles: { "courier/pop3d-ssl": "POP3_STARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n" },
    },
    {
      title: "Courier's plain port is not started",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=NO\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=NO\nCOURIERTLS=/usr/bin/couriertls\n",
      },
      trap: true,
    },
    {
      title: "Courier offers it",
      files: {
        "courier/imapd": "PORT=143\nIMAPDSTART=YES\n",
        "courier/imapd-ssl": "IMAPDSTARTTLS=YES\nCOURIERTLS=/usr/bin/couriertls\n",
      },
    },
    {
      title: "another keyword",
      dialect: "postfix-main",
      good: "smtpd_tls_security_level = may\nsmtpd_discard_ehlo_keywords = chunking, silent-discard\n",
    },
    {
      title: "on a filter's port of loopback",
      files: {
        "main.cf": "smtpd_tls_security_level = may\n",
        "master.cf": "127.0.0.1:10025 inet n - n - - smtpd\n  -o smtpd_discard_ehlo_keywords=starttls\n",
      },
      trap: true,
    },
  ],
});
