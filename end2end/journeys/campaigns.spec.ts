/** A campaign from the idea to the replay, to the member's phone, to a sale, to its effect. The same with and without JavaScript. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

test("a campaign is written, tried, put on, seen on a phone, used at the counter, and says what it did", async ({ page, browser, shop }) => {
  test.setTimeout(120_000);
  const name = "端到端满减";
  const counter = await Counter.open(browser, shop);
  const office = counter.page;
  const member = new Member(page, shop);
  await member.join();

  await counter.signIn("hq");
  await office.goto("/office/campaigns/new?kind=threshold-off");
  await office.getByLabel("名称").fill(name);
  await office.locator('[name="rule[steps.0.from]"]').fill("58.80");
  await office.locator('[name="rule[steps.0.off]"]').fill("8.80");
  await office.getByLabel("每人每天几次").fill("1");
  await office.getByRole("button", { name: "存为草稿" }).click();
  await expect(office.getByRole("heading", { name, level: 1 })).toBeVisible();
  const campaign = new URL(office.url()).pathname;
  await expect(office.getByRole("heading", { name: /重算/ }), "replayed on last month").toBeVisible();

  await office.goto(`${campaign}/try?amount=60&member=${member.phone}`);
  await expect(office.getByText("用上了这个活动")).toBeVisible();
  await office.goto(`${campaign}/try?amount=50&member=${member.phone}`);
  await expect(office.getByText("还差 ¥8.80").first()).toBeVisible();

  await office.goto(campaign);
  await office.locator('form[action="/do/move_campaign"] [name="reason"]').fill("端到端");
  await office.getByRole("button", { name: "启用" }).click();
  await expect(office.getByText("进行中").first()).toBeVisible();

  await page.goto("/offers");
  await expect(page.getByRole("heading", { name })).toBeVisible();

  await member.openTopUp("¥100");
  await member.pay();
  await counter.signIn("xuhui");
  await counter.scan(await member.showCode());
  await counter.sell("60.00");
  await expect(counter.page.getByText("收款完成")).toBeVisible();

  await counter.signIn("hq");
  await office.goto(campaign);
  await expect(office.getByRole("heading", { name: "效果" })).toBeVisible();
  await expect(office.getByRole("main")).toContainText("¥8.80");
  // The other stories of this shop sell at their prices.
  await office.locator('form[action="/do/move_campaign"] [name="reason"]').fill("结束");
  await office.getByRole("button", { name: "结束", exact: true }).click();
  await expect(office.getByText("已结束").first()).toBeVisible();
  await counter.close();
});
