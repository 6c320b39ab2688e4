import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { get } from '../../src/download/request.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A proxy that says this to the first that it is asked, and then nothing more. */
async function silentAfter(answer: string): Promise<string> {
  const server = createServer((socket: Socket) => {
    closing.push(() => socket.destroy());
    socket.on('error', () => {});
    socket.once('data', () => answer !== '' && socket.write(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const CONNECTED = 'HTTP/1.1 200 Connection established\r\n\r\n';

describe('get through a proxy', () => {
  it.each([
    ['that never answers', ''],
    ['to a server that never answers', CONNECTED],
  ])('does not wait for ever for one %s', async (_, answer) => {
    const https_proxy = await silentAfter(answer);
    const signal = new AbortController().signal;
    const environment = { https_proxy };
    const asking = get(new URL('https://nowhere.invalid/x'), {
      ...{ offset: 0, environment, signal, patience: 50 },
    });
    await expect(asking).rejects.toMatchObject({
      message: 'no answer for 0.05 seconds',
      code: 'DOWNLOAD_FAILED',
      again: true,
    });
  });

  it('does not wait for ever for one that sends a byte now and then', async () => {
    const server = createServer((socket: Socket) => {
      const timer = setInterval(() => socket.write('x'), 5);
      closing.push(() => {
        clearInterval(timer);
        socket.destroy();
      });
      socket.on('error', () => clearInterval(timer));
      socket.write('HTTP/1.1 200 OK\r\nx: ');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const http_proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const signal = new AbortController().signal;
    const asking = get(new URL('http://nowhere.invalid/x'), {
      ...{ offset: 0, environment: { http_proxy }, signal, patience: 50 },
    });
    await expect(asking).rejects.toMatchObject({
      message: 'no whole answer within 0.1 seconds',
      again: true,
    });
  });

  it('stops with the signal while it waits for a server behind one', async () => {
    const https_proxy = await silentAfter(CONNECTED);
    const stop = new AbortController();
    const asking = get(new URL('https://nowhere.invalid/x'), {
      ...{ offset: 0, environment: { https_proxy }, signal: stop.signal },
    });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(asking).rejects.toThrow('enough');
  });
});
