import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseMtree } from '../../src/format/mtree.ts';

const parse = (text: string) => parseMtree('/db/mtree', gzipSync(text));

describe('parseMtree', () => {
  it('reads what makepkg writes', () => {
    // Made by makepkg 6.0.2.
    const files = parse(`#mtree
/set type=file uid=0 gid=0 mode=644
./etc time=1795412973.0 mode=755 type=dir
./etc/\\043x\\075\\134y time=1795412973.0 size=1 md5digest=7694f4a6 sha256digest=8e35c2cd
./etc/link time=1795412973.0 mode=777 type=link link=with\\040space
./etc/nb time=1795412973.0 mode=4600 size=2 md5digest=9ffbf431 sha256digest=a2bbdb2d
./etc/x\\351y time=1795412973.0 size=2 sha256digest=8d74beec
`);
    const none = { sha256: undefined, md5: undefined, linkTarget: undefined };
    expect([...files]).toEqual([
      ['/etc', { ...none, mode: 0o755 }],
      ['/etc/#x=\\y', { ...none, mode: 0o644, md5: '7694f4a6', sha256: '8e35c2cd' }],
      ['/etc/link', { ...none, mode: 0o777, linkTarget: 'with space' }],
      ['/etc/nb', { ...none, mode: 0o4600, md5: '9ffbf431', sha256: 'a2bbdb2d' }],
      ['/etc/x\xe9y', { ...none, mode: 0o644, sha256: '8d74beec' }],
    ]);
  });

  it('follows /set and /unset', () => {
    const files = parse('#mtree\n/set mode=600\n./a\n/set sha256=x\n./b\n/unset mode\n./c\n');
    expect([...files.values()].map(({ mode, sha256 }) => [mode, sha256])).toEqual([
      [0o600, undefined],
      [0o600, 'x'],
      [undefined, 'x'],
    ]);
  });

  it.each([
    ['no mtree', gzipSync('hello\n'), 'it does not start with #mtree'],
    ['cut off', gzipSync('#mtree\n').subarray(0, 15), 'it cannot be unpacked: '],
    ['not compressed', Buffer.from('#mtree\n'), 'it cannot be unpacked: '],
    ['a bomb', gzipSync(Buffer.alloc(2 ** 27)), 'it cannot be unpacked: '],
  ])('is damaged: %s', (_, bytes, problem) => {
    expect(() => parseMtree('/db/mtree', bytes)).toThrow(`/db/mtree: ${problem}`);
  });
});
