// Dovecot's configuration as the daemon of its version reads it.

import type { LintOptions } from "../options.ts";
import type { SourceFile } from "../source.ts";
import type { DovecotSystem } from "../system.ts";
import { resolveDovecot23, showDovecot23 } from "./dovecot-23.ts";
import { resolveDovecot24, showDovecot24 } from "./dovecot-24.ts";
import type { Resolve } from "./resolve.ts";

type Version = "2.3" | "2.4";

/** Resolves the tree of a root file with the version given by option, else stated in the file, else 2.3. Never throws. */
export const resolveDovecot: Resolve = (entry, host, options): DovecotSystem => {
  const read = host.read(entry.root);
  const text = read.kind === "text" ? read.text : "";
  const root: SourceFile = { path: entry.root, text, dialect: "dovecot" };
  const { version, versionFrom } = versionOf(root, options);
  const resolve = version === "2.4" ? resolveDovecot24 : resolveDovecot23;
  const system = resolve(entry, root, host, options, versionFrom);
  if (!entry.partial || versionFrom !== "assumed" || strangers(system) === 0) return system;
  // A piece of a configuration does not state its version: it is of the one that knows more of its settings.
  const newer = resolveDovecot24(entry, root, host, options, versionFrom);
  return strangers(newer) < strangers(system) ? newer : system;
};

function strangers({ problems }: DovecotSystem): number {
  return problems.filter(({ kind }) => kind === "unknown-setting").length;
}

/** The lines of `doveconf -n`, or with `all` of `doveconf -a`, of the system's version; header comments are left out. */
export function showDovecot(system: DovecotSystem, options: { readonly all: boolean }): readonly string[] {
  return system.version === "2.4" ? showDovecot24(system, options) : showDovecot23(system, options);
}

const stated = /^[ \t]*dovecot_config_version[ \t]*=[ \t]*"?(2\.\d+)/m;
/** First line of `doveconf`'s output: `# 2.3.19.1 (9b53102964): /etc/dovecot/dovecot.conf`. */
const dumpHeader = /^# (2\.\d+)\.\d\S* \([0-9a-f]+\): /m;

export function versionOf(
  root: SourceFile,
  options: LintOptions,
): { readonly version: Version; readonly versionFrom: DovecotSystem["versionFrom"] } {
  if (options.dovecot !== undefined) return { version: known(options.dovecot), versionFrom: "given" };
  const found = stated.exec(root.text) ?? dumpHeader.exec(root.text);
  if (found?.[1] !== undefined) return { version: known(found[1]), versionFrom: "file" };
  return { version: "2.3", versionFrom: "assumed" };
}

/** The nearer of the two dialects: 2.2 and older are read as 2.3, newer ones as 2.4. */
function known(version: string): Version {
  const [major = 2, minor = 3] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 4) ? "2.4" : "2.3";
}
