import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGreeting, readGreeting } from '../../src/named/greeting.ts';
import type { VmInfo } from '../../src/named/vm-info.ts';
import { numbers } from '../../src/session/protocol.ts';

const INFO = { name: 'box', pid: 7, state: 'running', image: 'é' } as VmInfo;

let server: Server;
const path = join(scratchDirectory(), 's');
beforeAll(async () => {
  server = createServer().listen(path);
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** Both ends of a connection. */
async function pair(): Promise<[client: Socket, supervisor: Socket]> {
  const client = connect(path);
  const [supervisor] = (await once(server, 'connection')) as [Socket];
  return [client, supervisor];
}

describe('a greeting', () => {
  it('arrives as it is, and what comes behind it is left', async () => {
    const [client, supervisor] = await pair();
    supervisor.end(Buffer.concat([encodeGreeting(INFO), Buffer.from('behind')]));
    expect(await readGreeting(client)).toEqual(INFO);
    expect(String(await buffer(client))).toBe('behind');
  });

  it('arrives in whatever parts', async () => {
    const [client, supervisor] = await pair();
    const read = readGreeting(client);
    for (const byte of encodeGreeting(INFO)) {
      supervisor.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await read).toEqual(INFO);
    expect([client.listenerCount('readable'), client.listenerCount('close')]).toEqual([0, 0]);
    client.destroy();
  });

  it.each([0, 11, 12, 20])('that is cut off after %d bytes is none', async (count) => {
    const [client, supervisor] = await pair();
    supervisor.end(encodeGreeting(INFO).subarray(0, count));
    expect(await readGreeting(client)).toBeUndefined();
  });

  it.each([
    ['another kind of frame', numbers(2, 6, 1), 'no greeting'],
    ['one that is too short', numbers(1, 3, 1), 'no greeting'],
    ['one that is too long', numbers(1, 2 ** 20 + 1, 1), 'no greeting'],
    ['another version', numbers(1, 6, 2), 'version 2 of the protocol'],
    ['what is no JSON', Buffer.concat([numbers(1, 6, 1), Buffer.from('{{')]), 'no JSON'],
  ])('%s is refused', async (_, bytes, message) => {
    const [client, supervisor] = await pair();
    supervisor.end(bytes);
    await expect(readGreeting(client)).rejects.toMatchObject({
      ...{ code: 'VM_PROTOCOL', message: expect.stringContaining(message) },
    });
    client.destroy();
  });

  it('may have a MiB', async () => {
    const [client, supervisor] = await pair();
    const text = JSON.stringify('x'.repeat(2 ** 20 - 4 - 2));
    supervisor.end(Buffer.concat([numbers(1, 2 ** 20, 1), Buffer.from(text)]));
    expect(await readGreeting(client)).toHaveLength(2 ** 20 - 6);
  });
});
