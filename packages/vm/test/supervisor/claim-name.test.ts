import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Server } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { socketOf } from '../../src/named/address.ts';
import { encodeGreeting } from '../../src/named/greeting.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { claimName } from '../../src/supervisor/claim-name.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function claim(...directories: string[]): Promise<Server> {
  const server = await claimName('box', directories);
  servers.push(server);
  const greeting = encodeGreeting({ name: 'box', pid: 4711, state: 'running' } as VmInfo);
  return server.on('connection', (socket) => socket.on('error', () => {}).write(greeting));
}

it('a name is taken in the first directory, by a socket of this user alone', async () => {
  const [first, second] = [scratchDirectory(), scratchDirectory()];
  const server = await claim(first, second);
  expect(server.address()).toBe(socketOf(first, 'box'));
  expect(statSync(socketOf(first, 'box')).mode & 0o777).toBe(0o600);
  expect(readdirSync(second)).toEqual([]);
});

it('a name that somebody has in any directory is not taken', async () => {
  const [first, second] = [scratchDirectory(), scratchDirectory()];
  await claim(second);
  await expect(claim(first, second)).rejects.toMatchObject({
    ...{ code: 'VM_NAME_TAKEN', message: expect.stringContaining('4711') },
  });
  expect(existsSync(socketOf(first, 'box'))).toBe(false);
});

it('what killed processes left goes, in all directories', async () => {
  const [first, second] = [scratchDirectory({ 'box.sock': '' }), scratchDirectory()];
  const third = scratchDirectory({ 'box.sock': '', 'other.sock': '' });
  await claim(first, second, third);
  expect(readdirSync(third)).toEqual(['other.sock']);
  expect(statSync(socketOf(first, 'box')).isSocket()).toBe(true);
});
