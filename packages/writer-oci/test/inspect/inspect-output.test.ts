import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { file, treeOf } from '@supermin/test-support/trees';
import { contextOf, INSPECT_CONTEXT } from '@supermin/test-support/writers';
import { expect, it } from 'vitest';
import { inspectOutput } from '../../src/inspect/inspect-output.ts';
import { writer } from '../../src/writer.ts';

it('reads a container that was written', async () => {
  const layout = scratchDirectory();
  const tree = treeOf({
    '/init': file('#!/bin/sh\n', { mode: 0o755 }),
    '/etc/file': file('content'),
  });
  await writer.write(tree, layout, contextOf());
  const contents = (await inspectOutput(layout, INSPECT_CONTEXT))!;
  expect([...contents.tree.walk()].map(({ path }) => path)).toEqual(['/etc', '/etc/file', '/init']);
  const told = [...contents.stored.values(), ...contents.overhead.map(({ bytes }) => bytes)];
  expect(told.reduce((sum, bytes) => sum + bytes)).toBe(contents.size);
});

it('is nothing of a file, or of a directory that is no layout', async () => {
  const directory = scratchDirectory({ file: 'text' });
  expect(await inspectOutput(directory, INSPECT_CONTEXT)).toBeUndefined();
  writeFileSync(join(directory, 'index.json'), '');
  expect(await inspectOutput(join(directory, 'index.json'), INSPECT_CONTEXT)).toBeUndefined();
});
