// Priority strings of GnuTLS, with what `gnutls-cli --list --priority` of GnuTLS 3.7.9 prints for them.

import { describe, expect, test } from "vitest";
import {
  isWithoutAead,
  isWithoutForwardSecrecy,
  priorityOf,
  weakPriorities,
} from "../../src/model/priority-string.ts";

function judged(text: string) {
  const priority = priorityOf(text);
  if (priority === undefined) return undefined;
  const verdicts = [
    ...weakPriorities(priority),
    ...(isWithoutForwardSecrecy(priority) ? ["RSA only"] : []),
    ...(isWithoutAead(priority) ? ["CBC only"] : []),
  ];
  return verdicts.join(", ");
}

describe("a priority string", () => {
  test.each([
    ["NORMAL", ""],
    ["normal:-ctype-openpgp", ""],
    ["LEGACY", ""],
    ["NORMAL:+CIPHER-ALL", ""],
    ["SECURE256:+SECURE128:-VERS-ALL:+VERS-TLS1.2", ""],
    ["NORMAL:-3DES-CBC:!ARCFOUR-128", ""],
    ["NORMAL:+ARCFOUR-128", "ARCFOUR-128"],
    ["NORMAL:+ARCFOUR-128:-ARCFOUR-128", ""],
    ["NORMAL:+3DES-CBC:+NULL", "3DES-CBC, NULL"],
    ["NORMAL:+ANON-ECDH", "ANON-ECDH"],
    ["NORMAL:-KX-ALL:+RSA", "RSA only"],
    ["NORMAL:-KX-ALL:+ECDHE-RSA", ""],
    ["NONE:+VERS-TLS1.2:+RSA:+AES-128-GCM:+AEAD:+SIGN-ALL", "RSA only"],
    ["NONE:+VERS-TLS-ALL:+KX-ALL:+AES-128-CBC:+MAC-ALL:+SIGN-ALL:+GROUP-ALL", "CBC only"],
    ["NORMAL:-CIPHER-ALL:+AES-256-CBC", "CBC only"],
    ["NORMAL:-CIPHER-ALL:+AES-256-CBC:+CHACHA20-POLY1305", ""],
    ["NORMAL:-AEAD", "CBC only"],
    ["NORMAL:-VERS-TLS1.3:-MAC-ALL:+SHA1", "CBC only"],
    ["NORMAL:-MAC-ALL:+SHA1:+AEAD", ""],
    ["PFS:%SERVER_PRECEDENCE", ""],
  ])("%s", (text, expected) => {
    expect(judged(text)).toBe(expected);
  });

  test.each(["SYSTEM", "@COURIER", "@SYSTEM:+RSA", "HIGH:!aNULL", ""])("%j is not judged", (text) => {
    expect(judged(text)).toBeUndefined();
  });
});
