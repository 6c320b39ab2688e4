import { localHost, type WriterContext } from '@supermin/core';
import { scratchDirectory } from '../scratch/index.ts';

/** What core hands to a writer on this machine, with the warnings that it reports. */
export function contextOf(
  options: WriterContext['options'] = {},
  more: Partial<WriterContext> = {},
): WriterContext & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    host: localHost(),
    signal: new AbortController().signal,
    environment: {},
    cpu: 'x86_64',
    copyKernel: false,
    options,
    warnings,
    report: (event) => {
      if (event.kind === 'warning') warnings.push(event.text);
    },
    writer: () => Promise.reject(new Error('no other writer')),
    temporaryDirectory: scratchDirectory,
    ...more,
  };
}
