import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { placeAttributes } from '../../src/plan/attributes.ts';
import { debugfs, expectSound, inodeOf } from '../support/judge.ts';
import { directory, file, makeImage, symlink, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

// cap_net_raw=ep, as getcap's kernel interface has it.
const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');

const acl = Buffer.from(
  '02000000' + '01000600ffffffff02000400e803000004000400ffffffff10000400ffffffff20000000ffffffff',
  'hex',
);

function sizesOf(xattrs: Record<string, number>) {
  const values = Object.entries(xattrs).map(
    ([name, size]) => [name, Buffer.alloc(size, 'v')] as const,
  );
  const { body, block, lost } = placeAttributes(new Map(values));
  const names = (list: typeof body) => list.map(({ name }) => name);
  return [names(body), names(block), lost];
}

describe('placeAttributes', () => {
  it('keeps in the inode what fits there', () => {
    expect(sizesOf({ 'security.capability': 20 })).toEqual([['capability'], [], []]);
    // 96 bytes, of which 8 are magic and end: 16 for the entry, 4 for its name.
    expect(sizesOf({ 'user.a': 68 })).toEqual([['a'], [], []]);
    expect(sizesOf({ 'user.a': 69 })).toEqual([[], ['a'], []]);
  });

  it('puts the rest into one block, sorted', () => {
    expect(sizesOf({ 'user.long': 500, 'user.b': 500, 'user.a': 8, 'user.c': 500 })).toEqual([
      ['a'],
      ['b', 'c', 'long'],
      [],
    ]);
    expect(sizesOf({ 'user.a': 4096 - 36 - 20 })).toEqual([[], ['a'], []]);
  });

  it.each([
    ['user.a', 4096 - 36 - 19],
    ['com.apple.provenance', 1],
    ['nfs4.a', 1],
    ['system.posix_acl_access', 3],
  ])('leaves out what ext2 cannot hold: %s with %d bytes', (name, size) => {
    expect(sizesOf({ [name]: size, 'user.kept': 1 })).toEqual([['kept'], [], [name]]);
  });
});

describe('attributes in an image', () => {
  it('are what debugfs reads', async () => {
    const image = join(scratch, 'image');
    const long = Buffer.alloc(3000, 'abcdefg');
    await makeImage(
      image,
      treeOf({
        '/ping': file('x', { xattrs: new Map([['security.capability', capability]]) }),
        '/many': file('x'.repeat(60_000), {
          xattrs: new Map<string, Uint8Array>([
            ['user.long', long],
            ['user.caf\xc3\xa9', Buffer.from('1')],
            ['user.empty', Buffer.of()],
            ['trusted.overlay.opaque', Buffer.from('y')],
            ['user.small', Buffer.from('0123456789')],
            ['security.selinux', Buffer.from('system_u:object_r:etc_t:s0\0')],
          ]),
        }),
        '/dir': directory({
          xattrs: new Map([
            ['system.posix_acl_access', acl],
            ['system.posix_acl_default', acl],
          ]),
        }),
        '/fast': symlink('target', { xattrs: new Map([['security.selinux', long]]) }),
        '/slow': symlink('t'.repeat(100), { xattrs: new Map([['security.selinux', long]]) }),
      }),
    );
    expectSound(image);
    expect(debugfs(image, 'ea_list /ping')).toContain('security.capability (20) =');
    const hex = debugfs(image, 'ea_get -x /ping security.capability');
    expect(hex.replace(/[^0-9a-f]/g, '')).toContain(capability.toString('hex'));
    const many = debugfs(image, 'ea_list /many');
    for (const listed of [
      // "user.café": debugfs shows what is not ASCII as bytes.
      '75 73 65 72 2e 63 61 66 c3 a9  (1) = "1"',
      'user.empty (0)',
      'trusted.overlay.opaque (1)',
      'user.small (10)',
      'security.selinux (27)',
      'user.long (3000)',
    ]) {
      expect(many).toContain(listed);
    }
    expect(debugfs(image, 'ea_get -V /many user.long').trimEnd()).toBe(long.toString());
    expect(debugfs(image, 'ea_list /dir')).toMatch(/posix_acl_access.*\n.*posix_acl_default/);
    // Data blocks, the indirect block and the attribute block.
    expect(inodeOf(image, '/many').Blockcount).toBe(`${(15 + 1 + 1) * 8}`);
    expect(inodeOf(image, '/fast').text).toContain('Fast link dest: "target"');
    expect(inodeOf(image, '/slow').Blockcount).toBe('16');
  });
});
