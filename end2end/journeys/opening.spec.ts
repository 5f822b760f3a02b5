/** From an empty database to the first sale, to a second store in a region, to a manager who sees only that, to a cashier who is out at once. */
import { type Browser, type BrowserContext, type Page, expect, test } from "@playwright/test";

import { Member } from "../support/member.ts";
import { type Shop, open } from "../support/shop.ts";

test.use({ actionTimeout: 15_000 });

const PASSWORD = "a cup of jasmine tea";

/** A person at a screen of their own. */
async function person(browser: Browser, shop: Shop, javaScriptEnabled: boolean): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext({
    baseURL: shop.portal,
    viewport: { width: 1366, height: 768 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    javaScriptEnabled,
  });
  return [context, await context.newPage()];
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto("/counter/sign-in");
  await page.getByLabel("用户名").fill(login);
  await page.getByLabel("密码").fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Headquarters add somebody in a store; they set their password by the link, which signs them in. */
async function appoint(boss: Page, theirs: Page, role: string, store: string, login: string, name: string): Promise<void> {
  await boss.goto(`/office/staff/new?role=${role}`);
  const form = boss.locator("form[action='/do/make_operator']");
  await form.getByLabel("用户名").fill(login);
  await form.getByLabel("姓名").fill(name);
  await form.getByLabel("门店").selectOption({ label: store });
  await form.getByLabel("你的登录密码").fill(PASSWORD);
  await form.getByRole("button", { name: "添加并生成链接" }).click();
  const link = await boss.locator("input#link").inputValue();
  await theirs.goto(new URL(link).pathname);
  await theirs.getByLabel("新登录密码").fill(PASSWORD);
  await theirs.getByLabel("再输一次新密码").fill(PASSWORD);
  await theirs.getByRole("button", { name: "设置密码并登录" }).click();
  await expect(theirs).toHaveURL(/\/(counter|office)/);
}

test("a stranger opens a real shop on an empty database and runs a small chain with it", async ({
  browser,
  javaScriptEnabled,
}) => {
  const { shop, close } = await open("empty");
  try {
    const [bossContext, boss] = await person(browser, shop, javaScriptEnabled);
    const [cashierContext, cashier] = await person(browser, shop, javaScriptEnabled);
    const [managerContext, manager] = await person(browser, shop, javaScriptEnabled);

    await test.step("the terminal's address opens the shop, once", async () => {
      await boss.goto("/");
      await expect(boss).toHaveURL(/\/setup$/);
      const key = /\/setup\?key=(\S+)/.exec(await shop.terminal())?.[1];
      expect(key).toBeTruthy();
      await boss.goto(`/setup?key=${key}`);
      await boss.getByLabel("会员看到的店名").fill("梧桐里");
      await boss.getByLabel("门店名称").fill("总店");
      await boss.getByLabel("门店简称").fill("WT");
      await boss.getByLabel("您的姓名").fill("苏晚");
      await boss.getByLabel("用户名").fill("wan.su");
      await boss.getByLabel("密码", { exact: true }).fill(PASSWORD);
      await boss.getByLabel("再输一次密码").fill(PASSWORD);
      await boss.getByLabel(/第二步验证/).uncheck();
      await boss.getByRole("button", { name: "开设店铺" }).click();
      await expect(boss.getByRole("heading", { name: "店铺已开业" })).toBeVisible();
      await boss.goto(`/setup?key=${key}`);
      await expect(boss).toHaveURL(/\/counter\/sign-in/);
      await signIn(boss, "wan.su");
      await boss.goto("/office");
      await expect(boss.getByRole("heading", { name: "今日账目" })).toBeVisible();
    });

    await test.step("a cashier, a member, a top-up, and the first sale", async () => {
      await appoint(boss, cashier, "cashier", "总店", "cashier.one", "小周");
      const phone = await browser.newContext({
        baseURL: shop.portal,
        viewport: { width: 390, height: 844 },
        isMobile: true,
        userAgent:
          "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36",
        locale: "zh-CN",
        timezoneId: "Asia/Shanghai",
        javaScriptEnabled,
      });
      const member = new Member(await phone.newPage(), shop);
      await member.join();
      await member.typeTopUp("100");
      await member.page.waitForURL(/\/top-up\/[^/?]+$/);
      await member.pay();
      const code = await member.showCode();
      await cashier.goto("/counter");
      await cashier.getByLabel("会员码").fill(code);
      await cashier.getByLabel("会员码").press("Enter");
      await cashier.getByLabel("消费金额").fill("36.50");
      await cashier.getByLabel("消费金额").press("Enter");
      await cashier.getByRole("button", { name: "确认收款" }).click();
      await expect(cashier.getByText("收款完成")).toBeVisible();
      await phone.close();
    });

    await test.step("a second store, in a region", async () => {
      await boss.goto("/office/regions");
      const region = boss.locator("form[action='/do/make_region']");
      await region.getByLabel("区域").fill("华东");
      await region.getByRole("button", { name: "添加区域" }).click();
      await expect(boss.getByRole("status")).toContainText("区域已添加");
      await boss.goto("/office/stores/new");
      const store = boss.locator("form[action='/do/make_store']");
      await store.getByLabel("简称").fill("CL");
      await store.getByLabel("门店", { exact: true }).fill("长乐店");
      await store.getByRole("button", { name: "开店" }).click();
      await expect(boss.getByRole("heading", { name: "长乐店" })).toBeVisible();
      await boss.goto(`${new URL(boss.url()).pathname}?form=region`);
      const move = boss.locator("form[action='/do/move_store']");
      await move.getByLabel("区域").selectOption({ label: "华东" });
      await move.getByRole("button", { name: "调整区域" }).click();
      await expect(boss.getByRole("status")).toContainText("门店区域已调整");
      await boss.goto("/office");
      await expect(boss.getByRole("region", { name: "今日 · 按区域" })).toContainText("华东");
      await expect(boss.getByRole("region", { name: "今日 · 按门店" })).toContainText("长乐店");
    });

    await test.step("its manager sees that store and no other", async () => {
      await appoint(boss, manager, "manager", "长乐店", "manager.two", "陆遥");
      await manager.goto("/office/stores");
      await expect(manager.getByRole("main")).toContainText("长乐店");
      await expect(manager.getByRole("main")).not.toContainText("总店");
      await manager.goto("/office");
      await expect(manager.getByRole("main")).not.toContainText("¥36.50");
      await manager.goto("/office/staff");
      await expect(manager.getByRole("main")).not.toContainText("小周");
      await manager.goto("/office/roles/new");
      await expect(manager).toHaveURL(/\/office$/);
      await boss.goto("/office");
      await expect(boss.getByRole("main")).toContainText("¥36.50");
    });

    await test.step("a cashier who is dismissed is out at once", async () => {
      await cashier.goto("/counter");
      await expect(cashier.getByLabel("会员码")).toBeVisible();
      await boss.goto("/office/staff");
      await boss.getByRole("link", { name: "小周" }).click();
      await boss.getByRole("link", { name: "办理离职" }).click();
      await boss.locator("summary").filter({ hasText: "办理离职" }).click();
      const form = boss.locator("form[action='/do/end_operator']");
      await form.getByLabel("原因").fill("调往别处工作");
      await form.getByRole("button", { name: "办理离职" }).click();
      await expect(boss.getByRole("status")).toContainText("已办理离职");
      await expect(boss.getByRole("heading", { name: "需要交接" })).toBeVisible();
      await cashier.goto("/counter");
      await expect(cashier).toHaveURL(/\/counter\/sign-in/);
      await cashier.getByLabel("用户名").fill("cashier.one");
      await cashier.getByLabel("密码").fill(PASSWORD);
      await cashier.getByRole("button", { name: "登录" }).click();
      await expect(cashier.getByRole("alert")).toBeVisible();
    });

    await test.step("the server proves its books", async () => {
      const proof = await shop.check();
      expect(proof.good, proof.report).toBe(true);
    });
    await Promise.all([bossContext.close(), cashierContext.close(), managerContext.close()]);
  } finally {
    await close();
  }
});
