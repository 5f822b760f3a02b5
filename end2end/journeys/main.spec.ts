/** The main job: join, top up, show the code, pay at the counter, see the receipt, redeem, read the statement. */
import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { fen, points, signedFen, signedPoints, yuan } from "../support/money.ts";
import { expect, test } from "../support/shop.ts";

const TOPPED_UP = 100_00;
const SOLD = 36_50;

test("a member joins, tops up, pays with the code, redeems points, and the statement adds up", async ({
  page,
  browser,
  shop,
  javaScriptEnabled,
}) => {
  test.setTimeout(180_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);

  await test.step("join: the code comes by SMS, and the card is empty", async () => {
    await member.join();
    const card = await member.card();
    await expect(card).toContainText("¥0.00");
    await expect(card).toContainText("0 积分");
  });

  const bonus = await test.step("top up 100.00 at the cashier of WeChat Pay", async () => {
    const promised = await member.openTopUp("¥100");
    await page.getByRole("link", { name: /去微信支付/ }).click();
    await expect(page).toHaveTitle(/微信支付/);
    await member.payHere();
    const card = await member.card();
    await expect(card).toContainText(`¥${yuan(TOPPED_UP + promised.bonus)}`);
    if (promised.bonus > 0) await expect(card).toContainText(`含赠金 ¥${yuan(promised.bonus)}`);
    return promised.bonus;
  });
  const pointsBefore = points(await (await member.card()).innerText());

  await test.step("the cashier scans what the screen shows and sells for 36.50", async () => {
    const code = await member.showCode();
    expect(code).toMatch(/^88\d{18}$/);
    if (javaScriptEnabled) await expect(page.getByText("由本机生成")).toBeVisible();
    await counter.scan(code);
    await counter.sell("36.50");
    await expect(counter.page.getByText("收款完成")).toBeVisible();
  });

  // Pro rata over the one lot, half up; points on the principal that was spent.
  const bonusSpent = Math.round((SOLD * bonus) / (TOPPED_UP + bonus));
  const principalSpent = SOLD - bonusSpent;
  const earned = Math.trunc(principalSpent / 100);
  const left = TOPPED_UP + bonus - SOLD;

  await test.step("the receipt comes to the phone by itself", async () => {
    // Without a script the page asks for itself again when its code has ended.
    const patience = javaScriptEnabled ? 10_000 : 45_000;
    const receipt = page.getByRole("status").getByRole("link");
    await expect(receipt).toContainText("−36.50", { timeout: patience });
    await expect(receipt).toContainText(`¥${yuan(left)}`);
    if (bonus > 0) await expect(receipt).toContainText(`本金 ${yuan(principalSpent)} · 赠金 ${yuan(bonusSpent)}`);
    await expect(receipt).toContainText(`+${earned} 积分`);
  });

  const cost = await test.step("redeem an item: its stock falls by one", async () => {
    const shelf = async () => {
      await page.goto("/mall");
      const link = page.getByRole("listitem").filter({ hasText: "可兑换" }).first().getByRole("link");
      await link.click();
      return Number(/剩 (\d+) 件/.exec(await page.getByRole("main").innerText())?.[1]);
    };
    const before = await shelf();
    const { address, cost } = await member.redeem();
    await page.goto(address);
    await expect(page.getByText(`剩 ${before - 1} 件`)).toBeVisible();
    return cost;
  });

  await test.step("the statement lists every movement and adds up", async () => {
    await page.goto("/statement");
    const list = page.getByRole("region", { name: "逐笔记录" });
    const rows = await list.getByRole("listitem").allInnerTexts();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    const closing = list.getByText("期末").locator("..");
    const opening = list.getByText("期初").locator("..");
    const money = rows.reduce((sum, row) => sum + signedFen(row), 0);
    const counted = rows.reduce((sum, row) => sum + signedPoints(row), 0);
    expect(fen(await opening.innerText()) + money).toBe(fen(await closing.innerText()));
    expect(points(await opening.innerText()) + counted).toBe(points(await closing.innerText()));
    expect(fen(await closing.innerText())).toBe(left);
    expect(points(await closing.innerText())).toBe(pointsBefore + earned - cost);
  });

  await test.step("the server proves its books", async () => {
    const proof = await shop.check();
    expect(proof.report).toBeTruthy();
    expect(proof.good, proof.report).toBe(true);
  });
  await counter.close();
});
