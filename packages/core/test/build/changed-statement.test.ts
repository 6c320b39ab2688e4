import { readdirSync, rmSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

/** A build whose writer states `facts` and wraps a plugin of this version, and how often each of them was loaded. */
function scene() {
  const { host, backend } = distribution({ bash: { files: ['/bin/bash'] } });
  const top = writeFiles(scratchDirectory(), { packages: 'bash\n' });
  const state = { facts: [] as string[], version: undefined as string | undefined, loads: 0 };
  const listing = listingWriter();
  const writer: Writer = {
    ...listing,
    async inputs(context) {
      if (state.version !== undefined) await context.writer('inner');
      return { paths: [], facts: state.facts };
    },
  };
  const reasons: string[] = [];
  const options: BuildOptions = {
    backend,
    host,
    family: 'test/test',
    format: 'listing',
    inputs: [`${top}/packages`],
    output: `${top}/out`,
    temporaryDirectory: scratchDirectory(),
    cacheDirectory: `${top}/cache`,
    ifNewer: true,
    writer: async () => {
      state.loads++;
      return writer;
    },
    writers: async () => ({ ...listing, plugin: `inner@${state.version}` }),
    report: (event) => {
      if ('text' in event && event.text.includes('needs rebuilding: ')) {
        reasons.push(event.text.replace(/.*needs rebuilding: /, ''));
      }
    },
  };
  return { top, state, options, reasons };
}

describe('what a writer states', () => {
  it('makes the output stale when it changes', async () => {
    const { state, options, reasons } = scene();
    state.facts = ['tool=1', 'other'];
    await build(options);
    expect(await build(options)).toMatchObject({ built: false });
    state.facts = ['tool=2', 'other'];
    expect(await build(options)).toMatchObject({ built: true });
    expect(reasons.at(-1)).toBe(
      "what the writer states was 'tool=1, other' and is 'tool=2, other'",
    );
    expect(await build(options)).toMatchObject({ built: false });
    state.facts = [];
    expect(await build(options)).toMatchObject({ built: true });
  });

  it('is asked for only if there was any: a writer that states nothing is not loaded', async () => {
    const { state, options } = scene();
    await build(options);
    const { loads } = state;
    expect(await build(options)).toMatchObject({ built: false });
    expect(state.loads).toBe(loads);
  });

  it('is remembered of an output that was found, too', async () => {
    const { top, state, options } = scene();
    state.facts = ['tool=1'];
    state.version = '1';
    await build(options);
    for (const name of readdirSync(`${top}/cache/builds`)) rmSync(`${top}/cache/builds/${name}`);
    expect((await build(options)).record).toMatchObject({
      found: true,
      writer: { facts: ['tool=1'], wrapped: { inner: 'inner@1' } },
    });
  });
});

describe('a writer that is wrapped', () => {
  it('makes the output stale when its version changes', async () => {
    const { state, options, reasons } = scene();
    state.version = '1';
    const { record } = await build(options);
    expect(record?.writer).toEqual({ facts: [], wrapped: { inner: 'inner@1' } });
    expect(await build(options)).toMatchObject({ built: false });
    state.version = '2';
    expect(await build(options)).toMatchObject({ built: true });
    expect(reasons.at(-1)).toBe("the wrapped writer inner was 'inner@1' and is 'inner@2'");
  });

  it('and that a program does not have any more, does so, too', async () => {
    const { state, options } = scene();
    state.version = '1';
    await build(options);
    const without = { ...options, writers: undefined };
    await expect(build(without)).rejects.toMatchObject({ code: 'WRITER_MISSING' });
  });
});
