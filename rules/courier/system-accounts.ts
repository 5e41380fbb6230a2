import { defineRule } from "../../src/rule.ts";
import { authValues, words } from "../../src/vocabulary-courier.ts";

const system = new Set(["authpam", "authpwd", "authshadow"]);

export default defineRule({
  id: "courier/system-accounts",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.7,
  precision: "medium",
  cwe: [522],
  summary: "Mail logins check the passwords of system accounts.",
  why: "A password guessed at the mail server then opens a shell as well, and the other way round.",
  remedy: "Keep mail accounts in a database of their own (`authuserdb`, `authmysql`, `authldap`).",
  references: [{ title: "authlib(7)", url: "https://www.courier-mta.org/authlib/README.authlib.html" }],
  optIn: true,
  check(context) {
    for (const { name, value, span } of authValues(context, /^authdaemonrc$/, /^authmodulelist$/)) {
      const found = words(value).filter((word) => system.has(word));
      if (found.length === 0) continue;
      context.report({
        span,
        message: `\`${name}\` has \`${found.join("`, `")}\`: mail logins check the passwords of system accounts; keep mail accounts apart`,
        about: { setting: name },
      });
    }
  },
  examples: [
    { title: "PAM", files: { "courier/authdaemonrc": 'authmodulelist=«"authpam authuserdb"»\ndaemons=5\n' } },
    { title: "a database", files: { "courier/authdaemonrc": 'authmodulelist="authmysql"\ndaemons=5\n' } },
    {
      title: "the list of all modules there are",
      files: {
        "courier/authdaemonrc":
          'authmodulelist="authuserdb"\nauthmodulelistorig="authuserdb authpam authshadow"\n',
      },
      trap: true,
    },
  ],
});
