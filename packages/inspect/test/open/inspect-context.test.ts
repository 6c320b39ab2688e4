import { ContentStore, type InspectContext } from '@supermin/core';
import { type Content, readContent } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { treeOf } from '@supermin/test-support/trees';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspectContext } from '../../src/open/inspect-context.ts';
import { CHROOT, registryOf, writerOf } from '../support/plugins.ts';

const CONTENTS = { tree: treeOf({}), size: 0, stored: new Map(), overhead: [], notes: [] };

const common = { signal: new AbortController().signal, report: () => {} };

const image = { name: 'disk', content: { kind: 'bytes', bytes: Buffer.of() }, size: 0 } as const;

/** A store that keeps nothing in memory. */
function newStore(): ContentStore {
  const store = new ContentStore(scratchDirectory(), 0);
  onTestFinished(() => store.close());
  return store;
}

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const textOf = (content: Content, size: number) => readContent(content, 0, size).toString();

describe('inspectContext', () => {
  it('keeps what writers want kept in the store', async () => {
    const context = inspectContext({ registry: registryOf(), ...common }, newStore());
    expect(context).toMatchObject(common);
    expect(textOf(await context.keep(chunks('some ', 'text'), 9), 9)).toBe('some text');
    const ranges = Float64Array.of(2, 4, 7, 8);
    const sparse = await context.keepSparse(chunks('ab', 'c'), 10, ranges);
    expect(textOf(sparse, 10)).toBe('\0\0ab\0\0\0c\0\0');
  });

  it('has an image read by the writer of its format, in the same context', async () => {
    const asked: unknown[] = [];
    const disk = writerOf('disk', [], {
      inspectImage: async (...args) => {
        asked.push(...args);
        return CONTENTS;
      },
    });
    const context = inspectContext({ registry: registryOf(CHROOT, disk), ...common }, newStore());
    expect(await context.inspectImage('disk', image)).toBe(CONTENTS);
    expect(asked[0]).toBe(image);
    expect(asked[1]).toBe<InspectContext>(context);
  });

  it.each([
    ['nobody is installed for', 'none'],
    ['the writer cannot read by itself', 'chroot'],
    ['is only another name of one', 'fs'],
  ])('is told of nothing in an image of a format that %s', async (_, format) => {
    const context = inspectContext({ registry: registryOf(CHROOT), ...common }, newStore());
    expect(await context.inspectImage(format, image)).toBeUndefined();
  });
});
