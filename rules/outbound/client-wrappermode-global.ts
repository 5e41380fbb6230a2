import { defineRule } from "../../src/rule.ts";
import { postconf, readme, writtenFlag } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/client-wrappermode-global",
  since: "0.1.0",
  severity: "error",
  precision: "high",
  cwe: [],
  summary: "Postfix wants TLS at once from every mail server of the Internet.",
  why: "Other servers' port 25 speaks in clear first. With `smtp_tls_wrappermode` in main.cf and no `relayhost` no mail goes out.",
  remedy: "Set it with `-o` on a transport of its own for the relay that needs it.",
  references: [postconf("smtp_tls_wrappermode"), readme("TLS_README")],
  check(context) {
    for (const one of writtenFlag(context, "yes", "smtp_tls_wrappermode")) {
      if (one.service !== undefined) continue;
      const fixed = [
        "relayhost",
        "default_transport",
        "transport_maps",
        "sender_dependent_relayhost_maps",
        "sender_dependent_default_transport_maps",
      ].some((name) => {
        const value = one.config.get(name);
        return value?.unknown === true || (value?.origin.kind === "file" && value.value.trim() !== "");
      });
      if (fixed) continue;
      context.report({
        span: one.span,
        message:
          "`smtp_tls_wrappermode = yes` holds for every mail server of the Internet, whose port 25 speaks in clear first: no mail goes out; set it for one transport with `-o`",
      });
    }
  },
  examples: [
    {
      title: "without a relay host",
      dialect: "postfix-main",
      bad: "smtp_tls_wrappermode = «yes»\nsmtp_tls_security_level = encrypt\n",
    },
    {
      title: "with one",
      dialect: "postfix-main",
      good: "smtp_tls_wrappermode = yes\nsmtp_tls_security_level = encrypt\nrelayhost = [smtp.example.net]:465\n",
    },
  ],
});
