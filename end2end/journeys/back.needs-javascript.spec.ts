/** The way back: no page shows what was true before, and what was typed and not sent is not lost. */
import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

declare global {
  interface Window {
    broughtBack?: boolean;
  }
}

/** Playwright turns the browser's cache of left pages off; a shop's customers have it, also for pages with `no-store`. */
test.use({
  launchOptions: {
    executablePath: process.env.HUIKA_CHROMIUM ?? "/usr/bin/chromium",
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-features=BackForwardCache,CacheControlNoStoreEnterBackForwardCache",
    ],
  },
});

/** Whether the page was brought back as it had been left, before it renewed itself; kept for this tab. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    addEventListener("pageshow", (event) => {
      if (event.persisted) sessionStorage.setItem("brought-back", location.pathname);
    });
  });
}

const broughtBack = (page: Page) => page.evaluate(() => sessionStorage.getItem("brought-back"));

/** What the browser does when it shows a page as it was left. */
const leftAndShown = (page: Page) => page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));

test("back from a page shows today's balance, also where the browser has kept the old one", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  await member.openTopUp("¥100");
  await member.pay();
  await watch(page);
  await page.goto("/me/limit");
  await page.goto("/top-up");
  const account = page.getByRole("region", { name: "充入" });
  const before = await account.innerText();
  // Away by a link, as people go; meanwhile something is bought.
  await page.getByRole("link", { name: "记录" }).click();
  await expect(page).toHaveURL(/top-ups/);
  const other = await page.context().newPage();
  const counter = await Counter.open(browser, shop);
  await counter.scan(await new Member(other, shop, member.phone).showCode());
  await counter.sell("36.50");
  await expect(counter.page.getByText("收款完成")).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/top-up$/);
  await expect(account).not.toHaveText(before);
  await expect(account).toContainText(/7\d\.50|6\d\.50/);
  test.info().annotations.push({ type: "brought back by the browser's own cache", description: String(await broughtBack(page)) });
  await counter.close();
});

test("what was typed survives the renewal of the page, and a PIN does not", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  await member.setPin("274913");
  await page.goto("/me/limit");
  await page.getByLabel("新的每天上限").fill("88.80");
  await page.getByLabel("支付密码").fill("274913");
  const renewed = page.waitForEvent("load");
  await leftAndShown(page);
  await renewed;
  await expect(page.getByLabel("新的每天上限")).toHaveValue("88.80");
  await expect(page.getByLabel("支付密码")).toHaveValue("");
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);

  await page.goto("/top-up");
  await page.getByText("其他金额").click();
  await page.getByLabel("充值金额").fill("123");
  const again = page.waitForEvent("load");
  await leftAndShown(page);
  await again;
  await expect(page.getByLabel("充值金额")).toHaveValue("123");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("¥123.00").first()).toBeVisible();
});
