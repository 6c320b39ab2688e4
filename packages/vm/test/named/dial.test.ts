import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it } from 'vitest';
import { dial } from '../../src/named/dial.ts';

let server: Server | undefined;

afterEach(() => void server?.close());

it('is nobody where there is no socket, or nobody listens at it', async () => {
  const path = join(scratchDirectory(), 's');
  expect(await dial(path, 'box')).toBeUndefined();
});

it('one that closes at once, as without descriptors it must, is there all the same', async () => {
  const path = join(scratchDirectory(), 's');
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server!.listen(path, resolve));
  await expect(dial(path, 'box')).rejects.toMatchObject({ code: 'VM_UNRESPONSIVE' });
});

it('is nobody where who listened stops at this very moment', async () => {
  const path = join(scratchDirectory(), 's');
  server = createServer();
  await new Promise<void>((resolve) => server!.listen(path, resolve));
  const dialled = dial(path, 'box');
  server.close();
  expect(await dialled).toBeUndefined();
});

it('one that says nothing in time does not answer, and is left', async () => {
  const path = join(scratchDirectory(), 's');
  const left = new Promise<void>((resolve) => {
    server = createServer((socket) => socket.resume().once('close', () => resolve()));
  });
  await new Promise<void>((resolve) => server!.listen(path, resolve));
  await expect(dial(path, 'box', 1)).rejects.toMatchObject({
    ...{ code: 'VM_UNRESPONSIVE', message: expect.stringContaining("'box'") },
  });
  await left;
});

it('anything else is an error of the system', async () => {
  const path = join(scratchDirectory({ file: '' }), 'file', 's');
  await expect(dial(path, 'box')).rejects.toMatchObject({ code: 'ENOTDIR' });
});
