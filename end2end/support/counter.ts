/** What a cashier does at the counter. */
import { type Browser, type BrowserContext, type Page, expect } from "@playwright/test";

import type { Shop } from "./shop.ts";

export class Counter {
  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Signs in on a tablet of the shop, which has nothing to do with the member's phone. */
  static async open(browser: Browser, shop: Shop, viewport = { width: 1024, height: 768 }): Promise<Counter> {
    const context = await browser.newContext({
      baseURL: shop.portal,
      viewport,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
    });
    const page = await context.newPage();
    const counter = new Counter(context, page);
    await counter.signIn("xuhui");
    await expect(page.getByLabel("会员码")).toBeVisible();
    return counter;
  }

  /** Signs in as another of the demo's operators; headquarters (`hq`) sees the office. */
  async signIn(login: "xuhui" | "jingan" | "hq"): Promise<void> {
    await this.context.clearCookies();
    await this.page.goto("/counter/sign-in");
    await this.page.getByLabel("用户名").fill(login);
    await this.page.getByLabel("密码").fill("huika-demo");
    await this.page.getByRole("button", { name: "登录" }).click();
    await expect(this.page).not.toHaveURL(/sign-in/);
  }

  /** Types what a scanner would: digits and Enter. */
  async scan(code: string): Promise<void> {
    await this.page.goto("/counter");
    await this.page.getByLabel("会员码").fill(code);
    await this.page.getByLabel("会员码").press("Enter");
  }

  /** A quick sale of one amount from the balance. */
  async sell(amount: string, button = "确认收款"): Promise<void> {
    await this.page.getByLabel("消费金额").fill(amount);
    await this.page.getByLabel("消费金额").press("Enter");
    await this.page.getByRole("button", { name: button }).click();
  }

  /** Looks a member up at the card desk; answers the address of their card there. */
  async findCard(phone: string): Promise<string> {
    await this.page.goto("/counter/cards");
    await this.page.getByLabel("查找会员").fill(phone);
    await this.page.getByLabel("查找会员").press("Enter");
    await expect(this.page.getByRole("region", { name: "会员" })).toBeVisible();
    return new URL(this.page.url()).pathname;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
