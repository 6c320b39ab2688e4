import { closeSync, openSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveState, type StateReceiver } from '../../src/template/receive-state.ts';
import { until } from '../until.ts';

let place: string;
let directory: number;
let receiver: StateReceiver;

beforeEach(() => {
  place = scratchDirectory();
  directory = openSync(place, 'r');
  receiver = receiveState(directory);
});
afterEach(async () => {
  receiver.close();
  await until(() => expect(readdirSync(place)).toEqual([]));
  closeSync(directory);
});

/** As QEMU does. */
async function sender() {
  await until(() => expect(readdirSync(place)).toEqual(['socket']));
  return connect(join(place, 'socket')).on('error', () => {});
}

describe('receiveState', () => {
  it('has all that QEMU has sent, when it has', async () => {
    const socket = await sender();
    socket.write('some ');
    socket.end('state');
    expect(String(await receiver.state)).toBe('some state');
  });

  it('names the socket by the number that QEMU has for its directory', () => {
    expect(receiver.addressFor(9)).toBe('unix:/proc/self/fd/9/socket');
  });

  it('takes no more than the state of a VM can be', async () => {
    const socket = await sender();
    const part = Buffer.alloc(2 ** 20);
    for (let count = 0; count < 64; count++) socket.write(part);
    socket.write('x');
    await expect(receiver.state).rejects.toThrow('too large');
  });

  it('fails when it is closed before', async () => {
    const socket = await sender();
    // More than what is not read yet may be.
    await new Promise((resolve) => socket.write(Buffer.alloc(2 ** 22), resolve));
    receiver.close();
    await expect(receiver.state).rejects.toThrow('QEMU has ended');
  });
});

it('says where there can be no socket', async () => {
  const file = openSync(join(scratchDirectory({ file: '' }), 'file'), 'r');
  const none = receiveState(file);
  await expect(none.state).rejects.toMatchObject({ syscall: 'listen' });
  none.close();
  closeSync(file);
});
