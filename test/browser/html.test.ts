// The HTML report in a real Chromium: no console error, filters, keyboard, contrast in both schemes.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Listener } from "../../src/model/listener.ts";
import { type HtmlFinding, htmlPage } from "../../src/report/html.ts";
import { describePage, overflow, reachedByTab, violations } from "./page.ts";

function listener(
  protocol: Listener["protocol"],
  port: number,
  cleartextLogin: Listener["cleartextLogin"],
): Listener {
  const tls = cleartextLogin === "nobody" ? "implicit" : "starttls";
  return {
    daemon: "dovecot",
    protocol,
    address: "*",
    port,
    tls,
    tlsRequired: false,
    cleartextLogin,
    mechanisms: { cleartext: ["PLAIN"], tls: ["PLAIN"] },
    minTls: "TLSv1.2",
    local: false,
    origin: { kind: "default" },
    because: {},
    name: `${protocol}-login/${protocol}`,
  };
}

function finding(severity: HtmlFinding["severity"], rule: string, line: number): HtmlFinding {
  return {
    rule,
    severity,
    message: `\`ssl = no\` turns TLS off, finding ${line}`,
    file: "dovecot.conf",
    line,
    column: 7,
    source: "ssl = no",
    fix: severity === "error" ? "write `ssl = required`" : undefined,
    help: "https://example.org/rule",
  };
}

const page1 = htmlPage("mailint: two hosts", [
  {
    name: "mx1",
    listeners: [
      listener("imap", 143, "anyone"),
      listener("imap", 993, "nobody"),
      listener("pop3", 110, "trusted"),
    ],
    findings: [
      finding("note", "banner", 3),
      finding("error", "tls-disabled", 1),
      { ...finding("warning", "weak-cipher", 2), message: `\`${"long_".repeat(40)}\` is long` },
    ],
  },
  {
    name: "mx2",
    listeners: [listener("pop3", 110, "unknown")],
    findings: [finding("error", "cleartext-auth", 4)],
  },
]);

function writeReport(folder: string): void {
  writeFileSync(join(folder, "report.html"), page1);
}

describePage("report.html", writeReport, (open) => {
  const shown = (page: Page) => page.locator(".finding:visible").count();

  test("loads without an error, filters by word, severity and host", async () => {
    const { page, errors } = await open("light");
    expect(await shown(page)).toBe(4);
    await page.fill("#search", "weak");
    expect(await shown(page)).toBe(1);
    await page.fill("#search", "");
    await page.uncheck("input[value=error]");
    expect(await shown(page)).toBe(2);
    await page.check("input[value=error]");
    await page.selectOption("#host", "1");
    expect(await shown(page)).toBe(1);
    expect(await page.textContent("#count")).toBe("1 of 4 findings");
    await page.fill("#search", "no such words");
    expect(await page.isVisible("#none")).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("the worst comes first; a link leads to a finding, whatever the filters hide", async () => {
    const { page, errors } = await open("light");
    expect(await page.locator(".badge").allTextContents()).toEqual(["error", "warning", "note", "error"]);
    const place = page.locator("a", { hasText: "dovecot.conf:4:7" });
    expect(await place.getAttribute("href")).toBe(
      `#${encodeURIComponent("mx2/cleartext-auth:dovecot.conf:4:7")}`,
    );
    await place.click();
    await page.fill("#search", "weak");
    expect(await shown(page)).toBe(1);
    await page.evaluate('location.hash = "#mx1/banner:dovecot.conf:3:7"');
    await page.locator(".finding:target:visible").waitFor();
    expect(await shown(page)).toBe(4);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("a finding is copied in one line", async () => {
    const { page, errors } = await open("light");
    await page.getByRole("button", { name: "copy finding at dovecot.conf:4:7" }).click();
    await page.locator(".copy.done").waitFor();
    expect(await page.evaluate("copied")).toBe(
      "dovecot.conf:4:7: error: ssl = no turns TLS off, finding 4 [cleartext-auth]",
    );
    expect(errors).toEqual([]);
    await page.close();
  });

  test("nothing is wider than a phone", async () => {
    const { page } = await open("light", 320);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  test("the keyboard reaches every control", async () => {
    const { page } = await open("light");
    expect(await reachedByTab(page, 12)).toEqual(
      expect.arrayContaining(["search", "host", "INPUT", "A", "BUTTON", "PRE"]),
    );
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing in the %s scheme", async (scheme) => {
    const { page } = await open(scheme);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
