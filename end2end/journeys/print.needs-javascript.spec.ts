/** On paper there are words and figures: no blank sheet, no bar, no menu, and the same whatever scheme the screen has. */
import type { Page } from "@playwright/test";

import { Counter } from "../support/counter.ts";
import { Member } from "../support/member.ts";
import { counterPages, memberPages, officePages } from "../support/pages.ts";
import { print } from "../support/paper.ts";
import { expect, test } from "../support/shop.ts";

/** Words that are there to be pressed. */
const MENUS = ["积分商城", "跳到正文", "会员码\n", "退出", "收银 ", "查看更早"];

async function inspectPaper(page: Page, address: string): Promise<string[]> {
  await page.goto(address);
  return inspectPaperHere(page, address);
}

async function inspectPaperHere(page: Page, address: string): Promise<string[]> {
  const sheets = await print(page);
  expect(sheets.length, address).toBeGreaterThan(0);
  for (const [number, sheet] of sheets.entries()) {
    expect(sheet.trim().length, `${address}, sheet ${number + 1} is blank`).toBeGreaterThan(20);
  }
  const bars = await page.evaluate(() => {
    const shown = [...document.querySelectorAll("nav, .tabs, .skip, button, .button")];
    return shown.map((element) => element.outerHTML.slice(0, 80));
  });
  await page.emulateMedia({ media: "print" });
  const pressed = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("nav, .tabs, .skip, button, .button")]
      .filter((element) => element.checkVisibility())
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  await page.emulateMedia({ media: null });
  expect(pressed, `${address}: ${bars.length} on the screen`).toEqual([]);
  return sheets;
}

test("a long statement begins on the first sheet and has every row once", async ({ page, shop }) => {
  const member = new Member(page, shop, "13900000001");
  await member.join();
  await page.goto("/statement");
  // As many as a page of the statement has at most, each with its number.
  const rows = await page.evaluate(() => {
    const list = document.querySelector(".panel > .rows");
    const few = [...(list?.children ?? [])];
    while (list && list.children.length < 50) for (const row of few) list.append(row.cloneNode(true));
    for (const [number, row] of [...(list?.querySelectorAll(".what") ?? [])].entries()) row.append(` No${number + 1}.`);
    return list?.children.length ?? 0;
  });
  expect(rows).toBeGreaterThanOrEqual(50);
  const balance = await page.locator(".edge b").first().innerText();
  const sheets = await inspectPaperHere(page, "/statement");
  expect(sheets[0]).toContain(balance.replace("¥", ""));
  const whole = sheets.join("\n");
  for (const words of MENUS) expect(whole).not.toContain(words);
  for (let number = 1; number <= rows; number += 1) expect(whole.split(`No${number}.`), `row ${number}`).toHaveLength(2);
  expect(sheets.length, `${rows} rows`).toBeLessThanOrEqual(Math.ceil(rows / 12) + 1);

  await page.emulateMedia({ colorScheme: "dark" });
  expect(await print(page), "the screen's scheme").toEqual(sheets);
});

test("every page of portal, counter and office is printed without a blank sheet, a bar or a menu", async ({ page, browser, shop }) => {
  test.setTimeout(600_000);
  const member = new Member(page, shop);
  const counter = await Counter.open(browser, shop);
  await member.liveALittle(counter);
  for (const path of await memberPages(page)) await inspectPaper(page, path);
  const code = await member.showCode();
  for (const path of await counterPages(counter, code, member.phone)) {
    // A page that is one form is nothing on paper.
    if (/new-member|security\/|^\/counter$|^\/counter\/cards$|^\/counter\/pair$/.test(path)) continue;
    await inspectPaper(counter.page, path);
  }
  await counter.signIn("hq");
  const day = await shop.reconcile();
  // Nor is a form of the office.
  for (const path of officePages(day, member.phone).filter((path) => !/[?&]form=|\/new(\?|$)/.test(path))) await inspectPaper(counter.page, path);
  await counter.close();
});
