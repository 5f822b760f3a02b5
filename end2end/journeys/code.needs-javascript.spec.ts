/** The code that the phone makes: right with a wrong clock, without a network, without service workers, and honest when it cannot know. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";

import type { Page } from "@playwright/test";

import { readBars } from "../support/bars.ts";
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { readQr } from "../support/qr.ts";
import { expect, test, xtask } from "../support/shop.ts";

const MINUTE = 60_000;
const qr = (page: Page) => page.getByRole("img", { name: "会员二维码" });
const bars = (page: Page) => page.getByRole("img", { name: "会员条形码" });
const drawnHere = (page: Page) => expect(page.getByText("由本机生成")).toBeVisible();

/** What the phone shows is what the server would draw now. */
async function expectRight(page: Page): Promise<void> {
  await drawnHere(page);
  await expect(async () => {
    const shown = await readQr(qr(page));
    const answer = await page.request.get("/code");
    expect(shown).toBe(/data-payload="(\d{20})"/.exec(await answer.text())?.[1]);
  }).toPass({ timeout: 15_000 });
}

test("both symbols scan, and without a network the next step's code does too", async ({ page, context, browser, shop }) => {
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await page.goto("/code");
  await drawnHere(page);
  const first = await readBars(bars(page));
  await counter.scan(first);
  await expect(counter.page.getByLabel("消费金额")).toBeVisible();

  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!(await caches.match("/code/offline"))) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByText("没有网络：会员码照常可用")).toBeVisible();
  await drawnHere(page);
  const next = async () => {
    const code = await readQr(qr(page));
    expect(code).not.toBe(first);
    return code;
  };
  await expect(next).toPass({ timeout: 35_000, intervals: [1_000] });
  await counter.scan(await next());
  await expect(counter.page.getByLabel("消费金额")).toBeVisible();

  await page.goto("/mall");
  await expect(page.getByRole("heading", { name: "没有网络" })).toBeVisible();
  // What the phone keeps is thrown away: the page says what to do.
  await page.goto("/code");
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.getByText("请联网后打开一次本页")).toBeVisible();
  await context.setOffline(false);
  await page.goto("/code");
  await expectRight(page);
  await counter.close();
});

test("a clock that is wrong is measured, and one that was changed offline is doubted", async ({ page, context, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  for (const wrong of [-10 * MINUTE, 10 * MINUTE, 24 * 60 * MINUTE]) {
    const phone = await context.newPage();
    await phone.clock.install({ time: Date.now() + wrong });
    await phone.goto("/code");
    await expectRight(phone);
    await phone.close();
  }
  await page.clock.install();
  await page.goto("/code");
  await expectRight(page);
  const doubt = page.getByText("手机时间可能被改动过");
  await expect(doubt).toBeHidden();
  await context.setOffline(true);
  await page.clock.setSystemTime(Date.now() + 10 * MINUTE);
  await expect(doubt).toBeVisible();
  await context.setOffline(false);
  await page.reload();
  await expectRight(page);
  await expect(doubt).toBeHidden();
});

test("in WeChat without service workers the phone makes the code all the same", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  const context = await browser.newContext({
    baseURL: shop.portal,
    serviceWorkers: "block",
    storageState: await page.context().storageState(),
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: "zh-CN",
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN",
  });
  await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  const wechat = await context.newPage();
  await wechat.goto("/code");
  expect(await wechat.evaluate(() => "serviceWorker" in navigator)).toBe(false);
  await expectRight(wechat);
  await context.close();
});

test("WebCrypto and the server agree on ten thousand codes", async ({ page }) => {
  const seed = randomBytes(8).toString("hex");
  const { stdout } = await promisify(execFile)(xtask, ["code-vectors", "--count", "10000", "--seed", seed], { maxBuffer: 1 << 24 });
  const vectors = stdout.trim().split("\n");
  expect(vectors).toHaveLength(10_000);
  await page.goto("/join");
  const wrong = await page.evaluate(async (lines) => {
    const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    const differing: string[] = [];
    for (const line of lines) {
      const [key = "", step = "0", code] = line.split(" ");
      const message = new DataView(new ArrayBuffer(8));
      message.setBigInt64(0, BigInt(step));
      const algorithm = { name: "HMAC", hash: "SHA-256" };
      const imported = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["sign"]);
      const mac = new DataView(await crypto.subtle.sign("HMAC", imported, message));
      // RFC 4226, 5.3: the last byte says where the four bytes begin.
      const number = mac.getUint32(mac.getUint8(31) & 15) & 0x7fff_ffff;
      if (String(number % 100_000_000).padStart(8, "0") !== code) differing.push(line);
    }
    return differing;
  }, vectors);
  expect(wrong, `seed ${seed}`).toEqual([]);
});
