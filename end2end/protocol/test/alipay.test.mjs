// alipay-sdk, Alipay's own client, drives the stand-in and verifies what it signs.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { AlipaySdk } from 'alipay-sdk';
import { standIn } from '../stand-in.mjs';

let gateway;
let alipay;

before(async () => {
  gateway = await standIn();
  const { account } = gateway;
  alipay = new AlipaySdk({
    appId: account.alipay_app_id,
    privateKey: await gateway.file('alipay-app-key.pem'),
    keyType: 'PKCS8',
    alipayPublicKey: await gateway.file('alipay-public.pem'),
    gateway: `${gateway.base}/alipay/gateway.do`,
    endpoint: gateway.base,
    camelcase: false,
  });
});

after(() => gateway.close());

const call = (method, bizContent) => alipay.exec(method, { bizContent }, { validateSign: true });

// The payer's browser opens the page that the SDK made.
async function open(number, amount, more = {}) {
  const address = alipay.pageExecute('alipay.trade.wap.pay', 'GET', {
    notify_url: `${gateway.portal.base}/notify/alipay`,
    return_url: `${gateway.portal.base}/pay/token`,
    bizContent: { out_trade_no: number, total_amount: amount, subject: '会员充值', product_code: 'QUICK_WAP_WAY', ...more },
  });
  const page = await (await fetch(address)).text();
  return { page, token: page.match(/\/alipay\/cashier\/(\w+)\/pay"/)?.[1] };
}

const press = (token, action) => fetch(`${gateway.base}/alipay/cashier/${token}/${action}`, { method: 'POST', body: new URLSearchParams(), redirect: 'manual' });

test('a trade exists only from the confirmation on, and its answers verify', async () => {
  const { page, token } = await open('SDKA000001', '88.05');
  assert.match(page, /88\.05/);
  const before = await call('alipay.trade.query', { out_trade_no: 'SDKA000001' });
  assert.deepEqual([before.code, before.sub_code], ['40004', 'ACQ.TRADE_NOT_EXIST']);
  await press(token, 'confirm');
  const waiting = await call('alipay.trade.query', { out_trade_no: 'SDKA000001' });
  assert.deepEqual([waiting.code, waiting.trade_status], ['10000', 'WAIT_BUYER_PAY']);
  await press(token, 'pay');
  const paid = await call('alipay.trade.query', { out_trade_no: 'SDKA000001' });
  assert.deepEqual([paid.code, paid.trade_status, paid.total_amount], ['10000', 'TRADE_SUCCESS', '88.05']);
});

test('a desktop has a cashier of its own, with a product of its own', async () => {
  const order = { out_trade_no: 'SDKA000005', total_amount: '7.00', subject: '会员充值' };
  const page = async (bizContent) => (await fetch(alipay.pageExecute('alipay.trade.page.pay', 'GET', { bizContent }))).text();
  assert.match(await page({ ...order, product_code: 'FAST_INSTANT_TRADE_PAY' }), /7\.00/);
  assert.match(await page({ ...order, product_code: 'QUICK_WAP_WAY' }), /商家签约的产品与订单不符/);
});

test('the notification and the return address verify', async () => {
  const notification = Object.fromEntries(new URLSearchParams((await gateway.portal.next()).body));
  assert.equal(notification.trade_status, 'TRADE_SUCCESS');
  assert.ok(alipay.checkNotifySignV2(notification));
  assert.ok(!alipay.checkNotifySignV2({ ...notification, total_amount: '0.01' }));

  const { token } = await open('SDKA000002', '1.00');
  const answer = await press(token, 'pay');
  const back = Object.fromEntries(new URL(answer.headers.get('location')).searchParams);
  assert.equal(back.out_trade_no, 'SDKA000002');
  assert.ok(alipay.checkNotifySignV2(back));
  await gateway.portal.next();
});

test('a refund moves money once, and a repetition says that it moved none', async () => {
  const order = { out_trade_no: 'SDKA000001', refund_amount: '30.00', out_request_no: 'SDKAR00001' };
  const first = await call('alipay.trade.refund', order);
  assert.deepEqual([first.code, first.fund_change, first.refund_fee], ['10000', 'Y', '30.00']);
  const again = await call('alipay.trade.refund', order);
  assert.deepEqual([again.code, again.fund_change], ['10000', 'N']);
  const found = await call('alipay.trade.fastpay.refund.query', { out_trade_no: 'SDKA000001', out_request_no: 'SDKAR00001' });
  assert.deepEqual([found.refund_status, found.refund_amount], ['REFUND_SUCCESS', '30.00']);
  const tooMuch = await call('alipay.trade.refund', { ...order, refund_amount: '58.06', out_request_no: 'SDKAR00002' });
  assert.equal(tooMuch.code, '40004');
  const told = Object.fromEntries(new URLSearchParams((await gateway.portal.next()).body));
  assert.deepEqual([told.refund_fee, told.out_biz_no, told.trade_status], ['30.00', 'SDKAR00001', 'TRADE_SUCCESS']);
  assert.ok(alipay.checkNotifySignV2(told));
});

test('closing ends what was confirmed and not paid', async () => {
  const { token } = await open('SDKA000003', '5.00');
  await press(token, 'confirm');
  assert.equal((await call('alipay.trade.close', { out_trade_no: 'SDKA000003' })).code, '10000');
  assert.equal((await call('alipay.trade.query', { out_trade_no: 'SDKA000003' })).trade_status, 'TRADE_CLOSED');
  assert.match(await (await press(token, 'pay')).text(), /交易已关闭/);
});

test('a form by POST is understood like an address', async () => {
  const form = alipay.pageExecute('alipay.trade.wap.pay', 'POST', {
    bizContent: { out_trade_no: 'SDKA000004', total_amount: '6.00', subject: '会员充值', product_code: 'QUICK_WAP_WAY' },
  });
  const action = form.match(/action="([^"]+)"/)[1];
  const hidden = [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value.replaceAll('&quot;', '"')]);
  const page = await (await fetch(action, { method: 'POST', body: new URLSearchParams(hidden) })).text();
  assert.match(page, /6\.00/);
});

test('another key, another app and an unknown method are refused', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const settings = { privateKey: pem, keyType: 'PKCS8', gateway: `${gateway.base}/alipay/gateway.do`, camelcase: false };
  const stranger = new AlipaySdk({ ...settings, appId: gateway.account.alipay_app_id });
  const ask = { bizContent: { out_trade_no: 'SDKA000001' } };
  assert.equal((await stranger.exec('alipay.trade.query', ask)).sub_code, 'isv.invalid-signature');
  const other = new AlipaySdk({ ...settings, appId: '2021000000000000' });
  assert.equal((await other.exec('alipay.trade.query', ask)).sub_code, 'isv.invalid-app-id');
  assert.equal((await alipay.exec('alipay.trade.nothing', ask)).sub_code, 'isv.invalid-method');
});

test('in certificate mode the SDK names the certificates as the stand-in made them, and believes its answers', async () => {
  const byCertificate = new AlipaySdk({
    appId: gateway.account.alipay_app_id,
    privateKey: await gateway.file('alipay-app-key.pem'),
    keyType: 'PKCS8',
    appCertContent: await gateway.file('alipay-app.crt'),
    alipayPublicCertContent: await gateway.file('alipay-public.crt'),
    alipayRootCertContent: await gateway.file('alipay-root.crt'),
    gateway: `${gateway.base}/alipay/gateway.do`,
    endpoint: gateway.base,
    camelcase: false,
  });
  const unknown = await byCertificate.exec('alipay.trade.query', { bizContent: { out_trade_no: 'SDKA999999' } }, { validateSign: true });
  assert.deepEqual([unknown.code, unknown.sub_code], ['40004', 'ACQ.TRADE_NOT_EXIST']);
});
