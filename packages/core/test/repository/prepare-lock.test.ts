import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/plugin/contract.ts';
import { parseLock } from '../../src/repository/lock.ts';
import { type PrepareLockOptions, prepareLock } from '../../src/repository/prepare-lock.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const LOCK = lockOf(Buffer.from('package'));

/** @param opened is called when the repositories are asked */
function backend(opened: () => void): Backend {
  const plain = backendOf(() => Promise.reject(new Error('not asked')));
  const open = async () => {
    opened();
    return {
      ...{ arch: 'amd64', cpu: 'x86_64', sources: LOCK.sources },
      resolve: () => ({ packages: LOCK.packages, notes: [] }),
      ...{ has: () => false, essential: () => [], kernel: () => undefined },
    };
  };
  return { ...plain, repository: { ...plain.repository!, open } };
}

/** Prepares into `output`, and tells how often repositories were asked. */
async function prepare(
  output: string,
  options: Partial<PrepareLockOptions> = {},
  during = () => {},
) {
  let opened = 0;
  const ask = () => {
    opened++;
    during();
  };
  await prepareLock({
    ...{ backend: backend(ask), cacheDirectory: scratchDirectory(), family: 'fake/fake' },
    ...{ from: ['fake:1'], packages: ['x', 'caf\xc3\xa9'], output },
    ...options,
  }).catch((error) => {
    throw Object.assign(error, { opened });
  });
}

describe('an appliance of locked packages', () => {
  it('is the names that were asked for, and the lock', async () => {
    const output = join(scratchDirectory(), 'out');
    await prepare(output);
    expect(readdirSync(output)).toEqual(['lock.json', 'packages']);
    expect(readFileSync(join(output, 'packages'), 'latin1')).toBe('x\ncaf\xc3\xa9\n');
    const lock = parseLock(readFileSync(join(output, 'lock.json'), 'latin1'), 'lock.json');
    expect(lock).toMatchObject({ requested: ['x', 'caf\xc3\xa9'], packages: LOCK.packages });
  });

  it.each(['lock.json', 'packages', 'base.tar.gz'])(
    'takes the place of an earlier one, which has %s',
    async (name) => {
      const output = join(scratchDirectory({ [`out/${name}`]: 'old' }), 'out');
      await prepare(output);
      expect(readdirSync(output)).toEqual(['lock.json', 'packages']);
    },
  );

  it('takes the place of nothing else, unless it is told to', async () => {
    const output = join(scratchDirectory({ 'out/mine': 'dear' }), 'out');
    await expect(prepare(output)).rejects.toMatchObject({ code: 'OUTPUT_OCCUPIED', opened: 0 });
    expect(readdirSync(output)).toEqual(['mine']);
    await prepare(output, { force: true });
    expect(readdirSync(output)).toEqual(['lock.json', 'mine', 'packages']);
  });

  it('is not there, and nothing of it, when it is interrupted', async () => {
    const top = scratchDirectory();
    const stop = new AbortController();
    const enough = () => stop.abort(new Error('enough'));
    const options = { signal: stop.signal };
    await expect(prepare(join(top, 'out'), options, enough)).rejects.toThrow('enough');
    expect(readdirSync(top)).toEqual([]);
  });

  it('leaves an earlier one as it is when it fails', async () => {
    const output = join(scratchDirectory({ 'out/packages': 'old' }), 'out');
    const fail = () => {
      throw new Error('no network');
    };
    await expect(prepare(output, {}, fail)).rejects.toThrow('no network');
    expect(readFileSync(join(output, 'packages'), 'latin1')).toBe('old');
  });
});
