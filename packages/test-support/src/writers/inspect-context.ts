import type { InspectContext } from '@supermin/core';

/** What an output without holes is read back with, where no other writer is installed: contents are kept in memory. */
export const INSPECT_CONTEXT: InspectContext = {
  signal: new AbortController().signal,
  report() {},
  async keep(chunks) {
    const parts: Uint8Array[] = [];
    for await (const part of chunks) parts.push(part);
    return { kind: 'bytes', bytes: Buffer.concat(parts) };
  },
  keepSparse: () => Promise.reject(new Error('no holes')),
  inspectImage: async () => undefined,
};
