import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { socketOf } from '../../src/named/address.ts';
import { clearIfStale, removeIfStale, withNames } from '../../src/named/clear-stale.ts';
import { encodeGreeting } from '../../src/named/greeting.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { Settled } from '../../src/session/settled.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Somebody at the socket of a name; without a greeting, one who closes at once. */
async function listen(directory: string, name: string, greeting?: Buffer) {
  const closed: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('close', () => closed.push(name));
    if (greeting === undefined) socket.destroy();
    else socket.resume().write(greeting);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socketOf(directory, name), resolve));
  return closed;
}

const GREETING = encodeGreeting({ name: 'box', pid: 4711, state: 'running' } as VmInfo);

/** Where nobody listens at the socket of `box`. */
const stale = () => scratchDirectory({ 'box.sock': '' });

describe('the socket of a supervisor', () => {
  it('that was killed is removed', async () => {
    const [one, other] = [stale(), stale()];
    expect(await removeIfStale(one, 'box')).toBeUndefined();
    expect(readdirSync(one)).toEqual([]);
    await clearIfStale(other, 'box');
    expect(existsSync(socketOf(other, 'box'))).toBe(false);
  });

  it('that is there stays, and is left in peace', async () => {
    const directory = scratchDirectory();
    const closed = await listen(directory, 'box', GREETING);
    expect(await removeIfStale(directory, 'box')).toEqual({ pid: 4711 });
    await expect.poll(() => closed).toEqual(['box']);
    await clearIfStale(directory, 'box');
    expect(existsSync(socketOf(directory, 'box'))).toBe(true);
  });

  it('that does not say which it is stays', async () => {
    const directory = scratchDirectory();
    await listen(directory, 'box');
    expect(await removeIfStale(directory, 'box')).toEqual({ pid: undefined });
    expect(existsSync(socketOf(directory, 'box'))).toBe(true);
  });

  it('is none: nothing is made for a name that nobody has', async () => {
    const directory = stale();
    await clearIfStale(directory, 'other');
    expect(readdirSync(directory)).toEqual(['box.sock']);
  });

  it('is not removed while another process takes or clears names', async () => {
    const directory = stale();
    const [begun, over] = [new Settled<void>(), new Settled<void>()];
    const held = withNames(directory, () => {
      begun.resolve();
      return over.promise;
    });
    await begun.promise;
    const cleared = clearIfStale(directory, 'box');
    await listen(directory, 'later', GREETING);
    await removeIfStale(directory, 'later');
    expect(existsSync(socketOf(directory, 'box'))).toBe(true);
    over.resolve();
    await Promise.all([held, cleared]);
    expect(existsSync(socketOf(directory, 'box'))).toBe(false);
  });
});

it('names are free again where something went wrong', async () => {
  const directory = scratchDirectory();
  const failed = withNames(directory, () => Promise.reject(new Error('wrong')));
  await expect(failed).rejects.toThrow('wrong');
  expect(await withNames(directory, async () => 'next')).toBe('next');
});
