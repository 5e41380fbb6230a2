// All rules. Written by `npm run docs` from the files below this folder; do not edit.

import type { Rule } from "../src/rule.ts";
import authAnonymousAuth from "./auth/anonymous-auth.ts";
import authAuthFailureDelayLow from "./auth/auth-failure-delay-low.ts";
import authAuthPenaltyDisabled from "./auth/auth-penalty-disabled.ts";
import authAuthRateLimitMissing from "./auth/auth-rate-limit-missing.ts";
import authConnectionRateLimitMissing from "./auth/connection-rate-limit-missing.ts";
import authDovecotAuthCacheSharedKey from "./auth/dovecot-auth-cache-shared-key.ts";
import authDovecotAuthPolicyFailOpen from "./auth/dovecot-auth-policy-fail-open.ts";
import authDovecotAuthPolicyNonce from "./auth/dovecot-auth-policy-nonce.ts";
import authDovecotClientCertUsernameUnsafe from "./auth/dovecot-client-cert-username-unsafe.ts";
import authDovecotCrlCheckDisabled from "./auth/dovecot-crl-check-disabled.ts";
import authDovecotOtpReplay from "./auth/dovecot-otp-replay.ts";
import authDovecotPamFailureMessage from "./auth/dovecot-pam-failure-message.ts";
import authDovecotPassdbDenyOrder from "./auth/dovecot-passdb-deny-order.ts";
import authDovecotPassdbDuplicateArgs from "./auth/dovecot-passdb-duplicate-args.ts";
import authDovecotRequireClientCertIneffective from "./auth/dovecot-require-client-cert-ineffective.ts";
import authDovecotSystemAccounts from "./auth/dovecot-system-accounts.ts";
import authDovecotUsernameCharsEmpty from "./auth/dovecot-username-chars-empty.ts";
import authDovecotUsernameCharsUnsafe from "./auth/dovecot-username-chars-unsafe.ts";
import authDovecotWeakSchemeRefused from "./auth/dovecot-weak-scheme-refused.ts";
import authDovecotWeakSchemesAllowed from "./auth/dovecot-weak-schemes-allowed.ts";
import authHaproxyTrustedNetworksWide from "./auth/haproxy-trusted-networks-wide.ts";
import authKnownVulnerableAuthCombo from "./auth/known-vulnerable-auth-combo.ts";
import authMasterUserEnabled from "./auth/master-user-enabled.ts";
import authPassdbNopassword from "./auth/passdb-nopassword.ts";
import authPassdbSharedStaticPassword from "./auth/passdb-shared-static-password.ts";
import authPlaintextPasswordStorage from "./auth/plaintext-password-storage.ts";
import authSaslLoginWithoutPlain from "./auth/sasl-login-without-plain.ts";
import authSaslTypeDefault from "./auth/sasl-type-default.ts";
import authTrustedNetworksWide from "./auth/trusted-networks-wide.ts";
import authWeakPasswordScheme from "./auth/weak-password-scheme.ts";
import authWeakSaslMech from "./auth/weak-sasl-mech.ts";
import cleartextAuthSocketCleartextTcp from "./cleartext/auth-socket-cleartext-tcp.ts";
import cleartextBackendCleartext from "./cleartext/backend-cleartext.ts";
import cleartextCleartextAuth from "./cleartext/cleartext-auth.ts";
import cleartextCleartextAuthScoped from "./cleartext/cleartext-auth-scoped.ts";
import cleartextCleartextPortOpen from "./cleartext/cleartext-port-open.ts";
import cleartextDoveadmCleartext from "./cleartext/doveadm-cleartext.ts";
import cleartextDoveadmExposed from "./cleartext/doveadm-exposed.ts";
import cleartextDovecotDsyncCleartext from "./cleartext/dovecot-dsync-cleartext.ts";
import cleartextDovecotHaproxyCleartext from "./cleartext/dovecot-haproxy-cleartext.ts";
import cleartextDovecotSslSubsectionIgnored from "./cleartext/dovecot-ssl-subsection-ignored.ts";
import cleartextDovecotStarttlsPortWithSsl from "./cleartext/dovecot-starttls-port-with-ssl.ts";
import cleartextDovecotTlsListenerSkipped from "./cleartext/dovecot-tls-listener-skipped.ts";
import cleartextDovecotTlsPortWithoutSsl from "./cleartext/dovecot-tls-port-without-ssl.ts";
import cleartextHttpCleartextService from "./cleartext/http-cleartext-service.ts";
import cleartextImplicitTlsMissing from "./cleartext/implicit-tls-missing.ts";
import cleartextInboundTlsNone from "./cleartext/inbound-tls-none.ts";
import cleartextLdapCleartext from "./cleartext/ldap-cleartext.ts";
import cleartextLmtpCleartextNetwork from "./cleartext/lmtp-cleartext-network.ts";
import cleartextLmtpExposed from "./cleartext/lmtp-exposed.ts";
import cleartextSmtpsWithoutWrappermode from "./cleartext/smtps-without-wrappermode.ts";
import cleartextSqlCleartext from "./cleartext/sql-cleartext.ts";
import cleartextStarttlsDisabled from "./cleartext/starttls-disabled.ts";
import cleartextStarttlsRequiredOnMx from "./cleartext/starttls-required-on-mx.ts";
import cleartextSubmissionTlsOptional from "./cleartext/submission-tls-optional.ts";
import cleartextTlsDisabled from "./cleartext/tls-disabled.ts";
import cleartextTlsNotRequired from "./cleartext/tls-not-required.ts";
import cleartextTrustedNetworkCleartext from "./cleartext/trusted-network-cleartext.ts";
import cleartextWrappermodeInMainCf from "./cleartext/wrappermode-in-main-cf.ts";
import cleartextWrappermodeOnStarttlsPort from "./cleartext/wrappermode-on-starttls-port.ts";
import courierAlpnOff from "./courier/alpn-off.ts";
import courierAuthRequiredOnMx from "./courier/auth-required-on-mx.ts";
import courierAuthmodulelistDefault from "./courier/authmodulelist-default.ts";
import courierBackscatterSuppressionOff from "./courier/backscatter-suppression-off.ts";
import courierCipherListInvalid from "./courier/cipher-list-invalid.ts";
import courierClearPasswordField from "./courier/clear-password-field.ts";
import courierClientStarttlsOff from "./courier/client-starttls-off.ts";
import courierClientVerifyIncomplete from "./courier/client-verify-incomplete.ts";
import courierDebugLogin from "./courier/debug-login.ts";
import courierDnsCheckOff from "./courier/dns-check-off.ts";
import courierEsmtpTlsRequiredOnMx from "./courier/esmtp-tls-required-on-mx.ts";
import courierExpnEnabled from "./courier/expn-enabled.ts";
import courierHaproxyExposed from "./courier/haproxy-exposed.ts";
import courierImapCapabilityAuthPlain from "./courier/imap-capability-auth-plain.ts";
import courierImplicitTlsNotStarted from "./courier/implicit-tls-not-started.ts";
import courierLimitsExtreme from "./courier/limits-extreme.ts";
import courierLineContinuation from "./courier/line-continuation.ts";
import courierMailboxSanityOff from "./courier/mailbox-sanity-off.ts";
import courierMarkerMissing from "./courier/marker-missing.ts";
import courierMsaAuthNotRequired from "./courier/msa-auth-not-required.ts";
import courierOutboxEnabled from "./courier/outbox-enabled.ts";
import courierOverrideOrder from "./courier/override-order.ts";
import courierPop3authPlain from "./courier/pop3auth-plain.ts";
import courierRelayclientWide from "./courier/relayclient-wide.ts";
import courierStarttlsProtocolIgnored from "./courier/starttls-protocol-ignored.ts";
import courierSystemAccounts from "./courier/system-accounts.ts";
import courierTlsCertMissing from "./courier/tls-cert-missing.ts";
import courierTlsCertMissingKey from "./courier/tls-cert-missing-key.ts";
import courierTlsExternalWithoutVerify from "./courier/tls-external-without-verify.ts";
import courierTlsProtocolUnknown from "./courier/tls-protocol-unknown.ts";
import courierTlsRequiredIneffective from "./courier/tls-required-ineffective.ts";
import courierUmaskOpen from "./courier/umask-open.ts";
import courierUnsupportedShell from "./courier/unsupported-shell.ts";
import outboundClientWrappermodeGlobal from "./outbound/client-wrappermode-global.ts";
import outboundClientWrappermodeWithoutEncrypt from "./outbound/client-wrappermode-without-encrypt.ts";
import outboundDaneRemoteResolver from "./outbound/dane-remote-resolver.ts";
import outboundDaneWithoutDnssec from "./outbound/dane-without-dnssec.ts";
import outboundMandatoryTlsInternet from "./outbound/mandatory-tls-internet.ts";
import outboundOutboundTlsNone from "./outbound/outbound-tls-none.ts";
import outboundOutboundTlsUnauthenticated from "./outbound/outbound-tls-unauthenticated.ts";
import outboundRelayhost465WithoutWrappermode from "./outbound/relayhost-465-without-wrappermode.ts";
import outboundRelayhostAuthCleartext from "./outbound/relayhost-auth-cleartext.ts";
import outboundRelayhostTlsUnverified from "./outbound/relayhost-tls-unverified.ts";
import outboundRequiretlsOff from "./outbound/requiretls-off.ts";
import outboundStsMxPatternsOff from "./outbound/sts-mx-patterns-off.ts";
import outboundTlsPolicyDowngrade from "./outbound/tls-policy-downgrade.ts";
import outboundTlsrptOff from "./outbound/tlsrpt-off.ts";
import outboundVerifyWithoutCa from "./outbound/verify-without-ca.ts";
import relayCatchAll from "./relay/catch-all.ts";
import relayDomainInTwoClasses from "./relay/domain-in-two-classes.ts";
import relayLocalRecipientsUnchecked from "./relay/local-recipients-unchecked.ts";
import relayMxBackupPermit from "./relay/mx-backup-permit.ts";
import relayMynetworksStyleWide from "./relay/mynetworks-style-wide.ts";
import relayMynetworksWide from "./relay/mynetworks-wide.ts";
import relayNoRelayGuard from "./relay/no-relay-guard.ts";
import relayNullClientListens from "./relay/null-client-listens.ts";
import relayOpenRelay from "./relay/open-relay.ts";
import relayPercentHack from "./relay/percent-hack.ts";
import relayPermitBeforeRejectUnauth from "./relay/permit-before-reject-unauth.ts";
import relayProxyProtocolExposed from "./relay/proxy-protocol-exposed.ts";
import relayRelayDomainsDefaultMydestination from "./relay/relay-domains-default-mydestination.ts";
import relayRelayDomainsWildcard from "./relay/relay-domains-wildcard.ts";
import relayRelayRecipientsUnchecked from "./relay/relay-recipients-unchecked.ts";
import relayRelayRestrictionsEmptied from "./relay/relay-restrictions-emptied.ts";
import relayRemovedRestriction from "./relay/removed-restriction.ts";
import relaySaslOnMxPort from "./relay/sasl-on-mx-port.ts";
import relaySenderLoginMismatchUnchecked from "./relay/sender-login-mismatch-unchecked.ts";
import relaySoftBounce from "./relay/soft-bounce.ts";
import relayStaticPermit from "./relay/static-permit.ts";
import relaySubmissionNotClosed from "./relay/submission-not-closed.ts";
import relayUndefinedRestrictionVariable from "./relay/undefined-restriction-variable.ts";
import relayUntrustedRouting from "./relay/untrusted-routing.ts";
import relayWarnIfRejectGuard from "./relay/warn-if-reject-guard.ts";
import relayXclientWide from "./relay/xclient-wide.ts";
import relayXforwardWide from "./relay/xforward-wide.ts";
import secretsDebugLogging from "./secrets/debug-logging.ts";
import secretsDefaultSecret from "./secrets/default-secret.ts";
import secretsInlinePrivateKey from "./secrets/inline-private-key.ts";
import secretsNotifyClassesSecrets from "./secrets/notify-classes-secrets.ts";
import secretsPasswordLogging from "./secrets/password-logging.ts";
import secretsProtocolLogging from "./secrets/protocol-logging.ts";
import secretsSecretFilePermissions from "./secrets/secret-file-permissions.ts";
import secretsSecretInConfig from "./secrets/secret-in-config.ts";
import secretsSecretInStaticMap from "./secrets/secret-in-static-map.ts";
import secretsTlsLoglevelHigh from "./secrets/tls-loglevel-high.ts";
import secretsVerboseAuthLogging from "./secrets/verbose-auth-logging.ts";
import settingsAccidentalContinuation from "./settings/accidental-continuation.ts";
import settingsBadPort from "./settings/bad-port.ts";
import settingsBadValue from "./settings/bad-value.ts";
import settingsChangedDefault from "./settings/changed-default.ts";
import settingsChrootPath from "./settings/chroot-path.ts";
import settingsCidrHostBits from "./settings/cidr-host-bits.ts";
import settingsCompatLevelLow from "./settings/compat-level-low.ts";
import settingsConfigFileWritable from "./settings/config-file-writable.ts";
import settingsDeadSection from "./settings/dead-section.ts";
import settingsDovecotAuthInNetworkBlock from "./settings/dovecot-auth-in-network-block.ts";
import settingsDovecotCapitalMinute from "./settings/dovecot-capital-minute.ts";
import settingsDovecotChangedDefault from "./settings/dovecot-changed-default.ts";
import settingsDovecotConfigVersion from "./settings/dovecot-config-version.ts";
import settingsDovecotDecimalMode from "./settings/dovecot-decimal-mode.ts";
import settingsDovecotDroppedContinuation from "./settings/dovecot-dropped-continuation.ts";
import settingsDovecotDuplicateListener from "./settings/dovecot-duplicate-listener.ts";
import settingsDovecotFilterConflict from "./settings/dovecot-filter-conflict.ts";
import settingsDovecotGlobalAfterBlock from "./settings/dovecot-global-after-block.ts";
import settingsDovecotMissingDriver from "./settings/dovecot-missing-driver.ts";
import settingsDovecotMixedSyntax from "./settings/dovecot-mixed-syntax.ts";
import settingsDovecotOverriddenSetting from "./settings/dovecot-overridden-setting.ts";
import settingsDovecotRequiredSetting from "./settings/dovecot-required-setting.ts";
import settingsDovecotSettingsConflict from "./settings/dovecot-settings-conflict.ts";
import settingsDovecotSslRequiredCleartextConflict from "./settings/dovecot-ssl-required-cleartext-conflict.ts";
import settingsDovecotUncheckedValue from "./settings/dovecot-unchecked-value.ts";
import settingsDovecotUnknownGroup from "./settings/dovecot-unknown-group.ts";
import settingsDovecotUnknownProtocol from "./settings/dovecot-unknown-protocol.ts";
import settingsDovecotUnknownVariable from "./settings/dovecot-unknown-variable.ts";
import settingsDovecotUnreadFile from "./settings/dovecot-unread-file.ts";
import settingsDovecotWrongNesting from "./settings/dovecot-wrong-nesting.ts";
import settingsDuplicateSetting from "./settings/duplicate-setting.ts";
import settingsIncludeCycle from "./settings/include-cycle.ts";
import settingsIncludeOutside from "./settings/include-outside.ts";
import settingsInlineComment from "./settings/inline-comment.ts";
import settingsIpv6WithoutBrackets from "./settings/ipv6-without-brackets.ts";
import settingsLimit from "./settings/limit.ts";
import settingsLiteralQuotes from "./settings/literal-quotes.ts";
import settingsMasterDuplicateService from "./settings/master-duplicate-service.ts";
import settingsMasterMissingService from "./settings/master-missing-service.ts";
import settingsMasterOverrideSyntax from "./settings/master-override-syntax.ts";
import settingsMaxprocWrong from "./settings/maxproc-wrong.ts";
import settingsMissingInclude from "./settings/missing-include.ts";
import settingsObsoleteSetting from "./settings/obsolete-setting.ts";
import settingsOptionsUnderCommentedService from "./settings/options-under-commented-service.ts";
import settingsOverrideNotApplicable from "./settings/override-not-applicable.ts";
import settingsReadOnlyParameter from "./settings/read-only-parameter.ts";
import settingsSecurityLevelIgnored from "./settings/security-level-ignored.ts";
import settingsServicePrivileged from "./settings/service-privileged.ts";
import settingsSyntax from "./settings/syntax.ts";
import settingsTimeRestIgnored from "./settings/time-rest-ignored.ts";
import settingsTlsLevelInvalidServer from "./settings/tls-level-invalid-server.ts";
import settingsUndefinedVariable from "./settings/undefined-variable.ts";
import settingsUnknownDaemon from "./settings/unknown-daemon.ts";
import settingsUnknownRestriction from "./settings/unknown-restriction.ts";
import settingsUnknownSetting from "./settings/unknown-setting.ts";
import settingsUnreachableRestriction from "./settings/unreachable-restriction.ts";
import settingsWrongSection from "./settings/wrong-section.ts";
import smtpBannerLeak from "./smtp/banner-leak.ts";
import smtpBannerWithoutHostname from "./smtp/banner-without-hostname.ts";
import smtpBareNewlineExclusionsWide from "./smtp/bare-newline-exclusions-wide.ts";
import smtpChunkingOnUnpatched from "./smtp/chunking-on-unpatched.ts";
import smtpClientConcurrencyUnlimited from "./smtp/client-concurrency-unlimited.ts";
import smtpDeadDnsbl from "./smtp/dead-dnsbl.ts";
import smtpDelayRejectOff from "./smtp/delay-reject-off.ts";
import smtpErrorLimitsOff from "./smtp/error-limits-off.ts";
import smtpForbiddenCommandsEmptied from "./smtp/forbidden-commands-emptied.ts";
import smtpHeloNotRequired from "./smtp/helo-not-required.ts";
import smtpHideSessionOnMx from "./smtp/hide-session-on-mx.ts";
import smtpIpv6RatePrefix from "./smtp/ipv6-rate-prefix.ts";
import smtpPipeliningCheckMisplaced from "./smtp/pipelining-check-misplaced.ts";
import smtpPostscreenMisuse from "./smtp/postscreen-misuse.ts";
import smtpRateLimitExceptionsWide from "./smtp/rate-limit-exceptions-wide.ts";
import smtpReceivedPrivacy from "./smtp/received-privacy.ts";
import smtpRecipientLimitHigh from "./smtp/recipient-limit-high.ts";
import smtpSizeLimits from "./smtp/size-limits.ts";
import smtpSmtpSmugglingBareNewline from "./smtp/smtp-smuggling-bare-newline.ts";
import smtpStarttlsCommandInjection from "./smtp/starttls-command-injection.ts";
import smtpStrayCrLfKept from "./smtp/stray-cr-lf-kept.ts";
import smtpStrictEnvelopesOff from "./smtp/strict-envelopes-off.ts";
import smtpTimeoutsHigh from "./smtp/timeouts-high.ts";
import smtpUnauthPipeliningAllowed from "./smtp/unauth-pipelining-allowed.ts";
import smtpUnverifiedRecipientFirst from "./smtp/unverified-recipient-first.ts";
import smtpVrfyEnabled from "./smtp/vrfy-enabled.ts";
import tlsAnullUselessExclusion from "./tls/anull-useless-exclusion.ts";
import tlsBackendCertNotVerified from "./tls/backend-cert-not-verified.ts";
import tlsCertChainIncomplete from "./tls/cert-chain-incomplete.ts";
import tlsCertExpired from "./tls/cert-expired.ts";
import tlsCertFileMissing from "./tls/cert-file-missing.ts";
import tlsCertKeyMismatch from "./tls/cert-key-mismatch.ts";
import tlsCertNameMismatch from "./tls/cert-name-mismatch.ts";
import tlsCertSelfSigned from "./tls/cert-self-signed.ts";
import tlsCertWeakKey from "./tls/cert-weak-key.ts";
import tlsChainFileOrder from "./tls/chain-file-order.ts";
import tlsChainFilesShadowLegacy from "./tls/chain-files-shadow-legacy.ts";
import tlsCipherCbcOnly from "./tls/cipher-cbc-only.ts";
import tlsCipherGradeLow from "./tls/cipher-grade-low.ts";
import tlsCipherNoForwardSecrecy from "./tls/cipher-no-forward-secrecy.ts";
import tlsCipherlistOverridden from "./tls/cipherlist-overridden.ts";
import tlsClientcertNotRequested from "./tls/clientcert-not-requested.ts";
import tlsDhParamsObsolete from "./tls/dh-params-obsolete.ts";
import tlsDovecotAltCertWithoutKey from "./tls/dovecot-alt-cert-without-key.ts";
import tlsDovecotDhMissing from "./tls/dovecot-dh-missing.ts";
import tlsDovecotSniWildcardOrder from "./tls/dovecot-sni-wildcard-order.ts";
import tlsDovecotSslFileAngleIn24 from "./tls/dovecot-ssl-file-angle-in-24.ts";
import tlsDovecotSslFileMissingAngle from "./tls/dovecot-ssl-file-missing-angle.ts";
import tlsDsaCert from "./tls/dsa-cert.ts";
import tlsEecdhDisabled from "./tls/eecdh-disabled.ts";
import tlsKeyEncrypted from "./tls/key-encrypted.ts";
import tlsKeyFileMissingKey from "./tls/key-file-missing-key.ts";
import tlsKeyFilePermissions from "./tls/key-file-permissions.ts";
import tlsProtocolsIncludeForm from "./tls/protocols-include-form.ts";
import tlsProtocolsRangeUnsupported from "./tls/protocols-range-unsupported.ts";
import tlsReqCcertNotEnforced from "./tls/req-ccert-not-enforced.ts";
import tlsRpkFingerprintMismatch from "./tls/rpk-fingerprint-mismatch.ts";
import tlsSniMapPermissions from "./tls/sni-map-permissions.ts";
import tlsTlsAllClientcertsRelay from "./tls/tls-all-clientcerts-relay.ts";
import tlsTlsCompression from "./tls/tls-compression.ts";
import tlsTlsConfigMismatchMandatory from "./tls/tls-config-mismatch-mandatory.ts";
import tlsTlsMaxVersionCapped from "./tls/tls-max-version-capped.ts";
import tlsTlsMinVersion from "./tls/tls-min-version.ts";
import tlsTlsMinVersionOpportunistic from "./tls/tls-min-version-opportunistic.ts";
import tlsTlsRenegotiation from "./tls/tls-renegotiation.ts";
import tlsTlsSelectedNoCert from "./tls/tls-selected-no-cert.ts";
import tlsTlsSessionTickets from "./tls/tls-session-tickets.ts";
import tlsTls12Accepted from "./tls/tls12-accepted.ts";
import tlsTls13SuiteMisplaced from "./tls/tls13-suite-misplaced.ts";
import tlsWeakCipher from "./tls/weak-cipher.ts";
import tlsWeakCurve from "./tls/weak-curve.ts";
import tlsWeakDh from "./tls/weak-dh.ts";
import tlsWeakFingerprintDigest from "./tls/weak-fingerprint-digest.ts";
import wiringAuthSocketPermissions from "./wiring/auth-socket-permissions.ts";
import wiringDovecotChrootDirsWide from "./wiring/dovecot-chroot-dirs-wide.ts";
import wiringDovecotConnectionLimitOff from "./wiring/dovecot-connection-limit-off.ts";
import wiringDovecotCoreDumpsSetuid from "./wiring/dovecot-core-dumps-setuid.ts";
import wiringDovecotImapLineLength from "./wiring/dovecot-imap-line-length.ts";
import wiringDovecotListenerPortZero from "./wiring/dovecot-listener-port-zero.ts";
import wiringDovecotLmtpConcurrencyOff from "./wiring/dovecot-lmtp-concurrency-off.ts";
import wiringDovecotLoginProcessShared from "./wiring/dovecot-login-process-shared.ts";
import wiringDovecotLoginStarvation from "./wiring/dovecot-login-starvation.ts";
import wiringDovecotLoginUserPrivileged from "./wiring/dovecot-login-user-privileged.ts";
import wiringDovecotMailAccessGroups from "./wiring/dovecot-mail-access-groups.ts";
import wiringDovecotMailFullFilesystemAccess from "./wiring/dovecot-mail-full-filesystem-access.ts";
import wiringDovecotMetricsExposed from "./wiring/dovecot-metrics-exposed.ts";
import wiringDovecotRootLoginAllowed from "./wiring/dovecot-root-login-allowed.ts";
import wiringDovecotServiceLimits from "./wiring/dovecot-service-limits.ts";
import wiringDovecotSieveExtprogramsUser from "./wiring/dovecot-sieve-extprograms-user.ts";
import wiringDovecotSieveLimitsOff from "./wiring/dovecot-sieve-limits-off.ts";
import wiringDovecotSocketWorldWritable from "./wiring/dovecot-socket-world-writable.ts";
import wiringDovecotVszLimitOff from "./wiring/dovecot-vsz-limit-off.ts";
import wiringIncludeCommands from "./wiring/include-commands.ts";
import wiringMapMissing from "./wiring/map-missing.ts";
import wiringMapTypeUnsupported from "./wiring/map-type-unsupported.ts";
import wiringOwnerShared from "./wiring/owner-shared.ts";
import wiringPipeRoot from "./wiring/pipe-root.ts";
import wiringPipeShell from "./wiring/pipe-shell.ts";
import wiringPrivilegedDefaultPrivs from "./wiring/privileged-default-privs.ts";
import wiringProxyTableUnapproved from "./wiring/proxy-table-unapproved.ts";
import wiringQueueCommandsOpen from "./wiring/queue-commands-open.ts";
import wiringUnusedTable from "./wiring/unused-table.ts";

export const rules: readonly Rule[] = [
  authAnonymousAuth,
  authAuthFailureDelayLow,
  authAuthPenaltyDisabled,
  authAuthRateLimitMissing,
  authConnectionRateLimitMissing,
  authDovecotAuthCacheSharedKey,
  authDovecotAuthPolicyFailOpen,
  authDovecotAuthPolicyNonce,
  authDovecotClientCertUsernameUnsafe,
  authDovecotCrlCheckDisabled,
  authDovecotOtpReplay,
  authDovecotPamFailureMessage,
  authDovecotPassdbDenyOrder,
  authDovecotPassdbDuplicateArgs,
  authDovecotRequireClientCertIneffective,
  authDovecotSystemAccounts,
  authDovecotUsernameCharsEmpty,
  authDovecotUsernameCharsUnsafe,
  authDovecotWeakSchemeRefused,
  authDovecotWeakSchemesAllowed,
  authHaproxyTrustedNetworksWide,
  authKnownVulnerableAuthCombo,
  authMasterUserEnabled,
  authPassdbNopassword,
  authPassdbSharedStaticPassword,
  authPlaintextPasswordStorage,
  authSaslLoginWithoutPlain,
  authSaslTypeDefault,
  authTrustedNetworksWide,
  authWeakPasswordScheme,
  authWeakSaslMech,
  cleartextAuthSocketCleartextTcp,
  cleartextBackendCleartext,
  cleartextCleartextAuth,
  cleartextCleartextAuthScoped,
  cleartextCleartextPortOpen,
  cleartextDoveadmCleartext,
  cleartextDoveadmExposed,
  cleartextDovecotDsyncCleartext,
  cleartextDovecotHaproxyCleartext,
  cleartextDovecotSslSubsectionIgnored,
  cleartextDovecotStarttlsPortWithSsl,
  cleartextDovecotTlsListenerSkipped,
  cleartextDovecotTlsPortWithoutSsl,
  cleartextHttpCleartextService,
  cleartextImplicitTlsMissing,
  cleartextInboundTlsNone,
  cleartextLdapCleartext,
  cleartextLmtpCleartextNetwork,
  cleartextLmtpExposed,
  cleartextSmtpsWithoutWrappermode,
  cleartextSqlCleartext,
  cleartextStarttlsDisabled,
  cleartextStarttlsRequiredOnMx,
  cleartextSubmissionTlsOptional,
  cleartextTlsDisabled,
  cleartextTlsNotRequired,
  cleartextTrustedNetworkCleartext,
  cleartextWrappermodeInMainCf,
  cleartextWrappermodeOnStarttlsPort,
  courierAlpnOff,
  courierAuthRequiredOnMx,
  courierAuthmodulelistDefault,
  courierBackscatterSuppressionOff,
  courierCipherListInvalid,
  courierClearPasswordField,
  courierClientStarttlsOff,
  courierClientVerifyIncomplete,
  courierDebugLogin,
  courierDnsCheckOff,
  courierEsmtpTlsRequiredOnMx,
  courierExpnEnabled,
  courierHaproxyExposed,
  courierImapCapabilityAuthPlain,
  courierImplicitTlsNotStarted,
  courierLimitsExtreme,
  courierLineContinuation,
  courierMailboxSanityOff,
  courierMarkerMissing,
  courierMsaAuthNotRequired,
  courierOutboxEnabled,
  courierOverrideOrder,
  courierPop3authPlain,
  courierRelayclientWide,
  courierStarttlsProtocolIgnored,
  courierSystemAccounts,
  courierTlsCertMissing,
  courierTlsCertMissingKey,
  courierTlsExternalWithoutVerify,
  courierTlsProtocolUnknown,
  courierTlsRequiredIneffective,
  courierUmaskOpen,
  courierUnsupportedShell,
  outboundClientWrappermodeGlobal,
  outboundClientWrappermodeWithoutEncrypt,
  outboundDaneRemoteResolver,
  outboundDaneWithoutDnssec,
  outboundMandatoryTlsInternet,
  outboundOutboundTlsNone,
  outboundOutboundTlsUnauthenticated,
  outboundRelayhost465WithoutWrappermode,
  outboundRelayhostAuthCleartext,
  outboundRelayhostTlsUnverified,
  outboundRequiretlsOff,
  outboundStsMxPatternsOff,
  outboundTlsPolicyDowngrade,
  outboundTlsrptOff,
  outboundVerifyWithoutCa,
  relayCatchAll,
  relayDomainInTwoClasses,
  relayLocalRecipientsUnchecked,
  relayMxBackupPermit,
  relayMynetworksStyleWide,
  relayMynetworksWide,
  relayNoRelayGuard,
  relayNullClientListens,
  relayOpenRelay,
  relayPercentHack,
  relayPermitBeforeRejectUnauth,
  relayProxyProtocolExposed,
  relayRelayDomainsDefaultMydestination,
  relayRelayDomainsWildcard,
  relayRelayRecipientsUnchecked,
  relayRelayRestrictionsEmptied,
  relayRemovedRestriction,
  relaySaslOnMxPort,
  relaySenderLoginMismatchUnchecked,
  relaySoftBounce,
  relayStaticPermit,
  relaySubmissionNotClosed,
  relayUndefinedRestrictionVariable,
  relayUntrustedRouting,
  relayWarnIfRejectGuard,
  relayXclientWide,
  relayXforwardWide,
  secretsDebugLogging,
  secretsDefaultSecret,
  secretsInlinePrivateKey,
  secretsNotifyClassesSecrets,
  secretsPasswordLogging,
  secretsProtocolLogging,
  secretsSecretFilePermissions,
  secretsSecretInConfig,
  secretsSecretInStaticMap,
  secretsTlsLoglevelHigh,
  secretsVerboseAuthLogging,
  settingsAccidentalContinuation,
  settingsBadPort,
  settingsBadValue,
  settingsChangedDefault,
  settingsChrootPath,
  settingsCidrHostBits,
  settingsCompatLevelLow,
  settingsConfigFileWritable,
  settingsDeadSection,
  settingsDovecotAuthInNetworkBlock,
  settingsDovecotCapitalMinute,
  settingsDovecotChangedDefault,
  settingsDovecotConfigVersion,
  settingsDovecotDecimalMode,
  settingsDovecotDroppedContinuation,
  settingsDovecotDuplicateListener,
  settingsDovecotFilterConflict,
  settingsDovecotGlobalAfterBlock,
  settingsDovecotMissingDriver,
  settingsDovecotMixedSyntax,
  settingsDovecotOverriddenSetting,
  settingsDovecotRequiredSetting,
  settingsDovecotSettingsConflict,
  settingsDovecotSslRequiredCleartextConflict,
  settingsDovecotUncheckedValue,
  settingsDovecotUnknownGroup,
  settingsDovecotUnknownProtocol,
  settingsDovecotUnknownVariable,
  settingsDovecotUnreadFile,
  settingsDovecotWrongNesting,
  settingsDuplicateSetting,
  settingsIncludeCycle,
  settingsIncludeOutside,
  settingsInlineComment,
  settingsIpv6WithoutBrackets,
  settingsLimit,
  settingsLiteralQuotes,
  settingsMasterDuplicateService,
  settingsMasterMissingService,
  settingsMasterOverrideSyntax,
  settingsMaxprocWrong,
  settingsMissingInclude,
  settingsObsoleteSetting,
  settingsOptionsUnderCommentedService,
  settingsOverrideNotApplicable,
  settingsReadOnlyParameter,
  settingsSecurityLevelIgnored,
  settingsServicePrivileged,
  settingsSyntax,
  settingsTimeRestIgnored,
  settingsTlsLevelInvalidServer,
  settingsUndefinedVariable,
  settingsUnknownDaemon,
  settingsUnknownRestriction,
  settingsUnknownSetting,
  settingsUnreachableRestriction,
  settingsWrongSection,
  smtpBannerLeak,
  smtpBannerWithoutHostname,
  smtpBareNewlineExclusionsWide,
  smtpChunkingOnUnpatched,
  smtpClientConcurrencyUnlimited,
  smtpDeadDnsbl,
  smtpDelayRejectOff,
  smtpErrorLimitsOff,
  smtpForbiddenCommandsEmptied,
  smtpHeloNotRequired,
  smtpHideSessionOnMx,
  smtpIpv6RatePrefix,
  smtpPipeliningCheckMisplaced,
  smtpPostscreenMisuse,
  smtpRateLimitExceptionsWide,
  smtpReceivedPrivacy,
  smtpRecipientLimitHigh,
  smtpSizeLimits,
  smtpSmtpSmugglingBareNewline,
  smtpStarttlsCommandInjection,
  smtpStrayCrLfKept,
  smtpStrictEnvelopesOff,
  smtpTimeoutsHigh,
  smtpUnauthPipeliningAllowed,
  smtpUnverifiedRecipientFirst,
  smtpVrfyEnabled,
  tlsAnullUselessExclusion,
  tlsBackendCertNotVerified,
  tlsCertChainIncomplete,
  tlsCertExpired,
  tlsCertFileMissing,
  tlsCertKeyMismatch,
  tlsCertNameMismatch,
  tlsCertSelfSigned,
  tlsCertWeakKey,
  tlsChainFileOrder,
  tlsChainFilesShadowLegacy,
  tlsCipherCbcOnly,
  tlsCipherGradeLow,
  tlsCipherNoForwardSecrecy,
  tlsCipherlistOverridden,
  tlsClientcertNotRequested,
  tlsDhParamsObsolete,
  tlsDovecotAltCertWithoutKey,
  tlsDovecotDhMissing,
  tlsDovecotSniWildcardOrder,
  tlsDovecotSslFileAngleIn24,
  tlsDovecotSslFileMissingAngle,
  tlsDsaCert,
  tlsEecdhDisabled,
  tlsKeyEncrypted,
  tlsKeyFileMissingKey,
  tlsKeyFilePermissions,
  tlsProtocolsIncludeForm,
  tlsProtocolsRangeUnsupported,
  tlsReqCcertNotEnforced,
  tlsRpkFingerprintMismatch,
  tlsSniMapPermissions,
  tlsTlsAllClientcertsRelay,
  tlsTlsCompression,
  tlsTlsConfigMismatchMandatory,
  tlsTlsMaxVersionCapped,
  tlsTlsMinVersion,
  tlsTlsMinVersionOpportunistic,
  tlsTlsRenegotiation,
  tlsTlsSelectedNoCert,
  tlsTlsSessionTickets,
  tlsTls12Accepted,
  tlsTls13SuiteMisplaced,
  tlsWeakCipher,
  tlsWeakCurve,
  tlsWeakDh,
  tlsWeakFingerprintDigest,
  wiringAuthSocketPermissions,
  wiringDovecotChrootDirsWide,
  wiringDovecotConnectionLimitOff,
  wiringDovecotCoreDumpsSetuid,
  wiringDovecotImapLineLength,
  wiringDovecotListenerPortZero,
  wiringDovecotLmtpConcurrencyOff,
  wiringDovecotLoginProcessShared,
  wiringDovecotLoginStarvation,
  wiringDovecotLoginUserPrivileged,
  wiringDovecotMailAccessGroups,
  wiringDovecotMailFullFilesystemAccess,
  wiringDovecotMetricsExposed,
  wiringDovecotRootLoginAllowed,
  wiringDovecotServiceLimits,
  wiringDovecotSieveExtprogramsUser,
  wiringDovecotSieveLimitsOff,
  wiringDovecotSocketWorldWritable,
  wiringDovecotVszLimitOff,
  wiringIncludeCommands,
  wiringMapMissing,
  wiringMapTypeUnsupported,
  wiringOwnerShared,
  wiringPipeRoot,
  wiringPipeShell,
  wiringPrivilegedDefaultPrivs,
  wiringProxyTableUnapproved,
  wiringQueueCommandsOpen,
  wiringUnusedTable,
];
