// Checks of Dovecot 2.4's mail storage, namespaces and remote storages.

import { all, type Check, oneCharacter, zero } from "./dovecot-24-check-words.ts";

const nfsIndex: Check = ({ isOn, text }) => {
  if (!isOn("mail_nfs_index")) return undefined;
  if (isOn("mmap_disable") === false)
    return {
      message: "`mail_nfs_index = yes` needs `mmap_disable = yes`",
      of: ["mail_nfs_index", "mmap_disable"],
    };
  const sync = text("mail_fsync");
  return sync === undefined || sync === "always"
    ? undefined
    : { message: "`mail_nfs_index = yes` needs `mail_fsync = always`", of: ["mail_nfs_index", "mail_fsync"] };
};

const uidlNames = ["uidvalidity", "uid", "md5", "filename", "guid"];

const cacheFields =
  (name: string): Check =>
  ({ list }) => {
    const fields = list(name) ?? [];
    const wrong = fields.find((field) => /^hdr\./i.test(field) && !/^[!-9;-~]+$/.test(field.slice(4)));
    if (wrong !== undefined)
      return { message: `\`${wrong}\` in \`${name}\` is no header's name`, of: [name] };
    return fields.includes("*") && fields.length > 1
      ? {
          message: `\`*\` in \`${name}\` stands for all fields: nothing else may stand beside it`,
          of: [name],
        }
      : undefined;
  };

const uidlFormat: Check = ({ written }) => {
  const format = written("pop3_uidl_format");
  const used = [...format.matchAll(/%\{\s*([\w:.;-]+)/g)].map(([, name]) => name ?? "");
  const wrong = used.find((name) => !uidlNames.includes(name));
  const of = ["pop3_uidl_format"];
  if (wrong !== undefined)
    return {
      message: `\`pop3_uidl_format\` has no variable \`%{${wrong}}\`, but ${uidlNames.join(", ")}`,
      of,
    };
  return used.length === 0
    ? { message: "`pop3_uidl_format` holds no `%{variable}`: all mails would be the same", of }
    : undefined;
};

export const mailStorage = all(
  zero("mailbox_idle_check_interval"),
  nfsIndex,
  ({ number }) =>
    (number("mail_cache_max_size") ?? 0) > 1024 ** 3
      ? { message: "`mail_cache_max_size` may be at most 1G", of: ["mail_cache_max_size"] }
      : undefined,
  ({ number }) =>
    (number("mail_cache_purge_delete_percentage") ?? 0) > 100
      ? {
          message: "`mail_cache_purge_delete_percentage` may be at most 100",
          of: ["mail_cache_purge_delete_percentage"],
        }
      : undefined,
  uidlFormat,
  ({ text }) => {
    const hash = text("mail_ext_attachment_hash");
    return hash !== undefined && /[/-]/.test(hash)
      ? {
          message: "`mail_ext_attachment_hash` must hold neither `/` nor `-`",
          of: ["mail_ext_attachment_hash"],
        }
      : undefined;
  },
  ({ list }) => {
    const wrong = list("mail_attachment_detection_options")?.find(
      (item) =>
        !["add-flags", "add-flags-on-save", "no-flags-on-fetch", "exclude-inlined"].includes(item) &&
        !item.startsWith("content-type="),
    );
    return wrong === undefined
      ? undefined
      : {
          message: `\`mail_attachment_detection_options\` has no \`${wrong}\``,
          of: ["mail_attachment_detection_options"],
        };
  },
  cacheFields("mail_cache_fields"),
  cacheFields("mail_always_cache_fields"),
  cacheFields("mail_never_cache_fields"),
  ({ text }) => {
    const prefix = text("mailbox_list_index_prefix");
    return prefix?.includes("/") && !prefix.startsWith("/") && text("mail_index_path") === ""
      ? {
          message: "a `mailbox_list_index_prefix` with a relative directory needs `mail_index_path`",
          of: ["mailbox_list_index_prefix"],
        }
      : undefined;
  },
  ({ text }) =>
    text("mailbox_root_directory_name")?.includes("/")
      ? { message: "`mailbox_root_directory_name` must not hold a `/`", of: ["mailbox_root_directory_name"] }
      : undefined,
  oneCharacter("mailbox_list_visible_escape_char"),
  oneCharacter("mailbox_list_storage_escape_char"),
);

export const imapc = all(zero("imapc_max_idle_time"), zero("imapc_max_line_length"), ({ list }) => {
  const known =
    "no-fetch-size guid-forced no-fetch-headers gmail-migration no-search zimbra-workarounds no-examine proxyauth fetch-msn-workarounds fetch-fix-broken-mails no-modseq no-delay-login no-fetch-bodystructure send-id fetch-empty-is-expunged no-msn-updates no-acl no-metadata no-qresync".split(
      " ",
    );
  const wrong = list("imapc_features")?.find(
    (item) => !known.includes(item.toLowerCase()) && !/^throttle:\d+:\d+:\d+$/i.test(item),
  );
  return wrong === undefined
    ? undefined
    : { message: `\`imapc_features\` has no \`${wrong}\``, of: ["imapc_features"] };
});

/** Bytes that are no UTF-8 stand as lone surrogates. */
const isUtf8 = (text: string): boolean =>
  !/[\udc80-\udcff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ""));

export const namespace: Check = ({ text }) => {
  if (new TextEncoder().encode(text("namespace_separator") ?? "").length > 1)
    return { message: "`separator` of a namespace must be a single character", of: ["namespace_separator"] };
  return isUtf8(text("namespace_prefix") ?? "")
    ? undefined
    : { message: "the `prefix` of a namespace must be UTF-8", of: ["namespace_prefix"] };
};

export const mailbox: Check = ({ text }) =>
  isUtf8(text("mailbox_name") ?? "")
    ? undefined
    : { message: "the name of a mailbox must be UTF-8", of: ["mailbox_name"] };
