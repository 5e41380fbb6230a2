import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "courier/marker-missing",
  since: "0.1.0",
  severity: "error",

  precision: "very-high",
  cwe: [16],
  summary: "The line is missing without which authlib refuses the file.",
  why: "The readers of authmysqlrc, authpgsqlrc, authsqliterc and authldaprc look for the marker that the upgrade tool leaves. From authlib 0.67 on (2016) every login fails without it, with `marker line not found` in the log.",
  remedy: "Add the line `##NAME: MARKER:0` at the end.",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
  ],
  check(context) {
    reportProblems(context, "courier/marker-missing");
  },
  examples: [
    {
      title: "no marker",
      files: { "courier/authmysqlrc": "«MYSQL_SERVER localhost»\nMYSQL_DATABASE mail\n" },
    },
    {
      title: "a release whose authlib asks for none",
      version: "0.75",
      files: { "courier/authmysqlrc": "MYSQL_SERVER localhost\nMYSQL_DATABASE mail\n" },
      trap: true,
    },
    {
      title: "with the marker",
      files: { "courier/authmysqlrc": "MYSQL_SERVER localhost\n##NAME: MARKER:0\n" },
    },
    {
      title: "the marker stands at the top",
      files: { "courier/authmysqlrc": "##NAME: MARKER:0\nMYSQL_SERVER localhost\n" },
      trap: true,
    },
  ],
});
