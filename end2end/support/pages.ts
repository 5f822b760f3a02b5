/** Every page there is, with the addresses of what this shop really has. */
import type { Page } from "@playwright/test";

import type { Counter } from "./counter.ts";
import type { Gateway } from "./gateway.ts";

export const strangerPages = ["/join", "/join/code", "/signed-out", "/terms", "/privacy", "/code/offline", "/nowhere"];

/** What a member decides by themself; with a PIN the forms are there. */
const securityPages = [
  "/me/pin",
  "/me/pin/forgotten",
  "/me/passkeys",
  "/me/limit",
  "/me/phone",
  "/me/birthday",
  "/me/profile",
  "/me/data",
  "/me/close",
  "/me/invite",
  "/me/tier",
  "/points",
  "/points/give",
  "/card",
  "/card/lost",
  "/card/replaced",
  "/approve",
];

/** The first link below a place, such as the newest entry of the statement. */
async function first(page: Page, list: string, pattern: RegExp): Promise<string> {
  await page.goto(list);
  const links = await page.getByRole("main").getByRole("link").all();
  for (const link of links) {
    const href = await link.getAttribute("href");
    if (href && pattern.test(href)) return href;
  }
  throw new Error(`${list} has no link like ${pattern}`);
}

/** Opens an order for the usual package; answers its page. */
async function openOrder(page: Page): Promise<string> {
  await page.goto("/top-up");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.waitForURL(/\/top-up\/[^/?]+$/);
  return new URL(page.url()).pathname;
}

/** A top-up in each state that a page shows, by the name of its picture; one was paid before. */
export async function paymentPages(page: Page, gateway: Gateway): Promise<Record<string, string>> {
  const cancelled = await openOrder(page);
  await page.getByRole("button", { name: "取消这笔充值" }).click();
  await page.getByText("这笔充值已取消").waitFor();
  const review = await openOrder(page);
  // The gateway has to know the order before it can say something wrong about it.
  await page.getByRole("link", { name: /去微信支付/ }).click();
  await page.getByRole("button", { name: "立即支付" }).waitFor();
  await gateway.notify(review.split("/").at(-1) ?? "", "other-amount");
  const waiting = await openOrder(page);
  await page.goto("/top-ups");
  const paid = (await page.getByRole("link").filter({ hasText: "已到账" }).first().getAttribute("href")) ?? "";
  return {
    payment: waiting,
    "payment-cancelled": cancelled,
    "payment-review": review,
    "payment-paid": paid,
    refund: `${paid}/refund`,
  };
}

/** A signed-in member's other pages; the member needs a movement and an order. */
export async function memberPages(page: Page): Promise<string[]> {
  const entry = await first(page, "/statement", /^\/statement\/\d+$/);
  const item = await first(page, "/mall", /^\/mall\/\d+$/);
  const order = await first(page, "/orders", /^\/orders\/[^/]+$/);
  const bought = ["/offers", "/mall", item, "/orders", order, "/coupons", "/coupons?show=later", "/coupons?show=past", "/coupons/code"];
  return ["/", "/code", "/top-up", "/top-ups", "/statement", entry, ...bought, "/me", ...securityPages];
}

/** What an operator decides about their own sign-in. */
const ownPages = ["/counter/security", "/counter/security/app", "/counter/security/passkeys", "/counter/security/codes", "/counter/security/password", "/counter/security/pin", "/counter/approvals", "/counter/pair"];

/** A cashier's pages, with a sale that has begun and one that is done. */
export async function counterPages(counter: Counter, code: string, phone: string): Promise<string[]> {
  const receipt = await first(counter.page, "/counter", /^\/counter\/receipt\//);
  await counter.scan(code);
  await counter.page.waitForURL(/\/counter\/sale\//);
  const sale = new URL(counter.page.url()).pathname;
  const refunds = sale.replace("/sale/", "/refunds/");
  const topUp = sale.replace("/sale/", "/top-up/");
  await counter.page.goto(refunds);
  const quote = await counter.page.getByRole("link", { name: /查看可退金额/ }).first().getAttribute("href");
  const card = await counter.findCard(phone);
  const shift = ["/counter/shift", "/counter/shift/close", "/counter/shift/x"];
  const toppingUp = [topUp, `${topUp}?choice=amount&amount=100`, `${topUp}/notice?choice=amount&amount=100`];
  return ["/counter", ...shift, "/counter/pick-up", sale, ...toppingUp, refunds, quote ?? "", receipt, "/counter/cards", card, `${card}/application`, "/counter/new-member", ...ownPages];
}

/** Where goods are sold: a scan is taken into the bill there, and the customer's window takes none. */
export const sellPages = ["/counter/sell", "/counter/returns", "/counter/returns/no-receipt", "/counter/sell/parked", "/counter/display"];

/** What headquarters see, with a day that was reconciled, a refund that was asked for, a payment that does not fit, and a member to find. */
export const officePages = (day: string, phone: string) => [
  "/office",
  "/office?store=1",
  "/office/search",
  "/office/search?q=0000",
  `/office/search?q=${phone}`,
  "/ui",
  "/office/members",
  "/office/members?balance-min=1.00&birthday=month",
  "/office/members/new",
  "/office/members/1",
  "/office/members/1?tab=lots",
  "/office/members/1?tab=cards",
  "/office/members/1?tab=contacts",
  "/office/members/1?tab=coupons",
  "/office/members/1?form=correct",
  "/office/members/1?form=card",
  "/office/members/1?form=balance",
  "/office/members/1?form=tags",
  "/office/tags",
  "/office/corrections",
  "/office/grants",
  "/office/grants/new",
  "/office/coupons",
  "/office/coupons/1",
  "/office/coupons/1?form=change",
  "/office/coupons/1?form=codes",
  "/office/coupons/1?form=points",
  "/office/coupons/1?form=use",
  "/office/coupons/new",
  "/office/payments",
  "/office/refunds",
  "/office/watched",
  "/office/days",
  `/office/days/1/${day}`,
  "/office/reconciliation",
  `/office/reconciliation?channel=wechat&day=${day}`,
  "/office/reports",
  "/office/reports/sales?from=2000-01-01",
  "/office/reports/top-ups",
  "/office/exports",
  "/office/staff",
  "/office/rules",
  "/office/rules/points",
  "/office/rules/tiers",
  "/office/rules/till?scope=store:1",
  "/office/staff/1",
  "/office/staff/1?form=role",
  "/office/staff/1?form=stores",
  "/office/staff/1?form=link",
  "/office/staff/1?form=end",
  "/office/staff/new",
  "/office/staff/new?role=region",
  "/office/stores",
  "/office/stores/1",
  "/office/stores/1?form=change",
  "/office/stores/1?form=region",
  "/office/stores/1?form=open",
  "/office/stores/new",
  "/office/regions",
  "/office/card-types",
  "/office/card-types/1",
  "/office/card-types/1?form=change",
  "/office/card-types/2?form=use",
  "/office/card-types/new",
  "/office/goods",
  "/office/goods?q=奶",
  "/office/goods/1",
  "/office/goods/new",
  "/office/goods/import",
  "/office/goods/categories",
  "/office/rules/packages?scope=card-type:1",
  "/office/campaigns",
  "/office/campaigns/1",
  "/office/campaigns/1/change",
  "/office/campaigns/1/try?amount=9000",
  "/office/campaigns/new?kind=bundle",
  "/office/campaigns/groups",
  "/office/keys",
  "/office/tills",
  "/office/roles",
  "/office/roles/cashier",
  "/office/roles/cashier?form=change",
  "/office/roles/cashier?form=end",
  "/office/roles/new",
  "/office/roles/new?post=chain",
];
