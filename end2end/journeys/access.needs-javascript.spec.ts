/** Every page, light and dark, without a violation that axe can find, and nowhere wider than a small phone. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { counterPages, memberPages, officePages, strangerPages } from "../support/pages.ts";
import { expect, test } from "../support/shop.ts";

const WIDTHS = [320, 390, 820, 1366];

async function inspect(page: Page, path: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(path);
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

test("the pages of a stranger", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.askForCode();
  for (const path of strangerPages) await inspect(page, path);
});

test("the pages of a member with a history", async ({ page, browser, shop }) => {
  test.setTimeout(300_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  for (const path of await memberPages(page)) await inspect(page, path);
  await counter.close();
});

test("the pages of the counter and the office", async ({ page, browser, shop }) => {
  test.setTimeout(300_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  const code = await member.showCode();
  for (const path of await counterPages(counter, code)) await inspect(counter.page, path);
  await counter.signIn("hq");
  await member.askRefund();
  const day = await shop.reconcile();
  for (const path of officePages(day)) await inspect(counter.page, path);
  await counter.page.goto("/office");
  await expect(counter.page, "headquarters are let into the office").toHaveURL(/\/office$/);
  await counter.page.context().clearCookies();
  await inspect(counter.page, "/counter/sign-in");
  await counter.close();
});
