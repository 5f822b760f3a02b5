/** What a member does on the phone, in the words that the page shows. */
import { type Page, expect } from "@playwright/test";

import type { Counter } from "./counter.ts";
import { fen, points } from "./money.ts";
import { readQr } from "./qr.ts";
import type { Shop } from "./shop.ts";

let people = 0;

/** A mobile number that nobody in the invented chain has. */
export function newPhone(): string {
  people += 1;
  return `199${String(Date.now() % 100_000).padStart(5, "0")}${String(people).padStart(3, "0")}`;
}

export class Member {
  private lastCode = "";

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

  /** Sets the first payment PIN. */
  async setPin(pin: string): Promise<void> {
    await this.page.goto("/me/pin");
    await this.page.getByLabel("新密码").fill(pin);
    await this.page.getByLabel("再输一次").fill(pin);
    await this.page.getByRole("button", { name: "设置" }).click();
    await expect(this.page.getByText("支付密码已设置")).toBeVisible();
  }

  /** The card on the home page. */
  async card() {
    await this.page.goto("/");
    return this.page.getByRole("region", { name: "会员卡" });
  }

  /** Chooses a package and stops where the payment would begin; answers the order and the bonus that was promised. */
  async openTopUp(amount: string): Promise<{ number: string; bonus: number }> {
    await this.page.goto("/");
    await this.page.getByRole("navigation", { name: "常用" }).getByRole("link", { name: "充值" }).click();
    const choice = this.page.locator("label").filter({ hasText: new RegExp(`^${amount}(?![\\d,.])`) });
    const promise = await choice.innerText();
    await choice.click();
    const number = await this.nextToPayment();
    const bonus = /送 (¥[\d,.]+)/.exec(promise)?.[1];
    return { number, bonus: bonus ? fen(bonus) : 0 };
  }

  /** Types an amount of one's own instead of choosing a package. */
  async typeTopUp(amount: string): Promise<void> {
    await this.page.goto("/top-up");
    await this.page.getByText("其他金额").click();
    await this.page.getByLabel("充值金额").fill(amount);
    await this.page.getByRole("button", { name: "下一步" }).click();
  }

  /** From the form to the order's page. */
  private async nextToPayment(): Promise<string> {
    await this.page.getByRole("button", { name: "下一步" }).click();
    await this.page.waitForURL(/\/top-up\/[^/?]+$/);
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }

  /** The 20 digits, read from the QR code on the screen; waits for the next ones if these were read before. */
  async showCode(): Promise<string> {
    let code = this.lastCode;
    await expect(async () => {
      await this.page.goto("/code");
      code = await readQr(this.page.getByRole("img", { name: "会员二维码" }));
      expect(code).not.toBe(this.lastCode);
    }).toPass({ timeout: 40_000, intervals: [2_000] });
    this.lastCode = code;
    return code;
  }

  /** Pays an order at the stand-in's cashier, from the order's page on. */
  async pay(): Promise<void> {
    await this.page.getByRole("link", { name: /去微信支付/ }).click();
    await this.payHere();
  }

  /** The cashier is open: pays. */
  async payHere(): Promise<void> {
    await this.page.getByRole("button", { name: "立即支付" }).click();
    await expect(this.page.getByRole("heading", { name: "充值成功", level: 2 })).toBeVisible({ timeout: 20_000 });
  }

  /** A history: joined, topped up, bought something, redeemed something. */
  async liveALittle(counter: Counter): Promise<void> {
    await this.join();
    await this.setPin("274913");
    await this.openTopUp("¥100");
    await this.pay();
    await counter.scan(await this.showCode());
    await counter.sell("36.50");
    await expect(counter.page.getByText("收款完成")).toBeVisible();
    await this.redeem();
  }

  /** Asks for the newest top-up that was paid back, by the page that shows the quote. */
  async askRefund(): Promise<void> {
    await this.page.goto("/top-ups");
    await this.page.getByRole("link").filter({ hasText: "已到账" }).first().click();
    await this.page.getByRole("link", { name: /充值退款/ }).click();
    await this.page.getByRole("button", { name: /^申请退款/ }).click();
    await expect(this.page.getByRole("status")).toContainText(/退款处理中|已退款/);
  }

  /** Redeems the first item that the points are enough for; answers its page and what it cost. */
  async redeem(): Promise<{ address: string; cost: number }> {
    await this.page.goto("/mall");
    await this.page.getByRole("listitem").filter({ hasText: "可兑换" }).first().getByRole("link").click();
    const address = this.page.url();
    const button = this.page.getByRole("button", { name: /^用 [\d,]+ 积分兑换$/ });
    const cost = points(await button.innerText());
    await button.click();
    await expect(this.page.getByText("待领取")).toBeVisible();
    return { address, cost };
  }
}
