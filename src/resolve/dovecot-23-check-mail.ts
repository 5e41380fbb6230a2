// Checks of mail storage, namespaces and mailboxes, after src/lib-storage/mail-storage-settings.c of Dovecot 2.3.

import { ownEntry } from "../own-entry.ts";
import { hashBits } from "./dovecot-23-check-auth.ts";
import {
  childrenOf,
  fail,
  known,
  knownNumber,
  mayHaveMore,
  type Subject,
  words,
} from "./dovecot-23-checking.ts";
import { nameOf } from "./dovecot-23-tree.ts";

export function checkStorage(storage: Subject): void {
  if (knownNumber(storage, "mailbox_idle_check_interval") === 0n)
    fail(
      storage,
      ["mailbox_idle_check_interval"],
      "bad-value",
      "`mailbox_idle_check_interval` must not be 0",
    );
  checkNfs(storage);
  const cache = knownNumber(storage, "mail_cache_max_size");
  if (cache !== undefined && cache > 1073741824n)
    fail(storage, ["mail_cache_max_size"], "bad-value", "`mail_cache_max_size` must not be over `1 G`");
  const percentage = knownNumber(storage, "mail_cache_purge_delete_percentage");
  if (percentage !== undefined && percentage > 100n)
    fail(
      storage,
      ["mail_cache_purge_delete_percentage"],
      "bad-value",
      "`mail_cache_purge_delete_percentage` must not be over 100",
    );
  checkUidlFormat(storage);
  checkAttachmentHash(storage);
  const options = ["add-flags", "add-flags-on-save", "no-flags-on-fetch", "exclude-inlined"];
  for (const option of words(known(storage, "mail_attachment_detection_options") ?? "", / +/))
    if (!options.includes(option) && !option.startsWith("content-type="))
      fail(
        storage,
        ["mail_attachment_detection_options"],
        "bad-value",
        `\`mail_attachment_detection_options\`: there is no option \`${option}\`; there are ${options.join(", ")}, content-type=…`,
      );
  for (const name of ["mail_cache_fields", "mail_always_cache_fields", "mail_never_cache_fields"])
    for (const field of words(known(storage, name) ?? ""))
      if (/^hdr\./i.test(field) && !/^[\x21-\x39\x3b-\x7e]*$/.test(field.slice(4)))
        fail(storage, [name], "bad-value", `\`${name}\`: \`${field}\` names no valid header`);
}

function checkNfs(storage: Subject): void {
  if (known(storage, "mail_nfs_index") !== "yes") return;
  if (known(storage, "mmap_disable") === "no")
    fail(
      storage,
      ["mail_nfs_index"],
      "dovecot/settings-conflict",
      "`mail_nfs_index = yes` requires `mmap_disable = yes`: the daemon does not start",
    );
  const fsync = known(storage, "mail_fsync");
  if (fsync !== undefined && fsync !== "always")
    fail(
      storage,
      ["mail_nfs_index"],
      "dovecot/settings-conflict",
      `\`mail_nfs_index = yes\` requires \`mail_fsync = always\`, and it is \`${fsync}\`: the daemon does not start`,
    );
}

/** Width, offset and modifiers, then the variable (var_get_key in src/lib/var-expand.c). */
const uidlVariable = /%(?:[0-9-]*(?:\.[0-9-]*)?[LUEXRHNMDT]*)(.)/gs;

function checkUidlFormat(storage: Subject): void {
  const format = known(storage, "pop3_uidl_format");
  if (format === undefined) return;
  let some = false;
  for (const [, name = ""] of format.matchAll(uidlVariable)) {
    if ("vumfg".includes(name)) some = true;
    else if (name !== "%") {
      fail(
        storage,
        ["pop3_uidl_format"],
        "bad-value",
        `\`pop3_uidl_format\`: \`%${name}\` is no variable of it; there are %v, %u, %m, %f, %g`,
      );
      return;
    }
  }
  if (!some)
    fail(
      storage,
      ["pop3_uidl_format"],
      "bad-value",
      "`pop3_uidl_format` holds no variable: all mails would have the same identifier",
    );
}

/** hash_format_init in src/lib/hash-format.c. */
function checkAttachmentHash(storage: Subject): void {
  const value = known(storage, "mail_attachment_hash");
  if (value === undefined) return;
  const refuse = (why: string) =>
    fail(storage, ["mail_attachment_hash"], "bad-value", `\`mail_attachment_hash = ${value}\`: ${why}`);
  if (value.includes("/")) refuse("it must not hold `/`");
  else {
    const why = hashFault(value);
    if (why !== undefined) refuse(why);
    else if (value.includes("-")) refuse("it must not hold `-`");
  }
}

function hashFault(value: string): string | undefined {
  for (let at = value.indexOf("%"); at !== -1; at = value.indexOf("%", at)) {
    const [whole, inside] = /^%[BX]?\{([^}]*)\}/s.exec(value.slice(at)) ?? [];
    if (whole === undefined || inside === undefined)
      return "`%` must be followed by a hash in braces, such as `%{sha1}`";
    const colon = inside.indexOf(":");
    const name = colon === -1 ? inside : inside.slice(0, colon);
    const bits = ownEntry(hashBits, name);
    if (bits === undefined) return `there is no hash \`${name}\``;
    const wanted = colon === -1 ? bits : Number(inside.slice(colon + 1));
    if (colon !== -1 && !/^\d+$/.test(inside.slice(colon + 1))) return "the number of bits is none";
    if (wanted === 0 || wanted > bits || wanted % 8 !== 0)
      return `\`${wanted}\` bits cannot be had of \`${name}\`: write a multiple of 8 up to ${bits}`;
    at += whole.length;
  }
  return undefined;
}

export function checkMail(user: Subject): void {
  const namespaces = childrenOf(user, "namespace");
  const byPrefix = new Map<string, Subject>();
  for (const namespace of namespaces) {
    const prefix = known(namespace, "prefix") ?? "";
    if (!byPrefix.has(prefix)) byPrefix.set(prefix, namespace);
  }
  for (const namespace of namespaces) {
    const prefix = known(namespace, "prefix") ?? "";
    const separator = known(namespace, "separator") ?? "";
    if (new TextEncoder().encode(separator).length > 1)
      fail(
        namespace,
        ["separator"],
        "bad-value",
        `namespace \`${prefix}\`: \`separator = ${separator}\` must be one character`,
      );
    if (isNotUtf8(prefix))
      fail(namespace, ["prefix"], "bad-value", "the `prefix` of this namespace is not valid UTF-8");
    checkAlias(byPrefix, namespace, prefix);
    for (const mailbox of childrenOf(namespace, "mailbox")) checkMailbox(mailbox);
  }
}

/** Bytes that are no UTF-8 stand as lone surrogates; uni_utf8_str_is_valid also refuses what is beyond Unicode. */
const isNotUtf8 = (text: string): boolean => /[\ud800-\udfff]/u.test(text);

function checkAlias(byPrefix: ReadonlyMap<string, Subject>, namespace: Subject, prefix: string): void {
  const target = known(namespace, "alias_for");
  if (!namespace.struct.values.has("alias_for") || target === undefined) return;
  if (known(namespace, "disabled") !== "no" || mayHaveMore(namespace.checking)) return;
  const other = byPrefix.get(target);
  if (other === undefined)
    fail(
      namespace,
      ["alias_for"],
      "bad-value",
      `namespace \`${prefix}\`: \`alias_for = ${target}\` is the prefix of no namespace`,
    );
  else if (other.struct.values.has("alias_for"))
    fail(
      namespace,
      ["alias_for"],
      "bad-value",
      `namespace \`${prefix}\`: \`alias_for = ${target}\` leads to a namespace that is an alias itself`,
    );
}

const specialUses = ["all", "archive", "drafts", "flagged", "important", "junk", "sent", "trash"];

function checkMailbox(mailbox: Subject): void {
  const name = nameOf(mailbox.struct);
  if (isNotUtf8(name)) fail(mailbox, [], "bad-value", "the name of this mailbox is not valid UTF-8");
  for (const use of words(known(mailbox, "special_use") ?? "", / +/))
    if (!use.startsWith("\\") || !specialUses.includes(use.slice(1).toLowerCase()))
      fail(
        mailbox,
        ["special_use"],
        "bad-value",
        `mailbox \`${name}\`: there is no \`special_use = ${use}\`; there are \\All, \\Archive, \\Drafts, \\Flagged, \\Important, \\Junk, \\Sent, \\Trash`,
      );
}
