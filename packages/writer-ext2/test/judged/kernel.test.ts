import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  statfsSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TreeNode } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, describe, expect, it } from 'vitest';
import { expectSound, judge, output } from '../support/judge.ts';
import { MOUNTS } from '../support/mounts.ts';
import { device, directory, file, makeImage, special, symlink, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();

/** CAP_SYS_RESOURCE, which containers often lack. */
const mayResize =
  (BigInt(`0x${/^CapEff:\t(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]}`) >> 24n) &
  1n;

if (!MOUNTS) console.log('no image can be mounted here: the judgement of the kernel waits');

describe.runIf(MOUNTS)('a kernel', () => {
  const mounted: string[] = [];
  afterAll(() => {
    for (const point of mounted) judge('umount', point);
  });

  function mount(image: string, options = 'loop'): string {
    const point = `${image}.mnt`;
    mkdirSync(point, { recursive: true });
    output('mount', '-t', 'ext2', '-o', options, image, point);
    mounted.push(point);
    return point;
  }

  function unmount(point: string): void {
    output('umount', point);
    mounted.splice(mounted.indexOf(point), 1);
  }

  it('sees the tree as it is', async () => {
    const shared = file('shared', { uid: 70_000, gid: 4_000_000_000 });
    const nodes: Record<string, TreeNode> = {
      '/a': file('a'.repeat(123_456), { mtime: 1_600_000_000.25, mode: 0o4755 }),
      '/old': file('', { mtime: -1000.5 }),
      '/late': file('', { mtime: 5e9 }),
      '/d/b': shared,
      '/d/c': shared,
      '/l': symlink('x'.repeat(59)),
      '/m': symlink('x'.repeat(60)),
      '/caf\xc3\xa9 \xff': file('name'),
      '/dev/tty': device('character', 5, 0),
      '/dev/loop300': device('block', 7, 300),
      '/fifo': special('fifo'),
      '/t': directory({ mode: 0o1777 }),
    };
    const image = join(scratch, 'see');
    const tree = treeOf(nodes);
    await makeImage(image, tree);
    const point = mount(image, 'loop,ro');
    let count = 0;
    for (const { path, node } of tree.walk()) {
      const there = Buffer.from(point + path, 'latin1');
      const status = lstatSync(there, { bigint: true });
      count++;
      expect(Number(status.mode) & 0o7777, path).toBe(node.mode);
      expect([Number(status.uid), Number(status.gid)], path).toEqual([node.uid, node.gid]);
      expect(status.mtimeNs, path).toBe(BigInt(node.mtime * 1e3) * 1_000_000n);
      if (node.type === 'symlink') expect(readlinkSync(there, 'latin1')).toBe(node.target);
      if (node.type === 'file' && node.content.kind === 'bytes') {
        expect(readFileSync(there).equals(Buffer.from(node.content.bytes)), path).toBe(true);
      }
    }
    expect(count).toBe(readdirSync(point, { recursive: true }).length - 1);
    expect(lstatSync(`${point}/d/b`).ino).toBe(lstatSync(`${point}/d/c`).ino);
    expect(lstatSync(`${point}/dev/tty`).rdev).toBe((5 << 8) | 0);
    expect(output('stat', '-c', '%t:%T', `${point}/dev/loop300`).trim()).toBe('7:12c');
    unmount(point);
    expectSound(image);
  });

  it('reads attributes and ACLs', async () => {
    const acl = Buffer.from(
      '02000000' +
        '01000600ffffffff02000400e803000004000400ffffffff10000400ffffffff20000000ffffffff',
      'hex',
    );
    const xattrs = new Map<string, Uint8Array>([
      ['system.posix_acl_access', acl],
      ['user.large', Buffer.alloc(2000, 'b')],
      ['user.small', Buffer.from('in the inode')],
    ]);
    const image = join(scratch, 'attributes');
    // A file that has an ACL shows its mask as the group's permissions.
    await makeImage(image, treeOf({ '/f': file('', { mode: 0o640, xattrs }) }));
    const point = mount(image);
    const script =
      'import os,sys\nfor n in sorted(os.listxattr(sys.argv[1])): print(n, os.getxattr(sys.argv[1], n).hex())';
    const python = judge('python3', '-c', script, `${point}/f`);
    unmount(point);
    expect(python.stderr).toBe('');
    const lines = [...xattrs].map(
      ([name, value]) => `${name} ${Buffer.from(value).toString('hex')}`,
    );
    expect(python.stdout.trim().split('\n')).toEqual(lines);
  });

  it('writes to it, fills it, and it stays sound', async () => {
    const image = join(scratch, 'write');
    const tree = treeOf({ '/keep': file('keep') });
    for (let n = 0; n < 300; n++) tree.put(`/d/${'n'.repeat(100)}${n}`, file(`${n}`));
    await makeImage(image, tree, '20M');
    const point = mount(image);
    for (let n = 0; n < 200; n++) writeFileSync(`${point}/d/new${n}`, 'x'.repeat(n * 10));
    for (let n = 0; n < 100; n++) unlinkSync(`${point}/d/${'n'.repeat(100)}${n}`);
    mkdirSync(`${point}/e/f/g`, { recursive: true });
    rmdirSync(`${point}/e/f/g`);
    const fill = judge('dd', 'if=/dev/zero', `of=${point}/fill`, 'bs=1M');
    expect(fill.stderr).toContain('No space left');
    expect(statfsSync(point).bfree).toBeLessThan(16);
    unmount(point);
    const again = mount(image);
    expect(readFileSync(`${again}/keep`, 'utf8')).toBe('keep');
    expect(readdirSync(`${again}/d`)).toHaveLength(400);
    unmount(again);
    expectSound(image);
  });

  if (MOUNTS && mayResize === 0n)
    console.log('without CAP_SYS_RESOURCE no mounted image can be grown');

  it.runIf(mayResize === 1n)('grows it while it is mounted', async () => {
    const image = join(scratch, 'grow');
    await makeImage(image, treeOf({ '/a': file('a'.repeat(100_000)) }), '200M');
    truncateSync(image, 2 ** 30);
    const point = mount(image);
    const before = statfsSync(point).blocks;
    const [loop] = output('findmnt', '-n', '-o', 'SOURCE', point).trim().split('\n');
    const resized = judge('resize2fs', loop!);
    const after = statfsSync(point).blocks;
    expect(readFileSync(`${point}/a`, 'utf8')).toBe('a'.repeat(100_000));
    unmount(point);
    expect(resized.status, resized.stderr).toBe(0);
    expect(after).toBeGreaterThan(before * 4);
    expectSound(image);
  });
});
