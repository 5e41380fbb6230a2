// `passdb` and `userdb` blocks: name, driver settings instead of `args`, fields.

import { ownEntry } from "../own-entry.ts";
import type { DovecotExtFile } from "../resolve/dovecot-ext-config.ts";
import { ldapLines, refusedScheme, sqlLines } from "./authdb-files.ts";
import { block, type Conversion, drop, keep, lines, linesWith, manual } from "./conversion.ts";
import { isYes, label, pairs, quote, unquote } from "./values.ts";
import { convertVariables } from "./variables.ts";

export type AuthDb = "passdb" | "userdb";

const gone: Readonly<Record<string, string>> = {
  checkpassword: "the checkpassword driver was removed in 2.4; use a lua passdb",
  dict: "the dict driver was removed in 2.4; use a lua or sql database",
  shadow: "the shadow driver was removed in 2.4; use `passdb pam`",
  nss: "the nss driver was removed in 2.4; use `userdb passwd`",
  vpopmail: "the vpopmail driver was removed; use sql or lua",
  bsdauth: "the bsdauth driver was removed in 2.4; use `passdb pam`",
  sia: "the sia driver was removed in 2.4; use `passdb pam`",
};

export function goneDriver(driver: string): string | undefined {
  return ownEntry(gone, driver);
}

/** The section's header in 2.4. */
export function authDbHead(kind: AuthDb, name: string, driver: string): readonly string[] {
  const head = `${kind} ${label(name)} {`;
  return name === driver ? [head] : [head, `  driver = ${driver}`];
}

/**
 * A line of a section that is not named like its driver: there `query = …` is no short form of `passdb_sql_query`
 * (config_filter_add_new_filter() of src/config/config-parser.c puts the section's name in between).
 */
export function fullName(
  kind: AuthDb,
  driver: string,
  line: string,
  knows: (name: string) => boolean,
): string {
  const [, name = "", rest = ""] = /^(\w+)( .*)$/s.exec(line) ?? [];
  const full = `${kind}_${driver.replaceAll("-", "_")}_${name}`;
  return name !== "" && knows(full) && !knows(`${kind}_${name}`) ? `${full}${rest}` : line;
}

export function convertAuthDbSetting(
  kind: AuthDb,
  driver: string,
  name: string,
  value: string,
  extFiles: readonly DovecotExtFile[],
): Conversion {
  const text = unquote(value);
  switch (name) {
    case "driver":
      return drop;
    case "args":
      return text === "" ? drop : convertArgs(kind, driver, text, extFiles);
    case "default_fields":
      return fields(text, ":default");
    case "override_fields":
      return fields(text, "");
    case "pass":
      return isYes(text) ? lines("result_success = continue") : drop;
    case "auth_verbose":
      return text === "default" ? drop : lines("# auth_verbose is a global setting in 2.4");
    case "username_filter":
    case "mechanisms":
      return text === "" ? drop : lines(`${name === "mechanisms" ? "mechanisms_filter" : name} = ${text}`);
    case "name":
      return drop;
    default:
      return keep;
  }
}

function fields(text: string, suffix: string): Conversion {
  const left: string[] = [];
  const body = pairs(text).map(([name, value]) => {
    const converted = convertVariables(value === "" ? "yes" : value, { by: "auth" });
    left.push(...converted.unknown);
    return `${name}${suffix} = ${quote(converted.text)}`;
  });
  return linesWith(block("fields", body), left);
}

function convertArgs(
  kind: AuthDb,
  driver: string,
  text: string,
  extFiles: readonly DovecotExtFile[],
): Conversion {
  switch (driver) {
    case "sql":
    case "ldap":
      return fromFile(kind, driver, text, extFiles);
    case "passwd-file":
      return passwdFile(kind, text);
    case "pam":
      return pam(text);
    case "static":
      return staticArgs(kind, text);
    case "lua": {
      const path = pairs(text).find(([name]) => name === "file")?.[1];
      return path === undefined
        ? manual(`name the script with \`lua_file\`: ${text}`)
        : lines(`lua_file = ${path}`);
    }
    case "passwd":
      return pairs(text).every(([name]) => name === "blocking")
        ? drop
        : manual(`\`args = ${text}\` of the passwd driver has no counterpart in 2.4`);
    default:
      return manual(
        `\`args\` is gone in 2.4: the settings of ${text} go into this block, each as \`${driver.replaceAll("-", "_")}_...\``,
      );
  }
}

function fromFile(
  kind: AuthDb,
  driver: "sql" | "ldap",
  path: string,
  extFiles: readonly DovecotExtFile[],
): Conversion {
  const found = extFiles.find((file) => file.kind === driver && file.name === path);
  if (found === undefined)
    return manual(
      `\`args\` is gone in 2.4: the settings of \`${path}\`, which is not at hand, go into this block under their new names`,
    );
  const values = new Map([...found.values].map(([name, { value }]) => [name, value]));
  const { lines: body, left, hints } = driver === "sql" ? sqlLines(kind, values) : ldapLines(kind, values);
  return linesWith([`# from ${path}`, ...body], left, hints);
}

function passwdFile(kind: AuthDb, text: string): Conversion {
  const [, options = "", path = ""] = /^((?:(?:scheme|username_format)=\S+\s+)*)([\s\S]*)$/.exec(text) ?? [];
  const body: string[] = [];
  const left: string[] = [];
  let scheme: string | undefined = kind === "passdb" ? "CRYPT" : undefined;
  for (const [name, value] of pairs(options)) {
    const converted = convertVariables(value, { by: "auth" });
    left.push(...converted.unknown);
    if (name === "scheme") scheme = kind === "passdb" ? value : undefined;
    else body.push(`auth_username_format = ${quote(converted.text)}`);
  }
  // 2.3 took a password without a {SCHEME} for CRYPT here, 2.4.1 takes it for PLAIN.
  if (scheme !== undefined) body.push(`default_password_scheme = ${scheme}`);
  const converted = convertVariables(path, { by: "auth" });
  return linesWith(
    [...body, `passwd_file_path = ${quote(converted.text)}`],
    [...left, ...converted.unknown],
    refusedScheme(scheme ?? ""),
  );
}

function pam(text: string): Conversion {
  const body: string[] = [];
  const left: string[] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    const [name = "", value] = word.split("=");
    if (value === undefined && ["session", "setcred", "failure_show_msg"].includes(name))
      body.push(`${name} = yes`);
    else if (value === undefined && name.startsWith("-"))
      body.push(...(name === "-session" ? ["session = yes"] : []));
    else if (value === undefined) {
      const converted = convertVariables(name === "*" ? "%s" : name, { by: "auth" });
      left.push(...converted.unknown);
      body.push(`service_name = ${converted.text}`);
    } else if (name === "cache_key") left.push(word);
    else body.push(`${name} = ${value}`);
  }
  return linesWith(body, left);
}

function staticArgs(kind: AuthDb, text: string): Conversion {
  const own = kind === "passdb" ? ["password"] : ["allow_all_users"];
  const body: string[] = [];
  const inFields: string[] = [];
  const left: string[] = [];
  const hints: string[] = [];
  for (const [name, value] of pairs(text)) {
    // The scheme stands in the password, and would be masked with it.
    if (name === "password" && refusedScheme(/^\{([\w.-]+)\}/.exec(value)?.[1] ?? "").length > 0)
      hints.push(
        "2.4 refuses the scheme of this password: store it anew, or write `auth_allow_weak_schemes = yes` until that is done",
      );
    const converted = convertVariables(value === "" ? "yes" : value, { by: "auth" });
    left.push(...converted.unknown);
    (own.includes(name) ? body : inFields).push(`${name} = ${quote(converted.text)}`);
  }
  return linesWith([...body, ...block("fields", inFields)], left, hints);
}
