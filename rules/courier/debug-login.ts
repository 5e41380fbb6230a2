import { defineRule } from "../../src/rule.ts";
import { replaceFix } from "../../src/vocabulary.ts";
import { all, assigned, authValues, numberOf } from "../../src/vocabulary-courier.ts";

export default defineRule({
  id: "courier/debug-login",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 6.5,
  precision: "very-high",
  cwe: [532],
  summary: "Passwords are written to the log.",
  why: "`DEBUG_LOGIN=2` logs every password that anybody tries. Whoever reads the log, a backup of it or the log server has them.",
  remedy: "Write `DEBUG_LOGIN=0`.",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
  ],
  check(context) {
    const found = [
      ...assigned(context, all, "DEBUG_LOGIN"),
      ...authValues(context, /^authdaemonrc$/, /^DEBUG_LOGIN$/),
    ];
    for (const one of found) {
      if (numberOf(one.value) < 2) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}=${one.value}\` writes the passwords of users to the log; write \`${one.name}=0\``,
        fix: replaceFix("log no passwords", one.span, "0"),
        about: { setting: one.name, scope: [] },
      });
    }
  },
  examples: [
    {
      title: "in authdaemonrc",
      files: { "courier/authdaemonrc": 'authmodulelist="authpam"\nDEBUG_LOGIN=«2»\n' },
      fixedFiles: { "courier/authdaemonrc": 'authmodulelist="authpam"\nDEBUG_LOGIN=0\n' },
    },
    { title: "off", files: { "courier/authdaemonrc": 'authmodulelist="authpam"\nDEBUG_LOGIN=0\n' } },
    {
      title: "names only",
      files: { "courier/authdaemonrc": 'authmodulelist="authpam"\nDEBUG_LOGIN=1\n' },
      trap: true,
    },
  ],
});
