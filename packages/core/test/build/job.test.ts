import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { newJob } from '../../src/build/job.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { localHost } from '../../src/host/local-host.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

function options(more: Partial<BuildOptions> = {}): BuildOptions {
  const { backend } = distribution({});
  const top = scratchDirectory({ 'in/b': '', 'in/a': '' });
  return {
    ...{ backend, writer: listingWriter(), family: 'test/test', format: 'listing' },
    ...{ inputs: [`${top}/in`], output: `${top}/out` },
    ...more,
  };
}

describe('newJob', () => {
  it('lists the inputs in the order in which they are read', () => {
    const given = options();
    const [input] = given.inputs;
    const job = newJob(given);
    expect(job.inputs).toEqual([`${input}/a`, `${input}/b`]);
    expect(job.options).toBe(given);
    expect(job.wrapped).toEqual({});
  });

  it('is of this machine, never ends early and says nothing, where nothing else is asked for', () => {
    const { host, signal, report, records } = newJob(options());
    expect(host.root).toBe('/');
    expect(signal.aborted).toBe(false);
    expect(report({ kind: 'warning', text: 'x' })).toBeUndefined();
    expect(records).toBeUndefined();
  });

  it('takes what is asked for', () => {
    const host = localHost(scratchDirectory());
    const { signal } = new AbortController();
    const report = () => {};
    const job = newJob(options({ host, signal, report, cacheDirectory: scratchDirectory() }));
    expect(job).toMatchObject({ host, signal, report });
    expect(job.records).toBeDefined();
    expect(job.facts['--root']).toBe(host.root);
  });

  it('packages of a lock have their config files, and their root is the host', () => {
    const host = localHost(scratchDirectory());
    const lockedRoot = {
      host,
      digest: 'sha256:1',
      packages: [],
      files: [],
    } as unknown as NonNullable<BuildOptions['lockedRoot']>;
    const job = newJob(options({ lockedRoot, includeConfig: false }));
    expect(job.options.includeConfig).toBe(true);
    expect(job.host).toBe(host);
    expect(job.facts).toMatchObject({ 'the locked packages': 'sha256:1' });
  });
});
