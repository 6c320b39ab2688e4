import { writeFileSync } from 'node:fs';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../../src/archive/read-tar.ts';
import { run } from '../../support/programs.ts';

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function read(...members: Member[]) {
  const found: (string | number)[][] = [];
  for await (const { name, type, mtime, uid, content } of readTar(once(archive(members)))) {
    let text = '';
    for await (const part of content) text += Buffer.from(part).toString('latin1');
    found.push([name, type, text, mtime, uid]);
  }
  return found;
}

/** What GNU tar calls the members. */
function listed(...members: Member[]): string[] {
  const path = `${scratchDirectory()}/archive`;
  writeFileSync(path, archive(members));
  return run('tar', ['--quoting-style=literal', '-tf', path]).toString('latin1').trim().split('\n');
}

const NEXT: Member = { name: 'next', content: 'next' };
const TIME = 1_000_000_000;
const AFTER = ['next', 'file', 'next', TIME, 0];

describe('members that tar-stream reads in another way', () => {
  it.each<[string, Member, string]>([
    [
      'a directory that has a size',
      { name: 'd/', type: '5', fields: { size: '00000001000\0' } },
      'directory',
    ],
    [
      'a link that has a size',
      { name: 'd/', type: '2', linkname: 'x', fields: { size: '00000001000\0' } },
      'symlink',
    ],
    [
      'a directory of an incremental archive',
      { name: 'd/', type: 'D', content: 'Ya\0Nb\0\0' },
      'directory',
    ],
    ['a directory that is known by its slash', { name: 'd/', type: '\0' }, 'directory'],
    ['a contiguous file', { name: 'd/', type: '7', content: 'x' }, 'directory'],
    [
      'an unknown type that tar-stream takes for a long name',
      { name: 'd/', type: 'N', content: 'x' },
      'unknown',
    ],
  ])('%s', async (_, member, type) => {
    const found = await read(member, NEXT);
    expect(found.map(([name, type]) => [name, type])).toEqual([
      ['d/', type],
      ['next', 'file'],
    ]);
    expect(found[1]).toEqual(AFTER);
  });

  it('a label, which is no member', async () => {
    expect(await read({ name: 'LABEL', type: 'V' }, NEXT)).toEqual([AFTER]);
  });

  it.each<[string, Member]>([
    ['not UTF-8', { name: 'x', pax: { path: 'caf\xe9' } }],
    ['with hdrcharset', { name: 'x', pax: { hdrcharset: 'BINARY', path: '\xff\xfe' } }],
    [
      'of a sparse file',
      { name: 'GNUSparseFile.1/x', pax: { 'GNU.sparse.name': 'real', 'GNU.sparse.size': '0' } },
    ],
  ])('the name in a pax header: %s', async (_, member) => {
    const [found] = await read(member);
    expect([found![0]]).toEqual(listed(member));
  });

  it('a global header, until another one or a member says something else', async () => {
    const global = (text: string): Member => ({ name: 'g', type: 'g', content: text });
    const found = await read(
      global('9 uid=77\n'),
      { name: 'a' },
      { name: 'b', pax: { uid: '5' } },
      global('9 uid=88\n'),
      { name: 'c' },
    );
    expect(found.map(([name, , , , uid]) => [name, uid])).toEqual([
      ['a', 77],
      ['b', 5],
      ['c', 88],
    ]);
  });

  it.each([
    [`${'\xff'.repeat(11)}\xff`, -1],
    [`${'\xff'.repeat(9)}\xfe\xae\x80`, -86_400],
    [`\x80${'\0'.repeat(7)}\x80\0\0\0`, 2 ** 31],
  ])('a binary time', async (mtime, seconds) => {
    const [found] = await read({ name: 'x', fields: { mtime } });
    expect(found![3]).toBe(seconds);
  });

  it('a time that is no number is damage', async () => {
    await expect(read({ name: 'x', fields: { mtime: 'yesterday\0\0\0' } })).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
  });
});
