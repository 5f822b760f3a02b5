// A till as its maker would write it: by a client that is generated from the description, and nothing else.

import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type Problem = components['schemas']['Problem'];

export function till(baseUrl: string, key: string) {
  const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

  async function scan(code: string): Promise<components['schemas']['Session']> {
    const { data, error } = await client.POST('/pos/v1/scans', { body: { code } });
    if (error) throw new Error(error.code);
    return data;
  }

  async function sell(session: string, amount: number, once: string): Promise<components['schemas']['Receipt']> {
    const { data, error, response } = await client.POST('/pos/v1/sales', {
      params: { header: { 'Idempotency-Key': once } },
      body: { session, amount_fen: amount, payment: 'outside', outside_channel: 'cash' },
    });
    if (error) throw new Error(error.code);
    if (response.status !== 201 || !('receipt_number' in data)) throw new Error('the member is asked on the phone');
    return data;
  }

  async function refusal(session: string, tender: string): Promise<Problem> {
    const { error } = await client.POST('/pos/v1/quotes', {
      body: { session, amount_fen: 100, points: { exactly: 0 }, payment: 'outside', outside_channel: tender },
    });
    if (!error) throw new Error('this has to be refused');
    return error;
  }

  async function takeBack(receipt: string, amount: number, once: string): Promise<components['schemas']['TakenBack']> {
    const { data, error } = await client.POST('/pos/v1/returns', {
      params: { header: { 'Idempotency-Key': once } },
      body: { receipt_number: receipt, amount_fen: amount, line: 'one' },
    });
    if (error) throw new Error(error.code);
    return data;
  }

  async function today(limit: number): Promise<string[]> {
    const { data, error } = await client.GET('/pos/v1/sales', { params: { query: { limit } } });
    if (error) throw new Error(error.code);
    return data.sales.map((sale) => sale.receipt_number);
  }

  async function find(receipt: string): Promise<components['schemas']['Receipt']> {
    const { data, error } = await client.GET('/pos/v1/sales/{receipt_number}', { params: { path: { receipt_number: receipt } } });
    if (error) throw new Error(error.code);
    return data;
  }

  return { scan, sell, refusal, takeBack, today, find };
}
