/** The stand-in for payment and SMS, as seen by a test: what arrived at a phone, and what a gateway can do wrong. */

export interface Sms {
  id: number;
  text: string;
  code: string;
}

export class Gateway {
  constructor(readonly address: string) {}

  /** The newest message to a phone; waits for it. */
  async sms(phone: string, after = 0): Promise<Sms> {
    const query = new URLSearchParams({ phone, after: String(after), wait_ms: "10000" });
    const answer = await fetch(`${this.address}/control/sms?${query}`);
    if (!answer.ok) throw new Error(`no SMS came to ${phone}: ${answer.status}`);
    return (await answer.json()) as Sms;
  }

  /** Sends notifications of our choosing for an order; answers what the portal said to each. */
  async notify(number: string, forgery: string, copies = 1): Promise<number[]> {
    const answer = await this.post("/control/wechat/notify", { number, forgery, copies });
    return (answer as { statuses: number[] }).statuses;
  }

  /** What becomes of the notifications of later payments. */
  async policy(policy: { drop_next?: number; copies?: number; delay_ms?: number }): Promise<void> {
    await this.post("/control/wechat/policy", policy);
  }

  /** Moves the gateway's own time forward or back: bills are made, orders expire there. */
  async moveClock(secs: number): Promise<void> {
    await this.post("/control/clock", { advance_secs: secs });
  }

  private async post(path: string, body: unknown): Promise<unknown> {
    const answer = await fetch(this.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
