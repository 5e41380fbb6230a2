// The words of rules about Courier: variables as its instances have them, each reported where it is written.

import { type Priority, priorityOf } from "./model/priority-string.ts";
import {
  authValueSpan,
  type CourierAuthFile,
  type CourierInstance,
  type CourierValue,
} from "./resolve/courier-config.ts";
import type { RuleContext } from "./rule.ts";
import { type Span, textOf } from "./source.ts";
import type { CourierSystem } from "./system.ts";
import { courierSystems, replaceFix } from "./vocabulary.ts";

export interface CourierWritten {
  readonly system: CourierSystem;
  readonly instance: CourierInstance;
  readonly name: string;
  readonly value: string;
  /** Of the value; of the whole assignment where the value is empty. */
  readonly span: Span;
  readonly statement: Span;
}

/** Known values that a file gives to any of these variables in these instances, each place once. */
export function assigned(
  context: RuleContext,
  instances: readonly string[],
  ...names: readonly string[]
): readonly CourierWritten[] {
  const all: CourierWritten[] = [];
  for (const system of courierSystems(context)) {
    const seen = new Set<string>();
    for (const instance of system.config.instances) {
      if (!instances.includes(instance.name)) continue;
      for (const name of names) {
        const found = writtenOf(system, instance, name);
        if (found === undefined) continue;
        const key = `${found.span.file.path}\0${found.span.start}`;
        if (seen.size < seen.add(key).size) all.push(found);
      }
    }
  }
  return all;
}

function writtenOf(
  system: CourierSystem,
  instance: CourierInstance,
  name: string,
): CourierWritten | undefined {
  const found = instance.get(name);
  if (found === undefined || found.unknown || found.origin.kind === "default") return undefined;
  const statement = found.origin.span;
  return { system, instance, name, value: found.value, span: valueSpan(statement), statement };
}

/** Behind the `=`, with its quotes. */
export function valueSpan(statement: Span): Span {
  const at = textOf(statement).indexOf("=") + 1;
  return at === 0 || statement.start + at === statement.end
    ? statement
    : { ...statement, start: statement.start + at };
}

/** The value where it is known: of a variable that nobody sets, "". */
export function knownValue(instance: CourierInstance, name: string): string | undefined {
  const found: CourierValue | undefined = instance.get(name);
  if (found === undefined) return "";
  return found.unknown ? undefined : found.value;
}

/** As atoi(3) reads it: `YES` is 0. */
export function numberOf(value: string): number {
  return Number(/^\s*([+-]?\d+)/.exec(value)?.[1] ?? 0);
}

/** As courieresmtpd reads its switches: on where the first character is `1` (courieresmtpd.c, bofh). */
export function isOne(value: string): boolean {
  return value.startsWith("1");
}

/** As the daemons read a switch: on where the first character is `y` or `Y`. */
export function isYes(value: string): boolean {
  return /^y/i.test(value);
}

export function words(value: string): readonly string[] {
  return value.split(/\s+/).filter((word) => word !== "");
}

/** Gives the variable another value where it is written. */
export function assignFix(
  { statement, name }: CourierWritten,
  value: string,
  safety: "safe" | "unsafe" = "safe",
) {
  const exported = textOf(statement).startsWith("export") ? "export " : "";
  return replaceFix(`set \`${name}=${value}\``, statement, `${exported}${name}=${value}`, safety);
}

/** The plain instances: port, and the variable that offers STARTTLS. */
export const courierTwins: Readonly<Record<string, { readonly port: string; readonly starttls: string }>> = {
  imapd: { port: "143", starttls: "IMAPDSTARTTLS" },
  pop3d: { port: "110", starttls: "POP3_STARTTLS" },
};

/** `imapd` and `pop3d` without and with TLS. */
export const mailboxes = ["imapd", "imapd-ssl", "pop3d", "pop3d-ssl"] as const;
export const esmtp = ["esmtpd", "esmtpd-msa", "esmtpd-ssl"] as const;
export const all = [...mailboxes, ...esmtp, "courierd"] as const;

/** `TLS_CIPHER_LIST` is OpenSSL's (libcouriertls.c); libcouriergnutls.c does not ask for it. */
export const onOpenSsl =
  "where Courier is built with OpenSSL (Debian's, built with GnuTLS, reads `TLS_PRIORITY` instead)";
/** `TLS_PRIORITY` is GnuTLS's, the other way round. */
export const onGnuTls = "where Courier is built with GnuTLS, as Debian's is";

/** Known lists of ciphers for OpenSSL, and those for GnuTLS that say what they hold. */
export function* cipherLists(
  context: RuleContext,
  instances: readonly string[],
): Generator<CourierWritten & ({ readonly list: string } | { readonly priority: Priority })> {
  for (const one of assigned(context, instances, "TLS_CIPHER_LIST")) yield { ...one, list: one.value };
  for (const one of assigned(context, instances, "TLS_PRIORITY")) {
    const priority = priorityOf(one.value);
    if (priority !== undefined) yield { ...one, priority };
  }
}

/** Known values in the rc files of authlib (`authldaprc`, `authmysqlrc`, ..., `authdaemonrc`). */
export function* authValues(
  context: RuleContext,
  file: RegExp,
  name: RegExp,
): Generator<
  Pick<CourierWritten, "system" | "name" | "value" | "span" | "statement"> & { file: CourierAuthFile }
> {
  for (const system of courierSystems(context))
    for (const one of system.config.authFiles) {
      if (!file.test(one.name)) continue;
      for (const [key, { value, unknown, origin }] of one.values) {
        if (!name.test(key) || unknown || origin.kind === "default") continue;
        const statement = origin.span;
        const span = authValueSpan(statement);
        yield { system, file: one, name: key, value, span, statement };
      }
    }
}

/** Whether `esmtpauthclient` lies beside the configuration and has a line `relay,port user password` (courier(8)). */
export function sendsPasswords({ config }: CourierSystem): boolean {
  const text = config.fileNamed("/etc/courier/esmtpauthclient")?.text ?? "";
  return /^[^#\s]\S*[ \t]+\S+[ \t]+\S/m.test(text);
}
