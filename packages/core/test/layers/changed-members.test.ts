import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../src/archive/read-tar.ts';
import { Allowance } from '../../src/layers/allowance.ts';
import { applyChanges } from '../../src/layers/apply-changes.ts';
import { ChangedMembers, type ChangesOptions } from '../../src/layers/changed-members.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';
import { layeredTree } from '../../src/layers/layered-host.ts';
import { readContent } from '../../src/tree/content.ts';
import type { FileTree } from '../../src/tree/file-tree.ts';
import { addLayer, sourceOf } from '../support/layers.ts';

const KEY = 'c'.repeat(64);
const OLD = { mtime: '5' };
const NEW = { mtime: '50' };
const CAPABILITY = 'SCHILY.xattr.security.capability';

function directory(name: string, mode = 0o755, pax = OLD): Member {
  return { name: `./${name}/`, type: '5', mode, pax };
}

function file(name: string, content: string, pax: Record<string, string> = OLD): Member {
  return { name: `./${name}`, content, mode: 0o644, pax };
}

const BEFORE: readonly Member[] = [
  ...[directory('a', 0o700), file('a/same', 'x'), file('a/other', 'x'), file('a/gone', 'x')],
  ...[directory('d'), file('d/x', '')],
  { name: './first', content: 'two names', mode: 0o644, pax: OLD },
  { name: './second', type: '1', linkname: './first', pax: OLD },
  { name: './link', type: '2', linkname: 'a', mode: 0o777, pax: OLD },
];

const noRule: ChangesOptions['rule'] = () => 'take';

/** What became of BEFORE, by an archive of the whole; and the paths that the layer has. */
async function changed(
  after: readonly Member[],
  rule = noRule,
  limits: Pick<ChangesOptions, 'maximum' | 'unchanged'> = {},
) {
  const cache = scratchDirectory();
  const layers = [await addLayer(cache, 'a', BEFORE)];
  const changes = new ChangedMembers({ tree: layeredTree({ layers }), newest: 9, rule, ...limits });
  const { members } = sourceOf(after);
  const layer = await new LayerStore(cache).add(
    KEY,
    { members: changes.of(members), notes: changes.notes as never, name: 'x' },
    { report: () => {}, allowance: new Allowance(1e6) },
  );
  const tree = layeredTree({ layers });
  applyChanges(tree, layer);
  return { tree, paths: [...layer.tree.walk()].map(({ path }) => path), notes: layer.notes };
}

function text(tree: FileTree, path: string): string | undefined {
  const node = tree.lookup(path);
  return node?.type === 'file' ? readContent(node.content, 0, node.size).toString() : undefined;
}

function without(...names: string[]): Member[] {
  return BEFORE.filter(({ name }) => !names.includes(name.replace(/\/$/, '')));
}

describe('ChangedMembers', () => {
  it('has nothing of what is the same, whatever the times say', async () => {
    const { paths, notes } = await changed(BEFORE.map((each) => ({ ...each, pax: NEW })));
    expect(paths).toEqual([]);
    expect(notes).toEqual({ removed: [], links: [] });
  });

  it('misses nothing of what is told to be unchanged, and of the rest all', async () => {
    const unchanged = new Set(['/a/same', '/first', '/second', '/link', '/no/such/path']);
    const after = [directory('a', 0o700), file('a/other', 'y'), directory('d')];
    const { tree, paths, notes } = await changed(after, noRule, { unchanged });
    expect(paths).toEqual(['/a', '/a/other']);
    expect(notes).toEqual({ removed: ['/a/gone', '/d/x'], links: [] });
    expect(text(tree, '/a/same')).toBe('x');
    expect(text(tree, '/a/other')).toBe('y');
  });

  it('has what is new or different, with its parents as they are, and no time that is too late', async () => {
    const after = [
      ...[directory('a', 0o700), file('a/same', 'x'), file('a/other', 'y', NEW)],
      ...[directory('d'), file('d/x', ''), file('d/new', 'n', { mtime: '3' })],
      ...BEFORE.slice(6),
    ];
    const { tree, paths, notes } = await changed(after);
    expect(paths).toEqual(['/a', '/a/other', '/d', '/d/new']);
    expect(notes).toEqual({ removed: ['/a/gone'], links: [] });
    expect(text(tree, '/a/other')).toBe('y');
    expect(tree.lookup('/a/gone')).toBeUndefined();
    expect(tree.lookup('/a')).toMatchObject({ mode: 0o700, mtime: 5 });
    expect(tree.lookup('/a/other')).toMatchObject({ mtime: 9 });
    expect(tree.lookup('/d/new')).toMatchObject({ mtime: 3 });
  });

  it('sees modes, owners and capabilities', async () => {
    const after = BEFORE.map((each) => {
      if (each.name === './a/same') return { ...each, pax: { ...OLD, [CAPABILITY]: 'c' } };
      if (each.name === './d/') return { ...each, mode: 0o1777 };
      return each.name === './first' ? { ...each, pax: { ...OLD, uid: '7' } } : each;
    });
    const { tree, paths } = await changed(after);
    expect(paths).toEqual(['/a', '/a/same', '/d', '/first', '/second']);
    expect(tree.lookup('/a/same')?.xattrs?.get('security.capability')).toEqual(Buffer.from('c'));
    expect(tree.lookup('/d')).toMatchObject({ mode: 0o1777 });
    expect(tree.lookup('/first')).toMatchObject({ uid: 7 });
    expect(tree.lookup('/second')).toBe(tree.lookup('/first'));
  });

  it('keeps new names of old files', async () => {
    const after = [
      ...BEFORE,
      { name: './third', type: '1', linkname: './first', pax: OLD } as Member,
    ];
    const { tree, paths, notes } = await changed(after);
    expect(paths).toEqual([]);
    expect(notes).toEqual({ removed: [], links: [['/third', '/first']] });
    expect(tree.lookup('/third')).toBe(tree.lookup('/first'));
  });

  it('lets one name of a file become another file', async () => {
    const after = [...without('./second'), file('second', 'own')];
    const { tree } = await changed(after);
    expect(text(tree, '/first')).toBe('two names');
    expect(text(tree, '/second')).toBe('own');
  });

  it('turns a directory into a link, and a link into a directory', async () => {
    const after = [
      ...without('./d', './d/x', './link'),
      { name: './d', type: '2', linkname: 'a', mode: 0o777, pax: OLD } as Member,
      ...[directory('link'), file('link/y', 'y')],
    ];
    const { tree } = await changed(after);
    expect(tree.lookup('/d')).toMatchObject({ type: 'symlink', target: 'a' });
    expect(tree.lookup('/a/x')).toBeUndefined();
    expect(text(tree, '/link/y')).toBe('y');
    expect(tree.lookup('/a/y')).toBeUndefined();
  });

  it('finds a difference behind the first chunk of a large file', async () => {
    const large = (end: string) => `${'z'.repeat(300_000)}${end}`;
    const before = file('a/large', large('1'));
    const cache = scratchDirectory();
    const layers = [await addLayer(cache, 'a', [directory('a'), before])];
    const changes = new ChangedMembers({
      ...{ tree: layeredTree({ layers }), newest: 9, rule: noRule },
    });
    const bytes: Buffer[] = [];
    for await (const member of changes.of(
      readTar(chunksOf(archive([directory('a'), file('a/large', large('2'))]))),
    )) {
      if (member.type !== 'file') continue;
      for await (const chunk of member.content) bytes.push(Buffer.from(chunk));
    }
    expect(Buffer.concat(bytes).toString()).toBe(large('2'));
  });

  it('empties and leaves what the rule says', async () => {
    const after = [...without('./a/gone'), file('d/log', 'today'), file('d/key', 'secret')];
    const { tree, notes } = await changed(after, (path, known) => {
      if (path === '/d/log') return 'empty';
      return path === '/d/key' || (known && path === '/a/gone') ? 'leave' : 'take';
    });
    expect(text(tree, '/d/log')).toBe('');
    expect(tree.lookup('/d/key')).toBeUndefined();
    expect(text(tree, '/a/gone')).toBe('x');
    expect(notes).toMatchObject({ removed: [] });
  });

  it('counts members that make no difference', async () => {
    const maximum = BEFORE.length;
    expect((await changed(BEFORE, noRule, { maximum })).paths).toEqual([]);
    await expect(changed([...BEFORE, BEFORE[0]!], noRule, { maximum })).rejects.toMatchObject({
      code: 'ARCHIVE_SIZE',
    });
  });

  it.each([
    ['leaves the root', 'third', '../../first'],
    ['has a name that leaves the root', '../third', 'first'],
    ['is to a file that is not there', 'third', 'none'],
    ['is to a directory', 'third', 'd'],
    ['is to a file that is discarded', 'third', 'd/key'],
    ['is to a file that comes later, or never', 'a/b', 'first'],
  ])('refuses a hard link that %s', async (_, name, target) => {
    const after = [
      ...[...BEFORE.slice(0, 6), file('d/key', 'secret')],
      { name, type: '1', linkname: target, pax: OLD } as Member,
    ];
    const rule: ChangesOptions['rule'] = (path) => (path === '/d/key' ? 'leave' : 'take');
    await expect(changed(after, rule)).rejects.toMatchObject({ code: 'ARCHIVE_MEMBER' });
  });

  it('keeps a new name of an old file that is left as it was', async () => {
    const after = [...BEFORE, { name: './third', type: '1', linkname: './a/gone', pax: OLD }];
    const { tree } = await changed(after as Member[], (path) =>
      path === '/a/gone' ? 'leave' : 'take',
    );
    expect(text(tree, '/third')).toBe('x');
  });
});

/** In pieces, as a stream brings them. */
async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}
