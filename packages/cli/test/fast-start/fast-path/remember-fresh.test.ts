import { existsSync } from 'node:fs';
import type { BuildRecord } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  rememberFresh,
  testsBeforeBuild,
} from '../../../src/fast-start/fast-path/remember-fresh.ts';

function remembered(writer: BuildRecord['writer'], more: Partial<BuildRecord> = {}): boolean {
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
    ...more,
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

it('node answers where all that is fast is switched off', () => {
  vi.stubEnv('SUPERMIN_FAST_START', '0');
  expect(remembered({ facts: [], wrapped: {} })).toBe(false);
});

afterEach(() => void vi.unstubAllEnvs());

describe('testsBeforeBuild', () => {
  it('are of what rules the host, of the plugins, and of the inputs that are directories', () => {
    const top = scratchDirectory({ 'd/packages': '', plugin: '' });
    const tests = testsBeforeBuild([`${top}/plugin`, `${top}/none`], [`${top}/d`]);
    const paths = tests!.map((test) => ('path' in test ? test.path : undefined));
    expect(paths).toEqual([
      ...['/etc/os-release', '/usr/lib/os-release', `${top}/plugin`, `${top}/none`, `${top}/d`],
    ]);
    expect(tests!.find((test) => 'path' in test && test.path === `${top}/none`)!.kind).toBe(
      'missing',
    );
  });

  it('are none if something cannot be looked at: the build will say so', () => {
    const top = scratchDirectory({ file: '' });
    expect(testsBeforeBuild([`${top}/${'x'.repeat(300)}`], [])).toBeUndefined();
  });
});
