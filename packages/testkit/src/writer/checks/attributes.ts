import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeNode } from '@supermin/core/writer';
import { type Check, check } from '../../support/check.ts';
import { attributesOf } from '../expected.ts';
import { directory, file, hostFile, IS_ROOT, treeOf } from '../nodes.ts';
import { lacks, type WriterSubject } from '../subject.ts';
import { assertSame, writeAndRead } from '../write.ts';

const XATTRS = new Map<string, Uint8Array>([
  ['user.text', Buffer.from('a value')],
  ['user.bytes', Buffer.from([0, 255, 10, 61, 34])],
  ['user.long', Buffer.alloc(300, 'long')],
  ['user.empty', Buffer.alloc(0)],
]);

/** What is easily forgotten: the root, special bits, attributes, files without a byte. */
export const attributeChecks: readonly Check<WriterSubject>[] = [
  check('keeps setuid, setgid and sticky bits', async (subject, scratch) => {
    const nodes: Record<string, TreeNode> = { '/sticky': directory({ mode: 0o1777 }) };
    // Whoever unpacks it may set these on what is his own, but not every unpacking program does.
    if (IS_ROOT) {
      nodes['/setgid-directory'] = directory({ mode: 0o2775 });
      nodes['/su'] = file('su', { mode: 0o4755 });
      nodes['/sg'] = file('sg', { mode: 0o2711 });
      nodes['/both'] = file('both', { mode: 0o6750 });
      nodes['/empty'] = file('', { mode: 0o4111 });
    }
    const tree = treeOf(subject, nodes);
    assertSame(subject, await writeAndRead(subject, tree, scratch), 'mode');
  }),
  check("keeps the root directory's mode, owner and time", async (subject, scratch) => {
    if (lacks(subject, 'root directory')) return;
    const tree = treeOf(subject, { '/f': file('f') });
    tree.root.mode = 0o751;
    tree.root.mtime = 1_400_000_000;
    const hasOwners = IS_ROOT && !lacks(subject, 'owners');
    if (hasOwners) [tree.root.uid, tree.root.gid] = [1000, 100];
    const { mode, uid, gid, mtime } = tree.root;
    const { found } = await writeAndRead(subject, tree, scratch);
    const root = found.get('/');
    assert(root !== undefined, "read lists the root directory as '/'");
    assert.equal(root.mode.toString(8), mode.toString(8), 'the mode of the root directory');
    if (hasOwners)
      assert.deepEqual([root.uid, root.gid], [uid, gid], 'the owner of the root directory');
    if (lacks(subject, 'directory times')) return;
    assert.equal(root.mtime, mtime, 'the time of the root directory');
  }),
  check('keeps extended attributes', async (subject, scratch) => {
    if (lacks(subject, 'xattrs')) return;
    const short = new Map([['user.short', Buffer.from('s')]]);
    const shared = file('shared', { xattrs: short });
    const tree = treeOf(subject, {
      '/f': file('f', { xattrs: XATTRS }),
      '/empty': file('', { xattrs: short }),
      '/d': directory({ xattrs: XATTRS }),
      '/d/plain': file('plain'),
      '/one': shared,
      '/two': shared,
    });
    const { expected, found } = await writeAndRead(subject, tree, scratch);
    for (const [path, { xattrs }] of expected) {
      const there = found.get(path)?.xattrs;
      // Nothing is said where the attributes of what was unpacked cannot be told.
      if (there !== undefined) assert.deepEqual(there, xattrs, `the attributes of ${path}`);
    }
    assert.deepEqual(attributesOf(shared), { 'user.short': '73' }, 'the tree is left as it was');
  }),
  check('keeps empty files and directories', async (subject, scratch) => {
    const path = join(scratch, 'empty');
    writeFileSync(path, '');
    const shared = file('');
    const written = await writeAndRead(
      subject,
      treeOf(subject, {
        '/directory': directory(),
        '/directories/in/each/other': directory(),
        '/bytes': file(''),
        '/path': hostFile(path, 0),
        '/sparse': hostFile(path, 0, { sparse: true }),
        '/one': shared,
        '/two': shared,
        '/z': file('not empty'),
      }),
      scratch,
    );
    assertSame(subject, written, 'content');
  }),
];
