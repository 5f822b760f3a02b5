/** Paying from each kind of browser: WeChat's own, Alipay's own, Safari on an iPhone, and a desktop. */
import { type Browser, type BrowserContextOptions, type Page, expect } from "@playwright/test";

import { Member } from "../support/member.ts";
import { readQr } from "../support/qr.ts";
import { type Shop, test } from "../support/shop.ts";

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const wechat =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600(0x28003133) NetType/WIFI Language/zh_CN";

const desktop = {
  viewport: { width: 1366, height: 768 },
  isMobile: false,
  hasTouch: false,
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
};

/** A member who has joined in a browser of this kind, with the form of a top-up of 100.00 open. */
async function readyToTopUp(browser: Browser, shop: Shop, options: BrowserContextOptions, prepare?: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ baseURL: shop.portal, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  await prepare?.(page);
  const member = new Member(page, shop);
  await member.join();
  await page.goto("/top-up");
  return { page, close: () => context.close() };
}

async function next(page: Page, way?: string): Promise<void> {
  if (way) await page.getByRole("radio", { name: way }).check();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.waitForURL(/\/top-up\/[^/?]+$/);
}

const credited = (page: Page) => expect(page.getByRole("heading", { name: "充值成功", level: 2 })).toBeVisible({ timeout: 15_000 });

test("inside WeChat the bridge is asked, with parameters that the gateway verifies", async ({ browser, shop }) => {
  const { page, close } = await readyToTopUp(browser, shop, { ...phone, userAgent: wechat }, async (page) => {
    // What the app around the page does; the stand-in checks the merchant's signature.
    await page.exposeFunction("askWeChat", async (request: object) => {
      const answer = await fetch(`${shop.gateway.address}/control/wechat/bridge`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
      });
      return answer.json();
    });
    await page.addInitScript(() => {
      const asking = window as unknown as { askWeChat: (request: object) => Promise<object>; WeixinJSBridge: object };
      asking.WeixinJSBridge = {
        invoke: (name: string, request: object, told: (answer: object) => void) => {
          if (name === "getBrandWCPayRequest") asking.askWeChat(request).then(told);
        },
      };
    });
  });
  await expect(page.getByRole("radio", { name: "支付宝" })).toHaveCount(0);
  await next(page);
  await page.getByRole("link", { name: /去微信支付/ }).click();
  await credited(page);
  await close();
});

test("inside Alipay its own page is the only way", async ({ browser, shop }) => {
  const { page, close } = await readyToTopUp(browser, shop, { ...phone, userAgent: `${iphone} Mobile/21F90 AlipayClient/10.6.20.8000` });
  await expect(page.getByRole("radio", { name: "微信支付" })).toHaveCount(0);
  await next(page);
  await page.getByRole("link", { name: /去支付宝付款/ }).click();
  await expect(page).toHaveTitle(/支付宝/);
  await page.getByRole("button", { name: "确认付款" }).click();
  await credited(page);
  await close();
});

test("Safari on a phone chooses; Alipay takes it there and back", async ({ browser, shop }) => {
  const { page, close } = await readyToTopUp(browser, shop, { ...phone, userAgent: `${iphone} Version/17.5 Mobile/15E148 Safari/604.1` });
  await expect(page.getByRole("radio", { name: "微信支付" })).toBeChecked();
  await next(page, "支付宝");
  await page.getByRole("link", { name: /去支付宝付款/ }).click();
  await page.getByRole("button", { name: "取消" }).click();
  await expect(page.getByRole("heading", { name: "等待付款" })).toBeVisible();
  await page.getByRole("link", { name: /去支付宝付款/ }).click();
  await page.getByRole("button", { name: "确认付款" }).click();
  await credited(page);
  await close();
});

test("a desktop shows a code for the phone, and turns when it is paid", async ({ browser, shop }) => {
  const { page, close } = await readyToTopUp(browser, shop, desktop);
  await next(page, "微信支付");
  await page.getByRole("link", { name: /去微信支付/ }).click();
  const code = await readQr(page.getByRole("img", { name: /请用微信扫一扫/ }));
  expect(code).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/);
  const scanner = await browser.newPage();
  await scanner.goto(`${shop.gateway.address}/cashier/scan?code_url=${encodeURIComponent(code)}`);
  await scanner.getByRole("button", { name: "立即支付" }).click();
  await expect(scanner.getByText("支付成功")).toBeVisible();
  await scanner.close();
  await page.getByRole("link", { name: "我已付款，刷新" }).click();
  await credited(page);
  await close();
});

/** Since iPadOS 13 an iPad calls itself a Mac. */
const ipad = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";

for (const [name, options] of Object.entries({ desktop, iPad: { viewport: { width: 820, height: 1180 }, hasTouch: true, userAgent: ipad } })) {
  test(`Alipay is paid at a cashier for large screens: ${name}`, async ({ browser, shop }) => {
    const { page, close } = await readyToTopUp(browser, shop, options);
    await next(page, "支付宝");
    await page.getByRole("link", { name: /去支付宝付款/ }).click();
    await expect(page).toHaveTitle(/支付宝/);
    await page.getByRole("button", { name: "确认付款" }).click();
    await credited(page);
    await close();
  });
}

test("abroad a card pays on the card service's page", async ({ browser, shop }) => {
  const { page, close } = await readyToTopUp(browser, shop, desktop);
  await next(page, "银行卡");
  await page.getByRole("link", { name: /用银行卡付款/ }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await credited(page);
  await close();
});
