import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeNode } from '@supermin/core/writer';
import { type Check, check } from '../../support/check.ts';
import type { Listing } from '../../support/listing.ts';
import { device, directory, file, hostFile, IS_ROOT, special, symlink, treeOf } from '../nodes.ts';
import { lacks, type WriterSubject } from '../subject.ts';
import { assertSame, type Written, writeAndRead } from '../write.ts';

const MIB = 1 << 20;

/** Names that have to come through as the bytes that they are. */
const ODD_NAMES: Record<string, string> = {
  'a space': 'with space',
  'spaces around': ' around ',
  'a newline': 'new\nline',
  'a tabulator and an escape': 'tab\there\x1b[1m',
  UTF8: 'caf\xc3\xa9',
  'bytes that are not UTF-8': 'stray\xff\xfe',
  'the longest name': 'n'.repeat(255),
  quotes: `it's "quoted" \`here\``,
  'a backslash': 'back\\slash\\n',
  'what a shell would expand': '$HOME*?[a]{b,c}~#',
  'a dash': '-rf',
  'dots and an at sign': '...@',
};

/** Of the characters that POSIX calls portable, as they stand in every distribution. */
const PORTABLE_NAMES: readonly string[] = [
  ...['a', 'A', 'Makefile', 'makefile', 'README', 'readme', '.hidden', '..two', 'dot.', 'a.b.c'],
  ...['_', 'x-', '0', '12345678.123', '123456789.1234', 'aux', 'con.txt', 'NUL'],
  ...['libstdc.so.6.0.30', 'v1.2_rc-3'],
];

/** The tree comes through whole. */
export const contentChecks: readonly Check<WriterSubject>[] = [
  check('writes the bytes of every kind of content', async (subject, scratch) => {
    const source = join(scratch, 'source');
    const bytes = Buffer.from(Array.from({ length: MIB + 4097 }, (_, i) => (i * 7) % 251));
    writeFileSync(source, bytes);
    const fd = openSync(source, 'r');
    try {
      await expectSame(subject, scratch, ['content'], {
        '/empty': file(''),
        '/small': file('small'),
        '/block': file('b'.repeat(4096)),
        '/bytes': file(bytes),
        '/path': hostFile(source, bytes.length),
        '/descriptor': {
          ...file('', { size: 70_001 }),
          content: { kind: 'descriptor', fd, offset: 513 },
        },
        '/part': {
          ...file('', { size: 70_002 }),
          content: { kind: 'part', path: source, offset: 1025 },
        },
        '/other-part': {
          ...file('', { size: 4096 }),
          content: { kind: 'part', path: source, offset: 0 },
        },
      });
    } finally {
      closeSync(fd);
    }
  }),
  check('keeps modes and times', async (subject, scratch) => {
    const tree = treeOf(subject, {
      '/d': directory({ mode: 0o1777, mtime: 1_500_000_000 }),
      '/d/f': file('f', { mtime: 1_000_000_000.75 }),
      '/none': file('none', { mode: IS_ROOT ? 0 : 0o400 }),
      '/run': file('run', { mode: 0o755, mtime: 1_234_567_890 }),
      '/private': directory({ mode: 0o700 }),
      '/private/f': file('', { mode: 0o640 }),
    });
    const written = await writeAndRead(subject, tree, scratch);
    if (lacks(subject, 'directory times')) forgetDirectoryTimes(written);
    assertSame(subject, written, 'mode', 'mtime');
  }),
  check('keeps owners and groups', (subject, scratch) =>
    expectSame(subject, scratch, lacks(subject, 'owners') || !IS_ROOT ? [] : ['uid', 'gid'], {
      '/root': file('', { uid: 0, gid: 0 }),
      '/user': file('u', { uid: 1000, gid: 100 }),
      '/d': directory({ uid: 33, gid: 65_534 }),
      '/d/large': file('l', { uid: 70_000, gid: 200_000 }),
    }),
  ),
  check('keeps symbolic links, whatever they lead to', async (subject, scratch) => {
    const nodes: Record<string, TreeNode> = {
      '/f': file('f'),
      '/short': symlink('f'),
      '/dangling': symlink('nowhere/at all'),
      '/loop': symlink('loop'),
      '/fast': symlink('x'.repeat(59)),
      '/slow': symlink('x'.repeat(60)),
      '/long': symlink(`${'y'.repeat(200)}/`.repeat(5)),
      '/bytes': symlink('caf\xc3\xa9 \xff'),
      '/d/up': symlink('../f'),
    };
    if (!lacks(subject, 'absolute links')) nodes['/absolute'] = symlink('/usr/bin');
    await expectSame(subject, scratch, ['content'], nodes);
  }),
  check('keeps hard links', async (subject, scratch) => {
    const [one, two] = [file('shared'), file('shared')];
    const nodes = { '/a': one, '/b': two, '/d/a': one, '/d/b': two, '/z': one };
    const written = await writeAndRead(subject, treeOf(subject, nodes), scratch);
    assertSame(subject, written, 'content');
    if (lacks(subject, 'hard links')) return;
    const groups = (listing: Listing) =>
      Object.keys(nodes).map((path) =>
        Object.keys(nodes).filter(
          (other) => listing.get(other)?.inode === listing.get(path)?.inode,
        ),
      );
    assert.deepEqual(groups(written.found), groups(written.expected));
  }),
  check('keeps portable names, and tells capitals from small letters', (subject, scratch) =>
    expectSame(
      subject,
      scratch,
      ['content'],
      Object.fromEntries(
        PORTABLE_NAMES.flatMap<[string, TreeNode]>((name) => [
          [`/${name}`, file(name)],
          [`/in/${name}/inside`, file(name)],
        ]),
      ),
    ),
  ),
  check('keeps odd names', async (subject, scratch) => {
    if (lacks(subject, 'odd names')) return;
    await expectSame(
      subject,
      scratch,
      ['content'],
      Object.fromEntries(
        Object.entries(ODD_NAMES).flatMap<[string, TreeNode]>(([what, name]) => [
          [`/${name}`, file(what)],
          [`/directories/${name}/inside`, file(what)],
          [`/links/${name}`, symlink(name)],
        ]),
      ),
    );
  }),
  check('keeps long paths, and directories with many entries', (subject, scratch) =>
    expectSame(subject, scratch, ['content'], {
      [`/${'deep/'.repeat(150)}file`]: file('deep'),
      [`/${`${'p'.repeat(120)}/`.repeat(3)}${'n'.repeat(99)}`]: file('long'),
      ...Object.fromEntries(
        Array.from({ length: 500 }, (_, i) => [`/many/entry-number-${i}`, file(String(i))]),
      ),
    }),
  ),
  check('reads sparse files right', async (subject, scratch) => {
    const path = join(scratch, 'sparse');
    const fd = openSync(path, 'w');
    writeSync(fd, 'middle', 5 * MIB + 11);
    ftruncateSync(fd, 16 * MIB + 1);
    closeSync(fd);
    const node = hostFile(path, 16 * MIB + 1, { sparse: true });
    const tree = treeOf(subject, { '/sparse': node });
    const written = await writeAndRead(subject, tree, scratch);
    assertSame(subject, written, 'content');
    const { blocks } = written.found.get('/sparse')!;
    if (lacks(subject, 'holes') || blocks === undefined) return;
    assert(blocks < 2048, `the holes of a sparse file are kept: it takes ${blocks * 512} bytes`);
  }),
  check('keeps devices, fifos and sockets', async (subject, scratch) => {
    const nodes: Record<string, TreeNode> = { '/dev/null': file('') };
    if (IS_ROOT && !lacks(subject, 'devices')) {
      nodes['/dev/tty'] = device('character', 5, 0);
      nodes['/dev/loop300'] = device('block', 7, 300);
    }
    if (!lacks(subject, 'fifos')) nodes['/dev/fifo'] = special('fifo');
    if (!lacks(subject, 'sockets')) nodes['/dev/log'] = special('socket');
    await expectSame(subject, scratch, ['content'], nodes);
  }),
];

async function expectSame(
  subject: WriterSubject,
  scratch: string,
  fields: ('mode' | 'uid' | 'gid' | 'mtime' | 'content')[],
  nodes: Record<string, TreeNode>,
): Promise<void> {
  assertSame(subject, await writeAndRead(subject, treeOf(subject, nodes), scratch), ...fields);
}

function forgetDirectoryTimes({ expected, found }: Written): void {
  for (const listing of [expected, found]) {
    for (const entry of listing.values()) if (entry.type === 'directory') entry.mtime = 0;
  }
}
