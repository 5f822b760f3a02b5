// Starts the stand-in gateway on a free port with fresh keys, and a small portal that keeps the notifications which arrive.
//
// HUIKA_GATEWAY_PROGRAM names the program; without it the debug build of this repository is used.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.HUIKA_GATEWAY_PROGRAM ?? path.join(here, '../../target/debug/huika-gateway');

export async function standIn() {
  const portal = await listen();
  const data = await mkdtemp(path.join(tmpdir(), 'huika-protocol-'));
  const child = spawn(program, ['--listen', '127.0.0.1:0', '--portal', portal.base, '--data', data, '--time-scale', '200'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, RUST_LOG: process.env.RUST_LOG ?? 'warn' },
  });
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  const ready = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([ready, failed]);
  const base = line.replace(/^ready: /, '');
  const file = (name) => readFile(path.join(data, name), 'utf8');
  const control = async (route, order) => {
    const options = order === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(order) };
    const answer = await fetch(`${base}/control/${route}`, options);
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const close = async () => {
    child.kill('SIGINT');
    await once(child, 'exit');
    portal.server.closeAllConnections();
    portal.server.close();
    await rm(data, { recursive: true, force: true });
  };
  return { base, data, file, control, close, portal, account: JSON.parse(await file('account.json')) };
}

// A portal that answers every notification with `portal.answer` and hands it out by `await portal.next()`.
async function listen() {
  const arrived = [];
  const waiting = [];
  const portal = {
    answer: { status: 200, body: 'success' },
    next: () => {
      if (arrived.length) return Promise.resolve(arrived.shift());
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('no notification within 10 seconds')), 10_000);
        waiting.push((notification) => {
          clearTimeout(late);
          resolve(notification);
        });
      });
    },
  };
  portal.server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const notification = { url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    response.writeHead(portal.answer.status).end(portal.answer.body);
    const next = waiting.shift();
    if (next) next(notification);
    else arrived.push(notification);
  });
  portal.server.listen(0, '127.0.0.1');
  await once(portal.server, 'listening');
  portal.base = `http://127.0.0.1:${portal.server.address().port}`;
  return portal;
}
