import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchFile, type RemoteFile } from '../../src/download/fetch-file.ts';

const BODY = Buffer.from('0123456789'.repeat(5000));
const SHA256 = createHash('sha256').update(BODY).digest('hex');

type Handler = (request: IncomingMessage, answer: ServerResponse, number: number) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server; each request is noted. */
async function serve(handler: Handler): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, answer) => {
    seen.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    handler(request, answer, seen.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`, seen };
}

/** Ranges as servers of files have them. */
const file: Handler = ({ headers }, answer) => {
  const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  if (start > 0) {
    answer.writeHead(206, { 'content-range': `bytes ${start}-${BODY.length - 1}/${BODY.length}` });
  }
  answer.end(BODY.subarray(start));
};

const cutOff: Handler = ({ headers }, answer) => {
  const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  if (start > 0) answer.writeHead(206, { 'content-range': `bytes ${start}-` });
  // All that is written arrives before the connection is closed.
  answer.write(BODY.subarray(start, start + 8_000), () => answer.socket?.end());
};

interface Outcome {
  path: string;
  progress: number;
}

async function fetch(
  urls: string[],
  more: Partial<RemoteFile> = {},
  {
    path = `${scratchDirectory()}/x`,
    environment = {},
    signal = new AbortController().signal,
  } = {},
): Promise<Outcome> {
  let progress = 0;
  const wanted = { name: 'a file', urls, size: BODY.length, sha256: SHA256, ...more };
  await fetchFile(wanted, path, { environment, signal, progress: (bytes) => (progress += bytes) });
  expect(readFileSync(path).equals(BODY)).toBe(true);
  return { path, progress };
}

describe('fetchFile', () => {
  it('downloads, and goes on with what is there', async () => {
    const { url, seen } = await serve(file);
    const { path, progress } = await fetch([url]);
    expect(progress).toBe(BODY.length);
    writeFileSync(path, BODY.subarray(0, 12_345));
    expect((await fetch([url], {}, { path })).progress).toBe(BODY.length);
    await fetch([url], {}, { path });
    expect(seen).toEqual(['/f', '/f bytes=12345-']);
  });

  it('begins anew where a server does not know of offsets', async () => {
    const whole = await serve((_, answer) => answer.end(BODY));
    const path = `${scratchDirectory()}/x`;
    writeFileSync(path, BODY.subarray(0, 100));
    expect((await fetch([whole.url], {}, { path })).progress).toBe(BODY.length);
  });

  it.each([
    ['another file', 'something else'],
    ['another file of the same size', Buffer.alloc(BODY.length)],
  ])('begins anew where what is there is of %s', async (_, there) => {
    const { url, seen } = await serve(file);
    const path = `${scratchDirectory()}/x`;
    writeFileSync(path, there);
    expect((await fetch([url], {}, { path })).progress).toBe(BODY.length);
    expect(seen.at(-1)).toBe('/f');
  });

  it('begins anew where what came first was the page of a portal, also at the next mirror', async () => {
    const page: Handler = (_, answer) => answer.end('<html>'.repeat(100));
    const once = await serve((request, answer, number) =>
      (number === 1 ? page : file)(request, answer, number),
    );
    await fetch([once.url]);
    expect(once.seen).toEqual(['/f', '/f bytes=600-', '/f']);
    const [portal, good] = [await serve(page), await serve(file)];
    await fetch([portal.url, good.url]);
    expect(good.seen).toEqual(['/f bytes=600-', '/f']);
  });

  it('begins anew where there is nothing behind the offset, and says then what is wrong', async () => {
    const short = BODY.subarray(0, 10_000);
    const { url, seen } = await serve(({ headers }, answer) =>
      headers.range === undefined ? answer.end(short) : answer.writeHead(416).end(),
    );
    await expect(fetch([url])).rejects.toMatchObject({
      code: 'DOWNLOAD_SIZE',
      message: expect.stringContaining('the server has no more than 10000 bytes'),
    });
    expect(seen.length).toBeLessThan(10);
  });

  it('gives up where files of different lengths come by turns', async () => {
    const { url, seen } = await serve((_, answer, number) =>
      answer.end(BODY.subarray(0, number % 2 === 0 ? 10 : 30_000)),
    );
    await expect(fetch([url])).rejects.toMatchObject({ code: 'DOWNLOAD_SIZE' });
    expect(seen.length).toBeLessThan(10);
  });

  it('asks again where the connection breaks off, from there on', async () => {
    const { url, seen } = await serve(cutOff);
    expect((await fetch([url])).progress).toBe(BODY.length);
    expect(seen.slice(0, 3)).toEqual(['/f', '/f bytes=8000-', '/f bytes=16000-']);
  });

  it('gives up where each try brings next to nothing', async () => {
    const { url, seen } = await serve((request, answer) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (start > 0) answer.writeHead(206, { 'content-range': `bytes ${start}-` });
      answer.write(BODY.subarray(start, start + 10), () => answer.socket?.end());
    });
    await expect(fetch([url])).rejects.toMatchObject({ code: expect.stringMatching(/^DOWNLOAD_/) });
    expect(seen).toHaveLength(3);
  });

  it('follows redirections, and asks the next mirror where one fails', async () => {
    const good = await serve(file);
    const bad = await serve((_, answer) => answer.writeHead(503).end());
    const gone = await serve((_, answer) => answer.writeHead(404).end());
    const moved = await serve((_, answer) => answer.writeHead(302, { location: good.url }).end());
    const closed = 'http://127.0.0.1:1/f';
    await fetch([closed, gone.url, bad.url, moved.url]);
    expect([gone.seen.length, bad.seen.length, moved.seen.length, good.seen.length]).toEqual([
      ...[1, 3, 1, 1],
    ]);
  });

  it('takes no part of a file that it has not asked for', async () => {
    const far = await serve((_, answer) => {
      answer.writeHead(206, { 'content-range': 'bytes 20000-49999/50000' });
      answer.end(BODY.subarray(20_000));
    });
    const path = `${scratchDirectory()}/x`;
    writeFileSync(path, BODY.subarray(0, 100));
    await expect(fetch([far.url], {}, { path })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('begins at 20000, and was asked for 0'),
    });
    expect(far.seen).toEqual(['/f bytes=100-', '/f']);
    // The whole file as a part of itself is as good as status 200.
    const whole = await serve((_, answer) => {
      answer.writeHead(206, { 'content-range': 'bytes 0-49999/50000' });
      answer.end(BODY);
    });
    writeFileSync(path, BODY.subarray(0, 100));
    await fetch([whole.url], {}, { path });
  });

  it('stops with the signal while it reads what is there', async () => {
    const path = `${scratchDirectory()}/x`;
    writeFileSync(path, BODY);
    const stop = new AbortController();
    const fetching = fetch(['http://127.0.0.1:1/f'], {}, { path, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(fetching).rejects.toThrow('enough');
  });

  it.each<[string, string, Handler]>([
    ['not there', 'DOWNLOAD_MISSING', (_, answer) => answer.writeHead(404).end()],
    ['another file', 'DOWNLOAD_HASH', (_, answer) => answer.end(Buffer.alloc(BODY.length))],
    ['shorter', 'DOWNLOAD_SIZE', (_, answer) => answer.end('short')],
    ['longer', 'DOWNLOAD_SIZE', (_, answer) => answer.end(Buffer.concat([BODY, BODY]))],
    ['forbidden', 'DOWNLOAD_FAILED', (_, answer) => answer.writeHead(403).end()],
    [
      'moved in circles',
      'DOWNLOAD_FAILED',
      (_, answer) => answer.writeHead(302, { location: '/f' }).end(),
    ],
    [
      'moved to a file',
      'DOWNLOAD_FAILED',
      (_, answer) => answer.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    ],
  ])('says what is wrong: %s', async (_, code, handler) => {
    const { url } = await serve(handler);
    await expect(fetch([url.replace('http://', 'http://user:secret@')])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^could not download a file: http:\/\/127/),
    });
  });

  it('reads files of this machine, too', async () => {
    const directory = scratchDirectory({ f: BODY });
    await fetch([`file://${directory}/missing`, `file://${directory}/f`]);
    await expect(fetch(['ftp://example.org/f'])).rejects.toThrow('ftp: are not supported');
  });

  it('goes through a proxy, with the whole address and the name of its user', async () => {
    const requests: string[] = [];
    const proxy = await serve((request, answer) => {
      requests.push(
        `${request.url} ${request.headers.host} ${request.headers['proxy-authorization']}`,
      );
      answer.end(BODY);
    });
    const http_proxy = proxy.url.replace('http://', 'http://me:pass@');
    await fetch(['http://nowhere.invalid/x?y'], {}, { environment: { http_proxy } as never });
    expect(requests).toEqual(['http://nowhere.invalid/x?y nowhere.invalid Basic bWU6cGFzcw==']);
  });

  it('stops with the signal', async () => {
    const stop = new AbortController();
    const { url } = await serve((_, answer) => {
      answer.write('x');
      stop.abort(new Error('enough'));
    });
    await expect(fetch([url], {}, { signal: stop.signal })).rejects.toThrow('enough');
  });
});
