// What the releases of Postfix know, and how a version picks among them.

import { describe, expect, test } from "vitest";
import {
  builtinNames,
  deprecatedSince,
  deprecation,
  isLegacy,
  isReadOnly,
  parameterDefault,
  parameterFact,
  parameterRemoved,
  parameterSince,
  releasesOf,
  tableNames,
} from "../../src/settings/postfix.ts";
import { wordsOf } from "../../src/settings/postfix-enums.ts";
import { factIn, possibleReleases, removedIn, sinceOf } from "../../src/settings/postfix-release.ts";

describe("releases", () => {
  const newest = { "2.11": 3, "3.5": 25, "3.7": 22, "3.11": 6 };

  test.each([
    ["3.7.11", [{ major: 3, minor: 7, patch: 11 }]],
    ["3.7", [{ major: 3, minor: 7, patch: 22 }]],
    ["3.7-20220101", [{ major: 3, minor: 7, patch: 22 }]],
    ["3", [{ major: 3, minor: 11, patch: 6 }]],
    ["3.99.1", [{ major: 3, minor: 11, patch: 6 }]],
    ["4.0", [{ major: 3, minor: 11, patch: 6 }]],
    ["3.4.1", [{ major: 3, minor: 4, patch: 1 }]],
    ["2.11", [{ major: 2, minor: 11, patch: 3 }]],
    ["2.10.1", [{ major: 2, minor: 10, patch: 1 }]],
    ["2.12", [{ major: 2, minor: 11, patch: 3 }]],
    ["2.9", [{ major: 2, minor: 10, patch: 0 }]],
    ["2", [{ major: 2, minor: 11, patch: 3 }]],
  ])("%s", (version, expected) => {
    expect(possibleReleases(version, newest)).toEqual(expected);
  });

  test.each(["", "x", undefined])("%j leaves all open", (version) => {
    expect(possibleReleases(version, newest).map(({ minor }) => minor)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  test("a step of a patch release counts within its minor release", () => {
    const history = { "3.5.9": "b", "3.6": "a", "3.7.2": null, "3.8": "c" };
    const at = (minor: number, patch: number) => factIn<string>(history, { major: 3, minor, patch });
    expect([at(5, 8), at(5, 9), at(6, 0), at(7, 1), at(7, 2), at(8, 0), at(11, 0)]).toEqual([
      undefined,
      "b",
      "a",
      "a",
      undefined,
      "c",
      "c",
    ]);
    expect(factIn("same", { major: 3, minor: 5, patch: 0 })).toBe("same");
  });

  test("2.11 comes before 3.0", () => {
    const history = { "2.10": "a", "2.11.2": "b", "3.0": "c", "3.2": null };
    const at = (major: number, minor: number, patch = 0) => factIn<string>(history, { major, minor, patch });
    expect([at(2, 10, 9), at(2, 11, 1), at(2, 11, 2), at(3, 0), at(3, 1), at(3, 2)]).toEqual([
      "a",
      "a",
      "b",
      "c",
      "c",
      undefined,
    ]);
    expect([sinceOf(history), removedIn(history)]).toEqual([undefined, "3.2"]);
    expect([sinceOf({ "2.11": "a" }), removedIn({ "2.11": "a", "3.0": null, "3.1": "b" })]).toEqual([
      "2.11",
      undefined,
    ]);
  });
});

describe("parameters", () => {
  test("defaults by release", () => {
    const of = (name: string, version?: string) => parameterDefault(name, releasesOf(version));
    expect(of("smtpd_forbid_bare_newline", "3.7.8")).toEqual({ kind: "absent" });
    expect(of("smtpd_forbid_bare_newline", "3.7.9")).toEqual({ kind: "known", value: "no" });
    expect(of("smtpd_forbid_bare_newline", "3.9")).toEqual({ kind: "known", value: "normalize" });
    expect(of("smtpd_forbid_bare_newline").kind).toBe("unknown");
    expect(of("smtpd_helo_required")).toEqual({ kind: "known", value: "no" });
    expect(of("myhostname", "3.7").kind).toBe("unknown");
    expect(of("virtual_maps", "3.7")).toEqual({ kind: "known", value: "" });
    expect(of("constructor")).toEqual({ kind: "absent" });
  });

  test("types and bounds", () => {
    expect(parameterFact("smtpd_recipient_limit")).toEqual({ type: "int", min: 1, max: 0 });
    expect(parameterFact("forward_path")?.type).toBe("raw");
    expect(parameterFact("smtpd_tls_wrappermode")?.type).toBe("bool");
    expect(parameterFact("toString")).toBe(undefined);
  });

  test("names that come and go", () => {
    expect(parameterSince("smtp_tlsrpt_enable")).toBe("3.10");
    expect(parameterSince("relayhost")).toBe(undefined);
    expect(parameterSince("smtp_tls_chain_files")).toBe("3.4");
    expect(parameterSince("lmtp_dns_support_level")).toBe("2.11");
    expect(parameterRemoved("smtpd_tls_eecdh_grade")).toBe(undefined);
    expect(parameterRemoved("lmtp_per_record_deadline")).toBe("3.7");
    expect(builtinNames(releasesOf("2.10.0"))).toHaveLength(713);
    expect(builtinNames(releasesOf("3.4"))).toHaveLength(811);
    expect(builtinNames(releasesOf("3.7.11"))).toHaveLength(831);
    expect(builtinNames(releasesOf("3.10.13"))).toHaveLength(857);
    expect(isLegacy("virtual_maps", releasesOf(undefined))).toBe(true);
    expect(isReadOnly("service_name", releasesOf("3.10"))).toBe(true);
    expect(deprecation("smtpd_use_tls", releasesOf("3.7"))).toBe(undefined);
    expect(deprecatedSince("smtpd_use_tls")).toBe("3.9");
    expect(deprecatedSince("virtual_maps")).toBe("3.11");
    expect(deprecation("smtpd_use_tls", releasesOf("3.10"))).toContain("smtpd_tls_security_level");
  });

  test("what tables read", () => {
    expect(tableNames("mysql", releasesOf("3.7"))).not.toContain("charset");
    expect(tableNames("mysql", releasesOf("3.10"))).toContain("charset");
    expect(tableNames("mongodb", releasesOf("3.7"))).toBe(undefined);
    expect(tableNames("hash", releasesOf(undefined))).toBe(undefined);
  });

  test("every parameter of few words is one, and its default among them", () => {
    for (const name of builtinNames(releasesOf(undefined))) {
      const words = wordsOf(name);
      const fallback = parameterDefault(name, releasesOf(undefined));
      if (words === undefined || fallback.kind === "absent" || /[$]|^$/.test(fallback.value)) continue;
      for (const word of fallback.value.split(/[, ]+/)) expect(words.words, name).toContain(word);
    }
    expect(wordsOf("constructor")).toBe(undefined);
  });
});
