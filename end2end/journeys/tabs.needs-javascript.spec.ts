/** A browser opens six connections to a server (HTTP/1.1). Eight pages of one member share one stream, and all of them are told. */
import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

const TABS = 8;

/** Lets a page remember the streams that it opens. */
function remember(): void {
  const opened: EventSource[] = [];
  const Real = window.EventSource;
  window.EventSource = class extends Real {
    constructor(url: string | URL) {
      super(url);
      opened.push(this);
    }
  };
  Object.assign(window, { streams: () => opened.filter((stream) => stream.readyState !== Real.CLOSED).length });
}

const streams = (tab: Page) => tab.evaluate(() => (window as unknown as { streams(): number }).streams());

/** The pages that hold a stream. */
async function listening(tabs: Page[]): Promise<Page[]> {
  const counts = await Promise.all(tabs.map(streams));
  return tabs.flatMap((tab, number) => Array<Page>(counts[number] ?? 0).fill(tab));
}

test("eight open pages all load, share one stream, and go on when the one that listens is closed", async ({ page, context, browser, shop }) => {
  test.setTimeout(240_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await member.openTopUp("¥100");
  await member.pay();

  await page.goto("about:blank");
  await context.addInitScript(remember);
  const tabs: Page[] = [];
  for (let number = 0; number < TABS; number += 1) {
    const tab = await context.newPage();
    await tab.goto("/code", { timeout: 10_000 });
    await expect(tab.getByText("由本机生成")).toBeVisible();
    tabs.push(tab);
  }
  await expect.poll(async () => (await listening(tabs)).length).toBe(1);

  const sell = async (amount: string) => {
    await counter.scan(await member.showCode());
    await counter.sell(amount);
    await expect(counter.page.getByText("收款完成")).toBeVisible();
  };
  await sell("10.00");
  for (const tab of tabs) await expect(tab.getByRole("status").getByText("徐汇店")).toBeVisible();

  const [leader] = await listening(tabs);
  const others = tabs.filter((tab) => tab !== leader);
  expect(others).toHaveLength(TABS - 1);
  await leader?.close();
  await expect.poll(async () => (await listening(others)).length).toBe(1);
  await sell("20.00");
  for (const tab of others) await expect(tab.getByRole("status")).toContainText("20.00");

  // The session ends: all of them learn it.
  await page.goto("/card/lost");
  await page.getByRole("button", { name: "挂失" }).click();
  for (const tab of others) await expect(tab).toHaveURL(/\/signed-out/);
  await counter.close();
});
