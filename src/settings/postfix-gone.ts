// Parameters that no known release reads any more, or will stop to read, and what to write instead (HISTORY,
// RELEASE_NOTES, DEPRECATION_README and postconf/postconf_builtin.c, pcf_legacy_str_table).

import { ownEntry } from "../own-entry.ts";

interface Gone {
  /** The first release without it: "2.3". */
  readonly since: string;
  /** A parameter to set instead; without one there is nothing to do but to delete the line. */
  readonly instead?: string;
}

const gone: Readonly<Record<string, Gone>> = {
  connection_cache_service: { since: "2.3", instead: "connection_cache_service_name" },
  enable_errors_to: { since: "2.2" },
  extract_recipient_limit: { since: "2.1" },
  lmtp_sasl_auth_enforce: { since: "2.4" },
  postscreen_blacklist_networks: { since: "2.8", instead: "postscreen_access_list" },
  postscreen_cache_ttl: { since: "2.8" },
  postscreen_hangup_action: { since: "2.8" },
  postscreen_whitelist_networks: { since: "2.8", instead: "postscreen_access_list" },
  program_directory: { since: "2.1", instead: "daemon_directory" },
  smtp_connection_cache_reuse_limit: { since: "2.3", instead: "smtp_connection_reuse_time_limit" },
  smtp_sasl_auth_enforce: { since: "2.4" },
  smtp_skip_4xx_greeting: { since: "2.1" },
  smtp_tls_cipherlist: { since: "2.3", instead: "smtp_tls_mandatory_ciphers" },
  smtpd_sasl_application_name: { since: "2.3", instead: "smtpd_sasl_path" },
  smtpd_tls_cipherlist: { since: "2.3", instead: "smtpd_tls_mandatory_ciphers" },
  tls_dane_digest_agility: { since: "3.4" },
  tls_dane_trust_anchor_digest_enable: { since: "3.4" },
  tls_fast_shutdown: { since: "3.5", instead: "tls_fast_shutdown_enable" },
  tlsproxy_tls_session_cache_database: { since: "2.11" },
};

export const goneNames: readonly string[] = Object.keys(gone);

/** A parameter that only older releases read. */
export function goneParameter(name: string): Gone | undefined {
  return ownEntry(gone, name);
}

/** New names whose default takes the value of the old one, so that writing the new one means the same. */
const renamed: Readonly<Record<string, string>> = {
  authorized_verp_clients: "smtpd_authorized_verp_clients",
  fallback_relay: "smtp_fallback_relay",
  lmtp_per_record_deadline: "lmtp_per_request_deadline",
  postscreen_blacklist_action: "postscreen_denylist_action",
  postscreen_dnsbl_ttl: "postscreen_dnsbl_max_ttl",
  postscreen_dnsbl_whitelist_threshold: "postscreen_dnsbl_allowlist_threshold",
  postscreen_whitelist_interfaces: "postscreen_allowlist_interfaces",
  smtp_per_record_deadline: "smtp_per_request_deadline",
  smtpd_client_connection_limit_exceptions: "smtpd_client_event_limit_exceptions",
  smtpd_per_record_deadline: "smtpd_per_request_deadline",
  tlsproxy_client_level: "tlsproxy_client_security_level",
  tlsproxy_client_policy: "tlsproxy_client_policy_maps",
  virtual_maps: "virtual_alias_maps",
};

export function newName(name: string): string | undefined {
  return ownEntry(renamed, name);
}
