import { nearest } from "../../src/nearest.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule } from "../../src/rule.ts";
import type { CourierSystem } from "../../src/system.ts";
import { authValues, words } from "../../src/vocabulary-courier.ts";

/** Modules of courier-authlib; those with a file of their own do nothing but fail without it. */
const files: Readonly<Record<string, string | undefined>> = {
  authuserdb: undefined,
  authpam: undefined,
  authpwd: undefined,
  authshadow: undefined,
  authvchkpw: undefined,
  authpipe: undefined,
  authcustom: undefined,
  authldap: "authldaprc",
  authmysql: "authmysqlrc",
  authpgsql: "authpgsqlrc",
  authsqlite: "authsqliterc",
};

/** Without their settings these report a fault that may pass, at which authdaemond stops (authdaemond.c, "TEMPFAIL"). */
const stops = new Set(["authldap", "authsqlite"]);

/** What is wrong with a module in this list. */
function faultOf(module: string, { config }: CourierSystem): string | undefined {
  if (!Object.hasOwn(files, module)) {
    const meant = nearest(module, Object.keys(files));
    return meant && `authdaemond finds no \`${module}\` and goes on without it; did you mean \`${meant}\`?`;
  }
  if (module === "authcustom")
    return "`authcustom` is an empty frame for code of one's own and lets nobody in; take it out";
  if (module === "authpipe")
    return "`authpipe` runs a program for each login, and one must be there for it; take it out unless you wrote one";
  const name = ownEntry(files, module);
  const others = config.authFiles.some((file) => file.name !== "authdaemonrc");
  if (name === undefined || !others || config.authFiles.some((file) => file.name === name)) return undefined;
  const effect = stops.has(module)
    ? "each login fails there for the time being, and modules behind it are not asked"
    : "it finds nobody, and each login waits for it";
  return `\`${module}\` has no \`${name}\` beside the other files: ${effect}; take it out`;
}

export default defineRule({
  id: "courier/authmodulelist-default",
  since: "0.1.0",
  severity: "note",
  precision: "medium",
  cwe: [],
  summary: "A module of authdaemond is listed that cannot work.",
  why: `authdaemond asks the modules in the order of the list. The list it comes with has all there are. One that cannot
be loaded is skipped without a word, and where no other is left nobody can log in. \`authldap\` and \`authsqlite\` without
their files fail for the time being, and then the modules behind them are not asked: nobody of theirs can log in.`,
  remedy:
    'List the modules you use, in the order in which they are to be asked: `authmodulelist="authuserdb"`.',
  references: [
    { title: "authlib(7)", url: "https://www.courier-mta.org/authlib/README.authlib.html" },
    { title: "courier-authlib, authdaemond.c", url: "https://github.com/svarshavchik/courier" },
  ],
  check(context) {
    for (const { system, name, value, span } of authValues(context, /^authdaemonrc$/, /^authmodulelist$/)) {
      const faults = words(value).flatMap((module) => faultOf(module, system) ?? []);
      for (const fault of faults.slice(0, 1))
        context.report({ span, message: `\`${name}\`: ${fault}`, about: { setting: name } });
    }
  },
  examples: [
    {
      title: "a misspelt module",
      files: { "courier/authdaemonrc": 'authmodulelist=«"authmysqll"»\ndaemons=5\n' },
    },
    {
      title: "all modules, and the file of one",
      files: {
        "courier/authdaemonrc": 'authmodulelist=«"authldap authmysql"»\ndaemons=5\n',
        "courier/authmysqlrc": "MYSQL_SERVER localhost\n##NAME: MARKER:0\n",
      },
    },
    {
      title: "the frame for code of one's own",
      files: { "courier/authdaemonrc": 'authmodulelist=«"authuserdb authcustom"»\ndaemons=5\n' },
    },
    {
      title: "the modules in use",
      files: {
        "courier/authdaemonrc": 'authmodulelist="authuserdb authmysql"\ndaemons=5\n',
        "courier/authmysqlrc": "MYSQL_SERVER localhost\n##NAME: MARKER:0\n",
      },
    },
    {
      title: "the rc files are elsewhere",
      files: { "courier/authdaemonrc": 'authmodulelist="authmysql"\ndaemons=5\n' },
      trap: true,
    },
  ],
});
