/** Whatever page of the counter is open, and wherever the cursor stands, a scan opens its member: once, and whole. */
import { type Browser, type BrowserContext, type Page, expect as look } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { counterPages } from "../support/pages.ts";
import { CR_LF, pull } from "../support/scanner.ts";
import { type Shop, expect, test } from "../support/shop.ts";

/** The same till may scan the same code again for fifteen seconds; then a test needs the next one. */
const SAME_SCAN_MS = 9_000;

/** Codes of several members in turn: by the time that it is a member's turn again, their phone shows another one. */
class Codes {
  private code = "";
  private since = 0;
  private readonly phones: BrowserContext[] = [];

  private constructor(private readonly members: Member[]) {}

  /** Of these members, and of so many others, who join. */
  static async of(members: Member[], others: number, browser: Browser, shop: Shop): Promise<Codes> {
    const codes = new Codes([...members]);
    for (let one = 0; one < others; one += 1) {
      const phone = await browser.newContext({ baseURL: shop.portal, locale: "zh-CN" });
      const other = new Member(await phone.newPage(), shop);
      await other.join();
      codes.phones.push(phone);
      codes.members.push(other);
    }
    return codes;
  }

  /** The last one, or the next when that has been in use for a while. */
  async now(): Promise<string> {
    return Date.now() - this.since > SAME_SCAN_MS ? this.next() : this.code;
  }

  /** One that was not scanned yet. */
  async next(): Promise<string> {
    const member = this.members.shift();
    if (!member) throw new Error("there is nobody");
    this.members.push(member);
    this.code = await member.showCode();
    this.since = Date.now();
    return this.code;
  }

  async close(): Promise<void> {
    for (const phone of this.phones) await phone.close();
  }
}

const openedSale = async (page: Page, what: string) => {
  await look(page, what).toHaveURL(/\/counter\/sale\/[\w-]+$/);
  await look(page.getByLabel("消费金额"), what).toBeVisible();
};

test("a scan opens its member on every page of the counter", async ({ page, browser, shop }) => {
  test.setTimeout(300_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  const codes = await Codes.of([], 3, browser, shop);
  const pages = await counterPages(counter, await member.showCode(), member.phone);
  const sale = pages.find((path) => path.startsWith("/counter/sale/")) ?? "";
  // Where a till is paired nobody is let in yet, and a scan is said to have come too early.
  for (const path of [...pages, `${sale}?amount=1.00`].filter((path) => path !== "/counter/pair")) {
    const code = await codes.now();
    await counter.page.goto(path);
    await pull(counter.page, code);
    await openedSale(counter.page, path);
  }
  await codes.close();
  await counter.close();
});

test("a reader ends as it likes, puts an identifier before the digits, and is not refused", async ({ page, browser, shop }) => {
  test.setTimeout(240_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  const codes = await Codes.of([member], 2, browser, shop);
  for (const end of CR_LF) {
    const code = await codes.now();
    await counter.page.goto("/counter");
    await pull(counter.page, code, { end });
    await openedSale(counter.page, `/counter with ${end.join(" ")}`);
  }
  for (const before of ["]Q1", "]C1", "]C0", "]d2"]) {
    for (const path of ["/counter", "/counter/security"]) {
      const code = await codes.now();
      await counter.page.goto(path);
      await pull(counter.page, code, { before, end: ["Enter", "Enter"] });
      await openedSale(counter.page, `${path} with ${before}`);
    }
  }
  for (const gap of [0, 40, 90]) {
    const code = await codes.now();
    await counter.page.goto("/counter/cards");
    await pull(counter.page, code, { gap });
    await openedSale(counter.page, `${gap} ms between two keys`);
  }
  // A busy machine pauses after the first digits; what came before the pause is part of the code.
  for (const [first, pause] of [[2, 300], [4, 500], [12, 800]] as const) {
    const code = await codes.now();
    await counter.page.goto("/counter");
    await counter.page.keyboard.type(code.slice(0, first), { delay: 8 });
    await counter.page.waitForTimeout(pause);
    await pull(counter.page, code.slice(first));
    await openedSale(counter.page, `a pause after ${first} digits`);
  }
  await codes.close();
  await counter.close();
});

test("a scan presses no button and leaves a field that is not meant for it as it was", async ({ page, browser, shop }) => {
  test.setTimeout(240_000);
  const first = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await first.join();
  await first.openTopUp("¥100");
  await first.pay();
  const other = new Member(await (await browser.newContext({ baseURL: shop.portal, locale: "zh-CN" })).newPage(), shop);
  await other.join();
  await counter.scan(await first.showCode());
  await counter.page.getByLabel("消费金额").fill("36.50");
  await counter.page.getByLabel("消费金额").press("Enter");
  await expect(counter.page.getByRole("button", { name: "确认收款" })).toBeFocused();
  const quoted = counter.page.url();
  await pull(counter.page, await other.showCode());
  await openedSale(counter.page, "the other member");
  expect(counter.page.url()).not.toContain(new URL(quoted).pathname);
  expect(await (await first.card()).innerText(), "nothing was taken").toContain("112.00");

  // Half a scan presses no button either, and says so.
  await counter.page.goto(quoted);
  await pull(counter.page, "881234567");
  await expect(counter.page.getByText("刚才没有扫全")).toBeVisible();
  expect(counter.page.url()).toBe(quoted);

  // Before the counter is open nobody can be scanned in, and a scan is no password.
  await counter.page.context().clearCookies();
  await counter.page.goto("/counter/sign-in");
  await counter.page.getByLabel("用户名").fill("xuhui");
  await counter.page.getByLabel("用户名").focus();
  await pull(counter.page, "88123456789012345675");
  await expect(counter.page.getByText("收银台还没有打开")).toBeVisible();
  await expect(counter.page.getByLabel("用户名")).toHaveValue("xuhui");
  await expect(counter.page).toHaveURL(/\/counter\/sign-in$/);
  await other.page.context().close();
  await counter.close();
});

test("what is scanned while a page loads is not lost", async ({ page, browser, shop }) => {
  test.setTimeout(240_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  const codes = await Codes.of([member], 3, browser, shop);
  await counter.page.route(/\/counter(\/cards)?$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  for (const [from, link] of [
    ["/counter/security", "收银"],
    ["/counter/security", "会员卡"],
  ] as const) {
    const code = await codes.next();
    await counter.page.goto(from);
    await counter.page.getByRole("navigation", { name: "工作区" }).getByRole("link", { name: link, exact: true }).click({ noWaitAfter: true });
    await pull(counter.page, code);
    await openedSale(counter.page, `${from} to ${link}`);
    // The first digits before the page is there, the others after it.
    await counter.page.goto(from);
    const next = await codes.next();
    await counter.page.evaluate((name) => {
      for (const anchor of document.links) if (anchor.textContent === name) setTimeout(() => anchor.click());
    }, link);
    await counter.page.keyboard.type(next.slice(0, 9), { delay: 8 });
    await counter.page.waitForURL(/\/counter(\/cards)?$/);
    await counter.page.keyboard.type(next.slice(9), { delay: 8 });
    await counter.page.keyboard.press("Enter");
    await openedSale(counter.page, `${from} to ${link} in two halves`);
  }
  await codes.close();
  await counter.close();
});
