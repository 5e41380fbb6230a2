// What the daemon refuses in a readable external file: settings that must be there, and connect strings.

import { sqlDrivers } from "../settings/dovecot-ext.ts";
import type { Problem } from "../system.ts";
import type { DovecotSection, EffectiveValue } from "./dovecot-config.ts";
import type { DovecotExtFile } from "./dovecot-ext-config.ts";
import { consequence } from "./dovecot-ext-read.ts";

/** Problems of a file as a whole; those of its lines were found while reading. */
export function checkExt(file: DovecotExtFile): Problem[] {
  return [
    ...missing(file),
    ...connectFaults(file),
    ...mapFaults(file),
    ...ldapFaults(file),
    ...objectFaults(file),
    ...oauth2Faults(file),
  ];
}

function problem(
  { kind, uses }: DovecotExtFile,
  rule: string,
  at: EffectiveValue | undefined,
  what: string,
): Problem[] {
  const use = uses[0];
  const span = at?.valueSpan ?? use?.span;
  if (span === undefined) return [];
  const named =
    use === undefined || span === use.span ? [] : [{ span: use.span, message: "the file is named here" }];
  return [
    {
      kind: rule,
      severity: "error",
      message: `${what}: ${consequence(kind)}`,
      span,
      related: named,
      fatal: false,
    },
  ];
}

/** Each inner list: one of these must be set (db_sql_init, db_ldap_init, db_dict_init, dict_sql_settings_read). */
const required: Readonly<Record<DovecotExtFile["kind"], readonly (readonly string[])[]>> = {
  sql: [["driver"], ["connect"]],
  ldap: [["base"], ["uris", "hosts"]],
  dict: [["uri"]],
  oauth2: [["tokeninfo_url", "introspection_url", "local_validation_key_dict", "grant_url"]],
  "dict-sql": [["connect"]],
  "dict-ldap": [["uri"]],
};

function missing(file: DovecotExtFile): Problem[] {
  return required[file.kind].flatMap((names) => {
    const found = names.map((name) => file.get(name));
    if (found.some((one) => one === undefined || one.unknown || isGiven(file, one))) return [];
    const list = names.map((name) => `\`${name}\``).join(" or ");
    return problem(file, "dovecot/required-setting", undefined, `\`${file.name}\` sets no ${list}`);
  });
}

/** db_oauth2_init takes an empty text for none; the others ask whether the line is there. */
function isGiven({ kind }: DovecotExtFile, { value, origin }: EffectiveValue): boolean {
  return origin.kind === "file" && (kind !== "oauth2" || value !== "");
}

/** Words of a MySQL connect string (driver_mysql_parse_connect_string in src/lib-sql/driver-mysql.c). */
const mysqlWords = [
  "host",
  "hostaddr",
  "user",
  "password",
  "dbname",
  "port",
  "client_flags",
  "connect_timeout",
  "read_timeout",
  "write_timeout",
  "ssl_cert",
  "ssl_key",
  "ssl_ca",
  "ssl_ca_path",
  "ssl_cipher",
  "ssl_verify_server_cert",
  "option_file",
  "option_group",
];

function connectFaults(file: DovecotExtFile): Problem[] {
  const driver = file.kind === "sql" ? file.values.get("driver") : undefined;
  if (driver !== undefined && !driver.unknown && !sqlDrivers.includes(driver.value))
    return problem(
      file,
      "bad-value",
      driver,
      `\`driver = ${driver.value}\` is none of ${sqlDrivers.map((one) => `\`${one}\``).join(", ")}`,
    );
  const connect = file.values.get("connect");
  const name = file.kind === "sql" ? driver?.value : file.uses[0]?.driver;
  if (driver?.unknown === true || name !== "mysql" || connect === undefined || connect.unknown) return [];
  const wrong = mysqlFault(connect.value);
  return wrong === undefined ? [] : problem(file, "bad-value", connect, wrong);
}

function mysqlFault(connect: string): string | undefined {
  const names = new Set<string>();
  for (const word of connect.split(" ").filter((one) => one !== "")) {
    const at = word.indexOf("=");
    if (at === -1)
      return "a word of `connect` is no `name=value`; a blank in a value ends it, in quotes or not";
    const name = word.slice(0, at);
    const value = word.slice(at + 1);
    names.add(name);
    if (!mysqlWords.includes(name))
      return `\`${name}=\` is nothing that \`connect\` of the mysql driver knows`;
    if (name === "port" && !(/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= 65535))
      return `\`port=${value}\` in \`connect\` is no port`;
    if (name === "ssl_verify_server_cert" && value !== "yes" && value !== "no")
      return `\`ssl_verify_server_cert=${value}\` is neither \`yes\` nor \`no\``;
  }
  return names.has("host") || names.has("hostaddr") || names.has("option_file")
    ? undefined
    : "`connect` names no `host`";
}

/** dict_sql_map_finish, dict_ldap_map_finish: what each `map` must say. */
function mapFaults(file: DovecotExtFile): Problem[] {
  const needed =
    file.kind === "dict-sql"
      ? ["pattern", "table", "value_field"]
      : file.kind === "dict-ldap"
        ? ["pattern", "value_attribute"]
        : [];
  return file.sections.flatMap((map) => [
    ...needed.flatMap((name) => {
      const found = map.get(name);
      if (found === undefined || found.unknown || found.origin.kind !== "default") return [];
      return mapProblem(file, map, `this \`map\` sets no \`${name}\``);
    }),
    ...(needed.length === 0 ? [] : variableFaults(file, map)),
  ]);
}

function mapProblem(file: DovecotExtFile, map: DovecotSection, what: string): Problem[] {
  const { origin } = map;
  const at = origin.kind === "file" ? { ...nothing, valueSpan: origin.span, origin } : undefined;
  return problem(file, "dovecot/required-setting", at, what);
}

const nothing = { value: "", unknown: false, overridden: [] } as const;

/** dict_sql_fields_map: the variables of the pattern and those of `fields` are the same. */
function variableFaults(file: DovecotExtFile, map: DovecotSection): Problem[] {
  const pattern = map.values.get("pattern");
  const fields = map.sections.flatMap(({ values }) => [...values.values()]);
  if (
    pattern === undefined ||
    pattern.unknown ||
    fields.some(({ value, unknown }) => unknown || !value.startsWith("$"))
  )
    return [];
  const wanted = [...pattern.value.matchAll(/\$(?:\{([^}]*)\}?|(\w*))/g)].map(
    ([, braced, bare]) => braced ?? bare ?? "",
  );
  const given = fields.map(
    ({ value }) => /^\$\{(?:hexblob|u?int):(.*)\}$/.exec(value)?.[1] ?? value.slice(1),
  );
  const lost = wanted.find((name) => !given.includes(name));
  if (lost !== undefined)
    return problem(
      file,
      "bad-value",
      pattern,
      `the variable \`$${lost}\` of the pattern has no line in \`fields\``,
    );
  const spare = fields.find((_, at) => !wanted.includes(given[at] ?? ""));
  return spare === undefined
    ? []
    : problem(file, "bad-value", spare, `the variable \`${spare.value}\` does not stand in the pattern`);
}

/** db_dict_settings_parse: `passdb_objects` and `userdb_objects` name `key` sections in JSON. */
function objectFaults(file: DovecotExtFile): Problem[] {
  if (file.kind !== "dict") return [];
  const keys = new Map(
    file.sections.filter(({ kind }) => kind === "key").map((key) => [key.label, key.get("format")] as const),
  );
  return ["passdb_objects", "userdb_objects"].flatMap((name) => {
    const value = file.values.get(name);
    if (value === undefined || value.unknown) return [];
    const words = value.value.split(" ").filter((word) => word !== "");
    return words.flatMap((word) => {
      const format = keys.get(word);
      if (format?.unknown === true || format?.value === "json") return [];
      const what =
        format === undefined
          ? `no \`key ${word}\` section is there`
          : `\`key ${word}\` has not \`format = json\``;
      return problem(file, "bad-value", value, `\`${name}\` names \`${word}\`, but ${what}`);
    });
  });
}

const introspection = ["", "auth", "get", "post", "local"];

/** db_oauth2_init. */
function oauth2Faults(file: DovecotExtFile): Problem[] {
  const others = (required.oauth2[0] ?? []).slice(0, -1).map((name) => file.get(name)?.value ?? "");
  const grant = file.values.get("grant_url");
  const client = file.get("client_id");
  if (
    file.kind === "oauth2" &&
    grant?.unknown === false &&
    others.every((one) => one === "") &&
    client?.value === "" &&
    !client.unknown
  )
    return problem(file, "dovecot/required-setting", grant, "`grant_url` alone needs `client_id`");
  const mode = file.kind === "oauth2" ? file.get("introspection_mode") : undefined;
  if (mode === undefined || mode.unknown) return [];
  return introspection.includes(mode.value)
    ? []
    : problem(
        file,
        "bad-value",
        mode,
        `\`introspection_mode = ${mode.value}\` is none of \`auth\`, \`get\`, \`post\`, \`local\``,
      );
}

/** db_ldap_init, db_ldap_connect. */
function ldapFaults(file: DovecotExtFile): Problem[] {
  if (file.kind !== "ldap") return [];
  const tls = file.values.get("tls");
  const version = file.values.get("ldap_version");
  const uris = file.values.get("uris");
  if (tls === undefined || tls.unknown || tls.value.toLowerCase() !== "yes") return [];
  if (version !== undefined && !version.unknown && Number.parseInt(version.value, 10) < 3)
    return problem(file, "bad-value", version, "`tls = yes` needs `ldap_version = 3`");
  return uris !== undefined && !uris.unknown && uris.value.startsWith("ldaps:")
    ? problem(
        file,
        "bad-value",
        tls,
        "`tls = yes` is Start TLS, which an `ldaps://` server refuses; use one of both",
      )
    : [];
}
