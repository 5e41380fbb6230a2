// Checks of Dovecot 2.4's login, TLS and authentication settings.

import { ownEntry } from "../own-entry.ts";
import { hashBits } from "./dovecot-23-check-auth.ts";
import type { Check } from "./dovecot-24-check-words.ts";
import type { Failure, Settings } from "./dovecot-24-checks.ts";

const facilities = [
  ..."auth authpriv cron daemon ftp kern lpr mail news syslog uucp user".split(" "),
  ...Array.from({ length: 8 }, (_, at) => `local${at}`),
];

export const login: Check = ({ text, isOn }) =>
  text("ssl") === "required" && isOn("auth_allow_cleartext")
    ? {
        message:
          "`auth_allow_cleartext = yes` has no effect with `ssl = required`, and the daemon does not start: take one of them out",
        of: ["auth_allow_cleartext", "ssl"],
        kind: "dovecot/ssl-required-cleartext-conflict",
      }
    : undefined;

export const sslServer: Check = ({ text, isOn }) =>
  text("ssl") !== undefined &&
  text("ssl") !== "no" &&
  isOn("ssl_server_request_client_cert") &&
  text("ssl_server_ca_file") === ""
    ? {
        message:
          "`ssl_server_request_client_cert = yes` needs `ssl_server_ca_file`, against which certificates are checked",
        of: ["ssl_server_request_client_cert", "ssl_server_ca_file"],
      }
    : undefined;

export const ssl: Check = ({ text }) => {
  const words =
    text("ssl_options")
      ?.split(/[, ]+/)
      .filter((word) => word !== "") ?? [];
  const wrong = words.find((word) => !["compression", "no_ticket"].includes(word.toLowerCase()));
  return wrong === undefined
    ? undefined
    : {
        message: `\`ssl_options\` has no \`${wrong}\`, but \`compression\`, \`no_ticket\``,
        of: ["ssl_options"],
      };
};

export const auth: Check = ({ text, number }) => {
  const size = number("auth_cache_size");
  if (size !== undefined && size > 0 && size < 1024)
    return {
      message: `\`auth_cache_size\` of ${size} bytes is too small: it needs at least 1k`,
      of: ["auth_cache_size"],
    };
  const verbose = text("auth_verbose_passwords");
  if (verbose !== undefined && !/^(?:no|plain|sha1|yes)(?::0*[1-9]\d*)?$/.test(verbose))
    return {
      message: `\`${verbose}\` is no value of \`auth_verbose_passwords\`: write \`no\`, \`plain\` or \`sha1\`, perhaps with \`:\` and a length`,
      of: ["auth_verbose_passwords"],
    };
  const server = text("auth_policy_server_url");
  return server === "" || server === undefined ? undefined : authPolicy({ text, number });
};

function authPolicy({ text, number }: Pick<Settings, "text" | "number">): Failure | undefined {
  if (text("auth_policy_hash_nonce") === "")
    return {
      message: "`auth_policy_server_url` needs `auth_policy_hash_nonce`",
      of: ["auth_policy_server_url", "auth_policy_hash_nonce"],
    };
  const method = text("auth_policy_hash_mech");
  const bits = method === undefined ? undefined : ownEntry(hashBits, method);
  if (method !== undefined && bits === undefined)
    return { message: `there is no \`auth_policy_hash_mech\` \`${method}\``, of: ["auth_policy_hash_mech"] };
  return bits !== undefined && (number("auth_policy_hash_truncate") ?? 0) >= bits
    ? {
        message: `\`auth_policy_hash_truncate\` must be less than the ${bits} bits of \`${method}\``,
        of: ["auth_policy_hash_truncate", "auth_policy_hash_mech"],
      }
    : undefined;
}

export const masterService: Check = ({ text }) => {
  const facility = text("syslog_facility");
  return facility === undefined || facilities.includes(facility)
    ? undefined
    : { message: `there is no syslog facility \`${facility}\``, of: ["syslog_facility"] };
};

export const oauth2: Check = ({ text }) => {
  const set = (name: string) => text(name) !== undefined && text(name) !== "";
  const empty = (name: string) => text(name) === "";
  const mode = text("oauth2_introspection_mode");
  const url = ["oauth2_grant_url", "oauth2_tokeninfo_url", "oauth2_introspection_url"].find(set);
  if (mode === "" && url !== undefined)
    return { message: `\`${url}\` needs \`oauth2_introspection_mode\``, of: [url] };
  if (
    /^(?:auth|get|post)$/.test(mode ?? "") &&
    empty("oauth2_tokeninfo_url") &&
    empty("oauth2_introspection_url")
  )
    return {
      message: "`oauth2_introspection_mode` needs `oauth2_tokeninfo_url` or `oauth2_introspection_url`",
      of: ["oauth2_introspection_mode"],
    };
  if (set("oauth2_grant_url") && empty("oauth2_client_id"))
    return { message: "`oauth2_grant_url` needs `oauth2_client_id`", of: ["oauth2_grant_url"] };
  for (const [one, other] of [
    ["oauth2_client_id", "oauth2_client_secret"],
    ["oauth2_client_secret", "oauth2_client_id"],
  ] as const)
    if (set(one) && empty(other)) return { message: `\`${one}\` needs \`${other}\``, of: [one] };
  return empty("oauth2_active_attribute") && set("oauth2_active_value")
    ? { message: "`oauth2_active_value` needs `oauth2_active_attribute`", of: ["oauth2_active_value"] }
    : undefined;
};
