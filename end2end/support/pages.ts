/** Every page there is, with the addresses of what this shop really has. */
import type { Page } from "@playwright/test";

import type { Counter } from "./counter.ts";

export const strangerPages = ["/join", "/join/code", "/nowhere"];

/** The first link below a place, such as the newest entry of the statement. */
async function first(page: Page, list: string, pattern: RegExp): Promise<string> {
  await page.goto(list);
  const links = await page.getByRole("main").getByRole("link").all();
  for (const link of links) {
    const href = await link.getAttribute("href");
    if (href && pattern.test(href)) return href;
  }
  throw new Error(`${list} has no link like ${pattern}`);
}

/** A signed-in member's pages; the member needs a movement, an order and a top-up that waits. */
export async function memberPages(page: Page): Promise<string[]> {
  const entry = await first(page, "/statement", /^\/statement\/\d+$/);
  const item = await first(page, "/mall", /^\/mall\/\d+$/);
  const order = await first(page, "/orders", /^\/orders\/[^/]+$/);
  await page.goto("/top-up");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.waitForURL(/\/top-up\/[^/?]+$/);
  const topUp = new URL(page.url()).pathname;
  return ["/", "/code", "/top-up", topUp, "/statement", entry, "/mall", item, "/orders", order, "/me"];
}

/** A cashier's pages, with a sale that has begun and one that is done. */
export async function counterPages(counter: Counter, code: string): Promise<string[]> {
  const receipt = await first(counter.page, "/counter", /^\/counter\/receipt\//);
  await counter.scan(code);
  await counter.page.waitForURL(/\/counter\/sale\//);
  const sale = new URL(counter.page.url()).pathname;
  return ["/counter", sale, receipt];
}
