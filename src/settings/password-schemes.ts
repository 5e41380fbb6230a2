// Names of Dovecot's password schemes: `doveadm pw -l` of 2.3, and those that older releases had.

const names =
  "SHA1|SHA|SSHA|SHA256|SSHA256|SHA512|SSHA512|SHA256-CRYPT|SHA512-CRYPT|BLF-CRYPT|DES-CRYPT|MD5-CRYPT|CRYPT|ARGON2ID?|PBKDF2|MD5|SMD5|PLAIN-MD[45]|LDAP-MD5|HMAC-MD5|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-1|SCRAM-SHA-256|PLAIN|PLAIN-TRUNC|CLEAR|CLEARTEXT|LANMAN|NTLM|RPA|SKEY|OTP";

const inBraces = new RegExp(`\\{(?:${names})(?:\\.(?:b64|base64|hex))?\\}`, "g");

/** Text without each `{SCHEME}`: what is left in braces is a template's or the administrator's. */
export function withoutSchemes(text: string): string {
  return text.replace(inBraces, "");
}
