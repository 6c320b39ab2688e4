import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import { groupOf, inventoryText } from '../../src/report/text.ts';
import { entryOf, inventoryOf, packageOf } from '../support/inventory.ts';

const lines = (inventory: Inventory) => inventoryText(inventory).split('\n');

describe('inventoryText', () => {
  it('an output: what it is, packages by what they take, what else takes space, what is not known', () => {
    const inventory = inventoryOf({
      ...{ subject: ['out'], size: 70_000, distribution: { id: 'debian', version: '12' } },
      packages: [
        packageOf('bash', { version: '5.2', files: 2, size: 9, stored: 2048 }),
        packageOf('libc6', { arch: 'amd64', files: 10, size: 1, stored: 51_200 }),
      ],
      files: [
        entryOf('/usr', 0, { type: 'directory', package: 0 }),
        entryOf('/init', 100, { stored: 1024 }),
        entryOf('/etc/passwd', 10, { stored: 512 }),
        entryOf('/lib/modules/6.1/x.ko', 3000, { stored: 4096 }),
      ],
      overhead: [{ name: 'inode tables', bytes: 11_120 }],
      notes: ['one', 'two'],
    });
    expect(lines(inventory)).toEqual([
      'out: output, format ext2',
      '2 packages of debian 12, 4 paths, 68.4 KiB (70000 bytes)',
      '',
      '    SIZE  FILES  PACKAGE  VERSION  ARCH   SOURCE',
      '50.0 KiB     10  libc6    1        amd64',
      ' 2.0 KiB      2  bash     5.2      all',
      '',
      '    SIZE  FILES  NOT FROM A PACKAGE',
      ' 1.5 KiB      2  other files',
      ' 4.0 KiB      1  kernel modules',
      '10.9 KiB         inode tables',
      '',
      'note: one',
      'note: two',
      '',
    ]);
  });

  it('a small appliance: bytes of contents, of which each name after the first has none', () => {
    const inventory = inventoryOf({
      ...{ kind: 'appliance', subject: ['a.d', 'b.d'], format: undefined, size: 3000 },
      packages: [
        packageOf('small', { files: 1, size: 10, stored: 3000 }),
        packageOf('large', { files: 1, size: 2990, stored: 0 }),
      ],
      files: [
        entryOf('/etc', 77, { type: 'directory' }),
        entryOf('/etc/a', 100, { stored: 999 }),
        entryOf('/etc/b', 100, { hardLink: '/etc/a' }),
        entryOf('/etc/c', 100, { hardLink: '/etc/a' }),
        entryOf('/etc/link', 55, { type: 'symlink', target: 'a' }),
      ],
    });
    expect(lines(inventory)).toEqual([
      'a.d b.d: small appliance; sizes are those of what it is made of here',
      '2 packages, 5 paths, 2.9 KiB (3000 bytes)',
      '',
      '   SIZE  FILES  PACKAGE  VERSION  ARCH  SOURCE',
      '2.9 KiB      1  large    1        all',
      '   10 B      1  small    1        all',
      '',
      ' SIZE  FILES  NOT FROM A PACKAGE',
      '100 B      5  other files',
      '',
    ]);
  });

  it('packages of a repository: by what is downloaded, without files; 0 where that is not known', () => {
    const inventory = inventoryOf({
      ...{ kind: 'packages', subject: ['bash'], format: undefined, files: undefined, size: 5632 },
      distribution: { id: 'arch', version: '' },
      packages: [
        packageOf('a', { download: 512, stored: 9999 }),
        packageOf('b'),
        packageOf('c', { download: 5120 }),
      ],
    });
    expect(lines(inventory)).toEqual([
      'bash: packages of a repository',
      '3 packages of arch, 5.5 KiB (5632 bytes)',
      '',
      '   SIZE  PACKAGE  VERSION  ARCH  SOURCE',
      '5.0 KiB  c        1        all',
      '  512 B  a        1        all',
      '    0 B  b        1        all',
      '',
    ]);
  });

  it('packages of one size by their ids', () => {
    const ids = ['b', 'a:i386', 'c', 'a', 'B'];
    const packages = ids.map((id) => packageOf(id, { stored: 5 }));
    const found = lines(inventoryOf({ packages })).slice(4, 9);
    expect(found.map((line) => line.split(/ {2,}/)[2])).toEqual(['B', 'a', 'a:i386', 'b', 'c']);
  });

  it('the source of a package, with its version where that is another one', () => {
    const packages = [
      packageOf('same', { version: '2', source: { name: 'src', version: '2' } }),
      packageOf('tool', { version: '3', source: { name: 'tools', version: '1.3' } }),
      packageOf('unknown'),
    ];
    const found = lines(inventoryOf({ packages })).slice(4, 7);
    expect(found.map((line) => line.split(/ {2,}/)[5])).toEqual(['src', 'tools 1.3', undefined]);
  });

  it('nothing of packages or of a distribution, where no packages are known', () => {
    const distribution = { id: 'debian', version: '12' };
    expect(lines(inventoryOf({ distribution }))).toEqual([
      'out: output, format ext2',
      '0 packages, 0 paths, 0 B (0 bytes)',
      '',
      '',
    ]);
  });

  it('a compressed image with both of its sizes', () => {
    const image = { path: 'out/initrd', size: 2048, compression: 'gzip' };
    expect(lines(inventoryOf({ image, size: 4096 }))[1]).toBe(
      '0 packages, 0 paths, 4.0 KiB (4096 bytes), 2.0 KiB with gzip',
    );
    expect(lines(inventoryOf({ image: { path: 'root', size: 4096 }, size: 4096 }))[1]).toBe(
      '0 packages, 0 paths, 4.0 KiB (4096 bytes)',
    );
  });

  it('no table of what is no package’s, where all is', () => {
    const packages = [packageOf('bash', { files: 1 })];
    const files = [entryOf('/bin/bash', 1, { package: 0 })];
    expect(inventoryText(inventoryOf({ packages, files }))).not.toContain('NOT FROM A PACKAGE');
  });
});

describe('groupOf', () => {
  it.each([
    '/lib/modules',
    '/lib/modules/6.1.0/kernel/fs/ext4.ko',
    '/usr/lib/modules',
    '/usr/lib/modules/6.1.0/modules.dep',
  ])('%s is with kernel modules', (path) => {
    expect(groupOf(path)).toBe('kernel modules');
  });

  it.each(['/', '/lib/modules-load.d', '/usr/lib/modprobe.d', '/srv/lib/modules/x', '/lib'])(
    '%s is another file',
    (path) => {
      expect(groupOf(path)).toBe('other files');
    },
  );
});
