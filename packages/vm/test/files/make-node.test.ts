import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { place, put, TOP } from './hostile-archive.ts';

const { PATH } = process.env;
const OWN = { uid: process.getuid!(), gid: process.getgid!() };

afterEach(() => {
  process.env.PATH = PATH;
});

it('does not run a program that the VM sent, wherever PATH leads', async () => {
  const { root, check } = place();
  process.env.PATH = `.::bin:${PATH}`;
  const program = { type: 'file', mode: 0o755, text: '#!/bin/sh\n: > ran\n', ...OWN } as const;
  const { problems } = await put(
    [
      TOP,
      { name: './mknod', ...program },
      { name: './bin', type: 'directory', ...OWN },
      { name: './bin/mknod', ...program },
      { name: './fifo', type: 'fifo', mode: 0o640, mtime: 1000, ...OWN },
    ],
    root,
    true,
  );
  expect(problems.filter(({ path }) => path !== root)).toEqual([]);
  expect(existsSync(join(root, 'ran'))).toBe(false);
  const fifo = lstatSync(join(root, 'fifo'));
  expect([fifo.isFIFO(), fifo.mode & 0o777, fifo.mtimeMs]).toEqual([true, 0o640, 1_000_000]);
  check();
});

it('is not led away by a directory whose name is not UTF-8', async () => {
  const { directory, root, check } = place();
  mkdirSync(root);
  const { problems } = await put(
    [
      TOP,
      { name: './\xff', type: 'directory', ...OWN },
      // What a careless decoder makes of the name above.
      { name: './\xef\xbf\xbd', type: 'symlink', text: '../other', ...OWN },
      { name: './\xff/fifo', type: 'fifo', ...OWN },
    ],
    root,
    true,
  );
  expect(problems).toEqual([]);
  expect(existsSync(join(directory, 'other/fifo'))).toBe(false);
  expect(lstatSync(Buffer.from(`${root}/\xff/fifo`, 'latin1')).isFIFO()).toBe(true);
  check();
});
