/** Draws `public/icon.svg` as the PNGs that iOS, Android and shared links want: `node icons.mjs`, after the drawing has changed. */
import { readFileSync } from "node:fs";
import path from "node:path";

import { chromium } from "@playwright/test";

const folder = path.resolve(import.meta.dirname, "../public");
const drawing = readFileSync(path.join(folder, "icon.svg"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.HUIKA_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
});
for (const [name, side] of [["apple-touch-icon", 180], ["icon-192", 192], ["icon-512", 512]]) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${drawing}`);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await page.close();
}
await browser.close();
