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
  parameterSince,
  releasesOf,
  tableNames,
} from "../../src/settings/postfix.ts";
import { wordsOf } from "../../src/settings/postfix-enums.ts";
import { factIn, possibleReleases } from "../../src/settings/postfix-release.ts";

describe("releases", () => {
  const newest = { "3.5": 25, "3.7": 22, "3.11": 6 };

  test.each([
    ["3.7.11", [{ minor: 7, patch: 11 }]],
    ["3.7", [{ minor: 7, patch: 22 }]],
    ["3.7-20220101", [{ minor: 7, patch: 22 }]],
    ["3", [{ minor: 11, patch: 6 }]],
    ["3.99.1", [{ minor: 11, patch: 6 }]],
    ["4.0", [{ minor: 11, patch: 6 }]],
    ["3.4.1", [{ minor: 5, patch: 25 }]],
    ["2.11", [{ minor: 5, patch: 0 }]],
  ])("%s", (version, expected) => {
    expect(possibleReleases(version, newest)).toEqual(expected);
  });

  test.each(["", "x", undefined])("%j leaves all open", (version) => {
    expect(possibleReleases(version, newest).map(({ minor }) => minor)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  test("a step of a patch release counts within its minor release", () => {
    const history = { "3.5.9": "b", "3.6": "a", "3.7.2": null, "3.8": "c" };
    const at = (minor: number, patch: number) => factIn<string>(history, { minor, patch });
    expect([at(5, 8), at(5, 9), at(6, 0), at(7, 1), at(7, 2), at(8, 0), at(11, 0)]).toEqual([
      undefined,
      "b",
      "a",
      "a",
      undefined,
      "c",
      "c",
    ]);
    expect(factIn("same", { minor: 5, patch: 0 })).toBe("same");
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
