// Settings of Dovecot 1.x and early 2.x that 2.3 still takes and converts, after src/config/old-set-parser.c.

import { type Action, type Assignment, applyOpen, applySetting, report } from "./dovecot-23-apply.ts";
import { authOpen, socketClose } from "./dovecot-23-old-auth.ts";
import { applyOldInProtocol } from "./dovecot-23-old-services.ts";
import { applyTo, obsolete, splitSpaces, text } from "./dovecot-23-old-words.ts";
import type { Line, Reading } from "./dovecot-23-state.ts";

/** old_settings_handle: true when the line was an old one and is dealt with. */
export function applyOld(reading: Reading, action: Action, line: Line): boolean {
  if (reading.section.broken) return false;
  if (action.kind === "open") return oldOpen(reading, action.key, action.label, line);
  if (action.kind === "close") return oldClose(reading, line);
  if (action.how !== "text") return false;
  if (reading.path === "") return applyOldInProtocol(reading, action, line) || oldRoot(reading, action, line);
  if (reading.path === "plugin/0/" && action.key === "imap_zlib_compress_level") {
    obsolete(reading, line, "`imap_zlib_compress_level` is now called `imap_compress_deflate_level`");
    applyTo(reading, reading.section, "plugin/0/imap_compress_deflate_level", action.value, line);
    return true;
  }
  return false;
}

const renamedSections = new Map([
  ["protocol managesieve", "protocol sieve"],
  ["service dns_client", "service dns-client"],
]);

function oldOpen(reading: Reading, key: string, label: string, line: Line): boolean {
  if (reading.old.authDepth > 0) return authOpen(reading, key, label, line);
  if (reading.path !== "") return false;
  if (key === "auth") {
    obsolete(
      reading,
      line,
      "the `auth { }` section is obsolete; write its settings at the top level with the prefix `auth_`",
    );
    reading.old.authDepth = 1;
    return true;
  }
  const renamed = renamedSections.get(`${key} ${label}`);
  if (renamed === undefined) return false;
  obsolete(reading, line, `\`${key} ${label}\` is now called \`${renamed}\``);
  applyOpen(reading, { kind: "open", key, label: renamed.slice(key.length + 1) }, line);
  return true;
}

function oldClose(reading: Reading, line: Line): boolean {
  const { old } = reading;
  if (old.authDepth > 0 && --old.authDepth === 0) return true;
  if (old.socketDepth === 0) return false;
  if (old.socketDepth === 2) socketClose(reading, line);
  old.socketDepth--;
  return true;
}

const replacedByFile: readonly string[] = ["ssl_cert_file", "ssl_key_file", "ssl_ca_file"];
const removed: readonly string[] = [
  "login_dir",
  "dbox_rotate_min_size",
  "dbox_rotate_days",
  "director_consistent_hashing",
  "mail_log_max_lines_per_sec",
  "maildir_copy_preserve_filename",
];

/** old_settings_handle_root. */
function oldRoot(reading: Reading, { key, value }: Assignment, line: Line): boolean {
  if (key === "base_dir") reading.old.baseDir = value.replace(/\/$/, "");
  if (key === "protocols") return oldProtocols(reading, value, line);
  if (replacedByFile.includes(key)) {
    if (value === "") return true;
    const name = key.slice(0, key.lastIndexOf("_"));
    obsolete(reading, line, `\`${key}\` is obsolete; write \`${name} = <${value}\``);
    applySetting(reading, { kind: "set", how: "file", key: name, value }, line);
    return true;
  }
  if (key === "ssl_parameters_regenerate" || key === "ssl_dh_parameters_length") {
    obsolete(reading, line, `\`${key}\` does nothing any more; remove it`);
    return true;
  }
  if (key === "ssl_protocols") return oldSslProtocols(reading, value, line);
  if (key === "sieve" || key === "sieve_storage") return oldSieve(reading, key, value, line);
  if (removed.includes(key)) {
    obsolete(reading, line, `\`${key}\` does nothing any more; remove it`);
    return true;
  }
  const renamed = renamedSetting(key, value);
  if (renamed !== undefined) {
    obsolete(reading, line, `\`${key}\` is obsolete; write \`${renamed.key} = ${renamed.value}\``);
    applySetting(reading, text(renamed.key, renamed.value), line);
    return true;
  }
  if (key === "imap_client_workarounds") return oldWorkarounds(reading, value, line);
  if (reading.old.authDepth !== 1) return false;
  applySetting(reading, text(key.startsWith("auth_") ? key : `auth_${key}`, value), line);
  return true;
}

function renamedSetting(key: string, value: string): { key: string; value: string } | undefined {
  const lower = value.toLowerCase();
  if (key === "ssl_disable")
    return { key: "ssl", value: lower === "yes" ? "no" : lower === "no" ? "yes" : value };
  if (key === "fsync_disable")
    return { key: "mail_fsync", value: lower === "yes" ? "never" : lower === "no" ? "optimized" : value };
  if (key === "dbox_rotate_size") return { key: "mdbox_rotate_size", value };
  const compress = "mail_cache_compress_";
  if (key.startsWith(compress)) return { key: `mail_cache_purge_${key.slice(compress.length)}`, value };
  return undefined;
}

/** `imaps` and `pop3s` were protocols once. */
function oldProtocols(reading: Reading, value: string, line: Line): boolean {
  const words = splitSpaces(value, " ");
  const kept = words
    .filter((word) => word !== "imaps" && word !== "pop3s")
    .map((word) => {
      if (word !== "managesieve") return word;
      obsolete(reading, line, "the protocol `managesieve` is now called `sieve`");
      return "sieve";
    });
  for (const name of ["imap", "pop3"]) {
    if (!words.includes(`${name}s`)) continue;
    obsolete(reading, line, `\`${name}s\` is no protocol any more: \`${name}\` opens both ports; remove it`);
    if (words.includes(name)) continue;
    kept.push(name);
    applyTo(reading, reading.section, `service/${name}-login/inet_listener/${name}/port`, "0", line);
  }
  applySetting(reading, text("protocols", kept.join(" ")), line);
  return true;
}

const versions = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];

/** ssl_protocols_to_min_protocol. */
function oldSslProtocols(reading: Reading, value: string, line: Line): boolean {
  const wanted = new Map<string, boolean>();
  for (const word of splitSpaces(value, ", ")) {
    const name = word.replace(/^!/, "");
    if (!versions.includes(name)) {
      obsolete(
        reading,
        line,
        `\`ssl_protocols\` is obsolete and ignored, as \`${name}\` is no protocol it knows; write \`ssl_min_protocol\``,
      );
      return true;
    }
    wanted.set(name, !word.startsWith("!"));
  }
  const explicit = [...wanted.values()].includes(true);
  const least = versions.find((name) => (explicit ? wanted.get(name) === true : !wanted.has(name)));
  if (least === undefined) {
    obsolete(
      reading,
      line,
      "`ssl_protocols` is obsolete and ignored, as it leaves no protocol; write `ssl_min_protocol`",
    );
    return true;
  }
  obsolete(reading, line, `\`ssl_protocols\` is obsolete; write \`ssl_min_protocol = ${least}\``);
  applySetting(reading, text("ssl_min_protocol", least), line);
  return true;
}

function oldSieve(reading: Reading, key: string, value: string, line: Line): boolean {
  obsolete(reading, line, `\`${key}\` belongs into the \`plugin { }\` section now`);
  report(reading, applyTo(reading, reading.section, "plugin", "", line), key, line);
  report(reading, applyTo(reading, reading.section, `plugin/${key}`, value, line), key, line);
  return true;
}

function oldWorkarounds(reading: Reading, value: string, line: Line): boolean {
  const gone = ["outlook-idle", "netscape-eoh"];
  const words = splitSpaces(value, " ,");
  for (const word of words)
    if (gone.includes(word))
      obsolete(reading, line, `the workaround \`${word}\` does nothing any more; remove it`);
  const left = words.map((word) => (gone.includes(word) ? "" : word)).join(" ");
  applySetting(reading, text("imap_client_workarounds", left), line);
  return true;
}
