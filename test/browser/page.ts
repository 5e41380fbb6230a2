// A page of ours in a real Chromium: opened from a file, watched for errors, walked by keyboard, judged by axe-core.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";

const executable = "/usr/bin/chromium";
const present = existsSync(executable);

interface OpenPage {
  readonly page: Page;
  /** What the console, the scripts and requests beyond the file had to complain of. */
  readonly errors: readonly string[];
}

export type Open = (colorScheme: "light" | "dark", width?: number) => Promise<OpenPage>;

/** Tests of the page that `write` puts into `folder` under `name`; skipped where there is no Chromium, but in CI. */
export function describePage(
  name: string,
  write: (folder: string) => void | Promise<void>,
  tests: (open: Open) => void,
): void {
  const describeIn = present || process.env.CI === "true" ? describe : describe.skip;
  describeIn(present ? "chromium" : `chromium (needs ${executable})`, () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "mailint-page-"));
      await write(folder);
      browser = await chromium.launch({ executablePath: executable, args: quiet });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });
    tests((colorScheme, width) => openFile(browser, join(folder, name), colorScheme, width));
  });
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

async function openFile(
  browser: Browser,
  path: string,
  colorScheme: "light" | "dark",
  width = 1200,
): Promise<OpenPage> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
  // The page may write to the clipboard; what it wrote is read here, as a browser without a window has none.
  await page.addInitScript(
    'Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { globalThis.copied = text; } } })',
  );
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => !request.url().startsWith("file:") && errors.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  return { page, errors };
}

/** By how much (in pixels) the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

/** Ids, or else tag names, of what the Tab key reaches. */
export async function reachedByTab(page: Page, steps: number): Promise<readonly string[]> {
  const reached = new Set<string>();
  for (let step = 0; step < steps; step++) {
    await page.keyboard.press("Tab");
    reached.add(String(await page.evaluate("document.activeElement?.id || document.activeElement?.tagName")));
  }
  return [...reached];
}

/** What axe-core finds wrong, each with the elements. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    return (await axe.run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
    );
  });
}
