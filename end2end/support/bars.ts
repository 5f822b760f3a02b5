/** Reads the bar code that is really on the screen, from its pixels, with a library that shares nothing with what drew it. */
import type { Locator } from "@playwright/test";
import zxing from "@zxing/library";
import { PNG } from "pngjs";

export async function readBars(locator: Locator): Promise<string> {
  const { data, width, height } = PNG.sync.read(await locator.screenshot());
  const grey = new Uint8ClampedArray(width * height);
  for (let i = 0; i < grey.length; i += 1) grey[i] = ((data[4 * i] ?? 0) + (data[4 * i + 1] ?? 0) + (data[4 * i + 2] ?? 0)) / 3;
  const source = new zxing.RGBLuminanceSource(grey, width, height);
  const picture = new zxing.BinaryBitmap(new zxing.HybridBinarizer(source));
  const found = new zxing.Code128Reader().decode(picture);
  return found.getText();
}
