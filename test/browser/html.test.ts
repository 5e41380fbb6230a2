// The HTML report in a real Chromium: no console error, filters, keyboard, contrast in both schemes.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Listener } from "../../src/model/listener.ts";
import { type HtmlFinding, htmlPage } from "../../src/report/html.ts";

const executable = "/usr/bin/chromium";
const present = existsSync(executable);
const describeIn = present || process.env.CI === "true" ? describe : describe.skip;

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
      finding("error", "tls-disabled", 1),
      finding("warning", "weak-cipher", 2),
      finding("note", "banner", 3),
    ],
  },
  {
    name: "mx2",
    listeners: [listener("pop3", 110, "unknown")],
    findings: [finding("error", "cleartext-auth", 4)],
  },
]);

describeIn(present ? "chromium" : `chromium (needs ${executable})`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mailint-html-"));
    writeFileSync(join(folder, "report.html"), page1);
    browser = await chromium.launch({
      executablePath: executable,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(colorScheme: "light" | "dark"): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage({ colorScheme });
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => /^https?:/.test(request.url()) && errors.push(request.url()));
    await page.goto(pathToFileURL(join(folder, "report.html")).href);
    return { page, errors };
  }

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

  test("the keyboard reaches every control", async () => {
    const { page } = await open("light");
    const reached = new Set<string>();
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press("Tab");
      reached.add(
        String(await page.evaluate("document.activeElement?.id || document.activeElement?.tagName")),
      );
    }
    expect([...reached]).toEqual(expect.arrayContaining(["search", "host", "INPUT", "A", "PRE"]));
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing in the %s scheme", async (scheme) => {
    const { page } = await open(scheme);
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
    const violations = await page.evaluate(async () => {
      const axe = (
        globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe;
      return (await axe.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
      );
    });
    expect(violations).toEqual([]);
    await page.close();
  });
});
