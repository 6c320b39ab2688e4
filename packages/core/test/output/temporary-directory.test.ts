import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { withTemporaryDirectory } from '../../src/output/temporary-directory.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';
import { compiled, script } from '../support/child.ts';

describe('withTemporaryDirectory', () => {
  it('is private, and gone afterwards', async () => {
    const parent = scratchDirectory();
    const result = await withTemporaryDirectory(parent, async (directory) => {
      expect(readdirSync(parent)).toEqual([directory.slice(parent.length + 1)]);
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      mkdirSync(`${directory}/closed`);
      writeFileSync(`${directory}/closed/x`, '');
      chmodSync(`${directory}/closed`, 0o555);
      return 42;
    });
    expect(result).toBe(42);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is gone after an error, which comes through', async () => {
    const parent = scratchDirectory();
    const work = withTemporaryDirectory(parent, async (directory) => {
      writeFileSync(`${directory}/x`, '');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('clears what a killed process left', async () => {
    const parent = scratchDirectory();
    const code = `
      import { withTemporaryDirectory } from '@core/output/temporary-directory.js';
      await withTemporaryDirectory(process.argv[1], async () => {
        console.log('ready'); await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const { child, ended, says } = script(compiled(), code, { args: [parent] });
    await says('ready');
    await withTemporaryDirectory(parent, async () => {
      expect(readdirSync(parent)).toHaveLength(2);
    });
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(parent)).toHaveLength(1);
    await withTemporaryDirectory(parent, async () => {
      expect(readdirSync(parent)).toHaveLength(1);
    });
    expect(readdirSync(parent)).toEqual([]);
  });

  it.each(['tmp', './tmp', '', '.'])('edge case 7: a relative TMPDIR, %j', async (parent) => {
    await expect(withTemporaryDirectory(parent, async () => {})).rejects.toMatchObject({
      code: 'TMPDIR_RELATIVE',
      message: `TMPDIR is a relative path: '${parent}'`,
    });
  });

  it.each(['none', 'file', 'loop'])('where there is no directory: %s', async (name) => {
    const root = scratchDirectory({ file: '' });
    symlinkSync('loop', `${root}/loop`);
    await expect(withTemporaryDirectory(`${root}/${name}`, async () => {})).rejects.toMatchObject({
      code: 'TMPDIR_DENIED',
      message: expect.stringContaining(`${root}/${name}`),
      hint: expect.stringContaining('TMPDIR'),
    });
  });

  it('edge case 6: odd names', async () => {
    const parent = `${scratchDirectory()}/a b\t[x]'"\n\xe9`;
    mkdirSync(toSystemPath(parent));
    await withTemporaryDirectory(parent, async (directory) => {
      writeFileSync(toSystemPath(`${directory}/x`), '');
    });
    expect(readdirSync(toSystemPath(parent))).toEqual([]);
  });
});
