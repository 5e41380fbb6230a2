// The `auth { }` section of Dovecot 1.x: old_auth_section and socket_apply of src/config/old-set-parser.c.

import { applyOpen, applySetting } from "./dovecot-23-apply.ts";
import { applyTo, obsolete, text } from "./dovecot-23-old-words.ts";
import { faultSpan, type Line, problem, type Reading } from "./dovecot-23-state.ts";
import { escapeSection } from "./dovecot-23-tree.ts";

/** A section inside of `auth { }`; true when the daemon opens none of its own for it. */
export function authOpen(reading: Reading, key: string, label: string, line: Line): boolean {
  const { old } = reading;
  old.seenAuth = true;
  old.socket = { master: false };
  old.authDepth++;
  if ((key === "passdb" || key === "userdb") && old.authDepth === 2) {
    obsolete(
      reading,
      line,
      `\`${key} ${label} { }\` inside of \`auth\` is obsolete; write \`${key} { driver = ${label} }\` at the top level`,
    );
    applyOpen(reading, { kind: "open", key, label: "" }, line);
    applySetting(reading, text("driver", label), line);
    return true;
  }
  if (key === "socket" && old.authDepth === 2) {
    if (label === "connect")
      obsolete(
        reading,
        line,
        "`socket connect { }` is not supported any more; the service that connects is configured by itself",
      );
    if (label !== "listen") return false;
    old.socketDepth++;
    return true;
  }
  if (old.socketDepth > 0) old.socketDepth++;
  if ((key === "master" || key === "client") && old.socketDepth === 2) {
    old.socket.master = key === "master";
    return true;
  }
  return false;
}

export function socketClose(reading: Reading, line: Line): void {
  const { socket, baseDir } = reading.old;
  if (socket.path === undefined) {
    refuse(reading, line, "`socket listen { }` lacks a `path`");
    return;
  }
  const path = socket.path.startsWith(`${baseDir}/`) ? socket.path.slice(baseDir.length + 1) : socket.path;
  const masterName = /-(master|userdb)$/.test(path);
  if (socket.master !== masterName) {
    const kind = socket.master ? "a `master` socket must end" : "a `client` socket must not end";
    refuse(reading, line, `the path \`${path}\` of ${kind} with \`-master\` or \`-userdb\``);
    return;
  }
  const listener = "service/auth/unix_listener";
  applyTo(reading, reading.section, listener, escapeSection(path), line, path);
  for (const name of ["mode", "user", "group"] as const) {
    const value = socket[name];
    if (value !== undefined)
      applyTo(reading, reading.section, `${listener}/${escapeSection(path)}/${name}`, value, line);
  }
  reading.old.socket = { master: false };
}

function refuse(reading: Reading, line: Line, message: string): void {
  problem(reading, "bad-value", faultSpan(line, line.statement.span), message);
}
