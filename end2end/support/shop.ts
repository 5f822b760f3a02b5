/** A fresh shop for each worker: gateway, server and a seeded database, started by the build tool and gone with it. */
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { test as base, expect } from "@playwright/test";

import { Gateway } from "./gateway.ts";

const target = path.resolve(import.meta.dirname, "../../target/debug");
const program = (name: string, variable: string) => process.env[variable] ?? path.join(target, name);

/** The build tool. */
export const xtask = program("xtask", "HUIKA_XTASK");

export interface Shop {
  portal: string;
  gateway: Gateway;
  /** What the server's own proof of the books says. */
  check(): Promise<Proof>;
  /** Holds the gateways' bills of today against the orders, as if three days had passed; answers the day. */
  reconcile(): Promise<string>;
  /** What the server has said on its terminal. */
  terminal(): Promise<string>;
}

/** The outcome of `huika check --json`. */
export interface Proof {
  good: boolean;
  report: string;
}

interface Ready {
  portal: string;
  gateway: string;
  config: string;
  folder: string;
  logIns: string;
}

/** Opens a shop: the demo's, or one that is still to be opened by a newcomer. */
export async function open(kind: "demo" | "empty" = "demo"): Promise<{ shop: Shop; close: () => Promise<void> }> {
  const env = {
    ...process.env,
    // All stories of a worker join from this one address, in less than an hour.
    HUIKA_RULES_SMS_PER_ADDRESS_HOUR: "10000",
    HUIKA_RULES_SMS_PER_NETWORK_HOUR: "10000",
    HUIKA_SERVER_PROGRAM: program("huika", "HUIKA_SERVER_PROGRAM"),
    HUIKA_GATEWAY_PROGRAM: program("huika-gateway", "HUIKA_GATEWAY_PROGRAM"),
  };
  const rehearsal = spawn(xtask, kind === "empty" ? ["rehearse", "--empty"] : ["rehearse"], { env, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => rehearsal.once("exit", () => resolve()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: rehearsal.stdout }).once("line", (line) => resolve(JSON.parse(line) as Ready));
    rehearsal.once("error", reject);
    rehearsal.once("exit", (code) => reject(new Error(`the shop did not open (exit ${code})`)));
  });
  const check = async (): Promise<Proof> => {
    const run = promisify(execFile)(env.HUIKA_SERVER_PROGRAM, ["check", "--json", "--config", ready.config]);
    const outcome = await run.then(
      ({ stdout }) => ({ good: true, report: stdout }),
      (error: { stdout?: string; stderr?: string }) => ({ good: false, report: `${error.stdout}${error.stderr}` }),
    );
    return outcome;
  };
  const gateway = new Gateway(ready.gateway);
  const reconcile = async (): Promise<string> => {
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
    const threeDays = 3 * 24 * 3600;
    await gateway.moveClock(threeDays);
    const run = promisify(execFile)(env.HUIKA_SERVER_PROGRAM, ["reconcile", "--day", day, "--config", ready.config]);
    // Ends with 1 when something differs, which a test may want to see.
    await run
      .catch((error: { code?: number; stderr?: string }) => {
        if (error.code !== 1) throw new Error(error.stderr);
      })
      // The stories that follow pay at this gateway, today.
      .finally(() => gateway.moveClock(-threeDays));
    return day;
  };
  const terminal = () => readFile(path.join(ready.folder, "server.log"), "utf8");
  const shop = { portal: ready.portal, gateway, check, reconcile, terminal };
  const close = async () => {
    rehearsal.stdin.end();
    await ended;
  };
  return { shop, close };
}

export const test = base.extend<object, { shop: Shop }>({
  shop: [
    // biome-ignore lint: Playwright reads the parameter's shape
    async ({}, use) => {
      const { shop, close } = await open();
      await use(shop);
      await close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ shop }, use) => use(shop.portal),
});

export { expect };
