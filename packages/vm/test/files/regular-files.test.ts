import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { type Member, place, put, TOP } from './hostile-archive.ts';

const KEY = { key: 1, count: 2 };
const OWN = { uid: process.getuid!(), gid: process.getgid!() };

/** The first name of a file, something else of that name, and the second name with the content. */
const replacedBy = (other: Omit<Member, 'name'>): Member[] => [
  TOP,
  { name: './a', type: 'file', hardLink: KEY, text: 'evil', ...OWN },
  { name: './a', ...OWN, ...other },
  { name: './b', type: 'file', hardLink: KEY, text: 'evil', ...OWN },
];

describe('a hard link', () => {
  it('is not made to, and its content not written into, another file that has come in place of the first name', async () => {
    const { root, check } = place();
    const { problems } = await put(replacedBy({ type: 'file', text: 'other' }), root);
    expect(problems).toEqual([{ path: join(root, 'b'), code: 'ESTALE' }]);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('other');
    expect(existsSync(join(root, 'b'))).toBe(false);
    check();
  });

  it('nor into a symbolic link', async () => {
    const { root, check } = place();
    const { problems } = await put(replacedBy({ type: 'symlink', text: '../secret' }), root);
    expect(problems).toEqual([{ path: join(root, 'b'), code: 'ESTALE' }]);
    check();
  });

  it('nor into a fifo, which would stand still', async () => {
    const { root, check } = place();
    const { problems } = await put(replacedBy({ type: 'fifo' }), root, true);
    expect(problems.at(-1)).toEqual({ path: join(root, 'b'), code: 'ESTALE' });
    expect(lstatSync(join(root, 'a')).isFIFO()).toBe(true);
    check();
  });

  it.runIf(IS_ROOT)('nor into a device', async () => {
    const { root, check } = place();
    const device: Omit<Member, 'name'> = { type: 'character', rdevMajor: 1, rdevMinor: 3 };
    const { problems } = await put(replacedBy(device), root, true);
    expect(problems).toEqual([{ path: join(root, 'b'), code: 'ESTALE' }]);
    expect(lstatSync(join(root, 'a')).isCharacterDevice()).toBe(true);
    expect(existsSync(join(root, 'b'))).toBe(false);
    check();
  });

  it('of a file that nobody may write to gets the content', async () => {
    const { root } = place();
    const file: Omit<Member, 'name'> = { type: 'file', mode: 0o444, hardLink: KEY, text: 'text' };
    const { problems } = await put([TOP, { name: './a', ...file }, { name: './b', ...file }], root);
    expect(problems).toEqual([]);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('text');
    expect(statSync(join(root, 'b')).mode & 0o7777).toBe(0o444);
    expect(statSync(join(root, 'b')).nlink).toBe(2);
  });
});
