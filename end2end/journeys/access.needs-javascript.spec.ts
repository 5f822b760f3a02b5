/** Every page, light and dark, without a violation that axe can find, and nowhere wider than a small phone. */
import { Counter } from "../support/counter.ts";
import { inspect, inspectHere } from "../support/inspect.ts";
import { Member } from "../support/member.ts";
import { counterPages, memberPages, officePages, paymentPages, sellPages, strangerPages } from "../support/pages.ts";
import { expect, test } from "../support/shop.ts";

test("the pages of a stranger", async ({ page, shop }) => {
  const member = new Member(page, shop);
  await member.askForCode();
  for (const path of strangerPages) await inspect(page, path);
});

test("the pages of a member with a history", async ({ page, browser, shop }) => {
  test.setTimeout(300_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  for (const path of Object.values(await paymentPages(page, shop.gateway))) await inspect(page, path);
  for (const path of await memberPages(page)) await inspect(page, path);
  await counter.close();
});

test("the pages of the counter", async ({ page, browser, shop }) => {
  test.setTimeout(600_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  const code = await member.showCode();
  for (const path of await counterPages(counter, code, member.phone)) await inspect(counter.page, path);
  for (const path of sellPages) await inspect(counter.page, path);
  await counter.page.context().clearCookies();
  await inspect(counter.page, "/counter/sign-in");
  await counter.close();
});

test("the pages of the office", async ({ page, browser, shop }) => {
  test.setTimeout(600_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  await counter.signIn("hq");
  await member.askRefund();
  const day = await shop.reconcile();
  await paymentPages(page, shop.gateway);
  for (const path of officePages(day, member.phone)) await inspect(counter.page, path);
  await counter.page.goto("/office/payments");
  await counter.page.getByRole("table").getByRole("link").first().click();
  await expect(counter.page.getByRole("button", { name: "标为已处理" })).toBeVisible();
  await inspectHere(counter.page);
  await counter.page.goto("/office");
  await expect(counter.page, "headquarters are let into the office").toHaveURL(/\/office$/);
  await counter.close();
});
