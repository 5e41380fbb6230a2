import { defineRule } from "../../src/rule.ts";
import { placeOfValue, postconf, readme, smtpds } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/chroot-path",
  since: "0.1.0",
  severity: "error",
  precision: "medium",
  cwe: [],
  summary: "A program in the chroot jail is given a path that is not in it.",
  why: "With `y` in the chroot column the program sees only the queue directory: `/var/run/...` there is another place, and the socket is not found.",
  remedy:
    "Give the path relative to the queue directory, such as `private/auth`, or write `n` in the column.",
  references: [readme("master.5"), postconf("smtpd_sasl_path")],
  check(context) {
    for (const one of smtpds(context)) {
      if (
        one.config.withoutMaster ||
        one.service.chroot.text !== "y" ||
        one.flag("smtpd_sasl_auth_enable") !== "yes"
      )
        continue;
      const value = one.get("smtpd_sasl_path");
      const queue = one.text("queue_directory");
      if (
        value?.origin.kind !== "file" ||
        value.unknown ||
        !value.value.startsWith("/") ||
        queue === undefined ||
        value.value.startsWith(`${queue}/`)
      )
        continue;
      if ((one.text("smtpd_sasl_type") ?? "").toLowerCase() !== "dovecot") continue;
      context.report({
        span: placeOfValue(value) ?? value.origin.span,
        message: `${one.label} runs in the chroot jail and cannot reach \`${value.value}\`: logins fail; write a path relative to the queue directory such as \`private/auth\``,
      });
    }
  },
  examples: [
    {
      title: "a socket outside",
      files: {
        "main.cf":
          "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = «/var/run/dovecot/auth-client»\nsmtpd_sasl_auth_enable = yes\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
      },
    },
    {
      title: "a socket in the queue directory",
      files: {
        "main.cf":
          "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = private/auth\nsmtpd_sasl_auth_enable = yes\n",
        "master.cf": "smtp inet n - y - - smtpd\n",
      },
    },
    {
      title: "no jail",
      files: {
        "main.cf":
          "smtpd_sasl_type = dovecot\nsmtpd_sasl_path = /var/run/dovecot/auth-client\nsmtpd_sasl_auth_enable = yes\n",
        "master.cf": "smtp inet n - n - - smtpd\n",
      },
      trap: true,
    },
  ],
});
