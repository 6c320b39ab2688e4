import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import { connect } from 'node:tls';
import { DownloadProblem } from './errors.ts';
import { type ProxyEnvironment, proxyFor } from './proxy.ts';

/** See `GetOptions.patience`. */
const PATIENCE = 30_000;

const MOST_REDIRECTS = 10;

export interface GetOptions {
  /** Bytes that are there already. */
  offset: number;
  environment: ProxyEnvironment;
  signal: AbortSignal;
  /** Milliseconds without a byte after which a server or proxy is taken for dead. */
  patience?: number;
}

/**
 * The answer to a GET with status 200 or 206, redirections followed.
 *
 * @throws DownloadProblem; the signal's reason
 */
export async function get(url: URL, options: GetOptions): Promise<IncomingMessage> {
  let current = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(current, options);
    const { statusCode: status = 0, headers } = answer;
    if (status === 200 || status === 206) return answer;
    answer.destroy();
    const { location } = headers;
    if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
      current = redirected(current, location);
      continue;
    }
    if (status === 404 || status === 410) throw missing(`not found (${status})`);
    if (status === 416) throw tooShort(options.offset);
    const again = status === 429 || status >= 500;
    throw new DownloadProblem(`the server answered ${status}`, again, 'DOWNLOAD_FAILED');
  }
  throw new DownloadProblem('too many redirections', false, 'DOWNLOAD_FAILED');
}

function redirected(from: URL, location: string): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  // Who asked with encryption, for keys perhaps, believes what comes: apt goes nowhere without it, either.
  const allowed = from.protocol === 'https:' ? /^https:$/ : /^https?:$/;
  if (target !== undefined && allowed.test(target.protocol)) return target;
  throw new DownloadProblem(`redirected to ${location}`, false, 'DOWNLOAD_FAILED');
}

/** What is there of a file is as long as the server's, or longer. */
function tooShort(offset: number): DownloadProblem {
  const text = `the server has no more than ${offset} bytes (416)`;
  return new DownloadProblem(text, false, 'DOWNLOAD_SIZE');
}

function missing(text: string): DownloadProblem {
  return new DownloadProblem(text, false, 'DOWNLOAD_MISSING');
}

/** Within a time that does not begin again with every byte: a header, or the name of a proxy's server, may come one byte at a time. */
async function ask(url: URL, options: GetOptions): Promise<IncomingMessage> {
  const { patience = PATIENCE } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), 2 * patience);
  try {
    const signal = AbortSignal.any([options.signal, limit.signal]);
    return await askOnce(url, { ...options, signal });
  } catch (error) {
    if (!limit.signal.aborted || options.signal.aborted) throw error;
    const text = `no whole answer within ${(2 * patience) / 1000} seconds`;
    throw new DownloadProblem(text, true, 'DOWNLOAD_FAILED');
  } finally {
    clearTimeout(timer);
  }
}

async function askOnce(url: URL, options: GetOptions): Promise<IncomingMessage> {
  const { offset, environment, signal, patience: timeout = PATIENCE } = options;
  const proxy = proxyFor(url, environment);
  const headers: Record<string, string> = { 'user-agent': 'supermin', connection: 'close' };
  if (offset > 0) headers.range = `bytes=${offset}-`;
  Object.assign(headers, authorization(url, 'authorization'));
  if (proxy === undefined) return send(url, { headers, signal, timeout });
  if (url.protocol === 'https:') {
    const socket = await tunnel(url, proxy, { signal, timeout });
    return send(url, { headers, signal, timeout, createConnection: () => socket });
  }
  // A proxy wants the whole address.
  Object.assign(headers, { host: url.host }, authorization(proxy, 'proxy-authorization'));
  const path = `${url.origin}${url.pathname}${url.search}`;
  return send(proxy, { headers, signal, timeout, path });
}

type Sending = RequestOptions & { timeout: number };

function send(to: URL, options: Sending): Promise<IncomingMessage> {
  const client = to.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = client.request(withoutUser(to), options, resolve);
    sent.on('timeout', () => sent.destroy(silence(options.timeout)));
    sent.on('error', (error) => reject(connectionProblem(error, options.signal)));
    sent.end();
  });
}

function silence(timeout: number): Error {
  return new Error(`no answer for ${timeout / 1000} seconds`);
}

/** @returns a connection through an HTTP proxy, encrypted end to end */
function tunnel(
  url: URL,
  proxy: URL,
  { signal, timeout }: { signal: AbortSignal; timeout: number },
): Promise<Socket> {
  const port = url.port || '443';
  const headers = {
    host: `${url.hostname}:${port}`,
    ...authorization(proxy, 'proxy-authorization'),
  };
  const client = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = client.request(withoutUser(proxy), {
      method: 'CONNECT',
      path: `${url.hostname}:${port}`,
      headers,
      signal,
      timeout,
    });
    sent.on('timeout', () => sent.destroy(silence(timeout)));
    sent.on('connect', ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy();
        const text = `the proxy ${proxy.host} answered ${statusCode}`;
        reject(new DownloadProblem(text, false, 'DOWNLOAD_FAILED'));
        return;
      }
      const secure = connect({ socket, servername: url.hostname }, () => resolve(secure));
      addAbortSignal(signal, secure);
      // The server at the other end may be as silent as the proxy.
      secure.setTimeout(timeout, () => secure.destroy(silence(timeout)));
      secure.on('error', (error) => reject(connectionProblem(error, signal)));
    });
    sent.on('error', (error) => reject(connectionProblem(error, signal)));
    sent.end();
  });
}

function authorization({ username, password }: URL, header: string): Record<string, string> {
  if (username === '') return {};
  const text = `${decoded(username)}:${decoded(password)}`;
  return { [header]: `Basic ${Buffer.from(text).toString('base64')}` };
}

/** Node.js would send them as well, and those of a proxy to the server behind it. */
function withoutUser(url: URL): URL {
  return Object.assign(new URL(url), { username: '', password: '' });
}

/** A password may have a `%` that stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function connectionProblem(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof DownloadProblem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  // Names that are nowhere, certificates that are wrong: a second try is as bad.
  const again = !['ENOTFOUND', 'ECONNREFUSED'].includes(code ?? '') && !/CERT|SSL/.test(code ?? '');
  return new DownloadProblem(message || String(code), again, 'DOWNLOAD_FAILED');
}
