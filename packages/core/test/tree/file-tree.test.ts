import { type Random, randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { DirectoryNode, TreeNode } from '../../src/tree/node.ts';
import { resolvePath } from '../../src/tree/resolve-path.ts';
import { directory, file, link } from '../support/nodes.ts';

/** `/a`, `/a/f`, `/l -> a`: what the tree holds, in its order. */
function list(tree: FileTree): string[] {
  return [...tree.walk()].map(({ path, node }) =>
    node.type === 'symlink' ? `${path} -> ${node.target}` : path,
  );
}

function grow(entries: [string, TreeNode][]): FileTree {
  const tree = new FileTree();
  for (const [path, node] of entries) tree.put(path, node);
  return tree;
}

function problem(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('tells its files in the order in which they were put, replaced ones and further names too', () => {
  const [one, two, three] = [file('1'), file('2'), file('3')];
  const tree = grow([
    ['/z', one],
    ['/d', directory()],
    ['/a', two],
    ['/z', three],
    ['/d/a', two],
  ]);
  expect(tree.files()).toEqual([one, two, three, two]);
});

describe('put', () => {
  it('of a directory that several packages have, keeps the first one', () => {
    const tree = grow([['/d', directory()]]);
    for (const owner of [3, 0, undefined]) {
      tree.put('/d', { ...directory(), package: owner });
      expect(tree.lookup('/d')!.package).toBe(3);
    }
  });

  it("makes missing parents, like the root: root's, 0755, with the time of the tree", () => {
    const tree = new FileTree(123);
    tree.put('/a/b/f', file());
    const made = { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: 123 };
    expect([tree.root, tree.lookup('/a'), tree.lookup('/a/b')]).toMatchObject([made, made, made]);
  });

  it('the later file wins', () => {
    const second = file('2');
    expect(
      grow([
        ['/f', file('1')],
        ['/f', second],
      ]).lookup('/f'),
    ).toBe(second);
  });

  it('a directory keeps what is in it, and takes the later attributes', () => {
    const tree = grow([
      ['/d', directory(0o700)],
      ['/d/f', file()],
      ['/d', directory(0o711)],
    ]);
    expect(list(tree)).toEqual(['/d', '/d/f']);
    expect(tree.lookup('/d')).toMatchObject({ mode: 0o711 });
  });

  it('a directory with things in it becomes one with what is there', () => {
    const full = directory();
    full.children.set('f', file('new'));
    full.children.set('g', file());
    const tree = grow([
      ['/d/f', file('old')],
      ['/d/h', file()],
      ['/d', full],
    ]);
    expect(list(tree)).toEqual(['/d', '/d/f', '/d/g', '/d/h']);
    expect(tree.lookup('/d/f')).toBe(full.children.get('f'));
  });

  it('a file takes the place of a directory, and the other way round', () => {
    expect(
      list(
        grow([
          ['/d/f', file()],
          ['/d', file()],
        ]),
      ),
    ).toEqual(['/d']);
    expect(
      list(
        grow([
          ['/d', file()],
          ['/d', directory()],
          ['/d/f', file()],
        ]),
      ),
    ).toEqual(['/d', '/d/f']);
  });

  it('two names of one node are hard links', () => {
    const node = file('x');
    const tree = grow([
      ['/a', node],
      ['/d/b', node],
    ]);
    expect(tree.lookup('/a')).toBe(tree.lookup('/d/b'));
  });

  it('the root: attributes only', () => {
    const tree = grow([
      ['/f', file()],
      ['/', directory(0o700)],
    ]);
    expect(tree.root.mode).toBe(0o700);
    expect(list(tree)).toEqual(['/f']);
    expect(problem(() => tree.put('/', file()))).toMatchObject({ code: 'TREE_NOT_DIRECTORY' });
  });

  it.each([
    '',
    'a',
    './a',
    '/a/',
    '/a//b',
    '//a',
    '/a/./b',
    '/a/../b',
    '/..',
    '/.',
    '/a\0b',
    `/${'n'.repeat(256)}`,
    `/${'n/'.repeat(2048)}n`,
  ])('refuses the path %j', (path) => {
    const tree = new FileTree();
    expect(problem(() => tree.put(path, file()))).toMatchObject({ code: 'TREE_PATH' });
    expect(list(tree)).toEqual([]);
    // The same where the directory is known, which is looked at in another way.
    for (const known of ['/k', '/a/k']) {
      tree.put(known, file());
      expect(problem(() => tree.put(path, file()))).toMatchObject({ code: 'TREE_PATH' });
    }
    expect(list(tree)).toEqual(['/a', '/a/k', '/k']);
  });

  it('in a directory that has just been replaced', () => {
    const tree = grow([
      ['/d/a', file()],
      ['/e', directory()],
      ['/d', link('e')],
      ['/d/b', file()],
      ['/d', file()],
    ]);
    expect(list(tree)).toEqual(['/d', '/e', '/e/a', '/e/b']);
    expect(problem(() => tree.put('/d/c', file()))).toMatchObject({ code: 'TREE_NOT_DIRECTORY' });
  });

  it('in directories whose names begin alike', () => {
    const paths = ['/ab/x', '/a/x', '/ab/y', '/a/y', '/abc', '/a/b/c'];
    const tree = grow(paths.map((path) => [path, file()]));
    expect(list(tree)).toEqual([
      '/a',
      '/a/b',
      '/a/b/c',
      '/a/x',
      '/a/y',
      '/ab',
      '/ab/x',
      '/ab/y',
      '/abc',
    ]);
  });

  it.each(['', 'a\0b', 'x'.repeat(4096)])('refuses a link to %j', (target) => {
    expect(problem(() => grow([['/l', link(target)]]))).toMatchObject({
      code: 'TREE_PATH',
      message: expect.stringContaining("'/l'"),
    });
  });

  it.each([59, 60, 61, 1023, 4095])('takes a link target of %d bytes', (length) => {
    expect(grow([['/l', link('x'.repeat(length))]]).lookup('/l')).toMatchObject({
      type: 'symlink',
    });
  });

  it('below a file: names both', () => {
    const tree = grow([['/etc/passwd', file()]]);
    expect(problem(() => tree.put('/etc/passwd/a/b', file()))).toMatchObject({
      code: 'TREE_NOT_DIRECTORY',
      message: '/etc/passwd/a has to be a directory, but /etc/passwd is a file',
    });
  });

  it('odd names: blanks, newlines, __proto__, bytes that are not UTF-8', () => {
    const names = ['/ ', '/\n', '/__proto__', '/constructor', '/caf\xe9', '/...', '/.a', '/\\'];
    expect(list(grow(names.map((name) => [name, file()])))).toEqual(names.sort());
  });
});

describe('edge case 4: below symlinked directories', () => {
  const usr: [string, TreeNode] = ['/usr/lib', directory()];

  it.each<[string, [string, TreeNode][], string]>([
    ['relative', [usr, ['/lib', link('usr/lib')]], '/usr/lib/x'],
    ['absolute', [usr, ['/lib', link('/usr/lib')]], '/usr/lib/x'],
    ['with a slash at its end', [usr, ['/lib', link('usr/lib/')]], '/usr/lib/x'],
    ['with slashes and dots', [usr, ['/lib', link('.//usr/./lib//')]], '/usr/lib/x'],
    [
      'chained',
      [['/lib', link('lib2')], ['/lib2', link('/lib3')], ['/lib3', link('usr/lib')], usr],
      '/usr/lib/x',
    ],
    ['upwards', [['/a/b', directory()], ['/lib', link('a/b/../../usr/lib')], usr], '/usr/lib/x'],
    ['above the root', [['/lib', link('../../../usr/lib')], usr], '/usr/lib/x'],
    ['to .', [['/lib', link('.')]], '/x'],
    ['to /', [['/lib', link('/')]], '/x'],
    ['dangling', [['/lib', link('run/lib')]], '/run/lib/x'],
    [
      'dangling, chained',
      [
        ['/lib', link('a')],
        ['/a', link('b/c')],
        ['/b', link('d')],
      ],
      '/d/c/x',
    ],
    [
      '.. of a link: as the kernel has it',
      [
        ['/a/b/c', directory()],
        ['/k', link('a/b/c')],
        ['/lib', link('k/../l')],
      ],
      '/a/b/l/x',
    ],
  ])('%s', (_, entries, where) => {
    const tree = grow(entries);
    tree.put('/lib/x', file());
    expect(tree.lookup(where)).toMatchObject({ type: 'file' });
    expect(tree.lookup('/lib/x')).toBe(tree.lookup(where));
    expect(tree.lookup('/lib')).toMatchObject({ type: 'symlink' });
  });

  it.each<[string, [string, TreeNode][]]>([
    ['itself', [['/lib', link('lib')]]],
    [
      'each other',
      [
        ['/lib', link('b')],
        ['/b', link('lib')],
      ],
    ],
    ['something below itself', [['/lib', link('lib/x')]]],
    [
      'something below a directory that is the link now',
      [
        ['/lib/x', directory()],
        ['/b', link('lib/x')],
      ],
    ],
  ])('looping: to %s', (what, entries) => {
    const tree = grow(entries);
    if (what.startsWith('something below a')) {
      expect(problem(() => tree.put('/lib', link('b')))).toMatchObject({ code: 'TREE_LINK_LOOP' });
      return;
    }
    expect(problem(() => tree.put('/lib/y', file()))).toMatchObject({
      code: 'TREE_LINK_LOOP',
      message: expect.stringContaining('/lib'),
    });
    expect(tree.lookup('/lib/y')).toBeUndefined();
    expect(tree.directory('/lib')).toBeUndefined();
    expect(tree.dangles('/lib')).toBe(false);
  });

  it('/media -> run/media that is not there: once an endless loop', () => {
    const tree = grow([
      ['/media', link('run/media')],
      ['/media/usb', directory()],
    ]);
    expect(list(tree)).toEqual(['/media -> run/media', '/run', '/run/media', '/run/media/usb']);
  });

  it('a link that changes later is seen', () => {
    const tree = grow([
      ['/l', link('a')],
      ['/l/x', file()],
      ['/l', link('b')],
      ['/l/y', file()],
    ]);
    expect(list(tree)).toEqual(['/a', '/a/x', '/b', '/b/y', '/l -> b']);
  });
});

describe('usr-merge', () => {
  const x = file('x');

  it('a link, then a directory: the link stays', () => {
    const tree = grow([
      ['/usr/lib', directory(0o711)],
      ['/lib', link('usr/lib')],
      ['/lib', directory(0o700)],
      ['/lib/x', x],
    ]);
    expect(list(tree)).toEqual(['/lib -> usr/lib', '/usr', '/usr/lib', '/usr/lib/x']);
    expect(tree.lookup('/usr/lib')).toMatchObject({ mode: 0o711 });
  });

  it('a dangling link, then a directory: the link stays and leads to it', () => {
    const tree = grow([
      ['/lib', link('usr/lib')],
      ['/lib', directory(0o700)],
    ]);
    expect(list(tree)).toEqual(['/lib -> usr/lib', '/usr', '/usr/lib']);
    expect(tree.lookup('/usr/lib')).toMatchObject({ mode: 0o700 });
  });

  it('a link, then a directory with things in it', () => {
    const full = directory();
    full.children.set('x', x);
    const tree = grow([
      ['/usr/lib', directory()],
      ['/lib', link('usr/lib')],
      ['/lib', full],
    ]);
    expect(tree.lookup('/usr/lib/x')).toBe(x);
  });

  it('a link to a file, a link to itself, then a directory: the directory stays', () => {
    expect(
      list(
        grow([
          ['/f', file()],
          ['/l', link('f')],
          ['/l', directory()],
        ]),
      ),
    ).toEqual(['/f', '/l']);
    expect(
      list(
        grow([
          ['/l', link('l')],
          ['/l', directory()],
        ]),
      ),
    ).toEqual(['/l']);
  });

  it('a directory, then a link: what was in it moves, and replaces nothing', () => {
    const kept = file('kept');
    const tree = grow([
      ['/usr/lib/both', kept],
      ['/usr/lib/modules/1', file()],
      ['/lib/both', file('moved')],
      ['/lib/modules/2', file()],
      ['/lib/x', x],
      ['/lib', link('usr/lib')],
      ['/lib/y', file()],
    ]);
    expect(list(tree)).toEqual([
      '/lib -> usr/lib',
      '/usr',
      ...['', '/both', '/modules', '/modules/1', '/modules/2', '/x', '/y'].map(
        (p) => `/usr/lib${p}`,
      ),
    ]);
    expect(tree.lookup('/usr/lib/both')).toBe(kept);
  });

  it('a directory, then a link: through links in the other one, and not over a file', () => {
    const inside = file('inside');
    const entries: [string, TreeNode][] = [
      ['/opt/modules', directory()],
      ['/usr/lib/modules', link('/opt/modules')],
      ['/usr/lib/other', file()],
      ['/lib/modules/1', inside],
      ['/lib', link('usr/lib')],
    ];
    expect(grow(entries).lookup('/opt/modules/1')).toBe(inside);
    entries.splice(4, 0, ['/lib/other/1', file()]);
    expect(problem(() => grow(entries))).toMatchObject({
      code: 'TREE_NOT_DIRECTORY',
      message: '/lib/other has to be a directory, but /lib/other is a file',
    });
  });

  it('a directory, then a link to what is not there yet', () => {
    const tree = grow([
      ['/lib/x', x],
      ['/lib', link('usr/lib')],
      ['/usr/lib', directory(0o711)],
    ]);
    expect(list(tree)).toEqual(['/lib -> usr/lib', '/usr', '/usr/lib', '/usr/lib/x']);
    expect(tree.lookup('/usr/lib')).toMatchObject({ mode: 0o711 });
  });

  it('an empty directory gives way to any link', () => {
    expect(
      list(
        grow([
          ['/l', directory()],
          ['/l', link('l')],
        ]),
      ),
    ).toEqual(['/l -> l']);
  });
});

describe('makeParent', () => {
  it('is asked once for each missing parent, by its real path', () => {
    const asked: string[] = [];
    const tree = new FileTree();
    const makeParent = (path: string) => {
      asked.push(path);
      if (path === '/lib') return link('usr/lib');
      return path === '/usr' ? (directory(0o711) as DirectoryNode) : undefined;
    };
    tree.put('/lib/a/f', file(), makeParent);
    tree.put('/lib/a/g', file(), makeParent);
    expect(asked).toEqual(['/lib', '/usr', '/usr/lib', '/usr/lib/a']);
    expect(list(tree)).toEqual([
      '/lib -> usr/lib',
      '/usr',
      '/usr/lib',
      ...['', '/f', '/g'].map((p) => `/usr/lib/a${p}`),
    ]);
    expect(tree.lookup('/usr')).toMatchObject({ mode: 0o711 });
  });

  it('links that it gives may loop: an error', () => {
    const tree = new FileTree();
    expect(problem(() => tree.put('/a/f', file(), () => link('a')))).toMatchObject({
      code: 'TREE_LINK_LOOP',
    });
  });
});

describe('looking', () => {
  it('lookup does not follow a link at the end, directory does', () => {
    const tree = grow([
      ['/d/f', file()],
      ['/l', link('d')],
      ['/dangling', link('no')],
    ]);
    expect(tree.lookup('/l')).toMatchObject({ type: 'symlink' });
    expect(tree.directory('/l')).toBe(tree.lookup('/d'));
    expect(tree.directory('/d/f')).toBeUndefined();
    expect(tree.directory('/dangling')).toBeUndefined();
    expect(tree.lookup('/dangling/x')).toBeUndefined();
    expect(tree.lookup('/d/f/x')).toBeUndefined();
    expect(tree.lookup('/')).toBe(tree.root);
    expect(list(tree)).toEqual(['/d', '/d/f', '/dangling -> no', '/l -> d']);
  });

  it('exists: what is there, through links as well', () => {
    const tree = new FileTree();
    tree.put('/usr/bin/a', file('a'));
    tree.put('/bin', link('usr/bin'));
    tree.put('/loop', link('loop'));
    const paths = ['/usr/bin/a', '/bin/a', '/bin', '/bin/b', '/loop', '/bin/../../usr'];
    expect(paths.filter((path) => tree.exists(path))).toEqual([
      ...['/usr/bin/a', '/bin/a', '/bin', '/bin/../../usr'],
    ]);
  });

  it('dangles: only what could be there', () => {
    const tree = grow([
      ['/f', file()],
      ['/to-file', link('f')],
      ['/chain', link('to-file')],
      ['/none', link('no/where')],
      ['/loop', link('loop')],
      ['/through-file', link('f/x')],
    ]);
    const dangling = list(tree).filter((line) => tree.dangles(line.split(' ')[0]!));
    expect(dangling).toEqual(['/none -> no/where']);
  });

  it('makeDirectory: at the end of a dangling link', () => {
    const tree = grow([
      ['/l', link('a/b')],
      ['/f', file()],
    ]);
    expect(tree.makeDirectory('/l')).toBe(tree.lookup('/a/b'));
    expect(problem(() => tree.makeDirectory('/f'))).toMatchObject({ code: 'TREE_NOT_DIRECTORY' });
  });
});

describe('what is remembered of directories', () => {
  const names = ['a', 'b', 'c'];
  const path = (random: Random) => {
    const depth = 1 + random(3);
    return Array.from({ length: depth }, () => `/${names[random(names.length)]}`).join('');
  };
  const change = (tree: FileTree, random: Random) => {
    const at = path(random);
    const kind = random(6);
    if (kind === 0) tree.remove(at);
    else if (kind === 1) tree.clear(at);
    else if (kind === 2) tree.put(at, link(path(random)));
    else if (kind === 3) tree.put(at, file());
    else tree.put(at, directory());
  };

  it('is what there is, whatever was put, removed and looked for before', () => {
    const random = randomNumbers(25);
    for (let round = 0; round < 300; round++) {
      const tree = new FileTree();
      for (let step = 0; step < 20; step++) {
        problem(() => change(tree, random));
        const wanted = path(random);
        const { node } = resolvePath(tree.root, wanted);
        expect(tree.directory(wanted)).toBe(node?.type === 'directory' ? node : undefined);
        const parent = resolvePath(tree.root, wanted.slice(0, wanted.lastIndexOf('/')) || '/').node;
        const inside =
          parent?.type === 'directory' ? parent.children.get(wanted.at(-1)!) : undefined;
        expect(tree.lookup(wanted)).toBe(inside);
      }
    }
  });
});

describe('nodes', () => {
  it('are all but the root, once for each name', () => {
    const both = file();
    const tree = grow([
      ['/d/e/f', both],
      ['/d/g', both],
      ['/l', link('d')],
    ]);
    const nodes = [...tree.nodes()];
    expect(nodes).toHaveLength(5);
    expect(nodes.filter((node) => node === both)).toHaveLength(2);
    expect(new Set(nodes)).toEqual(new Set([...tree.walk()].map(({ node }) => node)));
  });
});

describe('count', () => {
  it('is the number of entries, the root not among them', () => {
    expect(new FileTree().count()).toBe(0);
    const tree = grow([
      ['/a/b/f', file()],
      ['/a/l', link('b')],
      ['/c', directory()],
    ]);
    expect(tree.count()).toBe([...tree.walk()].length);
  });
});

describe('fileBytes', () => {
  it('adds up the files of all directories, once for each name', () => {
    expect(new FileTree().fileBytes()).toBe(0);
    const shared = { ...file(), size: 5 };
    const tree = grow([
      ['/a', shared],
      ['/d/e/b', shared],
      ['/d/c', { ...file(), size: 1 }],
      ['/l', link('a')],
    ]);
    expect(tree.fileBytes()).toBe(11);
  });
});

describe('replace', () => {
  it('takes the place of whatever is there, also a directory that of a link to one', () => {
    const tree = grow([
      ['/usr/lib/a', file()],
      ['/lib', link('usr/lib')],
      ['/d/x', file()],
    ]);
    tree.lookup('/lib/a');
    tree.replace('/lib', directory());
    tree.replace('/lib/b', file());
    tree.replace('/d', link('usr'));
    tree.replace('/d/c', file());
    expect(list(tree)).toEqual([
      ...['/d -> usr', '/lib', '/lib/b', '/usr', '/usr/c', '/usr/lib', '/usr/lib/a'],
    ]);
  });

  it('of a directory by a directory changes its attributes, all of them, and nothing in it', () => {
    const tree = grow([['/d/x', file()]]);
    const attributes = { mode: 0o700, mtime: 7, xattrs: new Map([['user.x', Buffer.from('x')]]) };
    for (const path of ['/', '/d']) {
      tree.replace(path, { ...directory(), ...attributes });
      expect(tree.lookup(path)).toMatchObject(attributes);
      tree.replace(path, directory());
      expect(tree.lookup(path)).not.toHaveProperty('xattrs');
    }
    expect(list(tree)).toEqual(['/d', '/d/x']);
  });

  it('makes parents, and refuses what put refuses', () => {
    const tree = grow([['/f', file()]]);
    const asked: string[] = [];
    tree.replace('/a/b/c', file(), (path) => {
      asked.push(path);
      return undefined;
    });
    expect(asked).toEqual(['/a', '/a/b']);
    expect(problem(() => tree.replace('/a/../c', file()))).toMatchObject({ code: 'TREE_PATH' });
    expect(problem(() => tree.replace('/l', link('')))).toMatchObject({ code: 'TREE_PATH' });
    for (const path of ['/f/g', '/']) {
      expect(problem(() => tree.replace(path, file()))).toMatchObject({
        code: 'TREE_NOT_DIRECTORY',
      });
    }
  });
});

describe('walk', () => {
  it('parents before children, names in byte order, whatever the order of putting', () => {
    const paths = ['/b', '/a', '/a/z', '/a/B', '/a.b', '/a-', '/a/\xff', '/a/caf\xc3\xa9', '/A'];
    const expected = ['/A', '/a', '/a/B', '/a/caf\xc3\xa9', '/a/z', '/a/\xff', '/a-', '/a.b', '/b'];
    for (const order of [paths, [...paths].reverse()]) {
      const tree = new FileTree();
      for (const path of order) tree.put(path, path === '/a' ? directory() : file());
      expect(list(tree)).toEqual(expected);
    }
  });

  it('only what is in a directory, by the path that was asked for', () => {
    const tree = grow([
      ['/usr/lib/a', file()],
      ['/usr/share/b', file()],
      ['/lib', link('usr/lib')],
      ['/f', file()],
    ]);
    const below = (path: string) => [...tree.walk(path)].map((entry) => entry.path);
    expect(below('/usr/lib')).toEqual(['/usr/lib/a']);
    expect(below('/lib')).toEqual(['/lib/a']);
    for (const path of ['/f', '/missing']) expect(below(path)).toEqual([]);
  });

  it('as deep as a path can be', () => {
    const tree = new FileTree();
    tree.put('/d'.repeat(2047), file());
    expect(list(tree)).toHaveLength(2047);
    expect(tree.lookup('/d'.repeat(2047))).toMatchObject({ type: 'file' });
  });

  it('not deeper, neither by way of links nor by moving', () => {
    const tree = new FileTree();
    const deep = '/d'.repeat(1500);
    tree.put(deep, directory());
    tree.put('/l', link(deep));
    expect(problem(() => tree.put(`/l${deep}/x`, file()))).toMatchObject({ code: 'TREE_PATH' });
    tree.put(`/m${deep}`, directory());
    expect(problem(() => tree.put('/m', link(deep)))).toMatchObject({ code: 'TREE_PATH' });
    for (const { path } of tree.walk()) expect(path.length).toBeLessThanOrEqual(4095);
  });

  it('100,000 entries', () => {
    const tree = new FileTree();
    for (let i = 0; i < 100_000; i++) tree.put(`/usr/share/${i % 300}/${i % 7}/${i}`, file());
    expect(list(tree)).toHaveLength(100_000 + 300 * 7 + 300 + 2);
  });
});
