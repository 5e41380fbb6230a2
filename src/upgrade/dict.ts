// Entries of `dict { }` and the map files they name (dovecot-dict-sql.conf.ext) as `dict_server` blocks.

import type { ExtStatement } from "../../grammars/dovecot-ext/ast.ts";
import { parseDovecotExt } from "../../grammars/dovecot-ext/parser.ts";
import type { Host } from "../host.ts";
import { connection } from "./authdb-files.ts";
import { block, type Conversion, lines, manual } from "./conversion.ts";
import { label, quote } from "./values.ts";

const sqlDrivers = new Set(["mysql", "pgsql", "sqlite", "cassandra"]);

export function dictEntry(
  name: string,
  uri: string,
  read: (path: string) => ReturnType<Host["read"]>,
): Conversion {
  const at = uri.indexOf(":");
  if (at === -1)
    return manual(`2.3 took \`${name}\` for the name of a dict here, and \`${uri}\` names no driver`);
  const driver = uri.slice(0, at);
  const path = uri.slice(at + 1);
  if (driver === "file")
    return lines(...block(`dict ${label(name)}`, ["driver = file", `dict_file_path = ${quote(path)}`]));
  if (driver === "redis") return redis(name, path);
  if (!sqlDrivers.has(driver))
    return manual(`the dict driver \`${driver}\` is written in another way in 2.4`);
  const found = read(path);
  if (found.kind !== "text")
    return manual(
      `write \`dict ${name} { driver = sql ... }\` here with the settings of \`${path}\`, which is not at hand`,
    );
  const { statements } = parseDovecotExt({ path, text: found.text, dialect: "dovecot-ext" });
  const connect = statements.find((one) => one.kind === "setting" && one.name.text === "connect");
  const body = [
    "driver = sql",
    `sql_driver = ${driver}`,
    ...connection(driver, connect?.kind === "setting" ? connect.value.text : ""),
    ...maps(statements),
  ];
  return lines(...block(`dict ${label(name)}`, body));
}

/** `host=127.0.0.1:port=6379:prefix=x:db=0` (dict-redis.c). */
function redis(name: string, text: string): Conversion {
  const names: Readonly<Record<string, string>> = {
    host: "redis_host",
    port: "redis_port",
    prefix: "redis_key_prefix",
    db: "redis_db_id",
    password: "redis_password",
    timeout_msecs: "redis_request_timeout",
  };
  const body = ["driver = redis"];
  for (const part of text.split(":")) {
    const [key = "", value = ""] = part.split("=");
    if (Object.hasOwn(names, key))
      body.push(`${names[key]} = ${value}${key === "timeout_msecs" ? "ms" : ""}`);
  }
  return lines(...block(`dict ${label(name)}`, body));
}

/** `map { pattern table username_field value_field fields { } }` (dict-sql-settings.c). */
function maps(statements: readonly ExtStatement[]): readonly string[] {
  const result: string[] = [];
  const stack: string[] = [];
  let values = new Map<string, string>();
  let fields: (readonly [string, string])[] = [];
  for (const one of statements) {
    if (one.kind === "open") {
      stack.push(one.name);
      if (one.name === "map") {
        values = new Map();
        fields = [];
      }
    } else if (one.kind === "close") {
      if (stack.pop() === "map") result.push(...mapLines(values, fields));
    } else if (one.kind === "setting" && stack.at(-1) === "map") values.set(one.name.text, one.value.text);
    else if (one.kind === "setting" && stack.at(-1) === "fields")
      fields.push([one.name.text, one.value.text]);
  }
  return result;
}

function mapLines(
  values: ReadonlyMap<string, string>,
  fields: readonly (readonly [string, string])[],
): readonly string[] {
  const body: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) body.push(`${name} = ${quote(value)}`);
  };
  add("sql_table", values.get("table"));
  add("username_field", values.get("username_field"));
  add("expire_field", values.get("expire_field"));
  const types = (values.get("value_type") ?? "").split(",");
  for (const [index, field] of (values.get("value_field") ?? "").split(",").entries()) {
    if (field.trim() === "") continue;
    const type = types[index]?.trim() ?? "";
    body.push(`value_field ${label(field.trim())} {`, ...(type === "" ? [] : [`  type = ${type}`]), "}");
  }
  for (const [field, pattern] of fields)
    body.push(...block(`key_field ${label(field)}`, [`value = ${quote(pattern)}`]));
  return block(`dict_map ${label(values.get("pattern") ?? "")}`, body);
}
