// Starts the server on a small invented chain, on a free port, with a till's key.
//
// HUIKA_SERVER_PROGRAM names the program; without it the debug build of this repository is used.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.env.HUIKA_SERVER_PROGRAM ?? path.join(here, '../../target/debug/huika');

// A member of the invented chain.
export const PHONE = '13900000001';

export async function shop() {
  const folder = await mkdtemp(path.join(tmpdir(), 'huika-pos-'));
  const port = await freePort();
  const env = { PATH: process.env.PATH, HUIKA_SERVER_LISTEN: `127.0.0.1:${port}`, HUIKA_SERVER_PUBLIC_URL: `http://localhost:${port}`, HUIKA_LOG_LEVEL: 'warn' };
  const database = ['--database', `sqlite:${path.join(folder, 'huika.db')}`];
  const run = (...words) => promisify(execFile)(program, [...words, ...database], { cwd: folder, env });
  await run('seed-demo');
  const key = (await run('till-key', '--store', '1', '--till', 'SDK')).stdout.trim();
  const child = spawn(program, ['serve', ...database], { cwd: folder, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const base = `http://127.0.0.1:${port}`;
  await ready(base, child);
  const close = async () => {
    child.kill('SIGINT');
    await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  return { base, key, close };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function ready(base, child) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error('the server was not ready in 30 seconds');
}
