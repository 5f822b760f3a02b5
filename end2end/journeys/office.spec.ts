/** The office's frame on a phone: the menu opens, the search finds, the store stays chosen. The same with and without JavaScript. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { expect, test } from "../support/shop.ts";

test("headquarters find a member on a phone, and look at one store", async ({ page, browser, shop }) => {
  const member = new Member(page, shop);
  await member.join();
  const counter = await Counter.open(browser, shop, { width: 390, height: 844 });
  await counter.signIn("hq");
  const office = counter.page;
  await office.goto("/office");

  await office.locator("summary", { hasText: "菜单" }).click();
  await office.getByRole("navigation", { name: "后台导航" }).getByRole("link", { name: "员工" }).click();
  await expect(office.getByRole("heading", { name: "员工", level: 1 })).toBeVisible();

  const box = office.getByRole("searchbox");
  await box.fill(member.phone.slice(-4));
  await box.press("Enter");
  const found = office.getByRole("region", { name: "会员" });
  await expect(found).toContainText(`${member.phone.slice(0, 3)}****${member.phone.slice(-4)}`);
  await expect(office.getByRole("searchbox")).toHaveValue(member.phone.slice(-4));

  await office.goto("/office");
  await office.locator("summary", { hasText: "全部门店" }).click();
  await office.getByRole("banner").getByRole("link", { name: "静安店" }).click();
  await expect(office).toHaveURL(/\/office\?store=\d+$/);
  await expect(office.getByRole("main")).toContainText("静安店");
  await office.goto("/office");
  await expect(office.getByRole("main"), "it stays chosen").toContainText("静安店");
  await counter.close();
});
