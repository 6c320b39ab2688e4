import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, globalAgent } from 'node:https';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { connectionProblem, type GetOptions, get } from '../../src/download/request.ts';

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
      // On a busy machine either time may be over first.
      message: expect.stringMatching(/^no answer for 0.05 seconds|^no whole answer within 0.1/),
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
      message: expect.stringMatching(/^no answer for 0.05 seconds|^no whole answer within 0.1/),
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

type Handler = (request: IncomingMessage, answer: ServerResponse) => void;

/** A server; what it was asked is noted. */
async function serve(handler: Handler) {
  const asked: IncomingMessage[] = [];
  const server = createHttpServer((request, answer) => {
    asked.push(request);
    handler(request, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const CAN_ENCRYPT = available('servers with TLS, by openssl', hasProgram('openssl'));

async function ownCertificate(): Promise<{ key: Buffer; cert: Buffer }> {
  const directory = scratchDirectory();
  const files = ['-keyout', `${directory}/key`, '-out', `${directory}/cert`];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const name = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  await succeed('openssl', ['req', ...kind, ...name, ...files]);
  return { key: readFileSync(`${directory}/key`), cert: readFileSync(`${directory}/cert`) };
}

function ask(address: string, more: Partial<GetOptions> = {}) {
  const { signal } = new AbortController();
  return get(new URL(address), { offset: 0, environment: {}, signal, ...more });
}

/** What a server answers once, and its body at another place. */
const moving =
  (status: number, location: string): Handler =>
  ({ url }, answer) => {
    if (url === '/there') answer.end('there');
    else answer.writeHead(status, { location }).end();
  };

describe('get', () => {
  it('asks for what is behind the offset, as who it is', async () => {
    const { address, asked } = await serve((_, answer) => void answer.writeHead(206).end());
    expect((await ask(`${address}/f`, { offset: 7 })).statusCode).toBe(206);
    expect(asked[0]!.headers).toMatchObject({
      ...{ 'user-agent': 'supermin', range: 'bytes=7-', connection: 'close' },
    });
    (await ask(`${address}/f`)).destroy();
    expect(asked[1]!.headers.range).toBeUndefined();
    expect(asked[1]!.headers.authorization).toBeUndefined();
  });

  it('tells the name and the password of an address', async () => {
    const { address, asked } = await serve((_, answer) => void answer.end());
    (await ask(address.replace('//', '//me:p%40ss@'))).destroy();
    const text = Buffer.from('me:p@ss').toString('base64');
    expect(asked[0]!.headers.authorization).toBe(`Basic ${text}`);
    (await ask(address.replace('//', '//me:100%@'))).destroy();
    const odd = Buffer.from('me:100%').toString('base64');
    expect(asked[1]!.headers.authorization).toBe(`Basic ${odd}`);
  });

  it.each([301, 302, 303, 307, 308])('follows a redirection: %i', async (status) => {
    const { address, asked } = await serve(moving(status, '/there'));
    expect((await ask(`${address}/here`)).statusCode).toBe(200);
    expect(asked.map(({ url }) => url)).toEqual(['/here', '/there']);
  });

  it.each([300, 304, 305])('does not follow %i', async (status) => {
    const { address } = await serve(moving(status, '/there'));
    await expect(ask(`${address}/here`)).rejects.toMatchObject({
      ...{ code: 'DOWNLOAD_FAILED', message: `the server answered ${status}`, again: false },
    });
  });

  it.each(['file:///etc/passwd', 'ftp://a.example/f', 'http://[', 'xhttp://a.example'])(
    'does not follow to %s',
    async (location) => {
      const { address } = await serve(moving(302, location));
      await expect(ask(`${address}/here`)).rejects.toMatchObject({
        ...{ code: 'DOWNLOAD_FAILED', message: `redirected to ${location}`, again: false },
      });
    },
  );

  it('follows ten redirections, and no more', async () => {
    const { address } = await serve(({ url = '' }, answer) => {
      const left = Number(url.slice(1));
      if (left === 0) answer.end();
      else answer.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect((await ask(`${address}/10`)).statusCode).toBe(200);
    await expect(ask(`${address}/11`)).rejects.toMatchObject({ message: 'too many redirections' });
  });

  it.each([
    [404, 'DOWNLOAD_MISSING', false],
    [410, 'DOWNLOAD_MISSING', false],
    [416, 'DOWNLOAD_SIZE', false],
    [429, 'DOWNLOAD_FAILED', true],
    [500, 'DOWNLOAD_FAILED', true],
    [503, 'DOWNLOAD_FAILED', true],
    [403, 'DOWNLOAD_FAILED', false],
    [499, 'DOWNLOAD_FAILED', false],
    [302, 'DOWNLOAD_FAILED', false],
  ])('fails for status %i', async (status, code, again) => {
    const { address } = await serve((_, answer) => void answer.writeHead(status).end());
    await expect(ask(`${address}/f`)).rejects.toMatchObject({
      ...{ code, again, message: expect.stringContaining(`${status}`) },
    });
  });

  it.runIf(CAN_ENCRYPT)('follows from https to https, and not to http', async () => {
    const { address } = await serve((_, answer) => void answer.end('forged'));
    const { key, cert } = await ownCertificate();
    const server = createHttpsServer({ key, cert }, ({ url }, answer) => {
      const location = { '/here': '/there', '/down': `${address}/there` }[url!];
      if (location === undefined) answer.end('there');
      else answer.writeHead(302, { location }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    globalAgent.options.ca = cert;
    closing.push(() => {
      delete globalAgent.options.ca;
      server.close();
    });
    const secure = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await ask(`${secure}/here`)).statusCode).toBe(200);
    await expect(ask(`${secure}/down`)).rejects.toMatchObject({
      ...{ code: 'DOWNLOAD_FAILED', message: `redirected to ${address}/there`, again: false },
    });
  });

  it('tells a proxy who asks, and the server behind it not', async () => {
    const { address, asked } = await serve((_, answer) => void answer.end());
    const environment = { http_proxy: address.replace('//', '//me:pass@') };
    (await ask('http://a.invalid:81/f?x', { environment })).destroy();
    expect(asked[0]!.url).toBe('http://a.invalid:81/f?x');
    const text = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
    expect(asked[0]!.headers).toMatchObject({
      ...{ host: 'a.invalid:81', 'proxy-authorization': text('me:pass') },
    });
    expect(asked[0]!.headers.authorization).toBeUndefined();
    (await ask('http://you:word@a.invalid/f', { environment })).destroy();
    expect(asked[1]!.headers).toMatchObject({
      ...{ authorization: text('you:word'), 'proxy-authorization': text('me:pass') },
    });
  });

  it('is refused by a proxy, which is named', async () => {
    const proxy = createHttpServer();
    const tunnels: (string | undefined)[] = [];
    proxy.on('connect', ({ url, headers }, socket: Socket) => {
      tunnels.push(url, headers['proxy-authorization']);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.push(() => proxy.close());
    const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const environment = { https_proxy: `http://me:pass@${host}` };
    for (const port of ['', ':8443']) {
      await expect(ask(`https://a.invalid${port}/f`, { environment })).rejects.toMatchObject({
        ...{ code: 'DOWNLOAD_FAILED', again: false, message: `the proxy ${host} answered 403` },
      });
    }
    const authorization = `Basic ${Buffer.from('me:pass').toString('base64')}`;
    expect(tunnels).toEqual([...['a.invalid:443', authorization, 'a.invalid:8443', authorization]]);
  });
});

describe('a problem of a connection', () => {
  const coded = (code: string | undefined, message = 'why') =>
    connectionProblem(Object.assign(new Error(message), { code }), undefined);

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED', 'ERR_SSL_WRONG_VERSION_NUMBER'])(
    'is as bad at a second try: %s',
    (code) => {
      expect(coded(code)).toMatchObject({ code: 'DOWNLOAD_FAILED', again: false, message: 'why' });
    },
  );

  it.each(['ECONNRESET', 'EAI_AGAIN', undefined])('is worth another try: %s', (code) => {
    expect(coded(code)).toMatchObject({ code: 'DOWNLOAD_FAILED', again: true });
  });

  it('is told by its code where it has no words', () => {
    expect(coded('EPIPE', '')).toMatchObject({ message: 'EPIPE' });
  });

  it("is the signal's reason, or what was said before", () => {
    const reason = new Error('enough');
    expect(connectionProblem(new Error('x'), AbortSignal.abort(reason))).toBe(reason);
    const before = coded('EPIPE');
    expect(connectionProblem(before, new AbortController().signal)).toBe(before);
  });
});
