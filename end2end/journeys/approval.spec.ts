/** Above the limit the phone is asked; and a card that was reported lost is dead from that second on. */
import { Counter } from "../support/counter.ts";
import { inspectHere } from "../support/inspect.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

const PIN = "274913";

test("a large spend waits for the phone, a yes pays it once, and a loss report stops the next", async ({
  page,
  browser,
  shop,
  javaScriptEnabled,
}) => {
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await member.openTopUp("¥500");
  await member.pay();
  await member.setPin(PIN);

  await test.step("the counter asks, and whatever page stands open shows it within a second", async () => {
    await counter.scan(await member.showCode());
    await page.goto("/mall");
    await counter.sell("300", "请会员确认");
    await expect(counter.page.getByText("请会员在手机上确认")).toBeVisible();
    if (!javaScriptEnabled) await page.reload();
    await expect(page.getByText(/请你确认付款 ¥300\.00/)).toBeVisible({ timeout: javaScriptEnabled ? 1_000 : 15_000 });
    if (javaScriptEnabled) await inspectHere(counter.page);
  });

  await test.step("a wrong PIN says so, the right one pays, and the counter goes on by itself", async () => {
    await page.getByText(/请你确认付款/).click();
    if (javaScriptEnabled) {
      await expect(page.getByText(/还剩 \d+ 秒/)).toBeVisible();
      await inspectHere(page);
    }
    for (const pin of ["000001", PIN]) {
      await page.getByLabel("支付密码").fill(pin);
      await page.getByRole("button", { name: "确认付款" }).click();
      if (pin !== PIN) await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    }
    await expect(page.getByRole("heading", { name: "已付款" })).toBeVisible();
    await expect(counter.page.getByText("收款完成")).toBeVisible({ timeout: 3_000 });
    await expect(await member.card()).toContainText("¥280.00");
  });

  await test.step("reported lost: the phone is out, and its next code is nobody's", async () => {
    const code = await member.showCode();
    await page.goto("/card");
    await page.getByRole("link", { name: "挂失" }).click();
    await page.getByRole("button", { name: "挂失" }).click();
    await expect(page.getByText("生效时间")).toBeVisible();
    await counter.scan(code);
    await expect(counter.page.getByRole("alert")).toContainText("没有找到");
    await page.goto("/");
    await expect(page).toHaveURL(/\/join$/);
    await counter.findCard(member.phone);
    await expect(counter.page.getByText("已挂失").first()).toBeVisible();
  });

  const proof = await shop.check();
  expect(proof.good, proof.report).toBe(true);
  await counter.close();
});
