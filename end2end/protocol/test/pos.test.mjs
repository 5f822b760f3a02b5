// The description of the tills' interface: valid by a library that nobody here wrote, and good enough that a client generated from it in
// another language compiles strictly, sells and takes back.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTS, { astToString } from 'openapi-typescript';
import { PHONE, shop } from '../server.mjs';

const here = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');

let server;
let description;
let generated;

before(async () => {
  server = await shop();
  description = await (await fetch(`${server.base}/pos/v1/openapi.json`)).json();
  // Beside node_modules, where the client finds its library.
  generated = await mkdtemp(path.join(here, '.generated-'));
});

after(async () => {
  await rm(generated, { recursive: true, force: true });
  await server.close();
});

test('the description is a valid OpenAPI document', async () => {
  const checked = await new Validator().validate(structuredClone(description));
  assert.deepEqual([checked.valid, checked.errors ?? []], [true, []]);
});

test('every answer has words, every refusal is a problem document, and every parameter stands where it is sent', () => {
  for (const [address, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const where = `${method} ${address}`;
      for (const status of ['401', '429', '500', '503', ...(operation.requestBody ? ['400', '413', '415', '422'] : [])]) {
        assert.ok(operation.responses[status], `${where} does not say ${status}`);
      }
      for (const [status, answer] of Object.entries(operation.responses)) {
        assert.ok(answer.description, `${where} ${status} has no words`);
        const expected = status < '400' ? 'application/json' : 'application/problem+json';
        assert.deepEqual(Object.keys(answer.content), [expected], `${where} ${status}`);
      }
      for (const parameter of operation.parameters ?? []) {
        assert.equal(parameter.in === 'path', address.includes(`{${parameter.name}}`), `${where} ${parameter.name}`);
      }
    }
  }
});

test('a client that is generated from it compiles, sells, is refused in words and takes back', async () => {
  await writeFile(path.join(generated, 'schema.d.ts'), astToString(await openapiTS(description)));
  await cp(path.join(here, 'pos/till.mts'), path.join(generated, 'till.mts'));
  await writeFile(path.join(generated, 'package.json'), '{"type":"module"}');
  const options = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--typeRoots', generated, '--lib', 'es2023,dom', '--skipLibCheck', 'false'];
  const compiler = path.join(here, 'node_modules/typescript/bin/tsc');
  const compiled = await promisify(execFile)(process.execPath, [compiler, ...options, path.join(generated, 'till.mts')]).catch((error) => error);
  assert.equal(compiled.stdout, '', compiled.stdout);

  const { till } = await import(pathToFileURL(path.join(generated, 'till.mjs')).href);
  const desk = till(server.base, server.key);
  const { session, may_spend: maySpend } = await desk.scan(PHONE);
  assert.equal(maySpend, false);
  const refusal = await desk.refusal(session, 'wechat');
  assert.deepEqual([refusal.status, refusal.code], [422, 'unknown-tender']);
  const receipt = await desk.sell(session, 3650, 'sdk-sale-0001');
  assert.deepEqual([receipt.gross_fen, receipt.outside_fen], [3650, 3650]);
  assert.deepEqual(await desk.find(receipt.receipt_number), receipt);
  assert.deepEqual(await desk.today(1), [receipt.receipt_number]);
  const back = await desk.takeBack(receipt.receipt_number, 3650, 'sdk-back-0001');
  assert.deepEqual([back.outside_fen, back.outside_channel, back.points_taken], [3650, 'cash', receipt.points_earned]);
});
