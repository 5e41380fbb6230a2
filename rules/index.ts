// All rules. Written by `npm run docs` from the files below this folder; do not edit.

import type { Rule } from "../src/rule.ts";
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
