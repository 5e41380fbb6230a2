// Postfix's part of the rules on ciphers, TLS compression and Diffie-Hellman groups.

import { hasForwardSecrecy, isAead, plainSuites, tokensOf, weakWords } from "./model/cipher-list.ts";
import { dhParameters } from "./model/dh-parameters.ts";
import { textValue } from "./model/postfix-values.ts";
import type { RuleContext } from "./rule.ts";
import {
  byPlace,
  listed,
  releaseAtLeast,
  setFix,
  smtpds,
  type Written,
  withFix,
  wordsOf,
  written,
} from "./vocabulary-postfix.ts";

/** The list of a grade, and the parameters that choose the grade. */
const lists: Readonly<Record<string, string>> = {
  tls_high_cipherlist: "high",
  tls_medium_cipherlist: "medium",
};
const chosenBy = [
  "smtpd_tls_ciphers",
  "smtpd_tls_mandatory_ciphers",
  "smtp_tls_ciphers",
  "smtp_tls_mandatory_ciphers",
];
const excludedBy = ["smtpd_tls_exclude_ciphers", "smtpd_tls_mandatory_exclude_ciphers"];

/** Lists of single suites that some server or client takes its ciphers from. */
function* usedLists(context: RuleContext): Generator<Written & { readonly suites: readonly string[] }> {
  for (const one of written(context, ...Object.keys(lists))) {
    const suites = plainSuites(one.text)?.filter((suite) => weakWords(suite).length === 0);
    if (suites === undefined || suites.length === 0) continue;
    const scopes = one.service === undefined ? [undefined, ...one.config.services] : [one.service];
    const grades = scopes.flatMap((service) =>
      chosenBy.map((name) => textValue(one.config, name, service)?.toLowerCase()),
    );
    if (grades.includes(lists[one.name])) yield { ...one, suites };
  }
}

/** `cipher-no-forward-secrecy`. */
export function withoutForwardSecrecy(context: RuleContext): void {
  for (const one of usedLists(context)) {
    const open = one.suites.filter((suite) => !hasForwardSecrecy(suite));
    const excluded = excludedBy.flatMap((name) =>
      wordsOf(textValue(one.config, name, one.service) ?? "krsa"),
    );
    const out = [
      ...tokensOf(one.text.toLowerCase()).map((word) => word.replace(/^[!-]/, "~")),
      ...excluded.map((word) => `~${word}`),
    ];
    if (open.length === 0 || out.includes("~krsa") || out.includes("~rsa")) continue;
    const only = open.length === one.suites.length;
    context.report({
      span: one.span,
      severity: only ? "warning" : "note",
      message: `\`${one.name}\` admits ${open.length === 1 ? open[0] : `${open[0]} and others`} without forward secrecy; ${only ? "list suites with `ECDHE`" : "append `:!kRSA`"}, or delete the line`,
      ...withFix(only ? undefined : setFix(one, `${one.value.raw}:!kRSA`)),
    });
  }
}

/** `cipher-cbc-only`. */
export function onlyCbc(context: RuleContext): void {
  for (const one of usedLists(context)) {
    if (one.suites.some(isAead)) continue;
    context.report({
      span: one.span,
      message: `\`${one.name}\` has suites in CBC mode only; add suites with GCM or CHACHA20, or delete the line`,
    });
  }
}

/** `tls-compression`: OpenSSL before 1.1.0, which Postfix up to 3.1 was built with, compresses unless told not to. */
export function compressing(context: RuleContext): void {
  const found = [...smtpds(context)].filter(
    ({ config, tls, endpoint, text }) =>
      releaseAtLeast(config, "2.11") === true &&
      releaseAtLeast(config, "3.2") === false &&
      ["may", "encrypt", "wrapper"].includes(tls.level) &&
      tls.certificate === "present" &&
      !endpoint.local &&
      text("tls_ssl_options") !== undefined &&
      !wordsOf(text("tls_ssl_options") ?? "").some(
        (word) => word === "no_compression" || word.startsWith("0x"),
      ),
  );
  for (const [span, services] of byPlace(found, ({ place }) => place("tls_ssl_options")))
    context.report({
      span,
      severity: "note",
      message: `with OpenSSL before 1.1.0, TLS of ${listed(services.map(({ label }) => label))} may compress, which leaks what is encrypted; add \`NO_COMPRESSION\` to \`tls_ssl_options\``,
    });
}

const enough = 2048;

/** `weak-dh`: files that are at hand, and the built-in group of old releases (tls/tls_dh.c). */
export function weakGroups(context: RuleContext): void {
  for (const one of written(context, "smtpd_tls_dh1024_param_file")) {
    const file = one.config.fileNamed(one.text);
    const found = file && dhParameters(file.text);
    if (file === undefined || found === undefined || found.bits >= enough) continue;
    context.report({
      span: one.span,
      severity: found.bits < 1024 ? "error" : "warning",
      message: `\`${one.text}\` holds parameters of ${found.bits} bits; make new ones of ${enough} bits or more, or delete the line`,
      related: [{ span: { file, start: found.start, end: found.end }, message: "the parameters" }],
    });
  }
  const found = [...smtpds(context)].filter(
    ({ config, tls, endpoint, text }) =>
      releaseAtLeast(config, "3.1") === false &&
      ["may", "encrypt", "wrapper"].includes(tls.level) &&
      tls.certificate === "present" &&
      !endpoint.local &&
      text("smtpd_tls_dh1024_param_file") === "",
  );
  for (const [span, services] of byPlace(found, ({ place, tls }) =>
    place(tls.level === "wrapper" ? "smtpd_tls_wrappermode" : "smtpd_tls_security_level"),
  ))
    context.report({
      span,
      message: `before postfix 3.1 the built-in Diffie-Hellman group, which ${listed(services.map(({ label }) => label))} uses, has 1024 bits; set \`smtpd_tls_dh1024_param_file\` to a file of ${enough} bits (\`openssl dhparam ${enough}\`)`,
    });
}
