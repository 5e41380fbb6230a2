import { isThisMachine } from "../../src/model/networks.ts";
import type { CourierAuthFile } from "../../src/resolve/courier-config.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { authValues } from "../../src/vocabulary-courier.ts";

/** Servers on other machines that are asked without TLS from the start. */
function hosts(uris: string): readonly string[] {
  return uris.split(/[\s,]+/).filter((uri) => {
    const host = /^ldap:\/\/([^/:]+)/i.exec(uri)?.[1];
    return host !== undefined && !isThisMachine(host);
  });
}

function tlsOff({ values }: CourierAuthFile): boolean {
  const value = values.get("LDAP_TLS");
  return value === undefined || (!value.unknown && Number.parseInt(value.value, 10) === 0);
}

export default defineRule({
  id: "courier/ldap-cleartext",
  since: "0.1.0",
  severity: "error",
  securitySeverity: 7.4,
  precision: "high",
  cwe: [319, 523],
  summary: "Passwords cross the network to the LDAP server in clear.",
  why: "authlib asks the LDAP server for every login. With `ldap://` and without Start TLS the password of the administrator's bind, and with `LDAP_AUTHBIND` those of all users, can be read on the way.",
  remedy: "Write `LDAP_TLS 1`, or `ldaps://` in `LDAP_URI`.",
  references: [
    {
      title: "courier-authlib, README_authlib",
      url: "https://www.courier-mta.org/authlib/README_authlib.html",
    },
    rfc(4513, "3"),
  ],
  check(context) {
    for (const one of authValues(context, /^authldaprc$/, /^LDAP_URI$/)) {
      if (!(hosts(one.value).length > 0 && tlsOff(one.file))) continue;
      context.report({
        span: one.span,
        message: `\`${one.name}\` names \`${hosts(one.value)[0]}\` and \`LDAP_TLS\` is off: passwords cross the network in clear; write \`LDAP_TLS 1\``,
        about: { setting: one.name, scope: [one.file.name] },
      });
    }
  },
  examples: [
    {
      title: "no TLS",
      files: { "courier/authldaprc": "LDAP_URI «ldap://ldap.example.org»\nLDAP_TLS 0\n##NAME: MARKER:0\n" },
    },
    {
      title: "TLS is off by default",
      files: { "courier/authldaprc": "LDAP_URI «ldap://ldap.example.org»\n##NAME: MARKER:0\n" },
    },
    {
      title: "Start TLS",
      files: { "courier/authldaprc": "LDAP_URI ldap://ldap.example.org\nLDAP_TLS 1\n##NAME: MARKER:0\n" },
    },
    {
      title: "the same machine",
      files: { "courier/authldaprc": "LDAP_URI ldap://127.0.0.1 ldapi:///\nLDAP_TLS 0\n##NAME: MARKER:0\n" },
      trap: true,
    },
  ],
});
