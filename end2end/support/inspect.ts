/** A page, light and dark, without a violation that axe can find, and nowhere wider than its window, whatever size text is set to. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { type CDPSession, type Page, expect } from "@playwright/test";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [320, 390, 820, 1366];

/**
 * The browser's own text size and the window's width in CSS px: text at 150 % and at 200 % on a small and on a usual phone, and a phone's
 * page zoomed to 200 %, which halves the window.
 */
const READERS = [
  { text: 24, width: 320 },
  { text: 24, width: 390 },
  { text: 32, width: 320 },
  { text: 32, width: 390 },
  { text: 32, width: 1366 },
  { text: 16, width: 195 },
];

/** Colours, sizes and roles are the same whichever database is behind the page: the run on PostgreSQL only opens each page. */
const LOOKS_ONLY_ONCE = Boolean(process.env.HUIKA_TEST_POSTGRES_URL);

/** Looks at the page at an address. */
export async function inspect(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path);
  expect(answer?.status(), path).toBe(path === "/nowhere" ? 404 : 200);
  await inspectHere(page);
}

/** Looks at the page as it stands. */
export async function inspectHere(page: Page): Promise<void> {
  if (LOOKS_ONLY_ONCE) return;
  const path = new URL(page.url()).pathname;
  // By itself, and not by a runner's package: that evaluates the source twice before each look, which takes longer than the look.
  await page.evaluate(AXE);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page), `${path} in ${colorScheme}`).toEqual([]);
  }
  const size = page.viewportSize();
  await reflows(page, path);
  if (size) await page.setViewportSize(size);
}

/** What axe finds on the page. There are no frames, into which it would have to be put too. */
const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    if (document.querySelector("iframe")) throw new Error("axe does not see what is in a frame");
    // The texts of what passes are not asked for: putting them together is half of the work.
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n   ")}`);
  });

/** What text measures by the browser's setting (titles and running text), and by how much the page is wider than its window. */
const measures = (page: Page) =>
  page.evaluate(() => {
    const size = (element: Element | null) => (element ? parseFloat(getComputedStyle(element).fontSize) : 0);
    const root = document.documentElement;
    return {
      texts: [document.body, document.querySelector("h1"), document.querySelector("h2"), document.querySelector("small")].map(size),
      wider: root.scrollWidth - root.clientWidth,
      // A window that was zoomed out to fit the page hides that the page is too wide.
      zoomedOut: window.innerWidth - root.clientWidth,
    };
  });

/**
 * One for each page, and kept: when a session ends, Chromium also takes away the virtual authenticator that another session of the page
 * has made.
 */
const sessions = new WeakMap<Page, Promise<CDPSession>>();

function sessionOf(page: Page): Promise<CDPSession> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  return session;
}

/**
 * At every width the page fits, and text grows as the reader has set it, titles included: the page gets longer and not wider. Each setting of
 * the text is made once, because every one lays the whole page out anew.
 */
async function reflows(page: Page, path: string): Promise<void> {
  const browser = await sessionOf(page);
  const setText = (standard: number) => browser.send("Page.setFontSizes", { fontSizes: { standard, fixed: Math.round((standard * 13) / 16) } });
  const at = async (width: number) => {
    await page.setViewportSize({ width, height: 800 });
    return measures(page);
  };
  for (const width of WIDTHS) expect((await at(width)).wider, `${path} at ${width} px`).toBeLessThanOrEqual(0);
  // As wide as the same page is for its letters: what large text and a zoomed page have in common.
  const scaled = ({ text, width }: (typeof READERS)[number]) => Math.round((width * 16) / text);
  const usual = new Map<number, number[]>();
  for (const width of new Set(READERS.map(scaled))) usual.set(width, (await at(width)).texts);
  for (const text of new Set(READERS.map((reader) => reader.text))) {
    await setText(text);
    for (const reader of READERS.filter((one) => one.text === text)) {
      const said = `${path} at ${reader.width} px with text of ${text} px`;
      const { texts, wider, zoomedOut } = await at(reader.width);
      expect(Math.max(wider, zoomedOut), said).toBeLessThanOrEqual(0);
      // A counter's title grows with the window too, so a title may be larger than in proportion, never smaller.
      for (const [place, before] of (usual.get(scaled(reader)) ?? []).entries()) {
        expect(texts[place], said).toBeGreaterThanOrEqual(Math.floor((before * text) / 16) - 6);
      }
    }
  }
  await setText(16);
}
