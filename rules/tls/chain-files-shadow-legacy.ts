import { defineRule } from "../../src/rule.ts";
import { postconf, releaseAtLeast, removeFix, written } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/chain-files-shadow-legacy",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "Certificate files are set in the old way and in the new one.",
  why: "With `smtpd_tls_chain_files` set, Postfix ignores `..._cert_file` and `..._key_file` and warns: a certificate renewed there is never used.",
  remedy: "Delete the old parameters.",
  references: [postconf("smtpd_tls_chain_files")],
  check(context) {
    for (const side of ["smtpd", "smtp", "lmtp"]) {
      const names = ["cert", "dcert", "eccert"].map((kind) => `${side}_tls_${kind}_file`);
      for (const one of written(context, ...names)) {
        const chain = one.config.get(`${side}_tls_chain_files`, one.service);
        if (chain?.origin.kind !== "file" || chain.unknown || chain.value.trim() === "" || one.text === "")
          continue;
        // Before 3.4 nothing reads the chain files.
        if (releaseAtLeast(one.config, "3.4") !== true) continue;
        context.report({
          span: one.statement,
          message: `\`${one.name}\` is ignored because \`${side}_tls_chain_files\` is set; delete it`,
          fix: removeFix(one),
        });
      }
    }
  },
  examples: [
    {
      title: "both",
      dialect: "postfix-main",
      bad: "smtpd_tls_chain_files = /etc/ssl/mail.pem\n«smtpd_tls_cert_file = /etc/ssl/old.pem»\n",
      fixed: "smtpd_tls_chain_files = /etc/ssl/mail.pem\n",
    },
    { title: "the new way", dialect: "postfix-main", good: "smtpd_tls_chain_files = /etc/ssl/mail.pem\n" },
  ],
});
