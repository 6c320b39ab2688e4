import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { RecordStore } from '../../src/cache/build-record.ts';
import { outputStateOf } from '../../src/cache/file-state.ts';
import { recordOf } from '../../src/cache/record-of.ts';

/** An output of two files, and what is remembered of its build. */
function built() {
  const top = scratchDirectory({ 'out/root': 'root', 'out/kernel': 'kernel' });
  const [cache, output] = [`${top}/cache`, `${top}/out`];
  const outputs = ['root', 'kernel'].map((name): [string, string] => {
    const path = `${output}/${name}`;
    return [path, outputStateOf(path)];
  });
  new RecordStore(cache).save(output, {
    ...{ bootId: 'boot', builtAt: 1, synced: false, facts: {}, inputs: [], watched: [] },
    writer: { facts: [], wrapped: {} },
    hostfiles: { patterns: [], directories: [], misses: [], matches: [] },
    outputs,
  });
  return { top, cache, output };
}

describe('recordOf', () => {
  it('is what is remembered of the directory, whichever way leads there', () => {
    const { top, cache, output } = built();
    symlinkSync('out', `${top}/link`);
    for (const path of [output, `${output}/`, `${top}/link`]) {
      expect(recordOf(path, cache)).toMatchObject({ output, bootId: 'boot' });
    }
  });

  it('also where its files were read or touched', () => {
    const { cache, output } = built();
    utimesSync(`${output}/root`, 1e9, 1e9);
    expect(recordOf(output, cache)).toBeDefined();
  });

  it.each<[string, (output: string) => void]>([
    ['one of its files has another size', (output) => appendFileSync(`${output}/kernel`, 'x')],
    ['one of them is gone', (output) => rmSync(`${output}/root`)],
    ['it is gone itself', (output) => rmSync(output, { recursive: true })],
    [
      'something else is in its place',
      (output) => {
        renameSync(output, `${output}-before`);
        mkdirSync(output);
      },
    ],
    [
      'a file is in its place',
      (output) => {
        rmSync(output, { recursive: true });
        appendFileSync(output, '');
      },
    ],
  ])('is nothing where %s', (_, change) => {
    const { cache, output } = built();
    change(output);
    expect(recordOf(output, cache)).toBeUndefined();
  });

  it('is nothing for an output that was never built', () => {
    const { top, cache } = built();
    mkdirSync(`${top}/other`);
    expect(recordOf(`${top}/other`, cache)).toBeUndefined();
    expect(recordOf(`${top}/none`, cache)).toBeUndefined();
  });
});
