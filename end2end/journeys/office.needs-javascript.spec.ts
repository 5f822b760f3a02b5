/** What a script adds to the office: one key to the search box, menus that close, a side that follows the form. */
import { Counter } from "../support/counter.ts";
import { expect, test } from "../support/shop.ts";

test("a slash goes to the search box, and Escape closes a menu", async ({ browser, shop }) => {
  const counter = await Counter.open(browser, shop);
  await counter.signIn("hq");
  const { page } = counter;
  await page.goto("/office");
  await page.keyboard.press("/");
  const box = page.getByRole("searchbox");
  await expect(box).toBeFocused();
  // In the box it is a sign like any other.
  await box.pressSequentially("8/0");
  await expect(box).toHaveValue("8/0");

  const out = page.getByRole("button", { name: "退出" });
  await page.locator("summary", { hasText: "沈若兰" }).click();
  await expect(out).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(out).toBeHidden();
  await page.locator("summary", { hasText: "沈若兰" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await expect(out).toBeHidden();
  await counter.close();
});

test("the side of an editor follows what is typed, and shows nothing of a form that cannot be", async ({ page }) => {
  await page.goto("/ui");
  const editor = page.locator("#editor-light");
  await expect(editor.locator(".side")).toContainText("¥173.00");
  await editor.getByLabel("减").fill("20");
  await expect(editor.locator(".side")).toContainText("¥168.00");
  await editor.getByLabel("减").fill("200");
  await expect(editor.locator(".side")).toContainText("减免必须小于门槛");
  await expect(page.locator("#editor-dark .side"), "the other one is another form").toContainText("¥173.00");
  await expect(editor.getByRole("button", { name: "更新预览" })).toBeHidden();
});

test("a table scrolls by the keyboard inside itself, and its first column stays", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/ui");
  const table = page.getByRole("region", { name: "消费明细 · 浅色" });
  await table.focus();
  const first = table.getByRole("rowheader").first();
  const before = await first.boundingBox();
  for (let press = 0; press < 8; press += 1) await page.keyboard.press("ArrowRight");
  await expect.poll(() => table.evaluate((element) => element.scrollLeft)).toBeGreaterThan(100);
  const after = await first.boundingBox();
  expect(after?.x, "it stays").toBe(before?.x);
  expect(await page.evaluate(() => document.documentElement.scrollLeft)).toBe(0);
});
