// Stripe's own client drives the stand-in and verifies what it signs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Stripe from 'stripe';
import { standIn } from '../stand-in.mjs';

let gateway;
let stripe;

before(async () => {
  gateway = await standIn();
  const { hostname, port } = new URL(gateway.base);
  stripe = new Stripe(gateway.account.stripe_secret_key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
});

after(() => gateway.close());

const order = (number, amount) => ({
  mode: 'payment',
  success_url: `${gateway.portal.base}/pay/token?session={CHECKOUT_SESSION_ID}`,
  client_reference_id: number,
  line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: amount, product_data: { name: '会员充值' } } }],
  metadata: { number },
  payment_intent_data: { metadata: { number } },
});

const read = async () => {
  const { headers, body } = await gateway.portal.next();
  return stripe.webhooks.constructEvent(body, headers['stripe-signature'], gateway.account.stripe_webhook_secret);
};

test('a session is opened, paid at its page, and told by an event that verifies', async () => {
  const session = await stripe.checkout.sessions.create(order('SDKS000001', 10000));
  assert.deepEqual([session.status, session.payment_status, session.amount_total], ['open', 'unpaid', 10000]);
  assert.match(await (await fetch(session.url)).text(), /100\.00/);
  const answer = await fetch(`${session.url}/pay`, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' });
  assert.ok(answer.headers.get('location').endsWith(`session=${session.id}`));
  const event = await read();
  assert.equal(event.type, 'checkout.session.completed');
  assert.deepEqual([event.data.object.id, event.data.object.payment_status], [session.id, 'paid']);
  const again = await stripe.checkout.sessions.retrieve(session.id);
  assert.equal(again.status, 'complete');
  const found = await stripe.paymentIntents.search({ query: 'metadata["number"]:"SDKS000001"' });
  assert.deepEqual([found.data[0].id, found.data[0].amount_received], [again.payment_intent, 10000]);
});

test('an idempotency key replays the first answer and refuses other parameters', async () => {
  const options = { idempotencyKey: 'prepay-SDKS000002' };
  const first = await stripe.checkout.sessions.create(order('SDKS000002', 500), options);
  const second = await stripe.checkout.sessions.create(order('SDKS000002', 500), options);
  assert.equal(second.id, first.id);
  await assert.rejects(stripe.checkout.sessions.create(order('SDKS000002', 501), options), { type: 'StripeIdempotencyError' });
});

test('a session can be expired once, and then not be paid', async () => {
  const session = await stripe.checkout.sessions.create(order('SDKS000003', 500));
  assert.equal((await stripe.checkout.sessions.expire(session.id)).status, 'expired');
  assert.equal((await read()).type, 'checkout.session.expired');
  await assert.rejects(stripe.checkout.sessions.expire(session.id), { type: 'StripeInvalidRequestError' });
  const page = await (await fetch(`${session.url}/pay`, { method: 'POST', body: new URLSearchParams() })).text();
  assert.match(page, /expired/);
});

test('refunds go back in parts and not beyond', async () => {
  const { data } = await stripe.paymentIntents.search({ query: 'metadata["number"]:"SDKS000001"' });
  const refund = await stripe.refunds.create({ payment_intent: data[0].id, amount: 4000, metadata: { refund_number: 'SDKSR00001' } });
  assert.deepEqual([refund.status, refund.amount], ['succeeded', 4000]);
  const kinds = [(await read()).type, (await read()).type].sort();
  assert.deepEqual(kinds, ['charge.refunded', 'refund.updated']);
  await assert.rejects(stripe.refunds.create({ payment_intent: data[0].id, amount: 6001 }), { type: 'StripeInvalidRequestError' });
});

test('wrong keys, missing and unknown parameters are refused', async () => {
  const { hostname, port } = new URL(gateway.base);
  const stranger = new Stripe('sk_test_of_somebody_else', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  await assert.rejects(stranger.checkout.sessions.create(order('SDKS000004', 1)), { type: 'StripeAuthenticationError' });
  const missing = order('SDKS000005', 1);
  delete missing.success_url;
  await assert.rejects(stripe.checkout.sessions.create(missing), { code: 'parameter_missing' });
  await assert.rejects(stripe.checkout.sessions.create({ ...order('SDKS000006', 1), surprise: 1 }), { code: 'parameter_unknown' });
  await assert.rejects(stripe.checkout.sessions.create({ ...order('SDKS000007', 1), expires_at: 1 }), { type: 'StripeInvalidRequestError' });
});

test('the library refuses an event that was signed long ago or with another secret', async () => {
  const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'checkout.session.completed' });
  const secret = gateway.account.stripe_webhook_secret;
  const old = stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Math.floor(Date.now() / 1000) - 600 });
  assert.throws(() => stripe.webhooks.constructEvent(body, old, secret), { type: 'StripeSignatureVerificationError' });
  const foreign = stripe.webhooks.generateTestHeaderString({ payload: body, secret: 'whsec_other' });
  assert.throws(() => stripe.webhooks.constructEvent(body, foreign, secret), { type: 'StripeSignatureVerificationError' });
});
