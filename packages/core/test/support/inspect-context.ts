import type { ContentStore } from '../../src/appliance/content-store.ts';
import type { InspectContext } from '../../src/plugin/inspect-contract.ts';

/** What an output is read back with, where no other writer is installed. */
export function inspectContext(store: ContentStore): InspectContext {
  return {
    signal: new AbortController().signal,
    report: () => {},
    keep: (chunks, size) => store.keep(chunks, size),
    keepSparse: (chunks, size, ranges) => store.keepSparse(chunks, size, ranges),
    inspectImage: async () => undefined,
  };
}
