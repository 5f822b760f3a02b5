/** The sign-in of staff: an authenticator app as the second step, and the counter's PIN. Works without JavaScript. */
import { Counter } from "../support/counter.ts";
import { inspectHere } from "../support/inspect.ts";
import { readQr } from "../support/qr.ts";
import { expect, test } from "../support/shop.ts";
import { appCode } from "../support/totp.ts";

const PASSWORD = "huika-demo";
const PIN = "274913";

test("a second step is set up, used and taken away, and a counter that is left asks for its PIN", async ({
  browser,
  shop,
  javaScriptEnabled,
}) => {
  const counter = await Counter.open(browser, shop);
  const page = counter.page;
  await counter.signIn("jingan");
  const look = async () => {
    if (javaScriptEnabled) await inspectHere(page);
  };
  let secret = "";

  await test.step("the app's key is read from the QR code and counts after its first code", async () => {
    await page.getByRole("link", { name: "安全" }).click();
    await expect(page.getByRole("heading", { name: "我的登录" })).toBeVisible();
    await look();
    await page.getByRole("link", { name: "验证器应用" }).click();
    await page.getByLabel("你的登录密码").fill(PASSWORD);
    await page.getByRole("button", { name: "开始设置" }).click();
    const address = new URL(await readQr(page.getByRole("img", { name: "验证器应用二维码" })));
    expect(address.protocol).toBe("otpauth:");
    secret = address.searchParams.get("secret") ?? "";
    await expect(page.getByLabel("验证器应用密钥")).toHaveText(secret.match(/.{4}/g)?.join(" ") ?? "");
    await look();
    await page.getByLabel("应用显示的 6 位数字").fill("000000");
    await page.getByRole("button", { name: "确认" }).click();
    await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    await page.getByLabel("应用显示的 6 位数字").fill(appCode(secret));
    await page.getByRole("button", { name: "确认" }).click();
    await expect(page.getByText("恢复码只显示这一次")).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: /^[A-Z2-7]{5}-[A-Z2-7]{5}$/ })).toHaveCount(10);
    await look();
    await page.goto("/counter/security/codes");
    await expect(page.getByText("还有 10 个未用")).toBeVisible();
    await look();
  });

  await test.step("the next sign-in asks for a code", async () => {
    await page.getByRole("button", { name: "退出" }).click();
    await page.getByLabel("用户名").fill("jingan");
    await page.getByLabel("密码").fill(PASSWORD);
    await page.getByRole("button", { name: "登录" }).click();
    await expect(page.getByRole("heading", { name: "第二步验证" })).toBeVisible();
    await look();
    await page.getByLabel("验证码").fill("000000");
    await page.getByRole("button", { name: "登录" }).click();
    await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    await page.getByLabel("验证码").fill(appCode(secret, 1));
    await page.getByRole("button", { name: "登录" }).click();
    await expect(page.getByLabel("会员码")).toBeVisible();
  });

  await test.step("locked, the counter goes on with the PIN and nothing else", async () => {
    await page.goto("/counter/security/pin");
    await look();
    await page.getByLabel("你的登录密码").fill(PASSWORD);
    await page.getByLabel("新密码").fill(PIN);
    await page.getByLabel("再输一次").fill(PIN);
    await page.getByRole("button", { name: "设置" }).click();
    await expect(page.getByRole("status")).toContainText("收银密码已设置");
    await page.getByRole("button", { name: "立即锁定" }).click();
    await expect(page.getByRole("heading", { name: "已锁定" })).toBeVisible();
    await look();
    await page.goto("/counter/cards");
    await expect(page).toHaveURL(/\/counter\/unlock\?next=%2Fcounter%2Fcards$/);
    for (const pin of ["000001", PIN]) {
      await page.getByLabel("收银密码").fill(pin);
      await page.getByRole("button", { name: "继续" }).click();
      if (pin !== PIN) await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    }
    await expect(page).toHaveURL(/\/counter\/cards$/);
    await page.goto("/counter");
    await expect(page.getByLabel("会员码")).toBeVisible();
  });

  await test.step("taken away, the password is enough again", async () => {
    await page.goto("/counter/security/app");
    await page.getByLabel("你的登录密码").fill(PASSWORD);
    await page.getByRole("button", { name: "移除" }).click();
    await expect(page.getByRole("status")).toContainText("已移除");
    await counter.signIn("jingan");
    await expect(page.getByLabel("会员码")).toBeVisible();
  });
  await counter.close();
});
