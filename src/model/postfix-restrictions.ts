// The access restrictions that smtpd knows, and what each does to a stranger (smtpd_check.c, generic_checks).

/**
 * `pass`: it never accepts and a stranger who takes care is not rejected. `lookup`: asks a table about the client, the
 * HELO name, the sender or the recipient. `server`: asks a table about DNS servers of these; an OK there is an error.
 */
export type Effect =
  | { readonly kind: "permit" | "reject" | "defer" | "pass" | "policy" | "dnswl" | "plaintext" | "sleep" }
  | {
      readonly kind:
        | "mynetworks"
        | "unauth-destination"
        | "auth-destination"
        | "mx-backup"
        | "naked-ip"
        | "relay-domains";
    }
  /** The release that took it out: from there on it answers 451 to everybody. */
  | { readonly kind: "removed"; readonly since: string }
  | { readonly kind: "lookup"; readonly key: Key }
  | { readonly kind: "server"; readonly of: Key };

export type Key = "client" | "reverse-client" | "helo" | "sender" | "recipient" | "etrn" | "ccert" | "sasl";

const effects = new Map<string, Effect>();

const add = (effect: Effect, names: string): void => {
  for (const name of names.split(" ")) effects.set(name, effect);
};

add({ kind: "permit" }, "permit");
add({ kind: "reject" }, "reject");
add({ kind: "defer" }, "defer defer_if_permit");
add({ kind: "sleep" }, "sleep");
add({ kind: "policy" }, "check_policy_service");
add({ kind: "plaintext" }, "reject_plaintext_session");
add({ kind: "mynetworks" }, "permit_mynetworks");
add({ kind: "unauth-destination" }, "reject_unauth_destination defer_unauth_destination");
add({ kind: "auth-destination" }, "permit_auth_destination");
add({ kind: "relay-domains" }, "check_relay_domains");
add({ kind: "mx-backup" }, "permit_mx_backup");
add({ kind: "naked-ip" }, "permit_naked_ip_address");
add({ kind: "removed", since: "3.9" }, "reject_maps_rbl");
add({ kind: "dnswl" }, "permit_dnswl_client permit_rhswl_client");
// For somebody who has logged in, shows a client certificate or sits on this host.
add(
  { kind: "pass" },
  "permit_sasl_authenticated permit_tls_clientcerts permit_tls_all_clientcerts permit_inet_interfaces",
);
// A stranger who takes care has a host name, greets with it and gives a sender that exists.
add(
  { kind: "pass" },
  "reject_unauth_pipelining defer_if_reject reject_unknown_client_hostname reject_unknown_client " +
    "reject_unknown_reverse_client_hostname reject_rbl_client reject_rbl reject_rhsbl_client " +
    "reject_rhsbl_reverse_client reject_rhsbl_helo reject_rhsbl_sender reject_rhsbl_recipient " +
    "reject_invalid_helo_hostname reject_invalid_hostname reject_unknown_helo_hostname reject_unknown_hostname " +
    "reject_non_fqdn_helo_hostname reject_non_fqdn_hostname reject_unknown_address reject_unknown_sender_domain " +
    "reject_unverified_sender reject_non_fqdn_sender reject_authenticated_sender_login_mismatch " +
    "reject_known_sender_login_mismatch reject_unauthenticated_sender_login_mismatch " +
    "reject_sender_login_mismatch reject_unlisted_sender reject_unknown_recipient_domain " +
    "reject_non_fqdn_recipient check_recipient_maps reject_unlisted_recipient reject_multi_recipient_bounce " +
    "reject_unverified_recipient",
);
for (const [name, key] of [
  ["client", "client"],
  ["reverse_client_hostname", "reverse-client"],
  ["helo", "helo"],
  ["sender", "sender"],
  ["recipient", "recipient"],
] as const) {
  add({ kind: "lookup", key }, `check_${name}_access`);
  add({ kind: "server", of: key }, `check_${name}_ns_access check_${name}_mx_access check_${name}_a_access`);
}
add({ kind: "lookup", key: "etrn" }, "check_etrn_access");
add({ kind: "lookup", key: "ccert" }, "check_ccert_access");
add({ kind: "lookup", key: "sasl" }, "check_sasl_access");

/** `undefined`: smtpd knows no restriction of this name. Names are compared without case. */
export function effectOf(name: string): Effect | undefined {
  return effects.get(name.toLowerCase());
}

/** All names, `warn_if_reject` among them: for suggestions. */
export function restrictionNames(): readonly string[] {
  return [...effects.keys(), "warn_if_reject"];
}

/** At least one of these keeps smtpd from a fatal error at start (smtpd_check_init, rcpt_required). */
const guards = new Set([
  "reject_unauth_destination",
  "defer_unauth_destination",
  "reject",
  "defer",
  "defer_if_permit",
  "check_relay_domains",
]);

export function isGuard(name: string): boolean {
  return guards.has(name.toLowerCase());
}

/** The restriction lists in the order smtpd asks them; relay and recipient lists come in either order. */
export const restrictionLists = [
  "smtpd_client_restrictions",
  "smtpd_helo_restrictions",
  "smtpd_sender_restrictions",
  "smtpd_relay_restrictions",
  "smtpd_recipient_restrictions",
  "smtpd_data_restrictions",
  "smtpd_end_of_data_restrictions",
] as const;

export type RestrictionList = (typeof restrictionLists)[number];
