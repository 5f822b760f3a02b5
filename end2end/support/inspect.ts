/** A page, light and dark, without a violation that axe can find, and nowhere wider than its window, whatever size text is set to. */
import { AxeBuilder } from "@axe-core/playwright";
import { type CDPSession, type Page, expect } from "@playwright/test";

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

/** Colours and sizes are the same whichever database is behind the page: the run on PostgreSQL opens each page in one scheme, at one size of text. */
const LOOKS_ONLY_ONCE = Boolean(process.env.HUIKA_TEST_POSTGRES_URL);
const SCHEMES = LOOKS_ONLY_ONCE ? (["light"] as const) : (["light", "dark"] as const);

/** Looks at the page at an address. */
export async function inspect(page: Page, path: string): Promise<void> {
  await inspectHere(page, () => page.goto(path));
}

/** Looks at the page as it stands, or as `again` opens it. */
export async function inspectHere(page: Page, again: () => Promise<unknown> = async () => {}): Promise<void> {
  const path = new URL(page.url()).pathname;
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await again();
    // There are no frames of other sites, whose findings axe would put together on a new blank page each time: that takes twice as long as looking.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n   ")}`);
    expect(found, `${path} in ${colorScheme}`).toEqual([]);
  }
  const size = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, `${path} at ${width} px`).toBeLessThanOrEqual(0);
  }
  if (!LOOKS_ONLY_ONCE) await reflows(page, path);
  if (size) await page.setViewportSize(size);
}

/** What text measures by the browser's setting: titles and running text. */
const textSizes = (page: Page) =>
  page.evaluate(() => {
    const size = (element: Element | null) => (element ? parseFloat(getComputedStyle(element).fontSize) : 0);
    return [document.body, document.querySelector("h1"), document.querySelector("h2"), document.querySelector("small")].map(size);
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

/** Text grows as the reader has set it, titles included, and the page gets longer and not wider. */
async function reflows(page: Page, path: string): Promise<void> {
  const browser = await sessionOf(page);
  const setText = (standard: number) => browser.send("Page.setFontSizes", { fontSizes: { standard, fixed: Math.round((standard * 13) / 16) } });
  for (const { text, width } of READERS) {
    // As wide as the same page is for its letters: what large text and a zoomed page have in common.
    await page.setViewportSize({ width: Math.round((width * 16) / text), height: 800 });
    await setText(16);
    const usual = await textSizes(page);
    await setText(text);
    await page.setViewportSize({ width, height: 800 });
    const said = `${path} at ${width} px with text of ${text} px`;
    const wider = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, window.innerWidth) - document.documentElement.clientWidth);
    expect(wider, said).toBeLessThanOrEqual(0);
    const grown = await textSizes(page);
    // A counter's title grows with the window too, so a title may be larger than in proportion, never smaller.
    for (const [place, before] of usual.entries()) expect(grown[place], said).toBeGreaterThanOrEqual(Math.floor((before * text) / 16) - 6);
  }
  await setText(16);
}
