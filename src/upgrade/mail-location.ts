// `mail_location` (and `location` of a namespace) split to the mail_* settings of 2.4.

import { quote } from "./values.ts";
import { convertVariables } from "./variables.ts";

const parameters: Readonly<Record<string, string>> = {
  INBOX: "mail_inbox_path",
  INDEX: "mail_index_path",
  INDEXPVT: "mail_index_private_path",
  INDEXCACHE: "mail_cache_path",
  CONTROL: "mail_control_path",
  ALT: "mail_alt_path",
  VOLATILEDIR: "mail_volatile_path",
  DIRNAME: "mailbox_directory_name",
  MAILBOXDIR: "mailbox_root_directory_name",
  SUBSCRIPTIONS: "mailbox_subscriptions_filename",
  LAYOUT: "mailbox_list_layout",
  LISTINDEX: "mailbox_list_index_prefix",
  FULLDIRNAME: "mailbox_directory_name",
};

/** Settings of 2.4 that were parts of `mail_location`. */
export const partsOfLocation: ReadonlySet<string> = new Set([
  "mail_driver",
  "mail_path",
  ...Object.values(parameters),
]);

const flags: Readonly<Record<string, string>> = {
  UTF8: "mailbox_list_utf8 = yes",
  ITERINDEX: "mailbox_list_iter_from_index_dir = yes",
  NOCASE: "",
};

export interface Location {
  readonly lines: readonly string[];
  readonly left: readonly string[];
}

/** `left` names the parts that have no counterpart. */
export function convertLocation(value: string): Location {
  const [driver = "", ...rest] = value.split(":");
  const lines: string[] = [];
  const left: string[] = [];
  const known = /^(maildir|mbox|mdbox|sdbox|dbox|imapc|pop3c|cydir|virtual|raw|shared|fail)$/.test(driver);
  // Without a driver the value is a path, whose kind the 2.3 daemon found out by looking.
  if (!known && driver !== "") rest.unshift(driver);
  if (known) lines.push(`mail_driver = ${driver === "dbox" ? "mdbox" : driver}`);
  const [path = "", ...options] = rest;
  if (path !== "") {
    const converted = convertVariables(path);
    lines.push(`mail_path = ${quote(converted.text)}`);
    left.push(...converted.unknown);
  }
  for (const option of options) {
    const [, key = "", text] = /^([^=]+)(?:=(.*))?$/.exec(option) ?? [];
    const name = parameters[key];
    if (name !== undefined && text !== undefined) {
      const converted = convertVariables(text);
      const layout = key === "LAYOUT" && text === "maildir++" ? "maildir++" : converted.text;
      lines.push(`${name} = ${quote(layout)}`);
      left.push(...converted.unknown);
    } else if (Object.hasOwn(flags, key)) {
      const line = flags[key] ?? "";
      if (line === "") left.push(key);
      else lines.push(line);
    } else if (option !== "") left.push(option);
  }
  return { lines, left };
}
