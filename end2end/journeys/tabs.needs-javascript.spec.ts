/** A browser opens six connections to a server (HTTP/1.1). Eight pages of one member share one stream, and all of them are told. */
import type { Page, Request } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

const TABS = 8;
const isStream = (request: Request) => new URL(request.url()).pathname === "/events" && request.method() === "GET";

test("eight open pages all load, share one stream, and go on when the one that listens is closed", async ({ page, context, browser, shop }) => {
  test.setTimeout(240_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await member.openTopUp("¥100");
  await member.pay();

  const open = new Set<Request>();
  const watch = (tab: Page) => {
    tab.on("request", (request) => isStream(request) && open.add(request));
    tab.on("requestfailed", (request) => open.delete(request));
    tab.on("requestfinished", (request) => open.delete(request));
    tab.on("close", () => {
      for (const request of open) if (request.frame().page() === tab) open.delete(request);
    });
  };
  const tabs: Page[] = [];
  for (let number = 0; number < TABS; number += 1) {
    const tab = await context.newPage();
    watch(tab);
    await tab.goto("/code", { timeout: 10_000 });
    await expect(tab.getByText("由本机生成")).toBeVisible();
    tabs.push(tab);
  }
  await expect.poll(() => open.size).toBe(1);

  const sell = async (amount: string) => {
    await counter.scan(await member.showCode());
    await counter.sell(amount);
    await expect(counter.page.getByText("收款完成")).toBeVisible();
  };
  await sell("10.00");
  for (const tab of tabs) await expect(tab.getByRole("status").getByText("徐汇店")).toBeVisible();

  const [leader] = open;
  const listening = leader?.frame().page();
  const others = tabs.filter((tab) => tab !== listening);
  expect(others).toHaveLength(TABS - 1);
  await listening?.close();
  await expect.poll(() => open.size).toBe(1);
  await sell("20.00");
  for (const tab of others) await expect(tab.getByRole("status")).toContainText("20.00");

  // The session ends on one of them: all of them learn it.
  await page.goto("/me");
  await page.getByRole("button", { name: "退出登录" }).first().click();
  for (const tab of others) await expect(tab).toHaveURL(/\/(signed-out|join)/);
  await counter.close();
});
