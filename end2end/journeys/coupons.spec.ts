/** A coupon from the office to the phone, refused at the counter with its reason, and then used. The same with and without JavaScript. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

test("a coupon is given, refused at the counter with what is missing, and used when that is there", async ({ page, browser, shop }) => {
  test.setTimeout(90_000);
  const name = "满减券";
  const counter = await Counter.open(browser, shop);
  const desk = counter.page;
  const member = new Member(page, shop);
  await member.join();

  await test.step("the office gives it", async () => {
    await counter.signIn("hq");
    await desk.goto(`/office/search?q=${member.phone}`);
    const found = await desk.getByRole("main").locator('a[href^="/office/members/"]').first().getAttribute("href");
    await desk.goto(`${found}?tab=coupons`);
    await desk.locator("summary").filter({ hasText: "赠一张券" }).click();
    const form = desk.locator('form[action="/do/give_coupon"]');
    const kind = await form.locator("option").filter({ hasText: name }).first().getAttribute("value");
    await form.locator('[name="kind"]').selectOption(kind);
    await form.locator('[name="reason"]').fill("端到端");
    await form.getByRole("button", { name: "赠一张券" }).click();
    await expect(desk.getByText("券已发给会员。")).toBeVisible();
    await page.goto("/coupons");
    await expect(page.getByRole("main")).toContainText(name);
  });

  await test.step("the counter says what is missing, and uses it then", async () => {
    await counter.signIn("xuhui");
    await desk.goto("/counter/sell");
    // Another story may have left a bill at this till.
    const left = desk.getByRole("button", { name: "作废", exact: true });
    if (await left.isVisible()) {
      await left.click();
      await desk.waitForURL(/done=void/);
    }
    const field = desk.getByRole("textbox", { name: "扫会员码、商品，或输入金额" });
    await field.fill(await member.showCode());
    await field.press("Enter");
    await expect(desk.getByRole("region", { name: "会员", exact: true })).toBeVisible();
    const bill = desk.getByRole("region", { name: "价格明细" });
    await field.fill("80");
    await field.press("Enter");
    await bill.getByText(/项优惠没有用上/).click();
    await expect(bill.getByText("还差 ¥20.00").first()).toBeVisible();
    await field.fill("40");
    await field.press("Enter");
    await expect(bill).toContainText(`抵用券：${name}`);
    await expect(bill.locator(".sum")).toContainText("¥100.00");
    await desk.getByRole("button", { name: "现金", exact: true }).click();
    await expect(desk.getByText("收款完成")).toBeVisible();
  });

  await page.goto("/coupons?show=past");
  await expect(page.getByRole("main")).toContainText(name);
  await counter.close();
});
