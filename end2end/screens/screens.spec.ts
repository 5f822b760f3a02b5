/** Pictures of every page at 390 px for the documentation. Run by `cargo xtask screenshots`, not by the tests. */
import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { counterPages, memberPages, officePages, paymentPages } from "../support/pages.ts";
import { expect, test } from "../support/shop.ts";
import { appCode } from "../support/totp.ts";

const folder = path.resolve(import.meta.dirname, "../../docs/screenshots");

async function picture(page: Page, name: string, colorScheme: "light" | "dark" = "light"): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, scale: "css" });
}

/** "/statement/17" → "entry": what an address with a number in it shows. */
const names: [RegExp, string][] = [
  [/^\/$/, "home"],
  [/^\/statement\/.+/, "entry"],
  [/^\/mall\/.+/, "item"],
  [/^\/orders\/.+/, "order"],
  [/^\/counter\/sale\/.+/, "counter-sale"],
  [/^\/counter\/receipt\/.+/, "counter-receipt"],
  [/^\/counter\/cards\/.+/, "counter-card"],
  [/^\/office\?store/, "office-one-store"],
  [/^\/office\/search\?q=0/, "office-search-none"],
  [/^\/office\/search\?/, "office-search-found"],
  [/^\/office\/reconciliation\?/, "office-reconciliation-day"],
  [/^\/office\/staff\?/, "office-staff-one"],
  [/^\/office\/rules\/till\?/, "office-rules-till-store"],
  [/^\/counter\/refunds\/.+\?/, "counter-refund"],
  [/^\/counter\/refunds\/.+/, "counter-refunds"],
];
const name = (address: string) => names.find(([pattern]) => pattern.test(address))?.[1] ?? address.slice(1).replaceAll("/", "-");

test("every page at 390 px", async ({ page, browser, shop }) => {
  test.setTimeout(300_000);
  mkdirSync(folder, { recursive: true });
  const member = new Member(page, shop);
  await page.goto("/join");
  await picture(page, "join");
  await member.askForCode();
  await picture(page, "join-code");

  const counter = await Counter.open(browser, shop, { width: 390, height: 844 });
  await member.liveALittle(counter);
  for (const [named, address] of Object.entries(await paymentPages(page, shop.gateway))) {
    await page.goto(address);
    await picture(page, named);
  }
  for (const address of await memberPages(page)) {
    await page.goto(address);
    if (address === "/code") await expect(page.getByText("由本机生成")).toBeVisible();
    await picture(page, name(address));
    if (["/", "/code"].includes(address)) await picture(page, `${name(address)}-dark`, "dark");
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.goto("/code/offline");
  await expect(page.getByText("由本机生成")).toBeVisible();
  await picture(page, "code-offline");

  await member.openTopUp("¥500");
  await member.pay();
  await counter.scan(await member.showCode());
  await counter.sell("300", "请会员确认");
  await picture(counter.page, "counter-wait");
  await page.goto("/");
  await picture(page, "home-asked");
  await page.goto("/approve");
  await expect(page.getByText(/还剩 \d+ 秒/)).toBeVisible();
  await picture(page, "approve-asked");
  await page.getByRole("button", { name: "拒绝" }).click();
  await expect(page.getByText("你已拒绝")).toBeVisible();
  await picture(page, "approve-refused");
  await expect(counter.page.getByText("会员拒绝了")).toBeVisible();
  await picture(counter.page, "counter-refused");

  await member.openTopUp("¥100");
  await page.getByRole("link", { name: /去微信支付/ }).click();
  await picture(page, "cashier");
  await member.payHere();
  await picture(page, "payment-done");

  for (const address of await counterPages(counter, await member.showCode(), member.phone)) {
    await counter.page.goto(address);
    await picture(counter.page, name(address));
  }
  await page.goto("/card/lost");
  await page.getByRole("button", { name: "挂失" }).click();
  await expect(page.getByText("生效时间")).toBeVisible();
  await picture(page, "card-receipt");
  await page.goto("/signed-out");
  await picture(page, "signed-out");

  await counter.page.setViewportSize({ width: 1366, height: 768 });
  await counter.page.goto("/counter");
  await picture(counter.page, "counter-wide");
  await counter.signIn("hq");
  await counter.page.goto("/office");
  await picture(counter.page, "office-wide");
  await counter.page.setViewportSize({ width: 390, height: 844 });
  await picture(counter.page, "office");
  const day = await shop.reconcile();
  for (const address of officePages(day, member.phone).slice(1)) {
    await counter.page.goto(address);
    await picture(counter.page, name(address));
  }
  await counter.page.context().clearCookies();
  await counter.page.setViewportSize({ width: 390, height: 844 });
  await counter.page.goto("/counter/sign-in");
  await picture(counter.page, "counter-sign-in");
  await counter.close();
});

test("the sign-in of staff at 390 px", async ({ browser, shop }) => {
  const counter = await Counter.open(browser, shop, { width: 390, height: 844 });
  const { page } = counter;
  await counter.signIn("jingan");
  await page.goto("/counter/security/pin");
  await page.getByLabel("你的登录密码").fill("huika-demo");
  await page.getByLabel("新密码").fill("274913");
  await page.getByLabel("再输一次").fill("274913");
  await page.getByRole("button", { name: "设置" }).click();
  await page.getByRole("button", { name: "立即锁定" }).click();
  await expect(page.getByRole("heading", { name: "已锁定" })).toBeVisible();
  await picture(page, "counter-unlock");
  await counter.signIn("jingan");
  await page.goto("/counter/security/app");
  await page.getByLabel("你的登录密码").fill("huika-demo");
  await page.getByRole("button", { name: "开始设置" }).click();
  const key = await page.getByLabel("验证器应用密钥").innerText();
  await picture(page, "counter-security-app-key");
  await page.getByLabel("应用显示的 6 位数字").fill(appCode(key.replaceAll(" ", "")));
  await page.getByRole("button", { name: "确认" }).click();
  await expect(page.getByText("恢复码只显示这一次")).toBeVisible();
  await picture(page, "counter-security-codes-shown");
  await counter.signIn("jingan");
  await expect(page.getByRole("heading", { name: "第二步验证" })).toBeVisible();
  await picture(page, "counter-second-step");
  await counter.close();
});
