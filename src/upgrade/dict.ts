// Entries of `dict { }` and the map files they name (dovecot-dict-sql.conf.ext) as `dict_server` blocks.

import type { DovecotSection } from "../resolve/dovecot-config.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import { sqlDrivers } from "../settings/dovecot-ext.ts";
import { connection } from "./authdb-files.ts";
import { block, type Conversion, lines, manual } from "./conversion.ts";
import { isYes, label, quote } from "./values.ts";

export function dictEntry(name: string, uri: string, extFiles: readonly DovecotExtFile[]): Conversion {
  const at = uri.indexOf(":");
  if (at === -1)
    return manual(`2.3 took \`${name}\` for the name of a dict here, and \`${uri}\` names no driver`);
  const driver = uri.slice(0, at);
  const path = uri.slice(at + 1);
  if (driver === "file")
    return lines(...block(`dict ${label(name)}`, ["driver = file", `dict_file_path = ${quote(path)}`]));
  if (driver === "redis") return redis(name, path);
  if (!sqlDrivers.includes(driver))
    return manual(`the dict driver \`${driver}\` is written in another way in 2.4`);
  const found = extFiles.find((file) => file.kind === "dict-sql" && file.name === path);
  if (found === undefined)
    return manual(
      `write \`dict ${name} { driver = sql ... }\` here with the settings of \`${path}\`, which is not at hand`,
    );
  const body = [
    "driver = sql",
    `sql_driver = ${driver}`,
    ...connection(driver, found.values.get("connect")?.value ?? ""),
    ...found.sections.flatMap(mapLines),
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
function mapLines({ values, sections }: DovecotSection): readonly string[] {
  const body: string[] = [];
  const text = (name: string): string | undefined => values.get(name)?.value;
  for (const [name, renamed] of [
    ["table", "sql_table"],
    ["username_field", "username_field"],
  ] as const) {
    const value = text(name);
    if (value !== undefined) body.push(`${renamed} = ${quote(value)}`);
  }
  const types = (text("value_type") ?? "").split(",");
  const usual = isYes(text("value_hexblob") ?? "no") ? "hexblob" : "";
  for (const [index, field] of (text("value_field") ?? "").split(",").entries()) {
    if (field.trim() === "") continue;
    const type = types[index]?.trim() || usual;
    body.push(`value_field ${label(field.trim())} {`, ...(type === "" ? [] : [`  type = ${type}`]), "}");
  }
  for (const fields of sections)
    for (const [field, { value }] of fields.values)
      body.push(...block(`key_field ${label(field)}`, [`value = ${quote(value)}`]));
  return block(`dict_map ${label(text("pattern") ?? "")}`, body);
}
