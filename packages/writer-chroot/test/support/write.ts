import type { WriterContext } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { contextOf } from '@supermin/test-support/writers';
import { writer } from '../../src/writer.ts';

/** Writes a tree; returns the warnings. */
export async function write(
  tree: FileTree,
  directory: string,
  options: WriterContext['options'] = {},
): Promise<string[]> {
  const context = contextOf(options);
  await writer.write(tree, directory, context);
  return context.warnings;
}
