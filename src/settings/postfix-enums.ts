// Parameters that take one of a few words, or a list of them. Words are matched without regard to case (NAME_CODE_FLAG_NONE).

import { ownEntry } from "../own-entry.ts";

export interface Words {
  readonly words: readonly string[];
  /** Several words, with commas or blanks between them. */
  readonly list: boolean;
  /** What happens with any other word. */
  readonly consequence: "fatal" | "broken";
}

const one = (words: string): Words => ({ words: words.split(" "), list: false, consequence: "fatal" });
const list = (words: string): Words => ({ words: words.split(" "), list: true, consequence: "fatal" });
const broken = (words: Words): Words => ({ ...words, consequence: "broken" });

/** tls/tls_level.c; servers know no levels above `encrypt` (smtpd/smtpd.c warns and takes `encrypt`). */
const clientLevel = one("none may encrypt fingerprint verify secure dane dane-only");
const serverLevel = one("none may encrypt fingerprint verify secure");
const screenLevel = one("none may encrypt");
/** postscreen/postscreen.c; `continue` is an old spelling of `ignore`. */
const screenAction = one("ignore enforce drop continue");
/** smtpd/smtpd_check.c, tempfail_actions. */
const tempfail = one("defer defer_if_permit");
/** tls/tls_misc.c, tls_cipher_grade(): the handshake fails. */
const grade = broken(one("high medium low export null"));
const locks = list("flock fcntl dotlock");
/** cleanup/cleanup_init.c. */
const canonical = list("envelope_sender envelope_recipient header_sender header_recipient");
const facilities = one(
  "auth authpriv cron daemon ftp kern lpr mail news security syslog user uucp local0 local1 local2 local3 local4 local5 local6 local7",
);

const table: Readonly<Record<string, Words>> = {
  allow_mail_to_commands: list("alias forward include"),
  allow_mail_to_files: list("alias forward include"),
  canonical_classes: canonical,
  inet_protocols: list("ipv6 ipv4 all any"),
  internal_mail_filter_classes: list("bounce notify"),
  lmtp_address_preference: one("ipv6 ipv4 any"),
  lmtp_dns_support_level: one("disabled enabled dnssec"),
  lmtp_host_lookup: list("dns native"),
  lmtp_tls_ciphers: grade,
  lmtp_tls_mandatory_ciphers: grade,
  lmtp_tls_security_level: clientLevel,
  mailbox_delivery_lock: locks,
  masquerade_classes: canonical,
  milter_default_action: broken(one("accept reject tempfail quarantine shutdown")),
  mynetworks_style: one("class subnet host"),
  notify_classes: list("bounce 2bounce policy protocol resource software delay data"),
  postscreen_bare_newline_action: screenAction,
  postscreen_blacklist_action: screenAction,
  postscreen_denylist_action: screenAction,
  postscreen_dnsbl_action: screenAction,
  postscreen_greet_action: screenAction,
  postscreen_non_smtp_command_action: screenAction,
  postscreen_pipelining_action: screenAction,
  postscreen_tls_security_level: screenLevel,
  propagate_unmatched_extensions: list("canonical virtual alias forward include generic"),
  recipient_canonical_classes: list("envelope_recipient header_recipient"),
  sender_canonical_classes: list("envelope_sender header_sender"),
  smtp_address_preference: one("ipv6 ipv4 any"),
  smtp_dns_support_level: one("disabled enabled dnssec"),
  smtp_host_lookup: list("dns native"),
  smtp_tls_ciphers: grade,
  smtp_tls_mandatory_ciphers: grade,
  smtp_tls_security_level: clientLevel,
  smtpd_forbid_bare_newline: one("normalize yes note reject no"),
  smtpd_tls_ciphers: grade,
  smtpd_tls_mandatory_ciphers: grade,
  smtpd_tls_security_level: serverLevel,
  syslog_facility: facilities,
  unknown_address_tempfail_action: tempfail,
  unknown_helo_hostname_tempfail_action: tempfail,
  unverified_recipient_tempfail_action: tempfail,
  unverified_sender_tempfail_action: tempfail,
  reject_tempfail_action: tempfail,
  virtual_mailbox_lock: locks,
};

export function wordsOf(name: string): Words | undefined {
  return ownEntry(table, name);
}
