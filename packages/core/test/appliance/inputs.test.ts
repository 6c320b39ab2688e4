import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { listInputs } from '../../src/appliance/inputs.ts';
import { fromUnicode, toSystemPath } from '../../src/path/byte-path.ts';
import { run } from '../support/programs.ts';

function error(inputs: readonly string[]): unknown {
  try {
    return listInputs(inputs);
  } catch (reason) {
    return reason;
  }
}

describe('listInputs', () => {
  it('reads folders recursively, in byte order of names, inputs in the given order', () => {
    const root = scratchDirectory({ 'b/z': '', 'b/a/x': '', 'b/B': '', 'b/.hidden': '', a: '' });
    expect(listInputs([`${root}/b`, `${root}/a`])).toEqual(
      ['b/.hidden', 'b/B', 'b/a/x', 'b/z', 'a'].map((name) => `${root}/${name}`),
    );
  });

  it('follows links to files and to folders', () => {
    const root = scratchDirectory({ 'real/file': '', plain: '', 'in/x': '' });
    symlinkSync('../real', `${root}/in/folder`);
    symlinkSync(`${root}/plain`, `${root}/in/link`);
    expect(listInputs([`${root}/in`])).toEqual(
      ['in/folder/file', 'in/link', 'in/x'].map((name) => `${root}/${name}`),
    );
  });

  it('an empty folder has no files', () => {
    expect(listInputs([scratchDirectory()])).toEqual([]);
  });

  it('takes any name: blanks, brackets, newlines, bytes that are not UTF-8', () => {
    const root = scratchDirectory();
    const names = ['a b', '[x]', 'new\nline', 'caf\xe9', fromUnicode('café')];
    for (const name of names) writeFileSync(toSystemPath(`${root}/${name}`), '');
    expect(listInputs([root])).toEqual([...names].sort().map((name) => `${root}/${name}`));
  });

  it.each([
    ['to itself', (root: string) => symlinkSync('.', `${root}/d/loop`)],
    ['upwards', (root: string) => symlinkSync('../..', `${root}/d/e/loop`)],
    [
      'back, twice, which would take for ever',
      (root: string) => {
        symlinkSync('.', `${root}/d/one`);
        symlinkSync('.', `${root}/d/two`);
      },
    ],
  ])('a link that leads %s is an error, not an endless walk', (_, link) => {
    const root = scratchDirectory({ 'd/e/f': '' });
    link(root);
    expect(error([`${root}/d`])).toMatchObject({
      code: 'INPUT_LOOP',
      message: expect.stringContaining(`${root}/d`),
    });
  });

  it('links that fan out at every level are an error, not an endless walk', () => {
    const root = scratchDirectory();
    for (let level = 0; level < 30; level++) {
      mkdirSync(`${root}/${level}`);
      symlinkSync(`../${level + 1}`, `${root}/${level}/a`);
      symlinkSync(`../${level + 1}`, `${root}/${level}/b`);
    }
    mkdirSync(`${root}/30`);
    expect(error([`${root}/0`])).toMatchObject({ code: 'INPUT_COUNT' });
  });

  it.each(['missing', 'dangling'])('names what is not there: %s', (name) => {
    const root = scratchDirectory();
    symlinkSync('nowhere', `${root}/dangling`);
    expect(error([`${root}/${name}`])).toMatchObject({
      code: 'INPUT_MISSING',
      message: `${root}/${name}: no such file or directory`,
      hint: expect.any(String),
    });
  });

  it('names what cannot be read: a file as a folder, a link to itself', () => {
    const root = scratchDirectory({ file: '' });
    symlinkSync('self', `${root}/self`);
    expect(error([`${root}/file/x`])).toMatchObject({ code: 'INPUT_UNREADABLE' });
    expect(error([`${root}/self`])).toMatchObject({
      code: 'INPUT_UNREADABLE',
      message: `${root}/self: cannot be read (ELOOP)`,
    });
  });

  it('refuses what is neither file nor folder, and does not wait for it', () => {
    const root = scratchDirectory();
    run('mkfifo', [`${root}/pipe`]);
    expect(error([root])).toMatchObject({
      code: 'INPUT_KIND',
      message: expect.stringContaining('fifo'),
    });
  });
});
