import { gzipSync } from 'node:zlib';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { checkKind } from '../../src/artifact/check-kind.ts';

const check = (content: string | Buffer) => {
  const { signal } = new AbortController();
  const file = `${scratchDirectory({ x: content })}/x`;
  return checkKind(file, signal, (why) => new Error(`refused: ${why}`));
};

const CPIO = `070701${'0'.repeat(88)}0000000B00000000TRAILER!!!\0`;

it.each<[string, string | Buffer]>([
  ['names of packages', 'bash\n'],
  ['names of files', '/etc/passwd\n'],
  ['patterns of files', '-/etc/*\n'],
  ['a lock', '{\n  "supermin": "lock"'],
  ['a tar archive', archive([{ name: 'x' }])],
  ['a compressed one', gzipSync(archive([{ name: 'x' }]))],
  ['a cpio archive', CPIO],
  ['nothing', ''],
])('%s may be a file of an appliance', async (_, content) => {
  await check(content);
});

it.each<[string, string | Buffer]>([
  ['a program', '\x7fELF\x02\x01\x01'],
  ['a compressed one', gzipSync('\x7fELF\x02\x01\x01')],
])('%s may not', async (_, content) => {
  await expect(check(content)).rejects.toThrow('refused: not a file of a small appliance');
});

it('what cannot be read is an error of its own', async () => {
  const { signal } = new AbortController();
  const checking = checkKind(`${scratchDirectory()}/x`, signal, () => new Error('refused'));
  await expect(checking).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
});
