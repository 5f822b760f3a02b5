/** What a member does on the phone, in the words that the page shows. */
import { type Page, expect } from "@playwright/test";

import { readQr } from "./qr.ts";
import type { Shop } from "./shop.ts";

let people = 0;

/** A mobile number that nobody in the invented chain has. */
export function newPhone(): string {
  people += 1;
  return `199${String(Date.now() % 100_000).padStart(5, "0")}${String(people).padStart(3, "0")}`;
}

export class Member {
  constructor(
    readonly page: Page,
    private readonly shop: Shop,
    readonly phone: string = newPhone(),
  ) {}

  /** Joins with the phone number, and the code that came by SMS. */
  async join(): Promise<void> {
    await this.askForCode();
    await this.page.getByLabel("6 位验证码").fill((await this.shop.gateway.sms(this.phone)).code);
    await this.page.getByRole("button", { name: "确认" }).click();
    await expect(this.page.getByRole("region", { name: "会员卡" })).toBeVisible();
  }

  async askForCode(): Promise<void> {
    await this.page.goto("/join");
    await this.page.getByLabel("手机号").fill(this.phone);
    await this.page.getByRole("button", { name: "获取验证码" }).click();
    await expect(this.page.getByRole("heading", { name: "输入验证码" })).toBeVisible();
  }

  /** The card on the home page. */
  async card() {
    await this.page.goto("/");
    return this.page.getByRole("region", { name: "会员卡" });
  }

  /** Opens an order for one of the packages and stops where the payment would begin; answers its number. */
  async openTopUp(amount: string): Promise<string> {
    await this.page.goto("/");
    await this.page.getByRole("navigation", { name: "常用" }).getByRole("link", { name: "充值" }).click();
    await this.page.getByRole("radio", { name: amount }).check({ force: true });
    await this.page.getByRole("button", { name: "下一步" }).click();
    await this.page.waitForURL(/\/top-up\/[^/]+$/);
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }

  /** The 20 digits, read from the QR code on the screen. */
  async showCode(): Promise<string> {
    await this.page.goto("/code");
    return readQr(this.page.getByRole("img", { name: "会员二维码" }));
  }
}
