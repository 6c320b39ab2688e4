import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import { type SizeNode, sizeHierarchy } from '../../src/treemap/hierarchy.ts';
import { entryOf, inventoryOf, packageOf } from '../support/inventory.ts';

/** A node as `[name, bytes of its own, kind, ...children]`. */
type Told = [name: string, bytes: number, kind: string, ...children: unknown[]];

const tell = ({ name, bytes, kind, children }: SizeNode): Told =>
  [...[name, bytes, kind], ...children.map(tell)] as Told;

/** What is below the whole. */
const told = (more: Partial<Inventory>) => sizeHierarchy(inventoryOf(more)).children.map(tell);

const folder = { type: 'directory' } as const;

describe('sizeHierarchy', () => {
  it('packages, what no package has, and what the format takes, in this order', () => {
    const root = sizeHierarchy(
      inventoryOf({
        subject: ['a', 'b'],
        packages: [packageOf('bash'), packageOf('empty')],
        files: [
          entryOf('/init', 10),
          entryOf('/lib/modules/6.1/a.ko', 20),
          entryOf('/bash', 30, { package: 0 }),
          entryOf('/usr/lib/modules/6.1/b.ko', 40),
          entryOf('/hostname', 50),
        ],
        overhead: [
          { name: 'inode tables', bytes: 60 },
          { name: 'free space', bytes: 70 },
        ],
      }),
    );
    expect(tell(root)).toEqual([
      ...['a b', 0, 'other'],
      ['bash', 0, 'package', ['bash', 30, 'package']],
      ['empty', 0, 'package'],
      ['other files', 0, 'other', ['init', 10, 'other'], ['hostname', 50, 'other']],
      [
        ...['kernel modules', 0, 'modules'],
        ['lib/modules/6.1', 0, 'modules', ['a.ko', 20, 'modules']],
        ['usr/lib/modules/6.1', 0, 'modules', ['b.ko', 40, 'modules']],
      ],
      ['inode tables', 60, 'overhead'],
      ['free space', 70, 'free'],
    ]);
  });

  it('a directory has its own bytes, and all that is in it, in whatever order that comes', () => {
    const packages = [packageOf('p')];
    const files = [
      entryOf('/', 1, { ...folder, package: 0 }),
      entryOf('/etc/b', 2, { package: 0 }),
      entryOf('/etc', 4, { ...folder, package: 0 }),
      entryOf('/etc/d', 8, { ...folder, package: 0 }),
      entryOf('/var/x', 16, { package: 0 }),
      entryOf('/etc/a', 32, { package: 0, type: 'symlink', target: 'b' }),
    ];
    expect(told({ packages, files })).toEqual([
      [
        ...['p', 1, 'package'],
        ['etc', 4, 'package', ['b', 2, 'package'], ['d', 8, 'package'], ['a', 32, 'package']],
        ['var', 0, 'package', ['x', 16, 'package']],
      ],
    ]);
  });

  it('a directory that several packages have files in is in each of them', () => {
    const packages = [packageOf('p'), packageOf('q')];
    const files = [
      entryOf('/etc', 1, { ...folder, package: 1 }),
      entryOf('/etc/p', 2, { package: 0 }),
      entryOf('/etc/q', 4, { package: 1 }),
    ];
    expect(told({ packages, files })).toEqual([
      ['p', 0, 'package', ['etc', 0, 'package', ['p', 2, 'package']]],
      ['q', 0, 'package', ['etc', 1, 'package', ['q', 4, 'package']]],
    ]);
  });

  it('what takes nothing is not there: other names of an inode, empty files', () => {
    const files = [entryOf('/a/x', 0), entryOf('/b/y', 9, { stored: 0 }), entryOf('/c', 1)];
    expect(told({ files })).toEqual([['other files', 0, 'other', ['c', 1, 'other']]]);
    expect(told({ files: files.slice(0, 2) })).toEqual([]);
  });

  it('directories with nothing but another one are one, with the bytes of all', () => {
    const files = [
      entryOf('/usr', 1, folder),
      entryOf('/usr/share', 2, folder),
      entryOf('/usr/share/doc', 4, folder),
      entryOf('/usr/share/doc/a', 8),
      entryOf('/usr/share/doc/b', 16),
      entryOf('/var', 32, folder),
      entryOf('/var/lib', 64, folder),
    ];
    expect(told({ files })).toEqual([
      [
        ...['other files', 0, 'other'],
        ['usr/share/doc', 1 + 2 + 4, 'other', ['a', 8, 'other'], ['b', 16, 'other']],
        // An empty directory is like a file.
        ['var', 32, 'other', ['lib', 64, 'other']],
      ],
    ]);
  });

  it('a package keeps its name, if there is nothing but one directory in it', () => {
    const files = [entryOf('/etc/deep/x', 1, { package: 0 })];
    expect(told({ packages: [packageOf('p')], files })).toEqual([
      ['p', 0, 'package', ['etc/deep', 0, 'package', ['x', 1, 'package']]],
    ]);
  });

  it('packages without files by what is downloaded', () => {
    const packages = [packageOf('a', { download: 100, stored: 7 }), packageOf('b')];
    const overhead = [{ name: 'nothing', bytes: 1 }];
    expect(told({ packages, files: undefined, overhead })).toEqual([
      ['a', 100, 'package'],
      ['b', 0, 'package'],
    ]);
  });
});
