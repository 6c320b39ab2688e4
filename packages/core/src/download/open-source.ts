import { createReadStream, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DownloadProblem } from './errors.ts';
import type { ProxyEnvironment } from './proxy.ts';
import { connectionProblem, get } from './request.ts';
import { steady } from './steady.ts';

/** The bytes of an address from an offset on. */
export interface Source {
  /** Where they begin: 0 if the server does not know of offsets. */
  offset: number;
  chunks: AsyncIterable<Uint8Array>;
}

export interface SourceOptions {
  environment: ProxyEnvironment;
  signal: AbortSignal;
}

/**
 * Opens `http:`, `https:` and `file:` addresses.
 *
 * @throws DownloadProblem; the signal's reason
 */
export async function openSource(
  address: string,
  offset: number,
  options: SourceOptions,
): Promise<Source> {
  const url = new URL(address);
  if (url.protocol === 'file:') return openFile(fileURLToPath(url), offset);
  if (!/^https?:$/.test(url.protocol)) {
    throw new DownloadProblem(
      `addresses of ${url.protocol} are not supported`,
      false,
      'DOWNLOAD_FAILED',
    );
  }
  const answer = await get(url, { ...options, offset });
  const range = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
  const start = answer.statusCode === 206 ? Number(range?.[1] ?? offset) : 0;
  if (start !== 0 && start !== offset) {
    answer.destroy();
    const text = `the server sent what begins at ${start}, and was asked for ${offset}`;
    throw new DownloadProblem(text, false, 'DOWNLOAD_FAILED');
  }
  answer.setTimeout(30_000, () => answer.destroy(new Error('no data for 30 seconds')));
  return { offset: start, chunks: untangled(steady(answer), options.signal) };
}

/** Errors on the way are problems of this address. */
async function* untangled(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw connectionProblem(error, signal);
  }
}

function openFile(path: string, offset: number): Source {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return { offset, chunks: createReadStream(path, { start: offset }) };
  throw new DownloadProblem('no such file', false, 'DOWNLOAD_MISSING');
}
