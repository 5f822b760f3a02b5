/** A page, light and dark, without a violation that axe can find, and nowhere wider than a small phone. */
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const WIDTHS = [320, 390, 820, 1366];

/** Colours are the same whichever database is behind the page, so the run on PostgreSQL opens each page in one scheme only. */
const SCHEMES = process.env.HUIKA_TEST_POSTGRES_URL ? (["light"] as const) : (["light", "dark"] as const);

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
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join("\n   ")}`);
    expect(found, `${path} in ${colorScheme}`).toEqual([]);
  }
  const size = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wider, `${path} at ${width} px`).toBeLessThanOrEqual(0);
  }
  if (size) await page.setViewportSize(size);
}
