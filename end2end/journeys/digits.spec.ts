/** For a counter whose scanner fails: the twenty digits are read out and typed. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

test("the twenty digits are shown in fours on tap, and the counter takes them as they are read out", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.join();
  await page.goto("/code");
  const digits = page.getByText(/^\d{4}( \d{4}){4}$/);
  await expect(digits, "nobody reads them in passing").toBeHidden();
  await page.getByText("显示 20 位数字").click();
  await expect(digits).toBeVisible();
  await counter.scan((await digits.textContent()) ?? "");
  await expect(counter.page.getByLabel("消费金额")).toBeVisible();
  await counter.close();
});
