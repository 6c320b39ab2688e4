import { existsSync } from 'node:fs';
import type { BuildRecord } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { rememberFresh } from '../../../src/fast-start/fast-path/remember-fresh.ts';

function remembered(writer: BuildRecord['writer']): boolean {
  const cache = scratchDirectory();
  const output = scratchDirectory();
  const record: BuildRecord = {
    version: 4,
    output,
    bootId: 'b',
    builtAt: 0,
    synced: true,
    facts: {},
    writer,
    inputs: [],
    watched: [],
    outputs: [],
    hostfiles: { patterns: [], directories: [], misses: [], matches: [] },
  };
  rememberFresh(record, [], output, cache);
  return existsSync(`${cache}/fast-path1`);
}

it('sh answers for an output whose writer states nothing, or wraps another one', () => {
  expect(remembered({ facts: [], wrapped: {} })).toBe(true);
  expect(remembered({ facts: [], wrapped: { ext2: 'supermin-writer-x@1.0.0' } })).toBe(true);
});

it('node answers where the writer has to be asked', () => {
  expect(remembered({ facts: ['tool=1'], wrapped: {} })).toBe(false);
});
