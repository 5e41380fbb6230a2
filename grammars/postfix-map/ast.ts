// The AST of a table's configuration file (ldap_table(5), mysql_table(5), pgsql_table(5), sqlite_table(5)): as main.cf.

export type {
  MainAst as MapAst,
  MainSetting as MapSetting,
  MainStatement as MapStatement,
} from "../postfix-main/ast.ts";
