// wechatpay-axios-plugin, a client of WeChat Pay by another author, drives the stand-in and verifies what it signs.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import plugin from 'wechatpay-axios-plugin';
import { standIn } from '../stand-in.mjs';

const { Aes, Formatter, Rsa, Wechatpay } = plugin;

let gateway;
let wxpay;
let account;
let platformKey;

before(async () => {
  gateway = await standIn();
  account = gateway.account;
  platformKey = Rsa.from(await gateway.file('wechatpay-public.pem'), Rsa.KEY_TYPE_PUBLIC);
  wxpay = new Wechatpay({
    mchid: account.mchid,
    serial: account.merchant_serial,
    privateKey: Rsa.from(await gateway.file('merchant-key.pem'), Rsa.KEY_TYPE_PRIVATE),
    certs: { [account.wechat_key_id]: platformKey },
    baseURL: `${gateway.base}/`,
  });
});

after(() => gateway.close());

function order(number, more = {}) {
  return {
    appid: account.appid,
    mchid: account.mchid,
    description: '会员充值',
    out_trade_no: number,
    notify_url: `${gateway.portal.base}/notify/wechat`,
    amount: { total: 10000, currency: 'CNY' },
    ...more,
  };
}

const h5 = { scene_info: { payer_client_ip: '203.0.113.7', h5_info: { type: 'Wap' } } };

// What a merchant does with a notification, by the other author's functions.
function read(notification) {
  const { headers, body } = notification;
  const signed = Formatter.joinedByLineFeed(headers['wechatpay-timestamp'], headers['wechatpay-nonce'], body);
  assert.equal(headers['wechatpay-serial'], account.wechat_key_id);
  assert.ok(Rsa.verify(signed, headers['wechatpay-signature'], platformKey), 'the signature fits');
  const { event_type: event, resource } = JSON.parse(body);
  const plain = Aes.AesGcm.decrypt(resource.ciphertext, account.apiv3_key, resource.nonce, resource.associated_data);
  return { event, plain: JSON.parse(plain) };
}

async function refusal(call) {
  const error = await call.then(() => assert.fail('it was accepted'), (failure) => failure);
  return { status: error.response?.status, ...error.response?.data };
}

test('H5, JSAPI and Native orders are announced', async () => {
  const web = await wxpay.v3.pay.transactions.h5.post(order('SDK00000001', h5));
  assert.match(web.data.h5_url, /prepay_id=wx/);
  const inside = await wxpay.v3.pay.transactions.jsapi.post(order('SDK00000002', { payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } }));
  assert.match(inside.data.prepay_id, /^wx/);
  const desktop = await wxpay.v3.pay.transactions.native.post(order('SDK00000003'));
  assert.match(desktop.data.code_url, /^weixin:\/\//);
});

test('a paid order is notified and found paid, and its answers verify', async () => {
  await wxpay.v3.pay.transactions.native.post(order('SDK00000010'));
  const path = wxpay.v3.pay.transactions.outTradeNo.$out_trade_no$;
  const query = () => path.get({ params: { mchid: account.mchid }, out_trade_no: 'SDK00000010' });
  assert.equal((await query()).data.trade_state, 'NOTPAY');
  await gateway.control('wechat/trades/SDK00000010/pay', {});
  const { event, plain } = read(await gateway.portal.next());
  assert.equal(event, 'TRANSACTION.SUCCESS');
  assert.equal(plain.amount.total, 10000);
  const { data } = await query();
  assert.deepEqual(data, plain);
  const byId = await wxpay.v3.pay.transactions.id.$id$.get({ params: { mchid: account.mchid }, id: plain.transaction_id });
  assert.deepEqual(byId.data, plain);
});

test('closing answers 204 with a signature over nothing; a paid order is not closed', async () => {
  await wxpay.v3.pay.transactions.native.post(order('SDK00000020'));
  const path = wxpay.v3.pay.transactions.outTradeNo.$out_trade_no$.close;
  const closed = await path.post({ mchid: account.mchid }, { out_trade_no: 'SDK00000020' });
  assert.equal(closed.status, 204);
  const paid = await refusal(path.post({ mchid: account.mchid }, { out_trade_no: 'SDK00000010' }));
  assert.deepEqual([paid.status, paid.code], [400, 'ORDERPAID']);
});

test('a refund is processed, notified and found', async () => {
  const wanted = {
    out_trade_no: 'SDK00000010',
    out_refund_no: 'SDKR0000001',
    notify_url: `${gateway.portal.base}/notify/wechat`,
    amount: { refund: 4000, total: 10000, currency: 'CNY' },
  };
  const first = await wxpay.v3.refund.domestic.refunds.post(wanted);
  assert.equal(first.data.status, 'PROCESSING');
  const { event, plain } = read(await gateway.portal.next());
  assert.deepEqual([event, plain.refund_status, plain.amount.refund], ['REFUND.SUCCESS', 'SUCCESS', 4000]);
  const found = await wxpay.v3.refund.domestic.refunds.$out_refund_no$.get({ out_refund_no: 'SDKR0000001' });
  assert.equal(found.data.status, 'SUCCESS');
  const tooMuch = await refusal(wxpay.v3.refund.domestic.refunds.post({ ...wanted, out_refund_no: 'SDKR0000002', amount: { ...wanted.amount, refund: 6001 } }));
  assert.equal(tooMuch.status, 400);
});

test('what WeChat refuses is refused in its words', async () => {
  const native = wxpay.v3.pay.transactions.native;
  const missing = order('SDK00000030');
  delete missing.description;
  for (const [body, status, code] of [
    [missing, 400, 'PARAM_ERROR'],
    [order('SDK00000031', { attach: null }), 400, 'PARAM_ERROR'],
    [order('SDK00000032', { surprise: 1 }), 400, 'PARAM_ERROR'],
    [order('SDK00000033', { description: '充值🎉' }), 400, 'PARAM_ERROR'],
    [order('SDK00000034', { amount: { total: 0 } }), 400, 'PARAM_ERROR'],
    [order('SDK00000035', { amount: { total: 1.5 } }), 400, 'PARAM_ERROR'],
    [order('SDK00000036', { notify_url: 'https://shop.example/notify?a=1' }), 400, 'PARAM_ERROR'],
    [order('SDK00000037', { appid: 'wx0000000000000000' }), 400, 'APPID_MCHID_NOT_MATCH'],
    [order('SDK00000003', { amount: { total: 1 } }), 400, 'INVALID_REQUEST'],
  ]) {
    const answer = await refusal(native.post(body));
    assert.deepEqual([answer.status, answer.code], [status, code], JSON.stringify(body));
  }
  const certificates = await refusal(wxpay.v3.certificates.get());
  assert.equal(certificates.code, 'RESOURCE_NOT_EXISTS');
});

test('a request that another key signed is refused', async () => {
  const { privateKey } = await import('node:crypto').then((c) => c.generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const stranger = new Wechatpay({
    mchid: account.mchid,
    serial: account.merchant_serial,
    privateKey,
    certs: { [account.wechat_key_id]: platformKey },
    baseURL: `${gateway.base}/`,
  });
  const answer = await refusal(stranger.v3.pay.transactions.native.post(order('SDK00000040')));
  assert.deepEqual([answer.status, answer.code], [401, 'SIGN_ERROR']);
});

test('the bill of a day has the form that the other author reads', async () => {
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const ask = (params) => wxpay.v3.bill.tradebill.get({ params });
  assert.equal((await refusal(ask({ bill_date: today }))).code, 'STATEMENT_CREATING');
  await gateway.control('clock', { advance_secs: 2 * 24 * 3600 });
  const { data: place } = await ask({ bill_date: today, bill_type: 'ALL', tar_type: 'GZIP' });
  const { pathname, searchParams } = new URL(place.download_url);
  assert.equal(pathname, '/v3/billdownload/file');
  const { data } = await wxpay.v3.billdownload.file.get({ params: { token: searchParams.get('token') }, responseType: 'arraybuffer' });
  const plain = gunzipSync(data);
  assert.equal(createHash('sha1').update(plain).digest('hex'), place.hash_value);
  const { rows, summary } = Formatter.castCsvBill(plain);
  assert.deepEqual(rows.map((row) => [row.商户订单号, row.交易状态]), [['SDK00000010', 'SUCCESS'], ['SDK00000010', 'REFUND']]);
  assert.deepEqual([rows[0].订单金额, rows[1].申请退款金额, rows[1].商户退款单号], ['100.00', '40.00', 'SDKR0000001']);
  assert.equal(summary.订单总金额, '100.00');
  const { data: flow } = await wxpay.v3.bill.fundflowbill.get({ params: { bill_date: today, account_type: 'BASIC', tar_type: 'GZIP' } });
  const token = new URL(flow.download_url).searchParams.get('token');
  const { data: packed } = await wxpay.v3.billdownload.file.get({ params: { token }, responseType: 'arraybuffer' });
  const funds = gunzipSync(packed);
  assert.equal(createHash('sha1').update(funds).digest('hex'), flow.hash_value);
  const booked = Formatter.castCsvBill(funds);
  assert.deepEqual(booked.rows.map((row) => [row.业务类型, row.收支类型, row['收支金额(元)']]), [['交易', '收入', '100.00'], ['退款', '支出', '40.00']]);
  assert.deepEqual([booked.summary.收入金额, booked.summary.支出金额], ['100.00', '40.00']);
});

test('a client that verifies does not believe a wrong or missing signature', async () => {
  for (const kind of ['bad-signature', 'unsigned']) {
    await gateway.control('wechat/faults', [{ kind }]);
    await assert.rejects(wxpay.v3.pay.transactions.native.post(order('SDK00000050')), /Verify the response|Headers incomplete/, kind);
  }
});
