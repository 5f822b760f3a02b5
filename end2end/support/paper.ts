/** What a page is on paper: Chromium prints it, and a program that shares nothing with it reads each sheet. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import type { Page } from "@playwright/test";

/** The text on each sheet of A4. */
export async function print(page: Page): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "paper-"));
  try {
    const file = path.join(folder, "page.pdf");
    await page.pdf({ path: file, format: "A4", printBackground: false });
    const { stdout } = await promisify(execFile)("pdftotext", ["-layout", file, "-"], { maxBuffer: 1 << 24 });
    // A form feed ends each sheet.
    return stdout.split("\f").slice(0, -1);
  } finally {
    await rm(folder, { recursive: true });
  }
}
