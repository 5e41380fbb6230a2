// The HTML page of a fleet in a real Chromium: no console error, filters, keyboard, contrast in both schemes, print.

import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openPage } from "../../src/cli/fleet-html.ts";
import type { HostLine, LineFinding, LineListener, LintedHost } from "../../src/report/fleet-line.ts";
import { addLine, emptyTally } from "../../src/report/fleet-summary.ts";
import { describePage, overflow, reachedByTab, violations } from "./page.ts";

function listener(
  protocol: LineListener["protocol"],
  port: number | null,
  tls: LineListener["tls"],
  cleartextLogin: LineListener["cleartextLogin"],
): LineListener {
  return {
    daemon: "dovecot",
    name: `${protocol}-login/${protocol}`,
    protocol,
    address: "*",
    port,
    tls,
    tlsRequired: false,
    cleartextLogin,
    minTls: tls === "none" ? null : "TLSv1.2",
    local: false,
  };
}

function finding(severity: LineFinding["severity"], rule: string, message: string): LineFinding {
  return {
    rule,
    severity,
    message,
    file: "etc/dovecot/dovecot.conf",
    line: 3,
    column: 7,
    source: "ssl = no",
    ...(severity === "error" ? { fix: { title: "write `ssl = required`", safety: "safe" as const } } : {}),
  };
}

const none = { withoutTls: 0, cleartextLogin: 0, openRelay: 0, weakTls: 0, unknown: 0 };

function host(name: string, change: Partial<LintedHost>): LintedHost {
  const findings = change.findings ?? [];
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return {
    version: 1,
    mailint: "0.1.0",
    host: name,
    path: `hosts/${name}`,
    status: "linted",
    exposure: none,
    counts: { error: count("error"), warning: count("warning"), note: count("note"), suppressed: 0 },
    systems: [{ daemon: "dovecot", version: "2.3", root: "etc/dovecot/dovecot.conf", partial: false }],
    listeners: [listener("imap", 993, "implicit", "nobody")],
    findings: [],
    failures: [],
    ...change,
  };
}

const missed = (name: string, status: "failed" | "nothing", reason: string): HostLine => ({
  version: 1,
  mailint: "0.1.0",
  host: name,
  path: `hosts/${name}`,
  status,
  reason,
});

const lines: readonly HostLine[] = [
  host("mx-clean", {}),
  host("mx-clear", {
    exposure: { ...none, withoutTls: 1, cleartextLogin: 1 },
    listeners: [listener("imap", 143, "none", "anyone"), listener("pop3", null, "unknown", "unknown")],
    findings: [
      finding("error", "tls-disabled", "`ssl = no` turns TLS off"),
      finding("note", "banner-leak", "the banner names <script>alert(1)</script>"),
    ],
    failures: [{ file: "etc/dovecot/private", reason: "permission denied" }],
  }),
  host("mx-relay", {
    exposure: { ...none, openRelay: 1 },
    findings: [finding("error", "open-relay", "anybody may relay"), finding("warning", "vrfy", "VRFY is on")],
  }),
  missed("mx-web", "nothing", "no configuration of Dovecot, Postfix or Courier was found"),
  missed("mx-broken", "failed", "tar archive is truncated"),
  host('mx-"><img src=x>\u202e', { exposure: { ...none, weakTls: 2 } }),
];

const writeFleet = (folder: string) => writePage(folder, lines);

function writePage(folder: string, lines: readonly HostLine[]): void {
  const output = { write: () => {}, isTerminal: false };
  const page = openPage("fleet.html", {
    directory: folder,
    env: {},
    stdout: output,
    stderr: output,
    stdin: async () => new Uint8Array(),
  });
  const tally = emptyTally();
  for (const line of lines) {
    addLine(tally, line);
    page.add(line);
  }
  page.finish(tally);
  page.close();
}

describePage("fleet.html", writeFleet, (open) => {
  const shown = (page: Page) => page.locator(".host:visible .name").allTextContents();
  const count = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor();

  test("failed hosts first, then the worst, and nothing of a name acts", async () => {
    const { page, errors } = await open("light");
    expect(await shown(page)).toEqual([
      "mx-broken",
      "mx-relay",
      "mx-clear",
      'mx-"><img src=x>\\u202e',
      "mx-clean",
      "mx-web",
    ]);
    expect(await page.locator("img, main script").count()).toBe(0);
    expect(await page.locator(".summary li.error").allTextContents()).toContain("1 host: open relays");
    expect(errors).toEqual([]);
    await page.close();
  });

  test("filters by word, severity and exposure", async () => {
    const { page, errors } = await open("light");
    await count(page, "6 of 6 hosts, 4 of 4 findings");
    await page.fill("#search", "turns tls");
    await count(page, "1 of 6 hosts, 1 of 4 findings");
    await page.fill("#search", "mx-relay");
    await count(page, "1 of 6 hosts, 2 of 4 findings");
    await page.fill("#search", "");
    await page.uncheck("input[value=error]");
    await count(page, "2 of 6 hosts, 2 of 4 findings");
    await page.check("input[value=error]");
    await page.selectOption("#exposure", "withoutTls");
    await count(page, "1 of 6 hosts, 2 of 4 findings");
    await page.selectOption("#exposure", "failed");
    expect(await shown(page)).toEqual(["mx-broken"]);
    await page.fill("#search", "no such words");
    await count(page, "0 of 6 hosts, 0 of 4 findings");
    expect(await page.isVisible("#none")).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("a host unfolds by keyboard to its listeners, lines and fixes", async () => {
    const { page } = await open("light");
    expect(await reachedByTab(page, 9)).toEqual(
      expect.arrayContaining(["search", "exposure", "INPUT", "SUMMARY"]),
    );
    await page.locator("details.host summary").first().focus();
    await page.keyboard.press("Enter");
    const relay = page.locator("details.host").first();
    expect(await relay.locator(".fix").textContent()).toBe("Fix: write ssl = required");
    expect(await relay.locator(".finding pre:visible").count()).toBe(2);
    expect(await relay.locator(".listener:visible").count()).toBe(1);
    await page.close();
  });

  test("print shows every host unfolded", async () => {
    const { page } = await open("light");
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator("details.host[open]").count()).toBe(4);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await page.locator("details.host[open]").count()).toBe(0);
    await page.close();
  });

  test("a link leads to a finding of a folded host, and nothing is wider than a phone", async () => {
    const { page, errors } = await open("light", 320);
    await page.evaluate('location.hash = "#mx-relay/vrfy:etc/dovecot/dovecot.conf:3:7"');
    await page.locator(".finding.named:visible").waitFor();
    await page
      .getByRole("button", { name: /^copy finding/ })
      .nth(1)
      .click();
    await page.locator(".copy.done").waitFor();
    expect(await page.evaluate("copied")).toBe("etc/dovecot/dovecot.conf:3:7: warning: VRFY is on [vrfy]");
    expect(await overflow(page)).toBe(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing in the %s scheme", async (scheme) => {
    const { page } = await open(scheme);
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});

const hostile = "z</script><script>alert(1)</script>&amp;<!-- ";

/** More hosts than are shown at once; the last one has a name and a finding that try to get out of their text. */
const many: readonly HostLine[] = [
  ...Array.from({ length: 250 }, (_, index) =>
    host(`mx-${String(index).padStart(3, "0")}`, {
      findings: [finding("error", "open-relay", `relay ${index}`)],
    }),
  ),
  host(hostile, { findings: [finding("note", "banner-leak", `the banner names ${hostile}`)] }),
];

describePage(
  "fleet.html",
  (folder) => writePage(folder, many),
  (open) => {
    const names = (page: Page) => page.locator(".host:visible .name").allTextContents();
    const count = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor();

    test("a hundred hosts at a time are shown, and the focus goes to the first new one", async () => {
      const { page, errors } = await open("light");
      await count(page, "251 of 251 hosts, 251 of 251 findings");
      expect(await names(page)).toHaveLength(100);
      await page.getByRole("button", { name: "Show 100 more" }).click();
      expect(await names(page)).toHaveLength(200);
      expect(await page.evaluate("document.activeElement.textContent")).toContain("mx-100");
      await page.getByRole("button", { name: "Show 51 more" }).click();
      expect(await names(page)).toHaveLength(251);
      expect(await page.isVisible("#rest")).toBe(false);
      expect(errors).toEqual([]);
      await page.close();
    });

    test("search and links reach hosts that are not shown", async () => {
      const { page, errors } = await open("light");
      await page.fill("#search", "relay 249");
      await count(page, "1 of 251 hosts, 1 of 251 findings");
      expect(await names(page)).toEqual(["mx-249"]);
      await page.fill("#search", "&amp;<!--");
      await count(page, "1 of 251 hosts, 1 of 251 findings");
      expect(await names(page)).toEqual([hostile]);
      await page.fill("#search", "names z</script>");
      await count(page, "1 of 251 hosts, 1 of 251 findings");
      await page.evaluate('location.hash = "#mx-200/open-relay:etc/dovecot/dovecot.conf:3:7"');
      await page.locator(".finding.named:visible").waitFor();
      expect(await names(page)).toHaveLength(101);
      await page.uncheck("input[value=error]");
      await count(page, "1 of 251 hosts, 1 of 251 findings");
      expect(errors).toEqual([]);
      await page.close();
    });

    test("axe finds nothing where more can be shown", async () => {
      const { page } = await open("dark");
      expect(await violations(page)).toEqual([]);
      await page.close();
    });
  },
);
