/** A reader in keyboard mode: it types far faster than anybody, and nobody looks where the cursor is before they scan. */
import type { Page } from "@playwright/test";

/** How a reader was set up. */
export interface Reader {
  /** Before the digits, such as a symbology identifier. */
  before?: string;
  /** The keys after the digits: CR, and LF as a second Enter or as Ctrl+J. */
  end?: string[];
  /** Between two keys, in milliseconds. */
  gap?: number;
}

export const CR_LF: string[][] = [["Enter"], ["Enter", "Enter"], ["Enter", "Control+j"], ["Tab"], []];

/** Pulls the trigger. */
export async function pull(page: Page, digits: string, { before = "", end = ["Enter", "Control+j"], gap = 8 }: Reader = {}): Promise<void> {
  await page.keyboard.type(before + digits, { delay: gap });
  // The page may go before the last key has been answered, as it may under a real reader.
  for (const key of end) await page.keyboard.press(key).catch(() => {});
}
