// All rules. Written by `npm run docs` from the files below this folder; do not edit.

import type { Rule } from "../src/rule.ts";
import cleartextCleartextAuth from "./cleartext/cleartext-auth.ts";
import cleartextCleartextAuthScoped from "./cleartext/cleartext-auth-scoped.ts";
import cleartextCleartextPortOpen from "./cleartext/cleartext-port-open.ts";
import cleartextDovecotSslSubsectionIgnored from "./cleartext/dovecot-ssl-subsection-ignored.ts";
import cleartextDovecotStarttlsPortWithSsl from "./cleartext/dovecot-starttls-port-with-ssl.ts";
import cleartextDovecotTlsListenerSkipped from "./cleartext/dovecot-tls-listener-skipped.ts";
import cleartextDovecotTlsPortWithoutSsl from "./cleartext/dovecot-tls-port-without-ssl.ts";
import cleartextImplicitTlsMissing from "./cleartext/implicit-tls-missing.ts";
import cleartextTlsDisabled from "./cleartext/tls-disabled.ts";
import cleartextTlsNotRequired from "./cleartext/tls-not-required.ts";
import relayMxBackupPermit from "./relay/mx-backup-permit.ts";
import relayNoRelayGuard from "./relay/no-relay-guard.ts";
import relayOpenRelay from "./relay/open-relay.ts";
import relayPercentHack from "./relay/percent-hack.ts";
import relayRelayDomainsWildcard from "./relay/relay-domains-wildcard.ts";
import relayRelayRestrictionsEmptied from "./relay/relay-restrictions-emptied.ts";
import relayRemovedRestriction from "./relay/removed-restriction.ts";
import relaySoftBounce from "./relay/soft-bounce.ts";
import relayStaticPermit from "./relay/static-permit.ts";
import relayUntrustedRouting from "./relay/untrusted-routing.ts";
import relayWarnIfRejectGuard from "./relay/warn-if-reject-guard.ts";
import settingsSyntax from "./settings/syntax.ts";

export const rules: readonly Rule[] = [
  cleartextCleartextAuth,
  cleartextCleartextAuthScoped,
  cleartextCleartextPortOpen,
  cleartextDovecotSslSubsectionIgnored,
  cleartextDovecotStarttlsPortWithSsl,
  cleartextDovecotTlsListenerSkipped,
  cleartextDovecotTlsPortWithoutSsl,
  cleartextImplicitTlsMissing,
  cleartextTlsDisabled,
  cleartextTlsNotRequired,
  relayMxBackupPermit,
  relayNoRelayGuard,
  relayOpenRelay,
  relayPercentHack,
  relayRelayDomainsWildcard,
  relayRelayRestrictionsEmptied,
  relayRemovedRestriction,
  relaySoftBounce,
  relayStaticPermit,
  relayUntrustedRouting,
  relayWarnIfRejectGuard,
  settingsSyntax,
];
