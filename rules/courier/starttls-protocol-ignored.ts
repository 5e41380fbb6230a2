import { defineRule } from "../../src/rule.ts";
import { assigned, knownValue } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/starttls-protocol-ignored",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "TLS_STARTTLS_PROTOCOL is set, and Courier's mail server does not look at it.",
  why: `The start scripts of the separate courier-imap package copy \`TLS_STARTTLS_PROTOCOL\` to \`TLS_PROTOCOL\` before
they start imapd and pop3d. Those of the whole mail server, from which Debian builds its packages, do not: STARTTLS
follows \`TLS_PROTOCOL\` there like everything else.`,
  remedy:
    "Write the value that you want into `TLS_PROTOCOL`, or, on a build with GnuTLS, into `TLS_PRIORITY`.",
  references: [
    {
      title: "courier/imapd.rc.in beside courier-imap/imapd.rc.in",
      url: "https://github.com/svarshavchik/courier",
    },
  ],
  check(context) {
    for (const one of assigned(context, ["imapd", "pop3d"], "TLS_STARTTLS_PROTOCOL")) {
      const whole = one.system.config.instances.some(({ name }) => /^(?:esmtpd|courierd)/.test(name));
      const general = knownValue(one.instance, "TLS_PROTOCOL");
      if (!whole || general === undefined || general === one.value) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` is not read by the whole Courier mail server: STARTTLS follows \`TLS_PROTOCOL\`${general === "" ? ", which is not set" : ` (\`${general}\`)`}; write the value there`,
        about: { setting: one.name, scope: [one.instance.name] },
      });
    }
  },
  examples: [
    {
      title: "another value for STARTTLS",
      files: {
        "courier/esmtpd": "PORT=smtp\n",
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_PROTOCOL=TLSv1.1\nTLS_STARTTLS_PROTOCOL=«TLSv1.2»\n",
      },
    },
    {
      title: "as shipped",
      files: {
        "courier/esmtpd": "PORT=smtp\n",
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": 'TLS_PROTOCOL=TLSv1.2\nTLS_STARTTLS_PROTOCOL="$TLS_PROTOCOL"\n',
      },
    },
    {
      title: "the separate courier-imap reads it",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_PROTOCOL=TLSv1.1\nTLS_STARTTLS_PROTOCOL=TLSv1.2\n",
      },
      trap: true,
    },
  ],
});
