import { defineConfig } from "@playwright/test";

/** Chromium without what a closed network would refuse. */
const launchOptions = {
  executablePath: process.env.HUIKA_CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** A click or a page that takes longer than this never comes: it is said where, and not after the whole story's time. */
const STUCK = 60_000;

/** An Android phone of today, so that payment takes the way of a phone and not the QR code of a desktop. */
const phone = {
  userAgent:
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Mobile Safari/537.36",
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
  locale: "zh-CN",
  timezoneId: "Asia/Shanghai",
  actionTimeout: STUCK,
  navigationTimeout: STUCK,
  launchOptions,
};

/**
 * What is about the browser and the page alone, whatever database is behind it: looked at once, on SQLite. `access` is among the others,
 * as it also opens every page there is (`support/inspect.ts`).
 */
const BROWSER_ALONE = /\/(code|digits|print|scanner)\./;
const WITHOUT_JAVASCRIPT = /needs-javascript/;
const leftOut = process.env.HUIKA_TEST_POSTGRES_URL ? [BROWSER_ALONE] : [];

export default defineConfig({
  // A worker is a whole shop, and two parts of the journey are run beside each other (`xtask/src/test.rs`).
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A browser may stop drawing through no fault of the page. The list says which stories needed their second try, and a story that needs it
  // again and again is a fault like any other.
  retries: 1,
  // A story that opens every page at every size takes a minute and a half; a slow machine takes longer.
  timeout: 300_000,
  expect: { timeout: 15_000 },
  outputDir: "test-results",
  reporter: [["list"]],
  projects: [
    { name: "phone", testDir: "journeys", testIgnore: leftOut, use: phone },
    {
      name: "phone-without-javascript",
      testDir: "journeys",
      testIgnore: [WITHOUT_JAVASCRIPT, ...leftOut],
      use: { ...phone, javaScriptEnabled: false },
    },
    // Chosen by its name only: `cargo xtask screenshots`.
    { name: "screens", testDir: "screens", use: phone },
  ],
});
