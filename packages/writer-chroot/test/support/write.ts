import { localHost, type WriterContext } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { writer } from '../../src/writer.ts';

export function contextOf(
  options: WriterContext['options'] = {},
  more: Partial<WriterContext> = {},
): WriterContext & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    ...{ host: localHost(), signal: new AbortController().signal },
    ...{ environment: {}, cpu: 'x86_64', copyKernel: false, options, warnings },
    report: (event) => {
      if (event.kind === 'warning') warnings.push(event.text);
    },
    ...more,
  };
}

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
