/** What goes wrong is said in the user's words, and the books stay as they were. */
import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { type Shop, expect, test } from "../support/shop.ts";

const alert = (page: Page) => page.getByRole("alert");

async function expectGoodBooks(shop: Shop): Promise<void> {
  const proof = await shop.check();
  expect(proof.good, proof.report).toBe(true);
}

test("a wrong SMS code is refused and says how many tries are left", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.askForCode();
  const right = (await shop.gateway.sms(member.phone)).code;
  await page.getByLabel("6 位验证码").fill(right === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "确认" }).click();
  await expect(alert(page)).toContainText("验证码不对");
  await expect(alert(page)).toContainText("还可以试 4 次");
  await page.getByLabel("6 位验证码").fill("12");
  await page.getByRole("button", { name: "确认" }).click();
  await expect(alert(page)).toContainText("6 位数字");
  await page.getByLabel("6 位验证码").fill(right);
  await page.getByRole("button", { name: "确认" }).click();
  await expect(page.getByRole("region", { name: "会员卡" })).toBeVisible();
});

test("what is not a phone number is refused before anything is sent", async ({ page }) => {
  await page.goto("/join");
  await page.getByLabel("手机号").fill("12345");
  await page.getByRole("button", { name: "获取验证码" }).click();
  await expect(alert(page)).toContainText("不是有效的手机号");
});

test("top-ups of nothing, less than nothing and a fortune are refused", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  const said: [string, RegExp][] = [
    ["0", /最低|最少|至少/],
    ["-1", /不能带正负号/],
    ["1000000000000", /太大|最多/],
    ["1e12", /不是金额/],
    ["", /请输入金额/],
    ["100.005", /最多两位小数/],
  ];
  for (const [amount, words] of said) {
    await member.typeTopUp(amount);
    await expect(alert(page), `a top-up of ${JSON.stringify(amount)}`).toContainText(words);
  }
  await expect(await member.card()).toContainText("¥0.00");
  await expectGoodBooks(shop);
});

test("a forged notification pays nothing, and the real one pays once however often it comes", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  const { number, bonus } = await member.openTopUp("¥100");
  // The order has to be known at the gateway before anybody can forge its payment.
  await page.getByRole("link", { name: /去微信支付/ }).click();
  await expect(page).toHaveTitle(/微信支付/);
  for (const forgery of ["flipped-signature", "foreign-key", "wrong-serial", "stale", "unsigned", "other-seal"]) {
    const statuses = await shop.gateway.notify(number, forgery);
    expect(statuses.every((status) => status >= 400), `${forgery}: ${statuses}`).toBe(true);
  }
  // Signed, and nothing that can be booked: it is answered, so that the gateway does not send it for ever.
  expect(await shop.gateway.notify(number, "not-json")).toEqual([200]);
  await page.goto(`/top-up/${number}`);
  await expect(page.getByRole("heading", { name: "等待付款", level: 2 })).toBeVisible();
  await expect(await member.card()).toContainText("¥0.00");

  await page.goto(`/top-up/${number}`);
  await page.getByRole("link", { name: /去微信支付/ }).click();
  await page.getByText("测试用的付款方式").click();
  await page.getByRole("button", { name: "重复支付" }).click();
  await expect(page.getByRole("heading", { name: "充值成功", level: 2 })).toBeVisible({ timeout: 20_000 });
  await shop.gateway.notify(number, "none", 5);
  await expect(await member.card()).toContainText(`¥${100 + bonus / 100}.00`);
  await expectGoodBooks(shop);
});

test("a code is good once, and no sale exceeds the balance", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  const counter = await Counter.open(browser, shop);
  const elsewhere = await Counter.open(browser, shop);
  await elsewhere.signIn("jingan");

  const code = await member.showCode();
  await counter.scan(code);
  await expect(counter.page.getByLabel("消费金额")).toBeVisible();
  await counter.page.getByLabel("消费金额").fill("0.01");
  await counter.page.getByLabel("消费金额").press("Enter");
  await expect(alert(counter.page)).toContainText("余额不足");

  // The same till may read it twice within seconds; another one is told when and where it was used.
  await elsewhere.scan(code);
  await expect(alert(elsewhere.page)).toContainText("用过");
  await elsewhere.close();
  const lastDigit = code.at(-1) === "0" ? "1" : "0";
  await counter.scan(code.slice(0, -1) + lastDigit);
  await expect(alert(counter.page)).toContainText("不是会员码");
  await counter.scan("62123456789012345678");
  await expect(alert(counter.page)).toContainText("不是会员码");

  await expect(await member.card()).toContainText("¥0.00");
  await expectGoodBooks(shop);
  await counter.close();
});

test("without points, or without stock, nothing is redeemed", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  await page.goto("/mall");
  const items = page.getByRole("main").getByRole("listitem");
  await items.filter({ hasText: "还差" }).first().getByRole("link").click();
  await expect(page.getByRole("button", { name: /还差/ })).toBeDisabled();
  const item = page.url();

  // A browser that sends the form all the same.
  const key = `test-${Date.now()}`;
  const id = new URL(item).pathname.split("/").at(-1) ?? "";
  const cost = /([\d,]+) 积分/.exec(await page.getByRole("main").innerText())?.[1]?.replaceAll(",", "") ?? "1";
  const answer = await page.request.post("/do/redeem", {
    form: { item: id, points: cost, key },
    headers: { accept: "text/html", "sec-fetch-site": "same-origin" },
    maxRedirects: 0,
  });
  expect([302, 303]).toContain(answer.status());
  await page.goto(answer.headers().location ?? "");
  await expect(alert(page)).toContainText("积分不够");

  await page.goto("/mall");
  await items.filter({ hasText: "已兑完" }).first().getByRole("link").click();
  await expect(page.getByRole("button", { name: "已兑完" })).toBeDisabled();
  await page.goto("/orders");
  await expect(page.getByText("还没有兑换")).toBeVisible();
  await expectGoodBooks(shop);
});
