/** Reads the QR code that is really on the screen, from its pixels. */
import type { Locator } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";

const read = jsQR as unknown as typeof jsQR.default;

export async function readQr(locator: Locator): Promise<string> {
  const picture = PNG.sync.read(await locator.screenshot());
  const found = read(new Uint8ClampedArray(picture.data), picture.width, picture.height);
  if (!found) throw new Error("there is no readable QR code on the screen");
  return found.data;
}
