/** A sale by keyboard alone, with the names that a screen reader says; set aside and taken up; and the line goes down in the middle. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

test("a sale by keyboard takes at most twelve strokes after the scan, and a line that is down loses and doubles nothing", async ({
  page,
  browser,
  shop,
  javaScriptEnabled,
}) => {
  test.setTimeout(90_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  const desk = counter.page;
  const field = desk.getByRole("textbox", { name: "扫会员码、商品，或输入金额" });
  await member.join();

  await test.step("top up in cash: the bonus is said before, and the slip is there", async () => {
    // Whoever says a number is known, and tops up without a scan.
    await counter.scan(member.phone);
    await desk.getByRole("link", { name: "充值", exact: true }).click();
    await desk.getByLabel("充值金额").fill("100");
    await desk.getByLabel("充值金额").press("Enter");
    await expect(desk.getByText("¥112.00")).toBeVisible();
    await desk.getByRole("button", { name: "现金" }).click();
    await expect(desk.getByRole("heading", { name: "充值完成" })).toBeVisible();
  });

  await test.step("a sale by keyboard", async () => {
    await desk.goto("/counter/sell");
    await field.fill(await member.showCode());
    await field.press("Enter");
    await expect(desk.getByRole("region", { name: "会员", exact: true })).toContainText("¥112.00");
    let strokes = 0;
    const press = async (key: string) => {
      strokes += 1;
      await desk.keyboard.press(key);
    };
    await expect(field).toBeFocused();
    for (const key of ["3", "0", "Enter"]) await press(key);
    await expect(desk.getByRole("region", { name: "这一单" }).first()).toContainText("¥30.00");
    await expect(field).toBeFocused();
    await press("Enter");
    const pay = desk.getByRole("button", { name: /^余额付 ¥/ });
    await expect(pay).toBeFocused();
    await expect(desk.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - region "这一单":
          - textbox "扫会员码、商品，或输入金额"
          - button "添加"
        - complementary:
          - region "会员"
          - region "收款":
            - button /余额付/
            - group "收款方式":
              - button "现金"
    `);
    await press("Enter");
    await expect(desk.getByText("收款完成")).toBeVisible();
    expect(strokes).toBeLessThanOrEqual(12);
  });

  await test.step("set aside, and taken up without the right to spend", async () => {
    await desk.goto("/counter/sell");
    await field.fill("12.5");
    await field.press("Enter");
    await desk.getByRole("button", { name: "挂单" }).click();
    await expect(desk.getByText(/已挂单/)).toBeVisible();
    await desk.getByRole("button", { name: "取单" }).click();
    await expect(desk.getByRole("region", { name: "这一单" }).first()).toContainText("¥12.50");
  });

  if (!javaScriptEnabled) return counter.close();
  await test.step("the line goes down: it is said, what was typed stays, and is sold once", async () => {
    await desk.context().setOffline(true);
    await field.fill("7.5");
    await field.press("Enter");
    await expect(desk.getByRole("alert").filter({ hasText: "网络断了" })).toBeVisible();
    await expect(field).toHaveValue("7.5");
    await desk.context().setOffline(false);
    await expect(desk.getByRole("region", { name: "收款" })).toContainText("¥20.00");
    await expect(desk.getByRole("alert").filter({ hasText: "网络断了" })).toBeHidden();
    await desk.getByRole("button", { name: "现金", exact: true }).click();
    await expect(desk.getByText("收款完成")).toBeVisible();
  });
  await counter.close();
});
