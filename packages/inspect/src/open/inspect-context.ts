import type { ContentStore, InspectContext, InspectedImage, Registry } from '@supermin/core';
import type { RootContext } from './open-root.ts';

/** What writers get to read an output back. @param store has what they keep */
export function inspectContext(
  { registry, signal, report }: Pick<RootContext, 'registry' | 'signal' | 'report'>,
  store: ContentStore,
): InspectContext {
  const context: InspectContext = {
    ...{ signal, report },
    keep: (chunks, size) => store.keep(chunks, size),
    keepSparse: (chunks, size, ranges) => store.keepSparse(chunks, size, ranges),
    inspectImage: (format, image) => inspectImage(registry, format, image, context),
  };
  return context;
}

async function inspectImage(
  registry: Registry,
  format: string,
  image: InspectedImage,
  context: InspectContext,
) {
  const isKnown = registry.writers.some(({ manifest }) => manifest.name === format);
  if (!isKnown) return undefined;
  const writer = await registry.loadWriter(registry.writer(format));
  return writer.inspectImage?.(image, context);
}
