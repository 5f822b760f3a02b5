/** Passkeys with Chromium's own virtual authenticator: added, used to sign in and to pay, cancelled, removed, and not there at all. */
import type { CDPSession, Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { inspectHere } from "../support/inspect.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

const PIN = "274913";

/** A phone with a fingerprint reader; `verify(false)` is a finger that it does not know. */
class Authenticator {
  private constructor(
    private readonly cdp: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async of(page: Page): Promise<Authenticator> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(cdp, authenticatorId);
  }

  async verify(isUserVerified: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }

  async keys(): Promise<number> {
    const { credentials } = await this.cdp.send("WebAuthn.getCredentials", { authenticatorId: this.authenticatorId });
    return credentials.length;
  }
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/me");
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page).toHaveURL(/\/signed-out$/);
}

test("a passkey is added, signs in, pays at the till, is cancelled and removed", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  const finger = await Authenticator.of(page);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await member.openTopUp("¥500");
  await member.pay();
  await member.setPin(PIN);

  await test.step("adding one asks for the PIN and then the finger", async () => {
    await page.goto("/me");
    await page.getByRole("link", { name: "通行密钥" }).click();
    await expect(page.getByText("还没有通行密钥")).toBeVisible();
    await inspectHere(page);
    await page.getByLabel("支付密码").fill("000001");
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    await page.getByLabel("支付密码").fill(PIN);
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(page.getByRole("status")).toContainText("通行密钥已添加");
    await expect(page.getByText("还没用过")).toBeVisible();
    expect(await finger.keys()).toBe(1);
    await inspectHere(page);
  });

  await test.step("the same device says that it has one already", async () => {
    await page.getByLabel("支付密码").fill(PIN);
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await expect(page.getByRole("alert")).toContainText("已有本账户的通行密钥");
  });

  await test.step("signed out, it signs in by itself; a finger that it does not know changes nothing", async () => {
    await signOut(page);
    await page.goto("/join");
    await finger.verify(false);
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("alert")).toContainText("没有使用通行密钥");
    await inspectHere(page);
    await finger.verify(true);
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("region", { name: "会员卡" })).toBeVisible();
  });

  await test.step("a large spend is paid with it, and the counter goes on", async () => {
    await counter.scan(await member.showCode());
    await counter.sell("300", "请会员确认");
    await page.goto("/approve");
    await finger.verify(false);
    await page.getByRole("button", { name: "用通行密钥付款" }).click();
    await expect(page.getByRole("alert")).toContainText("没有使用通行密钥");
    await inspectHere(page);
    await finger.verify(true);
    await page.getByRole("button", { name: "用通行密钥付款" }).click();
    await expect(page.getByRole("heading", { name: "已付款" })).toBeVisible();
    await expect(counter.page.getByText("收款完成")).toBeVisible({ timeout: 3_000 });
  });

  await test.step("removed, it is unknown, and the page says how to go on", async () => {
    await page.goto("/me/passkeys");
    await expect(page.getByText(/上次使用/)).toBeVisible();
    await page.getByRole("button", { name: /^移除通行密钥/ }).click();
    await expect(page.getByRole("status")).toContainText("已移除");
    await signOut(page);
    await page.goto("/join");
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await expect(page.getByRole("alert")).toContainText("已被移除");
    await expect(page.getByLabel("手机号")).toBeVisible();
  });
  await counter.close();
});

test("a browser without passkeys says so and signs in by code", async ({ page, shop }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "PublicKeyCredential"));
  const member = new Member(page, shop);
  await member.join();
  await page.goto("/me/passkeys");
  await expect(page.getByText("这个浏览器不支持通行密钥")).toBeVisible();
  await expect(page.getByRole("button", { name: "添加通行密钥" })).toBeHidden();
  await inspectHere(page);
  await signOut(page);
  await page.goto("/join");
  await expect(page.getByRole("button", { name: "用通行密钥登录" })).toBeHidden();
  await expect(page.getByLabel("手机号")).toBeVisible();
});
