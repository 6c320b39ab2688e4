import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { readArchive } from '@supermin/newc';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { send } from '../../src/files/copy-in.ts';
import { planCopy } from '../../src/files/plan-copy.ts';

/** Plans a copy, changes something, and copies. */
async function copyWhile(directory: string, change: (file: string) => void) {
  const { items } = planCopy(directory, false);
  change(join(directory, 'file'));
  const to = new PassThrough();
  const [problems, bytes] = await Promise.all([send(items, to), buffer(to)]);
  return { problems, bytes };
}

it('what has not changed is sent', async () => {
  const directory = scratchDirectory({ file: 'mine' });
  const { problems, bytes } = await copyWhile(directory, () => {});
  expect(problems).toEqual([]);
  expect(readArchive(bytes).entries.map(({ name }) => name)).toEqual(['.', './file']);
  expect(bytes.includes('mine')).toBe(true);
});

const aside = (make: (file: string) => void) => (file: string) => {
  renameSync(file, `${file}.old`);
  make(file);
};

it.each<[string, (file: string) => void, string]>([
  ['a link to another file', aside((file) => symlinkSync('../secret', file)), 'ELOOP'],
  ['another file', aside((file) => writeFileSync(file, 'them')), 'ESTALE'],
  ['a longer one', (file) => appendFileSync(file, 'them'), 'ESTALE'],
  ['a file of another time', (file) => utimesSync(file, 1, 1), 'ESTALE'],
  ['a fifo', aside((file) => execFileSync('mkfifo', [file])), 'ESTALE'],
  ['nothing', (file) => rmSync(file), 'ENOENT'],
])(
  '%s in place of what was planned is a problem, and nothing of it is sent',
  async (_, change, code) => {
    const top = scratchDirectory({ 'd/file': 'mine', secret: 'them' });
    const { problems, bytes } = await copyWhile(join(top, 'd'), change);
    expect(problems).toEqual([{ path: join(top, 'd/file'), code }]);
    expect(bytes.includes('them')).toBe(false);
  },
);
