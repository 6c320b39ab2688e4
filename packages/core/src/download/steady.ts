import { DownloadProblem } from './errors.ts';

/** Milliseconds in which at least `LEAST` bytes have to come: a modem of 1990 was as fast. */
const WINDOW = 30_000;
const LEAST = 16 * 1024;

export interface Pace {
  window?: number;
  least?: number;
}

/**
 * Chunks that come steadily. A server, or a proxy, that sends a byte now and then is never silent, and would never end.
 *
 * @throws DownloadProblem for fewer than `least` bytes within `window`; whatever `chunks` throws
 */
export async function* steady(
  chunks: AsyncIterable<Uint8Array>,
  { window = WINDOW, least = LEAST }: Pace = {},
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let waited = 0;
  let bytes = 0;
  try {
    for (;;) {
      // The time that the reader takes does not count.
      const asked = performance.now();
      const next = await source.next();
      waited += performance.now() - asked;
      if (next.done) return;
      bytes += next.value.length;
      if (waited >= window) {
        if (bytes < least) throw slow(bytes, waited);
        waited = 0;
        bytes = 0;
      }
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}

function slow(bytes: number, milliseconds: number): DownloadProblem {
  const text = `only ${bytes} bytes came within ${Math.round(milliseconds / 1000)} seconds`;
  return new DownloadProblem(text, true, 'DOWNLOAD_FAILED');
}
