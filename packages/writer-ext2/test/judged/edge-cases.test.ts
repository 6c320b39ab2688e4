import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeNode } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { contentOf, debugfs, debugfsLines, expectSound, inodeOf } from '../support/judge.ts';
import {
  device,
  directory,
  file,
  hostFile,
  makeImage,
  special,
  symlink,
  treeOf,
} from '../support/trees.ts';

const scratch = scratchDirectory();

describe('symbolic links', () => {
  it('of 1, 59, 60, 61, 1,023 and 4,095 bytes keep their targets', async () => {
    const nodes: Record<string, TreeNode> = { '/init': symlink('usr/lib/systemd/systemd') };
    const lengths = [1, 59, 60, 61, 1023, 4095];
    for (const length of lengths) nodes[`/l${length}`] = symlink('t'.repeat(length));
    const image = join(scratch, 'links');
    await makeImage(image, treeOf(nodes));
    expectSound(image);
    for (const length of lengths) {
      const inode = inodeOf(image, `/l${length}`);
      expect(inode.Type).toBe('symlink');
      expect(inode.Size).toBe(`${length}`);
      expect(inode.Blockcount).toBe(length < 60 ? '0' : '8');
      if (length < 60) expect(inode.text).toContain(`Fast link dest: "${'t'.repeat(length)}"`);
      else expect(contentOf(image, `/l${length}`).toString()).toBe('t'.repeat(length));
    }
    expect(inodeOf(image, '/init').text).toContain('dest: "usr/lib/systemd/systemd"');
  });
});

describe('large directories', () => {
  it('of 5,000 links, files and folders', async () => {
    const children = new Map<string, TreeNode>();
    for (let n = 0; n < 5000; n++) {
      children.set(`link-${n}`, symlink(`file-${n}`));
      children.set(`file-${n}`, file(`${n}`));
      children.set(`folder-${n}`, directory());
    }
    const image = join(scratch, 'large');
    await makeImage(image, treeOf({ '/d': directory({ children }) }), '128M');
    expectSound(image);
    const listed = debugfs(image, 'ls -p /d').split('\n').filter(Boolean);
    expect(listed).toHaveLength(15_002);
    expect(contentOf(image, '/d/file-4999').toString()).toBe('4999');
    expect(inodeOf(image, '/d').Links).toBe('5002');
  });

  it('of 2,000 subdirectories count their links', async () => {
    const tree = treeOf({});
    for (let n = 0; n < 2000; n++) tree.put(`/d/${n}`, directory());
    tree.put('/d/7/x', directory());
    const image = join(scratch, 'subdirectories');
    await makeImage(image, tree, '32M');
    expectSound(image);
    expect(inodeOf(image, '/d').Links).toBe('2002');
    expect(inodeOf(image, '/d/7').Links).toBe('3');
    expect(inodeOf(image, '/').Links).toBe('4');
    // So that e2fsck can link files there on a full filesystem.
    expect(inodeOf(image, '/lost+found').Size).toBe('16384');
  });

  it('of 30,000 files', async () => {
    const shared = file('');
    const children = new Map(Array.from({ length: 30_000 }, (_, n) => [`name-${n}`, shared]));
    const image = join(scratch, 'thirty-thousand');
    await makeImage(image, treeOf({ '/d': directory({ children }) }));
    expectSound(image);
    expect(inodeOf(image, '/d/name-29999').Links).toBe('30000');
  });
});

describe('names', () => {
  const names = [
    'with space',
    'tab\there',
    '[brackets]*?',
    'quote\'s and "quotes"',
    'back\\slash',
    'caf\xc3\xa9',
    'latin-\xe9\xff',
    '-dash',
    'x'.repeat(255),
  ];

  it.each(names)('%j', async (name) => {
    const image = join(scratch, 'names');
    await makeImage(image, treeOf({ [`/d/${name}`]: file('here') }), '1M');
    expectSound(image);
    const [, , entry] = debugfs(image, 'ls -p /d').split('\n');
    expect(entry!.split('/')[5]).toBe(name);
  });

  it('a newline', async () => {
    const image = join(scratch, 'newline');
    await makeImage(image, treeOf({ '/d/two\nlines': file('here') }), '1M');
    expectSound(image);
    expect(debugfs(image, 'ls -p /d')).toContain('/two\nlines/');
  });
});

describe('metadata', () => {
  it('modes: setuid, sticky, none at all', async () => {
    const image = join(scratch, 'modes');
    await makeImage(
      image,
      treeOf({
        '/su': file('', { mode: 0o4755 }),
        '/none': file('', { mode: 0 }),
        '/tmp': directory({ mode: 0o1777 }),
        '/shared': directory({ mode: 0o2775 }),
      }),
    );
    expectSound(image);
    const modes = ['/su', '/none', '/tmp', '/shared'].map((path) => inodeOf(image, path).Mode);
    expect(modes).toEqual(['04755', '0000', '01777', '02775']);
  });

  it('owners above 65,535', async () => {
    const image = join(scratch, 'owners');
    await makeImage(image, treeOf({ '/a': file('', { uid: 65_536, gid: 2 ** 32 - 2 }) }));
    expectSound(image);
    // debugfs prints the number signed.
    expect(inodeOf(image, '/a')).toMatchObject({ User: '65536', Group: '-2' });
  });

  it('times before 1970 and after 2038, and parts of a second', async () => {
    const image = join(scratch, 'times');
    await makeImage(
      image,
      treeOf({
        '/old': file('', { mtime: -86_400 }),
        '/late': file('', { mtime: Date.UTC(2200, 0) / 1000 }),
        '/fine': file('', { mtime: 1_600_000_000.25 }),
      }),
    );
    expectSound(image);
    const mtime = (path: string) => / mtime: (.*)/.exec(inodeOf(image, path).text!)![1];
    expect(mtime('/old')).toBe('0xfffeae80:00000000 -- Wed Dec 31 00:00:00 1969');
    expect(mtime('/late')).toBe('0xb09e1900:00000002 -- Wed Jan  1 00:00:00 2200');
    expect(mtime('/fine')).toBe('0x5f5e1000:3b9aca00 -- Sun Sep 13 12:26:40 2020');
  });

  it('devices, fifos and hard links', async () => {
    const image = join(scratch, 'special');
    const shared = file('shared');
    await makeImage(
      image,
      treeOf({
        '/null': device('character', 1, 3),
        '/nvme': device('block', 259, 70_000),
        '/fifo': special('fifo'),
        '/a': shared,
        '/d/b': shared,
      }),
    );
    expectSound(image);
    expect(inodeOf(image, '/null').text).toMatch(/Type: character special[\s\S]*01:03 /);
    expect(inodeOf(image, '/nvme').text).toMatch(/Type: block special[\s\S]*259:70000 /);
    expect(inodeOf(image, '/fifo').Type).toBe('FIFO');
    expect(inodeOf(image, '/a').Links).toBe('2');
    expect(inodeOf(image, '/d/b').Inode).toBe(inodeOf(image, '/a').Inode);
  });
});

describe('large files', () => {
  it('a module of 50 MB', async () => {
    const path = join(scratch, 'module.ko');
    const bytes = Buffer.alloc(50e6);
    for (let at = 0; at < bytes.length; at += 1000) bytes.writeUInt32LE(at, at);
    writeFileSync(path, bytes);
    const image = join(scratch, 'module');
    await makeImage(image, treeOf({ '/m.ko': hostFile(path, bytes.length) }), '80M');
    expectSound(image);
    expect(contentOf(image, '/m.ko').equals(bytes)).toBe(true);
  });

  it('over 4 GiB', async () => {
    // The host's file is a hole, which nobody has told the plan: it counts as data, but only its blocks are asked for.
    const size = 4.5 * 2 ** 30;
    const path = join(scratch, 'huge');
    writeFileSync(path, '');
    truncateSync(path, size);
    const node = hostFile(path, size, { sparse: true });
    const image = join(scratch, 'huge-image');
    const last = size - 4096;
    await makeImage(image, treeOf({ '/huge': node, '/z': file('z') }), '64M', {
      dataRanges: new Map([[node, Float64Array.of(0, 4096, last, size)]]),
    });
    expectSound(image);
    expect(inodeOf(image, '/huge').Size).toBe(`${size}`);
    const blocks = debugfsLines(
      image,
      [0, 1, last / 4096].map((at) => `bmap /huge ${at}`),
    );
    expect(blocks.map((block) => block !== '0')).toEqual([true, false, true]);
  });
});
