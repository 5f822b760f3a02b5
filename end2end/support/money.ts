/** Money and points as the pages write them, back into whole fen and whole points. */

/** "¥1,286.40" → 128640 */
export function fen(text: string): number {
  const found = /¥([\d,]+)\.(\d\d)/.exec(text);
  if (!found) throw new Error(`there is no amount in ${JSON.stringify(text)}`);
  return Number(`${found[1]}${found[2]}`.replaceAll(",", ""));
}

/** The first "+110.00" or "−36.50" in a text → 11000, -3650; nothing is 0. */
export function signedFen(text: string): number {
  const found = /([+−])([\d,]+)\.(\d\d)/.exec(text);
  if (!found) return 0;
  const amount = Number(`${found[2]}${found[3]}`.replaceAll(",", ""));
  return found[1] === "+" ? amount : -amount;
}

/** The first "+33 积分" or "−30 积分" in a text → 33, -30; nothing is 0. */
export function signedPoints(text: string): number {
  const found = /([+−])([\d,]+) 积分/.exec(text);
  if (!found) return 0;
  const points = Number(found[2]?.replaceAll(",", ""));
  return found[1] === "+" ? points : -points;
}

/** "33 积分" → 33 */
export function points(text: string): number {
  const found = /([\d,]+) 积分/.exec(text);
  if (!found) throw new Error(`there are no points in ${JSON.stringify(text)}`);
  return Number(found[1]?.replaceAll(",", ""));
}

/** 128640 → "1,286.40" */
export function yuan(amount: number): string {
  const whole = Math.trunc(amount / 100).toLocaleString("en-US");
  return `${whole}.${String(amount % 100).padStart(2, "0")}`;
}
