import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { openSource } from '../../src/download/open-source.ts';
import { textOf } from '../support/image-files.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`;
}

const open = (address: string, offset = 0, signal = new AbortController().signal) =>
  openSource(address, offset, { environment: {}, signal });

/** What is read from an offset on, of a server that answers so. */
async function answered(offset: number, status: number, range?: string) {
  const asked: (string | undefined)[] = [];
  const headers = range === undefined ? {} : { 'content-range': range };
  const url = await serve(({ headers: { range: wanted } }, answer) => {
    asked.push(wanted);
    answer.writeHead(status, headers).end('text');
  });
  const source = await open(url, offset);
  expect(asked).toEqual([offset === 0 ? undefined : `bytes=${offset}-`]);
  return { offset: source.offset, text: await textOf(source.chunks) };
}

const problem = (message: string, again = false) => ({ code: 'DOWNLOAD_FAILED', again, message });

describe('bytes of a server', () => {
  it('begin where they were asked for, or at the beginning', async () => {
    expect(await answered(0, 200)).toEqual({ offset: 0, text: 'text' });
    expect(await answered(7, 200)).toEqual({ offset: 0, text: 'text' });
    expect(await answered(7, 200, 'bytes 7-10/11')).toEqual({ offset: 0, text: 'text' });
    expect(await answered(7, 206, 'bytes 7-10/11')).toEqual({ offset: 7, text: 'text' });
    expect(await answered(17, 206, 'bytes 17-20/21')).toEqual({ offset: 17, text: 'text' });
    expect(await answered(7, 206, 'bytes 0-10/11')).toEqual({ offset: 0, text: 'text' });
  });

  it('are believed to begin there where the server does not tell', async () => {
    for (const range of [undefined, 'nonsense', 'xbytes 8-9/11', 'bytes 8']) {
      expect(await answered(7, 206, range)).toEqual({ offset: 7, text: 'text' });
    }
  });

  it('are refused where they begin elsewhere', async () => {
    for (const begin of [8, 17]) {
      await expect(answered(7, 206, `bytes ${begin}-20/21`)).rejects.toMatchObject(
        problem(`the server sent what begins at ${begin}, and was asked for 7`),
      );
    }
  });

  it('that break off are a problem of the address, and worth another try', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('some', () => answer.destroy());
    });
    const { chunks } = await open(url);
    await expect(textOf(chunks)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', again: true });
  });

  it('end with the signal, whose reason is told', async () => {
    const stop = new AbortController();
    const url = await serve((_, answer) => void answer.write('some'));
    const { chunks } = await open(url, 0, stop.signal);
    const reading = (async () => {
      for await (const _ of chunks) stop.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('bytes of a file of this machine', () => {
  it('begin where they were asked for', async () => {
    const file = `file://${scratchDirectory({ 'a b': 'some text' })}/a%20b`;
    for (const [offset, text] of [
      [0, 'some text'],
      [5, 'text'],
    ] as const) {
      const source = await open(file, offset);
      expect(source.offset).toBe(offset);
      expect(await textOf(source.chunks)).toBe(text);
    }
  });

  it('are those of a regular file', async () => {
    const directory = scratchDirectory();
    for (const path of [directory, `${directory}/nothing`]) {
      await expect(open(`file://${path}`)).rejects.toMatchObject({
        ...{ code: 'DOWNLOAD_MISSING', again: false, message: 'no such file' },
      });
    }
  });
});

it.each(['ftp:', 'data:', 'xhttp:', 'httpss:'])('addresses of %s are none', async (protocol) => {
  await expect(open(`${protocol}//a.example/f`)).rejects.toMatchObject(
    problem(`addresses of ${protocol} are not supported`),
  );
});
